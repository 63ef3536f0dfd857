"""A dropped table takes its rows along."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.queries import count
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.rebuilds import is_rebuilt, kept_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="drop-table",
    severity="error",
    summary="DROP TABLE of a table that may hold rows",
    why="The rows are gone, and with them those of child tables that reference it ON DELETE CASCADE.",
    help="Leave the table, or accept the loss with a reason.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find drops of tables from before this file whose rows do not live on under the same name."""
    for statement in reading.of_kind("DropStmt"):
        if (
            statement.tree is None
            or statement.tree["object_type"] != "TABLE"
            or reading.created_before(statement.target, statement)
        ):
            continue
        if reading.holds_old_rows(statement.target, statement):
            yield from _known(reading, statement)
        elif statement.tree["if_exists"] and not _comes_later(reading, statement):
            message = f"schema.sql has no {statement.target}; a database that has it loses its rows."
            yield RULE.finding(
                message, help=f"See what is there: {count(statement.target)}", line=statement.line, severity="warning"
            )


def _known(reading: LintedScript, statement: LintedStatement) -> Iterator[Finding]:
    table = statement.before.virtual_table(statement.target)
    if is_rebuilt(reading, statement) or (table and "content=" in "".join(table.arguments.split()).lower()):
        return
    kept = kept_in(reading, statement)
    message = f"DROP TABLE {statement.target} takes its rows" + (f" (copied to {', '.join(kept)})." if kept else ".")
    way = f"See what is there: {count(statement.target)} To go on, accept {RULE.name} with a reason."
    yield RULE.finding(message, help=way, line=statement.line, severity="warning" if kept else "error")


def _comes_later(reading: LintedScript, this: LintedStatement) -> bool:
    """Whether the file creates the table afterwards; then drop-then-create speaks."""
    return any(
        statement.kind == "CreateTableStmt" and folded(statement.target) == folded(this.target)
        for statement in reading.statements_after(this)
    )
