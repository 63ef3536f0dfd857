"""A large backfill belongs in batches."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import items, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="backfill-with-ddl",
    severity="note",
    summary="A new column that is filled in every row by the migration that adds it",
    why="The file is one transaction of at most 30 seconds; on a large table it runs out of time and is rolled back.",
    help="For a large table fill it in batches from the Worker, or say WHERE … IS NULL so that it can go on where it stopped.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find UPDATEs without WHERE of nothing but columns that the file adds."""
    for statement in reading.of_kind("UpdateStmt"):
        if (
            statement.tree is None
            or statement.tree["where_clause"]
            or not reading.holds_old_rows(statement.target, statement)
        ):
            continue
        written = {folded(str(clause["column"])) for clause in items(statement.tree, "setlist") if clause["column"]}
        added = {
            folded(name_of(tree["column"]["column_name"]))
            for adding, tree in reading.altering("ADD_COLUMN")
            if folded(adding.target) == folded(statement.target)
        }
        if written and written <= added:
            yield RULE.finding(
                f"This fills {', '.join(sorted(written))} in every row of {statement.target} at once.",
                line=statement.line,
            )
