"""What hangs on rows that go: through which foreign keys, and which rows of the tables that hold them."""

from __future__ import annotations

from collections.abc import Sequence

from nhimbe_migrations.d1.proof.counting.tables.definitions import listed
from nhimbe_migrations.d1.schema.model import ForeignKey, Schema, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["links_to", "rows_left", "with_own_descendants"]

_DEPTH = 4


def links_to(schema: Schema, parent: str, condition: str, depth: int = _DEPTH) -> list[tuple[str, ForeignKey, str]]:
    """Who hangs on the rows of `parent` that meet `condition`: (child, key, the condition that its rows meet).

    The farthest first, so that each can be asked for while what it hangs on is still there.
    """
    found: list[tuple[str, ForeignKey, str]] = []
    table = schema.table(parent)
    if depth == 0 or table is None:
        return found
    chosen = with_own_descendants(table, condition)
    for reference in schema.references_to(parent):
        key = reference.key
        if not key.to or len(key.to) != len(key.columns):
            continue
        if folded(reference.table) == folded(parent):
            if chosen != condition:
                found.append((reference.table, key, chosen))
            continue
        where = "" if chosen == "1" else f" WHERE {chosen}"
        mine = listed(key.columns) if len(key.columns) == 1 else f"({listed(key.columns)})"
        meets = f"{mine} IN (SELECT {listed(key.to)} FROM {quoted(parent)}{where})"
        if key.on_delete == "CASCADE":
            found[:0] = links_to(schema, reference.table, meets, depth - 1)
        found.append((reference.table, key, meets))
    return found


def with_own_descendants(table: Table, condition: str) -> str:
    """A table that references itself: with a row go those below it."""
    own = [key for key in table.foreign_keys if folded(key.table) == folded(table.name) and key.on_delete == "CASCADE"]
    if condition == "1" or len(own) != 1 or len(own[0].columns) != 1 or len(own[0].to) != 1:
        return condition
    to, link, name = quoted(own[0].to[0]), quoted(own[0].columns[0]), quoted(table.name)
    return (
        f"{to} IN (WITH RECURSIVE gone(k) AS (SELECT {to} FROM {name} WHERE {condition} UNION "
        f"SELECT t.{to} FROM {name} AS t JOIN gone ON t.{link} = gone.k) SELECT k FROM gone)"
    )


def rows_left(child: str, columns: Sequence[str], key: ForeignKey, chosen: str) -> str | None:
    """Return the rows of `child` once the parents of those that meet `chosen` are gone; None where that changes nothing."""
    if key.on_delete == "CASCADE":
        return f"SELECT * FROM {quoted(child)} WHERE NOT coalesce(({chosen}), 0)"
    if key.on_delete != "SET NULL":
        return None
    emptied = {folded(column) for column in key.columns}
    terms = [
        f"CASE WHEN {chosen} THEN NULL ELSE {quoted(name)} END AS {quoted(name)}"
        if folded(name) in emptied
        else quoted(name)
        for name in columns
    ]
    return f"SELECT {', '.join(terms)} FROM {quoted(child)}"
