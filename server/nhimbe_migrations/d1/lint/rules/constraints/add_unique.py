"""A uniqueness that the rows may not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.script.queries import duplicates
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.rebuilds import changed_tables
from nhimbe_migrations.d1.schema.catalog.catalog import Catalog
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="add-unique",
    severity="warning",
    summary="UNIQUE over columns that already hold values",
    why="The migration fails on the first duplicate.",
    help="Find duplicates and resolve them first.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at unique indexes on tables from before this file, and at rebuilt tables with a new UNIQUE."""
    for statement in reading.of_kind("CreateIndexStmt"):
        index = statement.after.index(statement.tree)
        if index is None or not index.unique or reading.applied or not reading.holds_old_rows(index.table, statement):
            continue
        columns = [column for column in index.indexed if column]
        otherwise = index.compared_as(statement.before.table(index.table)) is None
        if (
            _held(reading.start, index.table, columns)
            and len(columns) == len(index.indexed)
            and (otherwise or not _was_unique(reading, index.table, columns))
        ):
            collations = {term.column: term.collation for term in index.terms if term.column and otherwise}
            query = duplicates(index.table, columns, _condition(statement), collations)
            yield RULE.finding(
                f"{index.name} fails if {index.table} holds duplicates.",
                help=f"Look for them: {query}",
                line=statement.line,
            )
    for changed in changed_tables(reading):
        for key in (unique.columns for unique in changed.new.uniques):
            if _held(reading.start, changed.old.name, key) and not _was_unique(reading, changed.old.name, key):
                query = duplicates(changed.old.name, key)
                message = f"{changed.new.name} becomes unique over {', '.join(key)}; the copy fails on duplicates."
                yield RULE.finding(message, help=f"Look for them: {query}", line=changed.line)


def _held(start: Catalog, table: str, columns: Sequence[str]) -> bool:
    found = start.table(table)
    return found is None or all(found.column(column) for column in columns)


def _was_unique(reading: LintedScript, table: str, columns: Sequence[str]) -> bool:
    found = reading.start.table(table)
    wanted = {folded(column) for column in columns}
    keys = [set(key) for key in found.unique_keys()] if found else []
    keys += [
        set(index.compared_as(found) or ())
        for index in reading.start.indexes_of(table)
        if index.unique and not index.partial
    ]
    return any(key and key <= wanted for key in keys)


def _condition(linted: LintedStatement) -> str:
    """Return the text of a partial index's condition."""
    words = linted.statement.significant
    where = next((token for token in words if token.says("WHERE")), None)
    return linted.statement.text[where.span.end - linted.statement.span.start :].strip() if where else ""
