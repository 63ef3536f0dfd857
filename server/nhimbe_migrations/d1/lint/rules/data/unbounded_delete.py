"""DELETE without WHERE empties a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.script.queries import count
from nhimbe_migrations.d1.lint.script.reading import Read, Reading
from nhimbe_migrations.d1.lint.script.rebuilds import kept_in
from nhimbe_migrations.d1.schema.catalog import fold
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind, sources
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unbounded-delete",
    severity="error",
    summary="DELETE without WHERE, in a table that may hold rows",
    why="Every row goes, and the rows of child tables that cascade.",
    help="Say which rows: DELETE FROM table WHERE …",
    target="d1",
)


def check(reading: Reading) -> Iterator[Finding]:
    """Find them; rows that were copied away before are a milder case."""
    for each in reading.of_kind("DeleteStmt"):
        table = each.before.table(each.target)
        if each.tree is None or not _always(each.tree["where_clause"]) or not reading.holds_old_rows(each.target, each):
            continue
        if (table and table.module) or "LIMIT" in {token.text.upper() for token in each.statement.significant}:
            continue
        kept = kept_in(reading, each)
        if _filled_again(reading, each, kept):
            continue
        message = f"This empties {each.target}" + (f" (its rows were copied to {', '.join(kept)})." if kept else ".")
        way = f"See what is there: {count(each.target)} To go on, accept {RULE.name} with a reason."
        yield RULE.finding(message, help=way, line=each.line, severity="warning" if kept else "error")


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


def _filled_again(reading: Reading, this: Read, kept: Sequence[str]) -> bool:
    """Whether the rows come back from where they were copied to."""
    held = set(map(fold, kept))
    later = (
        one
        for one in reading.statements_after(this)
        if one.kind == "InsertStmt" and fold(one.target) == fold(this.target)
    )
    return any(held & set(map(fold, sources((one.tree or {}).get("source")))) for one in later)
