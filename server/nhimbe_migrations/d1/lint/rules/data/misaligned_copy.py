"""Values are poured by place, not by name."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.views import plain_sources
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="misaligned-copy",
    severity="error",
    summary="INSERT … SELECT that copies a column into one of another name, although both tables have both",
    why="SQLite matches the values by their place: with the columns in another order titles end up in the status, without an error.",
    help="Write both column lists out, in the same order: INSERT INTO new (a, b) SELECT a, b FROM old.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare the names place by place, where the SELECT is from one known table."""
    for statement in reading.of_kind("InsertStmt"):
        tree = statement.tree or {}
        target, source = statement.before.table(statement.target), _only_source(statement)
        if target is None or source is None or target.opaque or source.opaque:
            continue
        named = [name_of(node) for node in items(tree, "columns")]
        if named and folded(target.name) == folded(source.name):
            continue  # more rows of the table itself, with the columns named: an exchange is meant (the way back of a route)
        into = named or [column.name for column in target.columns if not column.generated]
        wrong = next(
            (
                (old, new)
                for new, old in zip(map(folded, into), _given(tree["source"], source), strict=False)
                if old and old != new and target.column(old) and source.column(new) and old in map(folded, into)
            ),
            None,
        )
        if wrong:
            yield RULE.finding(
                f"{source.name}.{wrong[0]} is poured into {target.name}.{wrong[1]}.", line=statement.line
            )


def _only_source(statement: LintedStatement) -> Table | None:
    select: Node | None = (statement.tree or {}).get("source")
    if select is None or kind(select) != "SelectStmt":
        return None
    names = [source[0] if source else "" for source in plain_sources(select["from_clause"])]
    return statement.before.table(names[0]) if len(names) == 1 else None


def _given(select: Node, source: Table) -> Iterator[str]:
    """Yield the plain column at each place, folded; empty for an expression."""
    for column in items(select, "columns"):
        if "STAR" in (column.get("flags") or ()):
            yield from (folded(column.name) for column in source.columns)
        else:
            yield folded(name_of(column["expr"])) if kind(column["expr"]) == "ColumnRef" else ""
