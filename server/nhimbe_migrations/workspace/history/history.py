"""The migrations of a repository, in their order, and what is wrong with them as a set.

Legacy (unnumbered) files come first, in the order of the commit that first added each; then the numbered ones.
Nothing here refuses: a crooked history is described.
"""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import did_you_mean
from nhimbe_migrations.system.unchanged import settled
from nhimbe_migrations.workspace.git.command import ask_git, head_commit
from nhimbe_migrations.workspace.git.queries import git_path
from nhimbe_migrations.workspace.history.drizzle import in_journal_order, read_journal
from nhimbe_migrations.workspace.history.findings import history_findings, journal_findings
from nhimbe_migrations.workspace.history.folder import (
    Entry,
    Folder,
    Row,
    folder_stamp,
    list_folder,
    read_folder,
)
from nhimbe_migrations.workspace.history.legacy_order import in_legacy_order
from nhimbe_migrations.workspace.history.name_form import NameForm, form_of, stamp_of
from nhimbe_migrations.workspace.history.rules import GIT_UNAVAILABLE
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["History", "Migration", "padded", "read_history"]


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration file."""

    number: int
    """From the file name; for a legacy file its place in the order, from 1."""
    file: str
    """From the top of the repository."""
    name: str
    """The file name."""
    target: Literal["d1", "mongodb"]
    title: str
    """From the header, else from the name."""
    legacy: bool
    committed: bool
    """The last commit of the current branch has it."""


@dataclass(frozen=True)
class History:
    """All migrations in their order: legacy ones, then by number."""

    migrations: tuple[Migration, ...]
    findings: tuple[Finding, ...] = ()
    digits: int = 3
    """Digits that the numbered files use; three where there are none."""
    form: NameForm = NameForm()  # noqa: RUF009 it is frozen
    """How the file that comes last is called."""
    nameless: bool = False
    """drizzle-kit lists the files, and their names begin with no number."""
    headed: bool = True
    """Whether a file says `Migration NNN: …` at its top, or there are too few to tell."""

    @property
    def total(self) -> int:
        return len(self.migrations)

    @cached_property
    def highest(self) -> int:
        """The highest number that a migration carries or counts as; 0 where there is none."""
        return max((migration.number for migration in self.migrations), default=0)

    @cached_property
    def legacy(self) -> int:
        """How many of the migrations are unnumbered."""
        return sum(migration.legacy for migration in self.migrations)

    @property
    def from_zero(self) -> bool:
        """Whether the numbers begin with zero and four digits, as drizzle-kit's do: `0000_…`."""
        return self.digits > _OWN_DIGITS and any(migration.number == 0 for migration in self.migrations)

    @cached_property
    def by_name(self) -> Mapping[str, Migration]:
        """File name → migration."""
        return {migration.name: migration for migration in self.migrations}

    def find(self, reference: str | int) -> Migration:
        """Return the migration that `reference` names: a number (13, "013"), a file name, or a path.

        Raises:
            ArgumentError: none or several answer to it; the message names near ones.
        """
        if exact := self.by_name.get(str(reference)):
            return exact
        text = str(reference).strip()
        if in_folder := [item for item in self.migrations if text.removeprefix("./").rstrip("/") in _addresses(item)]:
            return in_folder[0]
        name = text.rpartition("/")[2]
        if (named := self.by_name.get(name)) and (name == text or named.file == text.removeprefix("./")):
            return named
        if re.fullmatch(r"#?[0-9]{1,6}", text):
            matches = [migration for migration in self.migrations if migration.number == int(text.lstrip("#"))]
        else:
            matches = [migration for migration in self.migrations if migration.name.rpartition(".")[0] == text]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise ArgumentError(
                f"{reference!r} names {len(matches)} migrations: {', '.join(match.name for match in matches[:5])}.",
                way_out="Say the file name.",
            )
        raise ArgumentError(f"There is no migration {text[:200]!r}.", way_out=self._near(text))

    def _near(self, text: str) -> str:
        if not self.migrations:
            return "There are no migrations yet."
        if re.fullmatch(r"#?[0-9]{1,18}", text):
            wanted = int(text.lstrip("#"))
            near = sorted(self.migrations, key=lambda migration: abs(migration.number - wanted))[:3]
        else:
            names = difflib.get_close_matches(text[:200], self.by_name, n=3, cutoff=0.5)
            near = [self.by_name[name] for name in names] or list(self.migrations[-3:])
        return did_you_mean(item.name for item in near)


def _addresses(item: Migration) -> tuple[str, ...]:
    """What a migration with a folder of its own is called besides."""
    folder, _, _ = item.name.rpartition("/")
    return (item.file, folder, item.file.rpartition("/")[0]) if folder else ()


_OWN_DIGITS = 3
_FEW = 3
"""Files; fewer make no habit."""


def padded(number: int, digits: int = 3) -> str:
    """Write a number as file names carry it: three digits, four from 1000 on."""
    return f"{number:0{digits}d}"


@dataclass(slots=True)
class _Kept:
    """A history, and what it was read from."""

    history: History
    commit: str | None
    stamp: tuple[int, int] | None
    listing: tuple[Row, ...]
    looked: int
    """When each file was last looked at (ns, monotonic)."""


_known: dict[tuple[str, str, str], _Kept] = {}

_MANY = 250
_BETWEEN = 2_000_000_000
"""Nanoseconds between two looks at each file of a folder with many: a stat of each would cost more than the answer."""


def read_history(repository: Repository) -> History:
    """Return the history as it is on the disk now; kept while folder, files and HEAD are as they were.

    A file that comes, goes or is replaced shows at once. In a folder with more than 250 files, the header
    of one that is edited in place shows within two seconds.

    Raises:
        PathError: the migrations folder leaves the repository, is a file, or may not be read.
    """
    layout = repository.layout
    key = (str(repository.root), layout.migrations, layout.schema)
    place = repository.locate(layout.migrations)
    now, tick = time.time_ns(), time.monotonic_ns()
    commit = head_commit(repository.git) if repository.git else None
    stamp = folder_stamp(place)
    kept = _known.get(key)
    if kept is not None and (kept.commit, kept.stamp) == (commit, stamp):
        if len(kept.listing) > _MANY and tick - kept.looked < _BETWEEN:
            return kept.history
        listing = list_folder(repository, place)
        if kept.listing == listing:
            kept.looked = tick
            return kept.history
    else:
        listing = list_folder(repository, place)
    earlier = kept.history.by_name if kept else {}
    history = _compose(repository, read_folder(repository, place, listing), commit, earlier)
    times = ((stamp or (0,))[0], *(state[0] for _, state in listing))
    if settled(times, now) and all(finding.rule != GIT_UNAVAILABLE.name for finding in history.findings):
        _known[key] = _Kept(history, commit, stamp, listing, tick)
    else:
        _known.pop(key, None)
    return history


def _compose(repository: Repository, folder: Folder, commit: str | None, earlier: Mapping[str, Migration]) -> History:
    prefix = repository.layout.migrations
    committed = _committed(repository, commit) if commit else frozenset()
    tracked = committed or frozenset()
    legacy = tuple(entry for entry in folder.entries if entry.number is None)
    numbered = sorted((entry for entry in folder.entries if entry.number is not None), key=_by_number)
    ordered = [
        *enumerate(in_legacy_order(repository, legacy, commit if committed is not None else None), start=1),
        *((item.number or 0, item) for item in numbered),
    ]
    journal, unread = read_journal(repository)
    if journal is not None:
        ordered = in_journal_order(ordered, journal)
    migrations = tuple(_migration(prefix, number, entry, tracked, earlier.get(entry.name)) for number, entry in ordered)
    findings = history_findings(prefix, [entry for _, entry in ordered], folder, shallow=_shallow(repository))
    findings = (*findings, *journal_findings(prefix, [entry.name for entry in folder.entries], journal, unread))
    if committed is None:
        findings = (GIT_UNAVAILABLE.finding("Git does not answer here: what it knows is missing below."), *findings)
    form = form_of(entry.name for entry in folder.entries)
    headed = len(folder.entries) < _FEW or any(entry.header for entry in folder.entries)
    nameless = journal is not None and bool(migrations) and not any(stamp_of(item.name) for item in migrations)
    nameless = nameless and not numbered
    digits = _digits(numbered) if migrations else _first_digits(repository)
    return History(migrations, findings, digits, form, nameless=nameless, headed=headed)


def _first_digits(repository: Repository) -> int:
    """The width of a first number: wrangler's four where its file is, three in nhimbe's layout."""
    layout = repository.layout
    return _OWN_DIGITS if layout.wrangler is None or layout.migrations.endswith("src/db/migrations") else 4


def _migration(
    prefix: str, number: int, entry: Entry, committed: frozenset[str], earlier: Migration | None
) -> Migration:
    name = entry.name
    title = entry.header.title if entry.header else _title(name)
    if (
        earlier is not None
        and earlier.number == number
        and earlier.title == title
        and earlier.committed == (name in committed)
        and earlier.legacy == (entry.number is None)
    ):
        return earlier
    return Migration(
        number=number,
        file=f"{prefix}/{name}",
        name=name,
        target="d1" if name.endswith(".sql") else "mongodb",
        title=title,
        legacy=entry.number is None,
        committed=name in committed,
    )


def _by_number(entry: Entry) -> tuple[int, str]:
    return entry.number or 0, entry.name


_trees: dict[tuple[str, str, str], frozenset[str]] = {}


def _committed(repository: Repository, commit: str) -> frozenset[str] | None:
    """Names in the migrations folder of the commit at HEAD; None where git does not answer."""
    key = (str(repository.root), repository.layout.migrations, commit)
    known = _trees.get(key)
    if known is None and repository.git is not None:
        folder = f"{git_path(repository, repository.layout.migrations)}/"
        printed = ask_git(repository.git.top, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", folder)
        if printed is None:
            return None
        inside = folder.encode("utf-8", "surrogateescape")
        names = (path.removeprefix(inside) for path in printed.split(b"\0"))
        known = frozenset(name.decode("utf-8", "surrogateescape") for name in names if name)
        _trees.clear()
        _trees[key] = known
    return known or frozenset()


def _shallow(repository: Repository) -> bool:
    return repository.git is not None and (repository.git.common / "shallow").is_file()


def _title(name: str) -> str:
    folder, _, file = name.rpartition("/")
    stem = re.sub(r"^\d{1,6}[_\-. ]", "", folder or file.rpartition(".")[0])
    words = re.sub(r"[_\-\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:] or name


def _digits(numbered: Sequence[Entry]) -> int:
    """The width that most of the numbered files use."""
    widths: dict[int, int] = {}
    for entry in numbered:
        width = len(entry.name) - len(entry.name.lstrip("0123456789"))
        widths[width] = widths.get(width, 0) + 1
    return max(widths, key=lambda width: (widths[width], -width)) if widths else 3
