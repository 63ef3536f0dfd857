"""DELETE without WHERE empties a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.script.queries import count
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.rebuilds import kept_in
from nhimbe_migrations.d1.rows.whole_table import takes_whole_table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind, sources
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unbounded-delete",
    severity="error",
    summary="DELETE without WHERE, or with one that every row meets, in a table that may hold rows",
    why="Every row is deleted, with the rows of child tables that cascade.",
    help="Say which rows: DELETE FROM table WHERE …",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find them; rows that were copied away before are a milder case."""
    for statement in reading.of_kind("DeleteStmt"):
        virtual = statement.before.virtual_table(statement.target)
        if (
            statement.tree is None
            or not (_always(statement.tree["where_clause"]) or _takes_all(statement))
            or not reading.holds_old_rows(statement.target, statement)
        ):
            continue
        if virtual or "LIMIT" in {token.text.upper() for token in statement.statement.significant}:
            continue
        kept = kept_in(reading, statement)
        if _filled_again(reading, statement, kept):
            continue
        message = f"This empties {statement.target}" + (
            f" (its rows were copied to {', '.join(kept)})." if kept else "."
        )
        way = f"See what is there: {count(statement.target)} To go on, accept {RULE.name} with a reason."
        yield RULE.finding(message, help=way, line=statement.line, severity="warning" if kept else "error")


def _always(where: Node | None) -> bool:
    if where is None:
        return True
    if kind(where) == "Literal":
        return str(where["source"]) == "1"
    if kind(where) == "ColumnRef":
        return str(where["column"]).lower() == "true" and where["table"] is None
    return (
        kind(where) == "BinaryExpr"
        and where["op"] == "EQ"
        and where["left"] == where["right"]
        and kind(where["left"]) == "Literal"
    )


def _takes_all(statement: LintedStatement) -> bool:
    table = statement.before.table(statement.target)
    return table is not None and takes_whole_table(statement.statement, table)


def _filled_again(reading: LintedScript, this: LintedStatement, kept: Sequence[str]) -> bool:
    """Whether the rows come back from where they were copied to."""
    copies = set(map(folded, kept))
    later = (
        statement
        for statement in reading.statements_after(this)
        if statement.kind == "InsertStmt" and folded(statement.target) == folded(this.target)
    )
    return any(copies & set(map(folded, sources((statement.tree or {}).get("source")))) for statement in later)
