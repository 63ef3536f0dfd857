"""A trigger that names a column which is not there."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import columns_named, items, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="trigger-column",
    severity="error",
    summary="NEW.x, OLD.x or UPDATE OF x in a trigger, where the table has no column x",
    why="D1 accepts the trigger; then every INSERT fails, or, with UPDATE OF, it never fires.",
    help="Name a column of the table.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look the columns up in the table as it is at the file's end."""
    for statement in reading.of_kind("CreateTriggerStmt"):
        tree = statement.tree or {}
        name = name_of(tree["table"])
        table = reading.end.table(name) or statement.before.table(name)
        if table is None or table.opaque:
            continue
        named = [str(node["column"]) for node in items(tree["event"], "columns")]
        named += [
            str(node["column"]) for node in columns_named(tree) if str(node["table"] or "").lower() in {"new", "old"}
        ]
        for column in dict.fromkeys(named):
            if table.column(column) is None and column.lower() not in {"rowid", "oid", "_rowid_"}:
                yield RULE.finding(f"{table.name} has no column {column}.", line=statement.line_of(column))
