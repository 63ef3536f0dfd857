"""An index, a CHECK and a generated column must give the same value always."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.determinism import nondeterministic
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="nondeterministic-expression",
    severity="error",
    summary="The current time or a random number in an index, CHECK or generated column",
    why="On an empty table D1 accepts `date('now')` there, and then refuses every INSERT (non-deterministic use of date()).",
    help="Compute the value in the application, or store it in a column of its own.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at index keys, partial-index conditions, CHECKs and generated columns."""
    for statement in reading.of_kind("CreateIndexStmt", "CreateTableStmt", "AlterTableStmt"):
        for part, where in _fixed_parts(statement.tree):
            name = next(nondeterministic(part), None)
            if name:
                yield RULE.finding(
                    f"{name} gives another value each time; in {where} that fails.",
                    line=statement.line_of(name.split("(")[0]),
                )


def _fixed_parts(tree: Node | None) -> Iterator[tuple[Node, str]]:
    for node in walk(tree):
        match kind(node):
            case "CreateIndexStmt":
                yield from ((item, "an index") for item in items(node, "columns"))
                if node["where_clause"]:
                    yield node["where_clause"], "an index's condition"
            case "ColumnConstraint" | "TableConstraint":
                if node.get("check_expr"):
                    yield node["check_expr"], "a CHECK"
                if node.get("generated_expr"):
                    yield node["generated_expr"], "a generated column"
            case _:
                pass
