"""Which names a statement can use for columns."""

from __future__ import annotations

from nhimbe_migrations.d1.lint.script.reading import LintedStatement
from nhimbe_migrations.d1.schema.catalog import Catalog, fold
from nhimbe_migrations.d1.schema.definitions import Table, table_from
from nhimbe_migrations.d1.sql.syntax_tree import items, kind, name_of, sources, walk

__all__ = ["known_names"]


def known_names(each: LintedStatement, end: Catalog) -> set[str] | None:
    """Return the folded names that may stand for a column; None where one of the tables is not known."""
    if each.tree is None:
        return None
    known = {"rowid", "oid", "_rowid_", "true", "false"}
    ctes = {fold(str(node["cte_name"])) for node in walk(each.tree) if kind(node) == "CteDefinition"}
    for node in walk(each.tree):
        if isinstance(node.get("alias"), str):
            known.add(fold(str(node["alias"])))
        elif kind(node) in {"ResultColumn", "TableRef"} and node.get("alias"):
            known.add(fold(name_of(node["alias"])))
        if kind(node) == "CteDefinition":
            known |= {fold(name_of(column)) for column in items(node, "columns")}
    for name in {fold(name) for name in (*sources(each.tree), each.target) if name} - ctes:
        table = _table(each, end, name)
        if table is None or table.opaque:
            return None
        known |= {fold(table.name), *(fold(column.name) for column in table.columns)}
    return known


def _table(each: LintedStatement, end: Catalog, name: str) -> Table | None:
    if each.kind == "CreateTableStmt" and each.tree and fold(each.target) == name:
        return table_from(each.tree)
    return each.before.table(name) or each.after.table(name) or end.table(name)
