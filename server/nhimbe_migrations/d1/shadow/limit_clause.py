"""`UPDATE … LIMIT` and `DELETE … LIMIT`, which D1's SQLite was built with and the one in this process was not.

The statement is rewritten as SQLite itself would have done: the rows are chosen by a subquery.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.sql.tokens import Token, significant, unquoted

if TYPE_CHECKING:
    import apsw

__all__ = ["execute", "without_limit"]


def without_limit(statement: str, key_of: Callable[[str], tuple[str, ...]] | None = None) -> str | None:
    """Return `statement` with its LIMIT moved into a subquery; None where it has none of its own.

    The subquery goes by rowid, or by the columns that `key_of` gives for the table.
    """
    words = significant(statement)
    places = _clauses(words)
    if "LIMIT" not in places or not words[places["VERB"]].says("UPDATE", "DELETE"):
        return None
    tail = min(places.get("ORDER", len(words)), places["LIMIT"])
    head = min(places.get("WHERE", tail), places.get("RETURNING", tail))
    table = _table(words, places["VERB"])
    condition = ""
    if "WHERE" in places:
        condition = _text(statement, words, places["WHERE"], min(places.get("RETURNING", tail), tail))
    returning = _text(statement, words, places["RETURNING"], tail) if "RETURNING" in places else ""
    order = _text(statement, words, tail, len(words))
    columns = [f'"{column}"' for column in key_of(unquoted(table))] if key_of else ["rowid"]
    listed = ", ".join(columns)
    before = statement[: words[head].span.start]
    return f"{before} WHERE ({listed}) IN (SELECT {listed} FROM {table} {condition} {order}) {returning}"


def _clauses(words: list[Token]) -> dict[str, int]:
    """Where the verb and the clauses of the statement itself stand, those in parentheses left out."""
    places: dict[str, int] = {}
    depth = 0
    for at, word in enumerate(words):
        depth += word.says("(") - word.says(")")
        if depth or (at == 0 and word.says("WITH")):
            continue
        if "VERB" not in places:
            if word.says("UPDATE", "DELETE", "INSERT", "REPLACE", "SELECT", "CREATE", "ALTER", "DROP"):
                places["VERB"] = at
        elif word.says("WHERE", "ORDER", "LIMIT", "RETURNING"):
            places[word.text.upper()] = at
    places.setdefault("VERB", 0)
    return places


def _table(words: list[Token], verb: int) -> str:
    at = verb + 1
    if words[at].says("OR"):
        at += 2
    if words[at].says("FROM"):
        at += 1
    name = words[at].text
    return f"{name}.{words[at + 2].text}" if words[at + 1].says(".") else name


def _text(statement: str, words: list[Token], start: int, end: int) -> str:
    last = words[end - 1].span.end if end > start else words[start].span.start
    return statement[words[start].span.start : last]


_NO_LIMIT = ('near "limit": syntax error', 'near "order": syntax error')


def execute(connection: apsw.Connection, cursor: apsw.Cursor, statement: str, leading: str) -> None:
    """Run `statement`, with what leads to it; never one that was prepared before, since that was authorized then."""
    import apsw

    def key_of(table: str) -> tuple[str, ...]:
        rows = connection.execute("SELECT name FROM temp.pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
        return tuple(row[0] for row in rows)

    try:
        cursor.execute(leading + statement, can_cache=False)
    except apsw.SQLError as error:
        rewritten = without_limit(statement) if str(error).lower() in _NO_LIMIT else None
        if rewritten is None:
            raise
        try:
            cursor.execute(rewritten, can_cache=False)
        except apsw.SQLError as again:
            if "rowid" not in str(again):
                raise
            rewritten = without_limit(statement, key_of)  # a table WITHOUT ROWID goes by its key
            cursor.execute(rewritten or statement, can_cache=False)
