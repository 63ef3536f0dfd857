"""Which names a statement can use for columns."""

from __future__ import annotations

from nhimbe_migrations.d1.lint.script.reading import LintedStatement
from nhimbe_migrations.d1.schema.catalog.catalog import Catalog
from nhimbe_migrations.d1.schema.definitions import table_from
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import items, kind, name_of, sources, walk

__all__ = ["known_names"]


def known_names(statement: LintedStatement, end: Catalog) -> set[str] | None:
    """Return the folded names that may stand for a column; None where one of the tables is not known."""
    if statement.tree is None:
        return None
    known = {"rowid", "oid", "_rowid_", "true", "false"}
    ctes = {folded(str(node["cte_name"])) for node in walk(statement.tree) if kind(node) == "CteDefinition"}
    for node in walk(statement.tree):
        if isinstance(node.get("alias"), str):
            known.add(folded(str(node["alias"])))
        elif kind(node) in {"ResultColumn", "TableRef"} and node.get("alias"):
            known.add(folded(name_of(node["alias"])))
        if kind(node) == "CteDefinition":
            known |= {folded(name_of(column)) for column in items(node, "columns")}
    for name in {folded(name) for name in (*sources(statement.tree), statement.target) if name} - ctes:
        table = _table(statement, end, name)
        if table is None or table.opaque:
            return None
        known |= {folded(table.name), *(folded(column.name) for column in table.columns)}
    return known


def _table(linted: LintedStatement, end: Catalog, name: str) -> Table | None:
    if linted.kind == "CreateTableStmt" and linted.tree and folded(linted.target) == name:
        return table_from(linted.statement)
    return linted.before.table(name) or linted.after.table(name) or end.table(name)
