"""`SELECT *` grows with its table; what it is poured into does not."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import added_columns
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.views import plain_sources
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="star-widens",
    severity="error",
    summary="A new column in a table that a trigger copies with INSERT … SELECT *",
    why="D1 accepts the column; the trigger then fails: the table has fewer columns than values were supplied.",
    help="Make the trigger anew with the columns written out, or give the other table the column too.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the triggers that are left at the file's end."""
    for item, table, column in added_columns(reading):
        if reading.applied:
            return
        for trigger in reading.end.triggers.values():
            if any(_overflows(node, table.name, reading) for node in walk(trigger.tree) if kind(node) == "InsertStmt"):
                message = f"The trigger {trigger.name} copies {table.name} with *; {column.name} is one value too many."
                yield RULE.finding(message, line=item.line)


def _overflows(insert: Node, table: str, reading: LintedScript) -> bool:
    select = insert["source"]
    if kind(select) != "SelectStmt":
        return False
    names = [folded(source[0]) if source else "" for source in plain_sources(select["from_clause"])]
    stars = [column for column in items(select, "columns") if "STAR" in (column.get("flags") or ())]
    target, copied = reading.end.table(name_of(insert["table"])), reading.end.table(table)
    if (
        names != [folded(table)]
        or len(stars) != 1
        or len(items(select, "columns")) > 1
        or target is None
        or copied is None
    ):
        return False
    room = len(items(insert, "columns")) or len(target.columns)
    return not target.opaque and room < len(copied.columns)
