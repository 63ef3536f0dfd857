"""Runs one write of an application on a populated database and takes it back: would the database still accept it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nhimbe_migrations.d1.shadow.shadow import Shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token, quoted, unquoted

__all__ = ["Write", "read_write", "sample_row", "write_error"]

Row = Mapping[str, Any]
"""Folded column → value."""


@dataclass(frozen=True, slots=True)
class Write:
    """An INSERT, UPDATE or DELETE of one table, and what each of its variables stands for."""

    sql: str
    kind: str
    table: str
    columns: tuple[str | None, ...]
    """Per variable, in order: the folded column whose value it is; None where that cannot be told."""

    def bindings(self, row: Row, given: Sequence[tuple[bool, Any]] = ()) -> tuple[Any, ...]:
        """Values for the variables: what the code is known to give, else those of `row`."""
        known = given if len(given) == len(self.columns) else ()
        values: list[Any] = []
        for place, column in enumerate(self.columns):
            if known and known[place][0]:
                values.append(known[place][1])
            else:
                values.append(row.get(column, 1) if column else 1)
        return tuple(values)


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
    variables = [place for place, token in enumerate(tokens) if token.kind == "variable"]
    if any(tokens[place].text != "?" for place in variables):
        return None  # numbered and named ones may stand twice
    table = folded(unquoted(tokens[at].text))
    owners = _of_insert(tokens, words, at) if kind in {"INSERT", "REPLACE"} else {}
    columns = tuple(owners.get(place) or _beside(tokens, words, place) for place in variables)
    return Write(statements[0].text, "INSERT" if kind == "REPLACE" else kind, table, columns)


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


def sample_row(shadow: Shadow, table: str) -> dict[str, Any]:
    """Return the first row of a table, folded column → value; nothing where it has none."""
    import apsw

    try:
        cursor = shadow.connection.execute(f"SELECT * FROM {quoted(table)} LIMIT 1")
        row = cursor.fetchone()
        if row is None:
            return {}
        names = [folded(str(row_[1])) for row_ in shadow.ask(f"PRAGMA table_info({quoted(table)})")]
    except apsw.Error:
        return {}
    return dict(zip(names, row, strict=False))


def write_error(shadow: Shadow, write: Write, bindings: Sequence[Any]) -> str | None:
    """Run `write`, take it back, and return why the database refused it. References are not looked at."""
    import apsw

    try:
        with shadow.references_off(), shadow.savepoint():
            if write.kind == "INSERT":
                # Nothing that is there already may stand in the way: the row that comes is new.
                shadow.connection.execute("SAVEPOINT emptied")
                try:
                    shadow.ask(f"DELETE FROM {quoted(write.table)}")
                except apsw.Error:
                    shadow.connection.execute("ROLLBACK TO emptied")
            try:
                shadow.connection.execute(write.sql, tuple(bindings), can_cache=False).fetchall()
            except (apsw.Error, TypeError, ValueError) as error:
                return str(error).removeprefix("ConstraintError: ")
    except apsw.Error as error:
        return str(error)
    return None
