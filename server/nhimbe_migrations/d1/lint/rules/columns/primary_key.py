"""Every table has `id TEXT PRIMARY KEY`, or a key that its meaning gives it."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.definitions import table_from
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="primary-key",
    severity="note",
    summary="A new table without a primary key, or with a key that is not `id TEXT PRIMARY KEY`",
    why="The application makes UUIDs, so that rows can be written before they are stored and copied between databases. "
    "A table without a key cannot be updated or deleted from safely.",
    help="Declare `id TEXT PRIMARY KEY`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at each new table; join tables and keys that reference another table have their own reason."""
    for statement in reading.of_kind("CreateTableStmt"):
        if statement.tree is None or statement.tree["as_select"]:
            continue
        table = table_from(statement.statement)
        message = _trouble(table, reading)
        if message and not reading.replaces_with_same_key(table, statement):
            help_ = f"Declare `{reading.conventions.id_column} TEXT PRIMARY KEY`."
            yield RULE.finding(message, help=help_, line=statement.line)


def _trouble(table: Table, reading: LintedScript) -> str:
    wanted = reading.conventions.id_column
    if not table.primary_key:
        return f"The table {table.name} has no primary key."
    if len(table.primary_key) > 1:
        return ""
    name = table.primary_key[0]
    column = table.column(name)
    demanded = reading.conventions.key_names.get(folded(name))
    if demanded and not _references(table, name):
        return f"The key {table.name}.{name} is called {name}; nhimbe-migrations.toml calls a table's key {demanded}."
    if column is None or _references(table, name) or column.type.upper().split("(")[0] != "INTEGER":
        return ""
    if reading.conventions.integer_keys or not _own_key(name, wanted):
        return ""
    return f"The key {table.name}.{name} is INTEGER; the convention is TEXT, with UUIDs made by the application."


def _references(table: Table, name: str) -> bool:
    return any(folded(name) in map(folded, reference.columns) for reference in table.foreign_keys)


def _own_key(name: str, wanted: str) -> bool:
    return folded(name) in ("id", folded(wanted)) or folded(name).endswith("_id") or folded(name) == "_id"
