"""Indexes are called `idx_table_field`."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.habits.names import index_name

__all__ = ["RULE", "check"]

RULE = Rule(
    name="index-name",
    severity="note",
    summary="An index that is not called `idx_table_field`",
    why="Index names share one space in the whole database; without the table in it the next one clashes, and IF NOT EXISTS hides that.",
    help="Call it `idx_<table>_<field>`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find names that start with none of the repository's prefixes, or do not say the table."""
    for statement in reading.of_kind("CreateIndexStmt"):
        index = statement.after.index(statement.tree)
        if index is None or reading.made_again(index) or folded(index.table).endswith(("_new", "_old", "_tmp")):
            continue
        prefix = next(
            (
                usual
                for usual in (reading.conventions.index_prefix, *reading.conventions.index_prefixes)
                if folded(index.name).startswith(folded(usual))
            ),
            None,
        )
        table = reading.final_name(index.table, statement)
        wanted = index_name(table, index.indexed, reading.conventions.index_prefix)
        if prefix is None or not _says(folded(index.name), folded(table)):
            yield RULE.finding(
                f"The index {index.name} on {index.table} is not called `{reading.conventions.index_prefix}<table>_<field>`.",
                help=f"Call it {wanted}.",
                line=statement.line_of(index.name),
            )


def _says(name: str, table: str) -> bool:
    """Whether an index name says its table; the singular and a table's last word pass too."""
    return any(form in name for form in (table, table.rstrip("s"), table.replace("_", "")))
