"""What still names a dropped table or column fails when it is used."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, sources, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="broken-dependent",
    severity="error",
    summary="A trigger or view that still names what the file drops",
    why="D1 does not look into triggers of other tables, nor into views on DROP TABLE: the next INSERT or SELECT fails.",
    help="Drop the trigger or view first, and create it again afterwards.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the triggers and views that are left at the file's end."""
    if reading.applied:
        return
    left: list[tuple[str, Node | None]] = [
        (f"The trigger {trigger.name}", trigger.tree) for trigger in reading.end.triggers.values()
    ]
    left += [(f"The view {view.name}", view.tree) for view in reading.end.views.values()]
    for statement in reading.of_kind("DropStmt"):
        gone = folded(statement.target)
        if reading.end.relation(statement.target) or (statement.tree or {}).get("object_type") not in {"TABLE", "VIEW"}:
            continue
        for who, tree in left:
            if gone in map(folded, sources(tree)):
                yield RULE.finding(f"{who} still names {statement.target}.", line=statement.line)
    for item, tree in reading.altering("DROP_COLUMN"):
        column = name_of(tree["old_name"])
        table = reading.end.table(item.target)
        if table is None or table.column(column):
            continue
        for trigger in reading.end.triggers.values():
            if folded(trigger.table) != folded(item.target) and any(
                _uses(part, item.target, column) for part in items(trigger.tree, "body")
            ):
                yield RULE.finding(f"The trigger {trigger.name} still names {item.target}.{column}.", line=item.line)


def _uses(statement: Node, table: str, column: str) -> bool:
    """Whether a statement of a trigger's body writes or reads the column; only told where no other table is in it."""
    if {folded(name) for name in sources(statement)} != {folded(table)}:
        return False
    return any(
        folded(str(node.get("column") or "")) == folded(column)
        and str(node.get("table") or "").lower() not in {"new", "old"}
        for node in walk(statement)
        if kind(node) in {"ColumnRef", "SetClause"}
    )
