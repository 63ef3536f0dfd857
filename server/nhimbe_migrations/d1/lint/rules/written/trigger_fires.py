"""A statement of the migration sets triggers off."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.wording import listed
from nhimbe_migrations.d1.schema.model import Trigger
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="trigger-fires",
    severity="note",
    summary="A statement sets off a trigger that writes another table",
    why="Triggers run for a migration's rows as for any others: counters move, logs grow. With REPLACE the deleted rows' own triggers do not "
    "run, so that what is added up on insert is counted twice.",
    help="Where that is not meant, drop the trigger before the statement and make it again afterwards.",
    target="d1",
)
_EVENTS = {"InsertStmt": "INSERT", "UpdateStmt": "UPDATE", "DeleteStmt": "DELETE"}


def check(reading: LintedScript) -> Iterator[Finding]:
    """Name the triggers of the statement's table and event whose bodies write another table that holds rows."""
    for statement in reading.of_kind(*_EVENTS):
        if not reading.holds_old_rows(statement.target, statement):
            continue
        replaces = (statement.tree or {}).get("conflict_action") == "REPLACE"
        fired = [
            (trigger.name, written)
            for trigger in statement.before.triggers.values()
            if folded(trigger.table) == folded(statement.target)
            for event in [(trigger.tree or {}).get("event") or {}]
            if event.get("event_type") == _EVENTS[statement.kind] and _names_a_column(event, statement)
            for written in [_written(trigger, statement)]
            if written
        ]
        if fired:
            names = listed([f"{name} (writes {', '.join(written)})" for name, written in fired])
            adds = replaces and any(_adds_up(trigger, statement) for trigger in statement.before.triggers.values())
            twice = " for rows that REPLACE deletes without a trigger: what it adds up is counted twice" if adds else ""
            yield RULE.finding(
                f"This sets off {names}{twice}.", line=statement.line, severity="warning" if adds else "note"
            )


def _names_a_column(event: Node, statement: LintedStatement) -> bool:
    """Whether UPDATE OF, where the trigger says it, names a column that the statement sets."""
    waited = {folded(name_of(column)) for column in items(event, "columns")}
    if not waited:
        return True
    written = {folded(str(clause.get("column") or "")) for clause in items(statement.tree, "setlist")}
    several = any(clause.get("columns") for clause in items(statement.tree, "setlist"))
    return several or bool(waited & written)


def _written(trigger: Trigger, statement: LintedStatement) -> list[str]:
    """The other tables that a trigger writes; an index of words is kept in step by its triggers, and is no other table."""
    names = dict.fromkeys(
        name_of(command["table"]) for command in items(trigger.tree, "body") if kind(command) in _EVENTS
    )
    return [
        name
        for name in names
        if folded(name) != folded(statement.target) and statement.before.virtual_table(name) is None
    ]


def _adds_up(trigger: Trigger, statement: LintedStatement) -> bool:
    event = ((trigger.tree or {}).get("event") or {}).get("event_type")
    if folded(trigger.table) != folded(statement.target) or event != "INSERT":
        return False
    return any(
        kind(command) == "UpdateStmt" and name_of(command["table"]) in _written(trigger, statement)
        for command in items(trigger.tree, "body")
    )
