"""References that point nowhere: after rows were taken away or made in any order, every row has its parents again."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.rows.table_plan import Plans, TablePlan, rowid_of
from nhimbe_migrations.d1.schema.model import ForeignKey, Schema, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["settle_references", "take_away_dangling"]

_ROUNDS = 5


def settle_references(shadow: Shadow, schema: Schema, parents: Collection[str] | None = None) -> None:
    """Let rows whose parent is gone reference another one, or take them away; references are off meanwhile.

    `parents` are the folded names of the tables that lost rows, where that is known: only what hangs on them is looked at.
    """
    for _ in range(_ROUNDS):
        lost: set[str] = set()
        for table in schema.tables:
            for key in table.foreign_keys:
                if (parents is None or folded(key.table) in parents) and _settled(shadow, table, key):
                    lost.add(folded(table.name))
        if not lost:
            break
        parents = lost


def _settled(shadow: Shadow, table: Table, key: ForeignKey) -> int:
    """Do so for one reference; return how many rows there were."""
    import apsw

    name, parent = quoted(table.name), quoted(key.table)
    pairs = list(zip(map(quoted, key.columns), map(quoted, key.to), strict=False))
    same = " AND ".join(f"p.{to} = {name}.{column}" for column, to in pairs)
    linked = " AND ".join(f"{name}.{column} IS NOT NULL" for column, _ in pairs)
    lost = f"{linked} AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {same})"
    if not pairs or len(key.to) != len(key.columns):
        return 0
    try:
        ((count,),) = shadow.ask(f"SELECT count(*) FROM {name} WHERE {lost}")
        if not count:
            return 0
        column, to = pairs[0]
        try:
            others = shadow.ask(f"SELECT {to} FROM {parent} WHERE {to} IS NOT NULL LIMIT 1") if len(pairs) == 1 else []
            for (other,) in others:
                shadow.ask(f"UPDATE {name} SET {column} = ? WHERE {lost}", (other,))
        except apsw.Error:  # a UNIQUE, or a trigger that says no
            pass
        shadow.ask(f"DELETE FROM {name} WHERE {lost}")
    except apsw.Error:  # a reference to a table that is not there
        return 0
    return int(count)


def take_away_dangling(shadow: Shadow, plans: Plans) -> None:
    """Delete the rows of which `PRAGMA foreign_key_check` says that they refer to nothing.

    Raises:
        apsw.Error: a key cannot be checked, or a trigger keeps a row.
    """
    for _ in range(_ROUNDS):  # what goes may be what others refer to
        dangling = shadow.ask("PRAGMA foreign_key_check")
        for table, rowid, _parent, which in dangling:
            _take_away(shadow, plans[folded(table)], rowid, which)
        if not dangling:
            break


def _take_away(shadow: Shadow, plan: TablePlan, rowid: int | None, which: int) -> None:
    """Delete a row, or, in a table without rowids, every row that dangles so."""
    if rowid is not None:
        shadow.ask(f"DELETE FROM {quoted(plan.name)} WHERE {rowid_of(plan.table)} = ?", (rowid,))
        return
    key = plan.reference(which)
    if key is None:
        return
    mine = [f"c.{quoted(column)}" for column in key.columns]
    same = " AND ".join(f"p.{quoted(to)} = {name}" for to, name in zip(key.to, mine, strict=True))
    present = " AND ".join(f"{name} IS NOT NULL" for name in mine)
    parent = f"SELECT 1 FROM {quoted(key.table)} AS p WHERE {same}"
    shadow.ask(f"DELETE FROM {quoted(plan.name)} AS c WHERE {present} AND NOT EXISTS ({parent})")
