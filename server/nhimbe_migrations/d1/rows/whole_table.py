"""Whether a condition is true of every row that an application writes: `WHERE id > 0` takes the whole table, as no WHERE does.

The condition is asked of values, and not read: a key holds what keys hold, any other column anything that it may.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

from nhimbe_migrations.d1.rows.candidates import Value, affinity
from nhimbe_migrations.d1.schema.model import Column, Table
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant, unquoted

__all__ = ["takes_whole_table"]

_MOST_COLUMNS = 2
_NUMBERED: tuple[Value, ...] = (1, 2, 7, 1_000, 1_000_000, 2**40)
_NAMED: tuple[Value, ...] = ("a", "A", "x1", "1", "slug-of-a-page", "6f1d2a7c-0000-4000-8000-000000000001", "Ωmega")
_ANY: tuple[Value, ...] = ("", "a", "Z", "0", " x ", "{}", "0001-01-01", "9999-12-31 23:59:59", 0, 1, -1, 0.5, -(2**40), 2**40)  # fmt: skip
_WIDENING = ("OR", "NOT", "CASE", "IIF")
_UNREADABLE = ("SELECT", "RAISE", "MATCH", "GLOB", "REGEXP", "RANDOM", "RANDOMBLOB")
"""What is not asked of values: of a pattern no value is known that it takes."""
_MOST_ROWS = 2_000
_LONGEST = 10_000
"""Characters of a text that is made because a condition asks how long it is."""


def takes_whole_table(statement: Statement, table: Table) -> bool:
    """Return whether a DELETE or UPDATE has a WHERE that is true of every row that `table` may sanely hold."""
    words = _condition(statement.significant)
    if not words or any(word.says(*_UNREADABLE) or word.kind == "variable" for word in words):
        return False
    if any(word.says("=", "==", "IN") for word in words) and not any(word.says(*_WIDENING) for word in words):
        return False  # by far the most conditions: they choose
    return _is_always(" ".join(word.text for word in words), table)


def _condition(words: Sequence[Token]) -> list[Token]:
    """What stands between WHERE, outside all parentheses, and the end; nothing where more than a condition chooses the rows."""
    depth, start = 0, None
    for at, word in enumerate(words):
        depth += word.says("(") - word.says(")")
        if depth == 0 and word.says("FROM") and start is None and at > 1:
            return []  # UPDATE … FROM
        if depth == 0 and word.says("WHERE") and start is None:
            start = at + 1
        elif depth == 0 and start is not None and word.says("ORDER", "LIMIT"):
            return []
        elif depth == 0 and start is not None and word.says("RETURNING"):
            return list(words[start:at])
    return [word for word in words[start:] if not word.says(";")] if start is not None else []


@lru_cache(maxsize=512)
def _is_always(condition: str, table: Table) -> bool:
    import apsw

    words = significant(condition)
    names = {folded(word.name) for word in words if word.kind in ("word", "quoted")}
    columns = [column for column in table.columns if folded(column.name) in names]
    if len(columns) > _MOST_COLUMNS:
        return False
    spoken = _spoken(words)
    if _asks_length(words) and any(isinstance(value, int) and value > _LONGEST for value in spoken):
        return False
    lists = [_values(column, table, spoken) for column in columns]
    if math.prod(map(len, lists)) > _MOST_ROWS:
        return False  # it lists so much that it chooses
    shadow = open_shadow(LATEST)
    try:
        defined = ", ".join(f"{quoted(column.name)} {column.type}" for column in columns) or "x"
        shadow.ask(f"CREATE TABLE {quoted(table.name)} ({defined})")
        marks = ", ".join("?" * max(1, len(columns)))
        for row in itertools.product(*lists) if columns else [(None,)]:
            shadow.ask(f"INSERT INTO {quoted(table.name)} VALUES ({marks})", row)
        question = f"SELECT count(*) FROM {quoted(table.name)} WHERE NOT coalesce(({condition}), 0)"
        return bool(shadow.ask(question)[0][0] == 0)
    except (apsw.Error, OverflowError):  # another name for the table, a function that only D1 has, text that is none
        return False
    finally:
        shadow.close()


def _spoken(words: Sequence[Token]) -> list[Value]:
    """The literals of the condition, and what lies beside them; texts as long as it asks, where it asks how long they are."""
    found: list[Value] = []
    for word in words:
        if word.kind == "string":
            text = unquoted(word.text)
            found += (text, f"{text}a", f"ab{text}ab")
        elif word.kind == "number" and word.text.isdigit() and len(word.text) < 16:  # noqa: PLR2004 beyond these it is no key
            found += (int(word.text), int(word.text) + 1, int(word.text) - 1)
    if _asks_length(words):
        found += ["x" * value for value in found if isinstance(value, int) and 0 < value <= _LONGEST]
    return found


def _asks_length(words: Sequence[Token]) -> bool:
    return any(word.says("LENGTH", "OCTET_LENGTH") for word in words)


def _values(column: Column, table: Table, spoken: Sequence[Value]) -> list[Value]:
    if column.primary_key and len(table.primary_key) == 1:
        if affinity(column.type) == "INTEGER":
            return [*_NUMBERED, *(value for value in spoken if isinstance(value, int) and value > 0)]
        texts = (str(value) for value in spoken if isinstance(value, str) and value.strip())
        return [*_NAMED, *texts]
    nothing = [] if column.notnull or column.primary_key else [None]
    return [*nothing, *_ANY, *spoken]
