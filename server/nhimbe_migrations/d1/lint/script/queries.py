"""Queries that show whether a database's rows are affected: for `help`, to be run with `wrangler d1 execute --command`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nhimbe_migrations.d1.lint.dialects import RESERVED
from nhimbe_migrations.d1.schema.model import ForeignKey

__all__ = ["count", "differing", "duplicates", "nulls", "orphans", "quoted", "storage", "unmet", "values"]


def quoted(name: str) -> str:
    """Quote an identifier where it needs it."""
    plain = re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) is not None and name.lower() not in RESERVED
    return name if plain else '"' + name.replace('"', '""') + '"'


def count(table: str) -> str:
    return f"SELECT count(*) FROM {quoted(table)};"


def duplicates(table: str, columns: Sequence[str], where: str = "", collations: Mapping[str, str] | None = None) -> str:
    """Rows that a UNIQUE over `columns` would refuse; NULLs never clash. `collations` are those that are not the column's."""
    names = ", ".join(map(quoted, columns))
    present = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
    also = f" AND ({where})" if where else ""
    own = collations or {}
    compared = ", ".join(quoted(column) + (f" COLLATE {own[column]}" if column in own else "") for column in columns)
    return (
        f"SELECT {names}, count(*) FROM {quoted(table)} WHERE {present}{also} GROUP BY {compared} HAVING count(*) > 1;"
    )


def nulls(table: str, column: str) -> str:
    return f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(column)} IS NULL;"


def orphans(table: str, reference: ForeignKey, to: Sequence[str]) -> str:
    """Rows that reference a parent which is not there."""
    child = quoted(table)
    present = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in reference.columns)
    pairs = zip(reference.columns, to, strict=False)
    match = " AND ".join(f"p.{quoted(parent)} = c.{quoted(column)}" for column, parent in pairs)
    return f"SELECT count(*) FROM {child} c WHERE {present} AND NOT EXISTS (SELECT 1 FROM {quoted(reference.table)} p WHERE {match});"


def unmet(table: str, conditions: Sequence[str]) -> str:
    """Rows that a CHECK of these conditions would refuse."""
    refused = " OR ".join(f"NOT ({condition})" for condition in conditions)
    return f"SELECT count(*) FROM {quoted(table)} WHERE {refused};"


def values(table: str, column: str) -> str:
    return f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL;"


def differing(table: str, column: str, other: str, *, same: bool) -> str:
    """Rows in which one column holds another value than the other (`same`), or one that the other lacks."""
    one, two = quoted(column), quoted(other)
    where = f"{one} IS NOT {two}" if same else f"{one} IS NOT NULL AND {two} IS NULL"
    return f"SELECT count(*) FROM {quoted(table)} WHERE {where};"


def storage(table: str, column: str) -> str:
    """How the column's values are stored, by kind."""
    return f"SELECT typeof({quoted(column)}), count(*) FROM {quoted(table)} GROUP BY 1;"
