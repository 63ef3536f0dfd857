"""What the migrations of a repository do as a matter of course: a rule of style holds where most of them follow it.

A convention is a habit of a repository, and the files that it has deployed show it. What they do not keep is not asked of the
next one; what keeps code from being run to prove it, and what they do all the same, is told as a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from nhimbe_migrations.findings.finding import Finding

__all__ = ["DOWN", "MongoHabits", "habits_of"]

STYLE: Final = frozenset(
    {"missing-header", "migration-signature", "type-import", "unnamed-index", "index-name", "collection-name", "foreign-import",
     "swallowed-error", "unguarded-create", "non-deterministic", "not-rerunnable", "unbounded-write", "loads-collection",
     "ensure-index", "text-timestamp", "id-type", "computed-name", "uniqueness-meant"}
)  # fmt: skip
"""Rules of which nothing breaks when they are not kept."""
DOWN: Final = frozenset({"missing-export", "empty-down", "down-misses"})
"""Rules about the way back: without a habit of writing one, a new file is told, and not refused."""
_FOLLOWS: Final = frozenset({"no-down", "down-leaves-residue"})
OWN_MEANS: Final = frozenset(
    {"foreign-import", "import-effect", "hidden-code", "file-access", "network-call", "does-not-type-check", "escapes-database"}
)  # fmt: skip
"""What a repository's own migrations may need. It is never run here all the same: the proof looks for itself."""

_LOOKED_AT: Final = 25
"""Files that show a habit, the newest."""
_KEPT: Final = 2 / 3
"""The share of files that have to keep a rule for it to be one."""
_IMPLICIT_ANY = re.compile(r"\bTS70(?:05|06|19|31|34|53)\b")
_INDEXES = re.compile(r"\bcreateIndex(?:es)?\b|\bensureIndex\b")
_COLLECTIONS = re.compile(r"\bcreateCollection\b|\.collection\(")
_OCCASIONS: Final = {
    "unnamed-index": _INDEXES, "index-name": _INDEXES, "ensure-index": _INDEXES, "uniqueness-meant": _INDEXES,
    "collection-name": _COLLECTIONS, "unguarded-create": re.compile(r"\bcreateCollection\b"),
    "swallowed-error": re.compile(r"\bcatch\b"), "foreign-import": re.compile(r"\bimport\b|\brequire\("),
    "type-import": re.compile(r"['\"]mongodb['\"]"), "text-timestamp": re.compile(r"toISOString|[Dd]ate"),
}  # fmt: skip
"""What a file holds that could break the rule; without it the file says nothing of it."""


@dataclass(frozen=True, slots=True)
class MongoHabits:
    """Which rules the history keeps; without a history, all of them."""

    loose: frozenset[str] = frozenset()
    """Rules of style and of the way back that too few files keep."""
    met: frozenset[str] = frozenset()
    """Rules about means that some file of the history breaks."""

    @property
    def headed(self) -> bool:
        """Whether a file begins with `// Migration NNN: …`."""
        return "missing-header" not in self.loose

    @property
    def with_down(self) -> bool:
        """Whether files say how they are taken back."""
        return not self.loose & {"missing-export", "empty-down"}

    def judged(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings as this repository sees them: what it does not keep is left out, or told more softly."""
        told = tuple(findings)
        backless = {finding.rule for finding in told} & {"missing-export", "empty-down"}
        kept = (self._judged(finding, backless=bool(backless)) for finding in told)
        return tuple(finding for finding in kept if finding is not None)

    def _judged(self, finding: Finding, *, backless: bool) -> Finding | None:
        rule = finding.rule
        if backless and rule in _FOLLOWS:
            # A file without a way back leaves what it made: said once, where the way back is missing.
            return None
        if rule in DOWN:
            loose = rule in self.loose or not self.with_down
            return _softer(finding) if loose and not _lacks_up(finding) else finding
        if rule == "does-not-type-check" and "migration-signature" in self.loose and _IMPLICIT_ANY.search(finding.help):
            # Who types no parameter is not told that one has no type.
            return None
        if rule in OWN_MEANS & self.met and finding.severity == "error":
            return _softer(finding)
        if finding.severity == "note" and _noted(rule) in self.loose:
            return None
        return None if rule in STYLE & self.loose else finding


def habits_of(files: Sequence[tuple[str, str]]) -> MongoHabits:
    """Return the habits of the MongoDB migrations `files` (path and text, in their order)."""
    return _habits(tuple(files[-_LOOKED_AT:]))


@lru_cache(maxsize=8)
def _habits(files: tuple[tuple[str, str], ...]) -> MongoHabits:
    read = [shown for shown in (_shown(text, file) for file, text in files) if shown is not None]
    loose = set()
    for rule in STYLE | DOWN | {_noted("migration-signature")}:
        asked = [shown for shown in read if rule not in shown.silent]
        kept = sum(rule not in shown.broken for shown in asked)
        if asked and kept < _KEPT * len(asked):
            loose.add(rule)
    backless = sum(bool(shown.broken & {"missing-export", "empty-down"}) for shown in read)
    if read and len(read) - backless < _KEPT * len(read):
        loose |= {"missing-export", "empty-down"}
    met = frozenset(rule for shown in read for rule in shown.broken & OWN_MEANS)
    return MongoHabits(frozenset(loose), met)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one file shows of the habits."""

    broken: frozenset[str]
    """The rules that it breaks."""
    silent: frozenset[str]
    """The rules of which it says nothing, since nothing in it could break them."""


@lru_cache(maxsize=256)
def _shown(text: str, file: str) -> _Shown | None:
    """What a file shows; None for one that cannot be read."""
    from nhimbe_migrations.mongodb.code.migration_file import read_migration
    from nhimbe_migrations.mongodb.lint.rules import lint
    from nhimbe_migrations.mongodb.state.collections import Collections

    parsed = read_migration(text, file)
    if parsed.up is None:
        return None
    found = lint(parsed, Collections(), file)
    broken = frozenset(item.rule if item.severity != "note" else _noted(item.rule) for item in found)
    return _Shown(broken, frozenset(rule for rule, occasion in _OCCASIONS.items() if not occasion.search(text)))


def _noted(rule: str) -> str:
    """The part of a rule of which it only makes a note, as a habit of its own: a parameter without a type is another matter."""
    return f"{rule}: note"


def _softer(finding: Finding) -> Finding:
    return replace(finding, severity="warning") if finding.severity == "error" else finding


def _lacks_up(finding: Finding) -> bool:
    return finding.rule == "missing-export" and "'up'" in finding.message
