"""What is wrong with the history as a set of files: duplicates, gaps, overlaps, foreign files, another order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.workspace.history import rules
from nhimbe_migrations.workspace.history.drizzle import JOURNAL, Journal
from nhimbe_migrations.workspace.history.folder import Entry, Folder

__all__ = ["history_findings", "wrangler_order"]

_SHOWN = 5


def history_findings(prefix: str, ordered: Sequence[Entry], folder: Folder, *, shallow: bool) -> tuple[Finding, ...]:
    """Return what is wrong with the migrations of `prefix`, which come in the order of the history."""
    legacy = [entry for entry in ordered if entry.number is None]
    numbered: dict[int, list[Entry]] = defaultdict(list)
    for entry in ordered:
        if entry.number is not None:
            numbered[entry.number].append(entry)
    found = [
        *_shared(prefix, numbered),
        *_unreadable(prefix, folder),
        *_headers(prefix, numbered),
        *_foreign(prefix, folder),
        *_other_order(prefix, ordered),
        *_overlaps(prefix, legacy, numbered),
        *_gaps(prefix, len(legacy), sorted(numbered)),
        *_styles(prefix, numbered),
    ]
    if shallow and len(legacy) > 1:
        found.append(
            rules.SHALLOW_HISTORY.finding(
                f"{len(legacy)} legacy migrations are ordered by name, as far as this shallow clone does not know their "
                "first commits.",
                file=prefix,
            )
        )
    return tuple(found)


def journal_findings(
    prefix: str, names: Sequence[str], journal: Journal | None, unread: str | None
) -> Iterator[Finding]:
    """Yield how drizzle-kit's journal and the files of the folder differ."""
    place = f"{prefix}/{JOURNAL}"
    if unread is not None and any(name.endswith(".sql") for name in names):
        yield rules.DRIZZLE_JOURNAL.finding(f"The journal cannot be read: {unread}.", file=place)
    if journal is None:
        return
    here = {name.removesuffix(".sql") for name in names if name.endswith(".sql")}
    gone = [tag for tag in journal.tags if tag not in here]
    for what, missing in (("Listed, and without a file", gone), ("Not listed", sorted(here - set(journal.tags)))):
        if missing:
            shown = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
            yield rules.DRIZZLE_JOURNAL.finding(f"{what}: {shown}.", file=place)


def _shared(prefix: str, numbered: dict[int, list[Entry]]) -> Iterator[Finding]:
    for number, entries in numbered.items():
        if len(entries) == 1:
            continue
        names = ", ".join(entry.name for entry in entries)
        kinds = [entry.name.rpartition(".")[2] for entry in entries]
        rule = rules.DUPLICATE_NUMBER if len(set(kinds)) < len(kinds) else rules.SHARED_NUMBER
        yield rule.finding(
            f"{number:03d} is carried by {len(entries)} files: {names}.", file=f"{prefix}/{entries[-1].name}"
        )


def _gaps(prefix: str, legacy: int, numbers: Sequence[int]) -> Iterator[Finding]:
    expected = legacy + 1
    for number in numbers:
        if number > expected:
            last = number - 1
            missing = f"{expected:03d}" if last == expected else f"{expected:03d} to {last:03d}"
            verb = "has no migration" if last == expected else "have no migrations"
            yield rules.NUMBER_GAP.finding(f"{missing} {verb}.", file=prefix)
        expected = max(expected, number + 1)


def _overlaps(prefix: str, legacy: Sequence[Entry], numbered: dict[int, list[Entry]]) -> Iterator[Finding]:
    for place, entry in enumerate(legacy, start=1):
        if place in numbered:
            yield rules.LEGACY_OVERLAP.finding(
                f"The legacy {entry.name} counts as {place:03d}, which {numbered[place][0].name} carries.",
                file=f"{prefix}/{entry.name}",
            )


def _foreign(prefix: str, folder: Folder) -> Iterator[Finding]:
    for name in folder.foreign:
        yield rules.FOREIGN_FILE.finding(f"{name} is not a migration: {_why_foreign(name)}.", file=f"{prefix}/{name}")
    for name in folder.folders:
        if name.endswith((".sql", ".ts")):
            stops = "; wrangler up to 4.86 stops at it" if name.endswith(".sql") else ", not a migration"
            yield rules.FOREIGN_FILE.finding(f"{name} is a folder{stops}.", file=f"{prefix}/{name}")


def _why_foreign(name: str) -> str:
    if "/" in name:
        return "it is in a folder that the runner does not look into"
    if "\\x" in name:
        return "its name has a control character, a backslash, or bytes that are not UTF-8"
    if name.startswith("."):
        return (
            "it is hidden, and older wranglers (4.86) apply hidden .sql files"
            if name.endswith(".sql")
            else "it is hidden"
        )
    if name.lower().endswith((".sql", ".ts")):
        return "its ending is not in small letters"
    return "it does not end in .sql or .ts"


def _headers(prefix: str, numbered: dict[int, list[Entry]]) -> Iterator[Finding]:
    for number, entries in numbered.items():
        for entry in entries:
            if entry.header and entry.header.number != number:
                yield rules.HEADER_NUMBER.finding(
                    f"The header of {entry.name} says {entry.header.number:03d}.",
                    file=f"{prefix}/{entry.name}",
                    line=entry.header.line,
                )


def _unreadable(prefix: str, folder: Folder) -> Iterator[Finding]:
    for name, why in folder.unreadable:
        yield rules.UNREADABLE_MIGRATION.finding(f"{name} cannot be read: {why}", file=f"{prefix}/{name}")


def wrangler_order(names: Sequence[str]) -> list[str]:
    """Return .sql files as `wrangler d1 migrations apply` takes them.

    By `parseInt(name.split("_")[0])`, ties by name, names without a number last (measured on wrangler's
    latest version; 4.86 puts those anywhere).
    """

    def place(name: str) -> tuple[bool, int, str]:
        match = re.match(r"\s*[+-]?[0-9]+", name.split("_", maxsplit=1)[0])
        return match is None, int(match[0]) if match else 0, name

    return sorted(names, key=place)


def _other_order(prefix: str, ordered: Sequence[Entry]) -> Iterator[Finding]:
    ours = [entry.name for entry in ordered if entry.name.endswith(".sql")]
    theirs = wrangler_order(ours)
    moved = next((pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]), None)
    if moved:
        yield rules.WRANGLER_ORDER.finding(
            f"wrangler d1 migrations apply would run {moved[1]} where the history has {moved[0]}.", file=prefix
        )


def _styles(prefix: str, numbered: dict[int, list[Entry]]) -> Iterator[Finding]:
    names = [entry.name for entries in numbered.values() for entry in entries]
    widths = [len(name) - len(name.lstrip("0123456789")) for name in names]
    usual = max(3, *widths, 3) if not widths else max(set(widths), key=lambda width: (widths.count(width), -width))
    odd = [name for name, width in zip(names, widths, strict=True) if width < usual]
    if odd:
        shown = ", ".join(odd[:_SHOWN]) + (" …" if len(odd) > _SHOWN else "")
        yield rules.NUMBER_STYLE.finding(f"Shorter numbers than the others have: {shown}.", file=prefix)
