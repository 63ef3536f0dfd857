"""How many columns a view gives, as far as the catalog knows its sources."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.schema.catalog.catalog import Catalog
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, selects

__all__ = ["plain_sources", "view_width"]


def view_width(tree: Node | None, catalog: Catalog) -> int | None:
    """Return the number of columns of a CREATE VIEW's SELECT; None where it cannot be told."""
    if tree is None:
        return None
    first = next(selects(tree["select"]), None)
    return _width(first, catalog) if kind(first) == "SelectStmt" else None


def _width(select: Node | None, catalog: Catalog) -> int | None:
    width = 0
    for column in items(select, "columns"):
        if "STAR" not in (column.get("flags") or ()):
            width += 1
            continue
        star = _star(name_of(column["expr"]), list(plain_sources((select or {}).get("from_clause"))), catalog)
        if star is None:
            return None
        width += star
    return width


def _star(prefix: str, relations: list[tuple[str, str] | None], catalog: Catalog) -> int | None:
    width = 0
    for relation in relations:
        if relation is None:
            return None
        table, alias = relation
        if prefix and folded(prefix) != folded(alias or table):
            continue
        found = catalog.table(table)
        if found is None or found.opaque:
            return None
        width += len(found.columns)
    return width


def plain_sources(clause: Node | None) -> Iterator[tuple[str, str] | None]:
    """Yield (table, alias) of each plain source; None for one that is not counted here (joins that merge columns)."""
    match kind(clause):
        case "TableRef" if clause:
            yield (
                str(clause["table_name"]),
                str(name_of(clause["alias"]) if isinstance(clause["alias"], dict) else clause["alias"] or ""),
            )
        case "JoinClause" if clause:
            merges = (
                clause.get("using_columns")
                or "NATURAL" in str(clause.get("join_type"))
                or "NATURAL" in str(clause.get("modifiers"))
            )
            if merges:
                yield None
            yield from plain_sources(clause["left"])
            yield from plain_sources(clause["right"])
        case "JoinPrefix" if clause:
            for value in clause.values():
                if isinstance(value, dict):
                    yield from plain_sources(value)
        case "":
            return
        case _:
            yield None
