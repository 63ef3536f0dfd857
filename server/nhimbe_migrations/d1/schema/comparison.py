"""Compares two schemas object by object: what one has and the other lacks, and what both have but mean differently.

What makes no difference to the database makes none here; see `schema_meaning`. Two texts that are equal are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.d1.schema.elements import Names
from nhimbe_migrations.d1.schema.model import Object, Schema, Table, View, VirtualTable
from nhimbe_migrations.d1.schema.normal_form import (
    TableMeaning,
    meaning_of,
    names_of,
    said_constraint,
    table_meaning,
)
from nhimbe_migrations.d1.sql.names import ObjectKind, folded

__all__ = ["Difference", "differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    kind: Literal["only left", "only right", "different"]
    object: ObjectKind
    name: str
    detail: str
    """What is the case, in a clause: `column phone is only on the right`."""
    left_sql: str | None
    right_sql: str | None
    order_only: bool = False
    """The same columns in another order, and nothing else."""


def differences(left: Schema, right: Schema) -> tuple[Difference, ...]:
    """Return how `right` differs from `left`; nothing where they mean the same."""
    if left == right:
        return ()
    names = names_of(left, right)
    found: list[Difference] = []
    for kind, item in left.objects():
        other = right.find(kind, item.name)
        if other is None:
            found.append(Difference("only left", kind, item.name, f"the {kind} is only on the left", item.sql, None))
        elif detail := _detail(item, other, names):
            order = detail == (_ORDER,)
            found.append(Difference("different", kind, item.name, "; ".join(detail), item.sql, other.sql, order))
    for kind, item in right.objects():
        if left.find(kind, item.name) is None:
            found.append(Difference("only right", kind, item.name, f"the {kind} is only on the right", None, item.sql))
    return tuple(found)


_ORDER = "the columns are in another order"


def _detail(left: Object, right: Object, names: Names) -> tuple[str, ...]:
    if left == right or (left.sql == right.sql and not isinstance(left, Table)):
        return ()
    if isinstance(left, Table) and isinstance(right, Table):
        return tuple(_table_detail(left, right, names))
    if isinstance(left, View | VirtualTable) and left.name != right.name:
        return (f"the name is written {right.name}",)
    return () if meaning_of(left, names) == meaning_of(right, names) else ("the definition differs",)


def _table_detail(left: Table, right: Table, names: Names) -> Iterator[str]:
    if left.name != right.name:
        yield f"the name is written {right.name}"
    was, now = table_meaning(left, names), table_meaning(right, names)
    if was is None or now is None:
        if [(c.name, c.type) for c in left.columns] != [(c.name, c.type) for c in right.columns]:
            yield "the columns differ"
        return
    yield from _column_detail(was, now)
    for constraint in was.constraints:
        if constraint not in now.constraints:
            yield f"{said_constraint(constraint)} is only on the left"
    for constraint in now.constraints:
        if constraint not in was.constraints:
            yield f"{said_constraint(constraint)} is only on the right"
    if was.options != now.options:
        yield f"the table's options are {_listed(was.options)} on the left and {_listed(now.options)} on the right"


def _column_detail(was: TableMeaning, now: TableMeaning) -> Iterator[str]:
    before = {folded(column.name): column for column in was.columns}
    after = {folded(column.name): column for column in now.columns}
    for key, column in before.items():
        if key not in after:
            yield f"column {column.name} is only on the left"
        elif after[key] != column:
            yield f"column {column.name} differs"
    for key, column in after.items():
        if key not in before:
            yield f"column {column.name} is only on the right"
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield _ORDER


def _listed(options: frozenset[str]) -> str:
    return " ".join(sorted(options)).upper() or "none"
