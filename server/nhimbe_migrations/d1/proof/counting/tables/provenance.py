"""Rows that stand in a table because they were copied there as they were: what their own table made sure of still holds.

A rebuild copies rows aside and puts them back. What the migration then meets are the rows of the database itself, which
keep the constraints that their table has always had; only what the copy leaves out, or makes anew, is in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.tables.clauses import column_named
from nhimbe_migrations.d1.proof.counting.tables.definitions import keys_in
from nhimbe_migrations.d1.proof.counting.tables.relation import Provenance, Relation, UniqueIndex
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.create_table import body_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of

__all__ = ["copied_on", "is_all", "own_provenance", "result_columns", "source_of"]


def own_provenance(
    name: str, relation: Relation, indexes: Sequence[UniqueIndex], moment: Mapping[str, str | None]
) -> Provenance:
    """Return what a table that has constraints says of its own rows; `moment` are the steps of all tables."""
    columns = {folded(column): folded(column) for column in relation.columns}
    keys = [] if _collates_in_a_key(relation.sql) else keys_in(relation.sql)
    keys += [index.terms for index in indexes if not index.where]
    unique = (*(frozenset(map(column_named, key)) for key in keys), *relation.singled)
    return Provenance(folded(name), relation, columns, moment, whole=True, keys=unique)


def _collates_in_a_key(sql: str) -> bool:
    """Whether a key of the whole table may tell values apart that a column of the same collation takes for one."""
    body = body_of(sql)
    return body is None or any(
        word.says("COLLATE") for element in body.elements if not element.is_column for word in element.words
    )


def source_of(select: Node | None) -> str | None:
    """Return the folded name of the one table whose rows a SELECT gives, each at most once; None for any other SELECT."""
    if select is None or kind(select) != "SelectStmt" or items(select, "groupby"):
        return None
    origin = select["from_clause"]
    if kind(origin) != "TableRef" or origin.get("args") or (origin.get("schema") or "main") != "main":
        return None
    return None if "DISTINCT" in (select.get("flags") or ()) else folded(name_of(origin))


def is_all(select: Node) -> bool:
    """Whether it leaves out no row of that table."""
    return not select["where_clause"] and not select["limit_clause"]


def result_columns(select: Node, own: Sequence[str]) -> list[tuple[str, str | None]] | None:
    """Return each result column of a SELECT from one table: its name, and the folded column that it copies, if any.

    `own` are the columns of that table. None where a column has no name that is known.
    """
    found: list[tuple[str, str | None]] = []
    for column in items(select, "columns"):
        if "STAR" in (column.get("flags") or ()):
            if not own:
                return None
            found += [(name, folded(name)) for name in own]
            continue
        expression = column["expr"]
        while kind(expression) == "ParenExpr" and expression:
            expression = expression["expr"]
        copied = folded(name_of(expression)) if kind(expression) == "ColumnRef" else None
        alias = name_of(column["alias"]) if column.get("alias") else name_of(expression) if copied else ""
        if not alias:
            return None
        found.append((alias, copied))
    return found


def copied_on(
    origin: Provenance, columns: Sequence[tuple[str, str | None]], types: Mapping[str, str] | None, *, whole: bool
) -> Provenance:
    """Return what is known of the rows of `origin` once they stand in another table.

    `columns` are the new names, each with the folded column that it copies; `types` the new declared types by folded
    name, None where a column takes any value as it is.
    """
    kept: dict[str, str] = {}
    for name, column in columns:
        first = origin.columns.get(column or "")
        if first is None:
            continue
        new = "BLOB" if types is None else affinity(types.get(folded(name), ""))
        if new in ("BLOB", affinity(origin.relation.type_of(first))):
            kept[folded(name)] = first
    return replace(origin, columns=kept, whole=origin.whole and whole)
