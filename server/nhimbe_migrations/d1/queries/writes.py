"""One write of an application as the database reads it: its table, and the column that each of its variables stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token, unquoted

__all__ = ["Given", "Row", "Write", "read_write"]

Row = Mapping[str, Any]
"""Folded column → value."""
Given = Sequence[tuple[bool, Any]]
"""For each variable whether the code is known to give it a value, and which."""


@dataclass(frozen=True, slots=True)
class Write:
    """An INSERT, UPDATE or DELETE of one table."""

    sql: str
    kind: str
    """`INSERT` (a REPLACE too), `UPDATE` or `DELETE`."""
    table: str
    columns: tuple[str | None, ...]
    """Per variable, in order: the folded column whose value it is; None where that cannot be told."""
    sets: frozenset[str] = frozenset()
    """The folded columns that an UPDATE sets."""
    filters: frozenset[int] = frozenset()
    """The variables that stand in the WHERE."""
    everywhere: str = ""
    """An UPDATE or DELETE without its WHERE, for the variables before it; empty where it has none."""
    replaces: bool = False
    """It takes away the rows that stand in its way."""

    def bindings(self, row: Row, given: Given = ()) -> tuple[Any, ...]:
        """Values for the variables: what the code is known to give, else those of `row`."""
        return tuple(
            value if known else (row.get(column, 1) if column else 1)
            for column, (known, value) in zip(self.columns, self.known(given), strict=True)
        )

    def known(self, given: Given) -> Given:
        """`given` where it fits the variables; nothing is known otherwise."""
        return given if len(given) == len(self.columns) else [(False, None)] * len(self.columns)

    def open_columns(self, given: Given) -> frozenset[str]:
        """The columns whose value the program has only when it runs, the WHERE left out."""
        return frozenset(
            column
            for place, (column, (known, _)) in enumerate(zip(self.columns, self.known(given), strict=True))
            if column and not known and place not in self.filters
        )


@lru_cache(maxsize=1024)
def read_write(sql: str) -> Write | None:
    """Read a statement that writes rows of one table; None for anything else."""
    statements = Script.of(sql).statements
    if len(statements) != 1:
        return None
    tokens = statements[0].significant
    words = [token.text.upper() for token in tokens]
    kind = words[0] if words else ""
    at = _after(words, {"INSERT": ("INTO",), "REPLACE": ("INTO",), "UPDATE": (), "DELETE": ("FROM",)}.get(kind))
    if at is None or at >= len(tokens):
        return None
    numbered = _numbered(tokens)
    if numbered is None:
        return None
    table = folded(unquoted(tokens[at].text))
    owners = _of_insert(tokens, words, at) if kind in {"INSERT", "REPLACE"} else {}
    where = _outside(words, "WHERE") if kind in {"UPDATE", "DELETE"} else None
    columns: list[str | None] = [None] * max(numbered.values(), default=0)
    filters: set[int] = set()
    for place, number in numbered.items():
        columns[number - 1] = columns[number - 1] or owners.get(place) or _beside(tokens, words, place)
        if where is not None and place > where:
            filters.add(number - 1)
    text = statements[0].text
    return Write(
        text,
        "INSERT" if kind == "REPLACE" else kind,
        table,
        tuple(columns),
        frozenset(_set(tokens, words, where)) if kind == "UPDATE" else frozenset(),
        frozenset(filters),
        _without_where(text, statements[0].span.start, tokens, words, where)
        if filters == {*range(len(columns) - len(filters), len(columns))}
        else "",
        kind == "REPLACE" or words[:3] == ["INSERT", "OR", "REPLACE"],
    )


def _numbered(tokens: Sequence[Token]) -> dict[int, int] | None:
    """Place of each variable → its number, as SQLite counts `?` and `?2`; None for named ones, which D1 has not."""
    numbers: dict[int, int] = {}
    highest = 0
    for place, token in enumerate(tokens):
        if token.kind == "variable":
            if token.text != "?" and not token.text[1:].isdigit():
                return None
            numbers[place] = int(token.text[1:]) if token.text[1:] else highest + 1
            highest = max(highest, numbers[place])
            if not 0 < highest <= _MOST:
                return None
    return numbers


_MOST = 100
"""Variables that D1 takes."""


def _outside(words: Sequence[str], wanted: str, start: int = 0) -> int | None:
    """Where a word stands outside of all parentheses."""
    depth = 0
    for place in range(start, len(words)):
        depth += {"(": 1, ")": -1}.get(words[place], 0)
        if depth == 0 and words[place] == wanted:
            return place
    return None


def _set(tokens: Sequence[Token], words: Sequence[str], where: int | None) -> Iterator[str]:
    start = _outside(words, "SET")
    depth = 0
    for place in range(start + 1 if start is not None else len(words), where or len(words)):
        depth += {"(": 1, ")": -1}.get(words[place], 0)
        begins = words[place - 1] in {"SET", ","} and depth == 0
        if begins and words[place + 1 : place + 2] == ["="]:
            yield folded(unquoted(tokens[place].text))


def _without_where(text: str, start: int, tokens: Sequence[Token], words: Sequence[str], where: int | None) -> str:
    if where is None:
        return ""
    back = _outside(words, "RETURNING", where)
    rest = text[tokens[back].span.start - start :] if back is not None else ""
    return f"{text[: tokens[where].span.start - start]} {rest}".strip()


def _after(words: Sequence[str], marks: tuple[str, ...] | None) -> int | None:
    """Where the table's name stands."""
    if marks is None:
        return None
    if not marks:
        return 3 if words[1:2] == ["OR"] else 1
    return words.index(marks[0]) + 1 if marks[0] in words[:5] else None


def _of_insert(tokens: Sequence[Token], words: Sequence[str], at: int) -> dict[int, str]:  # noqa: C901 a scan
    """Place of a variable → the column of the list that its value goes to."""
    if at + 1 >= len(tokens) or tokens[at + 1].text != "(":
        return {}
    names: list[str] = []
    place = at + 2
    while place < len(tokens) and tokens[place].text != ")":
        if tokens[place].text != ",":
            names.append(folded(unquoted(tokens[place].text)))
        place += 1
    owners: dict[int, str] = {}
    if place + 1 >= len(tokens) or words[place + 1] != "VALUES":
        return {}
    depth, column = 0, 0
    for position in range(place + 2, len(tokens)):
        text = tokens[position].text
        if text == "(":
            depth += 1
            column = 0 if depth == 1 else column
        elif text == ")":
            depth -= 1
        elif text == "," and depth == 1:
            column += 1
        elif tokens[position].kind == "variable" and depth and column < len(names):
            owners[position] = names[column]
        elif depth == 0 and text != ",":
            break
    return owners


def _beside(tokens: Sequence[Token], words: Sequence[str], place: int) -> str | None:
    """The column that a variable is compared with or set to: `name = ?`, `name = coalesce(?, name)`, `name IN (?)`."""
    at = place - 1
    while at > 0 and (
        words[at] in {"(", "COALESCE", "LOWER", "UPPER", "DATETIME", ","} or tokens[at].kind == "variable"
    ):
        at -= 1
    if at > 0 and (tokens[at].kind == "operator" or words[at] in {"LIKE", "IN", "IS", "NOT"}):
        at -= 1
        while at > 0 and words[at] in {"NOT", "IN", "IS"}:
            at -= 1
        if tokens[at].kind in {"word", "quoted"}:
            return folded(unquoted(tokens[at].text))
    return None
