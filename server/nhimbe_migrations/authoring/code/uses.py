"""What a migration does to the queries of the code: compiled before and after, on the same objects that the proof saw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.authoring.code.verdicts import Verdict, judge_all
from nhimbe_migrations.authoring.result.report import Use
from nhimbe_migrations.code_use.members import members_of
from nhimbe_migrations.code_use.query import Query
from nhimbe_migrations.code_use.sources import CodeUse
from nhimbe_migrations.d1.queries.bench import Bench

__all__ = ["Comparison", "compare", "names_column", "uses_of"]

_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Comparison:
    """The queries of one version of the code, judged on the database before and after."""

    code: CodeUse
    before: tuple[Verdict, ...]
    after: tuple[Verdict, ...]

    def pairs(self) -> Iterator[tuple[Query, Verdict, Verdict]]:
        yield from zip(self.code.queries, self.before, self.after, strict=True)

    def broken_by_it(self) -> tuple[tuple[Query, Verdict], ...]:
        """Queries that fit before and do not after."""
        return tuple(
            (query, after) for query, before, after in self.pairs() if before.state == "fits" and after.state != "fits"
        )

    def waiting_for_it(self) -> tuple[tuple[Query, Verdict], ...]:
        """Queries that fit after and did not before."""
        return tuple(
            (query, before) for query, before, after in self.pairs() if after.state == "fits" and before.state != "fits"
        )


def compare(code: CodeUse, before: Bench, after: Bench, others: frozenset[int] = frozenset()) -> Comparison:
    """Judge every query of `code` on both databases; the numbers `others` are of other databases."""
    return Comparison(code, judge_all(code.queries, before, others), judge_all(code.queries, after, others))


def uses_of(
    found: Comparison, gone: frozenset[tuple[str, str]], tables: frozenset[str] = frozenset()
) -> tuple[Use, ...]:
    """Return the uses that the migration breaks, reads around, or slows.

    `gone` are (table, column) that it takes, `tables` those that it takes whole: their queries break, and what reads the
    rows of these is not named too.
    """
    columns = frozenset(item for item in gone if item[0] not in tables)
    names = tables | {column for _, column in columns}
    uses: list[Use] = []
    parts: dict[tuple[str, int], Use] = {}
    for query, use in _queries(found, gone):
        if query.fragment is None:
            uses.append(use)
        elif names.intersection(re.findall(r"\w+", query.fragment.lower())):
            strongest = parts.setdefault((use.file, use.line), use)
            if _RANK[use.effect] < _RANK[strongest.effect]:
                parts[use.file, use.line] = use
    uses += [*parts.values(), *_members(found, columns)]
    return tuple(sorted(dict.fromkeys(uses), key=lambda use: (_RANK[use.effect], use.file, use.line)))


_RANK = {"breaks": 0, "scans": 1, "reads": 2}


def names_column(use: Use) -> bool:
    """Whether the place names what goes: a query that breaks, or a member; a `SELECT *` alone names nothing."""
    return use.effect == "breaks" or (use.why or "").startswith(_MEMBER)


_MEMBER = "a member called as the column"


def _queries(found: Comparison, gone: frozenset[tuple[str, str]]) -> Iterator[tuple[Query, Use]]:
    for query, before, after in found.pairs():
        if before.state in {"not read", "elsewhere"} or not before.compiled or (before is after and not gone):
            continue
        lost = _lost(before, after)
        if before.state == "fits" and after.state != "fits":
            yield query, _use(query, "breaks", after.error)
        elif before.state == "broken" and lost:
            yield query, _use(query, "breaks", after.error)  # one of its texts worked
        elif touched := before.concerned(gone):
            yield query, _use(query, "reads", f"its columns change: {_named(touched)}")
        if after.state == "fits":
            slower = _slower(before, after)
            if slower:
                why = f"{', '.join(slower)}: every row is read, where an index led to them before"
                yield query, _use(query, "scans", why)


def _lost(before: Verdict, after: Verdict) -> bool:
    left = {text for text, _ in after.compiled}
    return any(text not in left for text, _ in before.compiled)


_VALUES_INSERTED = re.compile(r"\s*(?:INSERT|REPLACE)\b(?!.*\bSELECT\b)", re.IGNORECASE | re.DOTALL)
"""Its plan names the children of its table, which are gone through only where a deferred reference waits for the row."""


def _slower(before: Verdict, after: Verdict) -> list[str]:
    now = dict(after.compiled)
    names: dict[str, None] = {}
    for text, was in before.compiled:
        if text not in now or _VALUES_INSERTED.match(text):
            continue
        searched = [name for kind, name in was.loops if kind != "SCAN"]
        scanned = [name for kind, name in was.loops if kind == "SCAN"]
        for kind, name in now[text].loops:
            if kind == "SCAN" and name in searched and name not in scanned:
                names[name] = None
    return list(names)


def _members(found: Comparison, gone: frozenset[tuple[str, str]]) -> Iterator[Use]:
    names = {number: called for number, verdict in enumerate(found.before) if (called := verdict.names_of(gone))}
    for member in members_of(found.code, names, types=True):
        why = "the type of its rows says" if member.declares else _MEMBER
        yield Use(member.file, member.line, member.text, "reads", f"{why} {member.name}")


def _use(query: Query, effect: Literal["breaks", "reads", "scans"], why: str | None) -> Use:
    text = " ".join(query.text.split())
    shown = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return Use(query.file, query.line, shown, effect, _OFFSET.sub("", (why or "").partition(": SQLITE_")[0]) or None)


_OFFSET = re.compile(r" at offset \d+$")
"""A place in a text that nobody sees."""


def _named(columns: frozenset[tuple[str, str]]) -> str:
    return ", ".join(f"{table}.{column}" for table, column in sorted(columns))
