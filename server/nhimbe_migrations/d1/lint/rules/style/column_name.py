"""New columns are called in snake_case."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.definitions import column_definitions
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.habits.names import is_snake_case

__all__ = ["RULE", "check"]

RULE = Rule(
    name="column-name",
    severity="note",
    summary="A new column whose name is not snake_case, or not the one that nhimbe-migrations.toml gives it",
    why="Readers guess the spelling wrong, and SQLite takes a misspelt double-quoted name for a string.",
    help="Use lower case with underscores: `date_created`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find columns with another spelling, unless the schema has settled on one, or another name than is configured."""
    for item, table, column in reading.new_columns():
        if wanted := reading.conventions.time_names.get(column.name.lower()):
            message = f"The column {table.name}.{column.name} is called {wanted} in nhimbe-migrations.toml."
            yield RULE.finding(message, severity="warning", help=f"Call it {wanted}.", line=item.line_of(column.name))
    if reading.conventions.any_column_case:
        return
    for statement in reading.statements:
        for definition in column_definitions(statement.statement):
            if not is_snake_case(definition.name.name):
                message = f"The column {statement.target}.{definition.name.name} is not called in snake_case."
                yield RULE.finding(message, line=statement.line_at(definition.name))
