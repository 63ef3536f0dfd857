"""CAST takes what looks like a number, and says nothing of the rest."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.queries import quoted
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.rebuilds import affinity
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="cast-to-number",
    severity="warning",
    summary="A column of text is read with CAST as a number",
    why="SQLite's CAST takes the digits at the start and drops the rest, without an error: '12,50' becomes 12, '1 200' becomes 1, 'n/a' "
    "and '' become 0.",
    help="Look for such values first, and leave them out or rewrite them.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find CASTs of a TEXT column in what an UPDATE sets, where no condition looks at the column."""
    for statement in reading.of_kind("UpdateStmt"):
        tree, table = statement.tree or {}, statement.before.table(statement.target)
        if table is None or not reading.holds_old_rows(statement.target, statement):
            continue
        guarded = {folded(name_of(column)) for column in _looked_at(tree.get("where_clause"))}
        for clause in items(tree, "setlist"):
            name, number = _cast_column(clause["value"], table) or ("", "")
            if not name or folded(name) in guarded:
                continue
            yield RULE.finding(
                f"{table.name}.{name} is TEXT: of a value that is no number CAST keeps the digits at its start, or 0.",
                help=f"Count them first: {not_a_number(table.name, name, number)} Rewrite them, or leave them out.",
                line=statement.line_of("CAST"),
            )


def not_a_number(table: str, column: str, number: str) -> str:
    """The query for values that a CAST to `number` changes."""
    return f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(column)} <> CAST({quoted(column)} AS {number});"


def _cast_column(value: Node, table: Table) -> tuple[str, str] | None:
    """The TEXT column that a CAST to a number reads alone (nothing rewrites it on the way), and the number; none where CASE chooses by it."""
    if any(kind(node) == "CaseExpr" for node in walk(value)):
        return None
    for node in walk(value):
        number = str(node["type_name"]).upper() if kind(node) == "CastExpr" else ""
        if affinity(number) not in {"INTEGER", "REAL", "NUMERIC"} or not number:
            continue
        read = ((node["expr"], number), *((part, "REAL") for part in _reckoned_with(node["expr"])))
        for part, as_ in read:
            column = table.column(name_of(part)) if kind(part) == "ColumnRef" else None
            if column is not None and affinity(column.type) == "TEXT":
                return column.name, as_
    return None


def _reckoned_with(value: Node) -> Iterator[Node]:
    """What an expression multiplies, divides, adds or takes away: SQLite makes a number of it just as CAST does."""
    for node in walk(value):
        if kind(node) == "BinaryExpr" and node["op"] in {"STAR", "SLASH", "PLUS", "MINUS"}:
            yield from (node["left"], node["right"])


def _looked_at(condition: Node | None) -> Iterator[Node]:
    """The columns of a WHERE that are compared with anything but NULL."""
    for node in walk(condition):
        if kind(node) == "IsExpr":
            continue
        for part in ("left", "right", "operand", "args"):
            yield from (
                column
                for column in columns_named(node.get(part))
                if kind(node.get(part)) == "ColumnRef" or part == "args"
            )
