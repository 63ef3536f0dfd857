"""One query against one database: does it fit, is it broken, or could it not be read?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from nhimbe_migrations.code_use.members import camel_case
from nhimbe_migrations.code_use.query import Query
from nhimbe_migrations.code_use.texts.parts import Hole, Part
from nhimbe_migrations.code_use.texts.variants import variants
from nhimbe_migrations.d1.queries.bench import Bench, Compiled
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["Verdict", "judge", "judge_all"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the engine says of a query, whatever its holes are filled with."""

    state: Literal["fits", "broken", "not read", "elsewhere"]
    error: str | None = None
    compiled: tuple[tuple[str, Compiled], ...] = field(default=(), repr=False)
    """Each text that compiled, with what the engine said of it."""
    tried: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Every text that was compiled to reach this."""

    @property
    def reads(self) -> frozenset[tuple[str, str]]:
        return frozenset().union(*(item.reads for _, item in self.compiled))

    @property
    def tables(self) -> frozenset[str]:
        return frozenset().union(*(item.tables for _, item in self.compiled))

    @property
    def writes(self) -> frozenset[str]:
        return frozenset().union(*(item.writes for _, item in self.compiled))

    def names_of(self, columns: frozenset[tuple[str, str]]) -> frozenset[str]:
        """The members under which its rows have these (table, column): the column's own name, or that in camelCase."""
        names: set[str] = set()
        if not columns:
            return frozenset()
        for text, item in self.compiled:
            for table, column, name in item.outputs:
                if (table, column) in columns and folded(name) == column:
                    names.add(name)
                    shaped = camel_case(name)
                    if shaped not in text:
                        names.add(shaped)
        return frozenset(names)

    def concerned(self, columns: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of `columns` that its text names or its rows have; what keys and triggers read for it is not its own."""
        found = self.reads & columns if columns else columns
        if not found:
            return found
        words = {folded(word) for text, _ in self.compiled for word in re.findall(r"\w+", text)}
        given = {(table, column) for _, item in self.compiled for table, column, _ in item.outputs}
        return frozenset(
            (table, column) for table, column in found if (table, column) in given or {table, column} <= words
        )


def judge(query: Query, bench: Bench) -> Verdict:
    """Compile `query` with every choice of its known texts.

    It is broken where one choice fails whatever its open parts are filled with, and always for the same reason; where
    the fills decide what is wrong, it is not read.
    """
    known: Verdict | None = bench.notes.get(query.parts)
    if known is None:
        known = bench.notes[query.parts] = _as_before(query, bench) or _judged(query.parts, bench)
    return known


def _as_before(query: Query, bench: Bench) -> Verdict | None:
    """The verdict of the bench that this one is like, where nothing between the two concerns a text of the query."""
    if bench.like is None:
        return None
    before = judge(query, bench.like)
    return None if any(map(bench.differs_for, before.tried)) else before


def judge_all(queries: tuple[Query, ...], bench: Bench, others: frozenset[int] = frozenset()) -> tuple[Verdict, ...]:
    """Judge each of `queries`; the numbers `others` are of other databases."""
    return tuple(
        Verdict("elsewhere") if number in others else judge(query, bench) for number, query in enumerate(queries)
    )


def _judged(parts: tuple[Part, ...], bench: Bench) -> Verdict:
    fitting: list[tuple[str, Compiled]] = []
    tried: list[str] = []
    error: str | None = None
    read = False
    open_parts = any(isinstance(part, Hole) and not part.texts for part in parts)
    for group in variants(parts).groups():
        verdicts: list[Compiled] = []
        for text in group:
            compiled = bench.compile(text)
            tried.append(text)
            if compiled.unfinished:
                continue
            verdicts.append(compiled)
            if compiled.error is None:
                fitting.append((text, compiled))
                break
        if not verdicts:
            continue
        read = True
        if all(item.error is not None for item in verdicts):
            reasons = {_place_free(item.error or "") for item in verdicts}
            if open_parts and (len(reasons) > 1 or any(_ABOUT_A_FILL.search(reason) for reason in reasons)):
                return Verdict("not read", tried=tuple(tried))
            error = error or verdicts[0].error
    if error is not None:
        return Verdict("broken", error, tuple(fitting), tuple(tried))
    return Verdict("fits" if read else "not read", None, tuple(fitting), tuple(tried))


_ABOUT_A_FILL = re.compile(
    r"no such (?:table|function|index|view): (?:main\.)?rowid\b|rowid alias|has no column named rowid"
)
"""The open part stands where a name is: what was put there decides, not the query."""


def _place_free(message: str) -> str:
    return message.partition(" at offset")[0]
