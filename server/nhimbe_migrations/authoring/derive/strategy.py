"""A rename or a change of type in two migrations around a deploy: expand, then contract.

The request is the same for both steps: the RENAME COLUMN that is wanted in the end. `ADD COLUMN new TYPE` beside it gives
the new column another type, `UPDATE t SET new = …` and `UPDATE t SET old = …` say how values are carried over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.base import BaseState
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.d1.derive.expand import ColumnChange, contract, expand
from nhimbe_migrations.d1.sql.actions import AddColumn, RenameColumn, WriteRows, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.rendering import render

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["column_changes", "next_steps", "one_step"]

_FORM = (
    "Pass what is wanted in the end: ALTER TABLE t RENAME COLUMN old TO new; and for another type also "
    "ALTER TABLE t ADD COLUMN new TYPE; UPDATE t SET new = <expression over old>; UPDATE t SET old = <over new>."
)


def one_step(project: Project, request: MigrationRequest, base_state: BaseState) -> MigrationRequest:
    """Return `request` with the statements of its step.

    Raises:
        ArgumentError: `sql` says something else than columns that change their name.
        RefusedError: `contract` before `expand`.
    """
    changes = column_changes(request.sql or "")
    schema_sql = project.databases(without=base_state.file, schema=base_state.schema).states.history.sql
    step = expand if request.strategy == "expand" else contract
    parts = [step(schema_sql, change, render) for change in changes]
    return replace(request, sql="\n".join(parts))


def next_steps(request: MigrationRequest) -> tuple[str, ...]:
    """Return what comes after this step, for the report."""
    if request.strategy == "direct":
        return ()
    if request.target == "mongodb":
        return _next_for_fields(request)
    names = ", ".join(f"{change.table}.{change.old} → {change.new}" for change in column_changes(request.sql or ""))
    if request.strategy == "contract":
        return (f"Step 3 of 3, contract ({names}): apply it once no running code knows the old name.",)
    return (
        f"Step 1 of 3, expand ({names}): apply this migration; old and new code then run side by side.",
        "Step 2 of 3: deploy code that uses the new name only.",
        "Step 3 of 3: draft the same sql with strategy contract, which takes the old column away.",
    )


def _next_for_fields(request: MigrationRequest) -> tuple[str, ...]:
    """MongoDB has no triggers: what keeps both names alike is code that writes both."""
    renamed = [change for change in request.changes if change.get("kind") == "rename_field"]
    names = ", ".join(f"{item.get('collection')}.{item.get('field')} → {item.get('to')}" for item in renamed)
    if request.strategy == "contract":
        last = (
            f"Step 3 of 3, contract ({names}): apply it once no running code knows the old name. Where the two differ, the "
            "new one counts; what the old one held is kept in the backup collection."
        )
        return (last,)
    deploy = (
        "Step 2 of 3: deploy code that reads the new name (else the old one) and writes both. Once it runs everywhere, run "
        "up() of this migration again: where the two differ, old code wrote last, and its value is carried over. Then deploy "
        "code that knows the new name only."
    )
    return (
        f"Step 1 of 3, expand ({names}): apply this migration; documents then have both names, and either is valid.",
        deploy,
        "Step 3 of 3: draft the same changes with strategy contract, which takes the old field away.",
    )


def column_changes(sql: str) -> tuple[ColumnChange, ...]:
    """Read the changes of columns that `sql` says.

    Raises:
        ArgumentError: a statement is of another kind, or no column is renamed.
    """
    changes: dict[tuple[str, str], ColumnChange] = {}
    rest: list[Statement] = []
    for statement in Script.of(sql).statements:
        action = read_action(statement.significant)
        if isinstance(action, RenameColumn):
            change = ColumnChange(action.table.name, action.name.name, action.to.name)
            changes[folded(change.table), folded(change.new)] = change
        else:
            rest.append(statement)
    for statement in rest:
        _refine(statement, changes)
    if not changes:
        raise ArgumentError("No column is renamed by `sql`.", why="expand and contract are for that.", way_out=_FORM)
    return tuple(changes.values())


def _refine(statement: Statement, changes: dict[tuple[str, str], ColumnChange]) -> None:
    words = statement.significant
    action = read_action(words)
    if isinstance(action, AddColumn):
        key = (folded(action.table.name), folded(action.name.name))
        if key in changes:
            typed = [word for word in words[action.definition + 1 :] if not word.says(";")]
            changes[key] = replace(changes[key], type=" ".join(word.text for word in typed))
            return
    if (
        isinstance(action, WriteRows)
        and action.verb.upper() == "UPDATE"
        and (assignment := _assignment(words, statement.text))
    ):
        table, column, expression = assignment
        for key, change in changes.items():
            if key[0] == table and column in (folded(change.new), folded(change.old)):
                way = "forward" if column == folded(change.new) else "backward"
                changes[key] = replace(change, **{way: expression})
                return
    raise ArgumentError(f"This is no part of a change of a column's name: {statement.text[:80]}", way_out=_FORM)


def _assignment(words: Sequence[Token], text: str) -> tuple[str, str, str] | None:
    """Table, column and expression of `UPDATE t SET c = expression`, without a WHERE."""
    match words:
        case [update, table, put, column, equals, *rest] if (
            update.says("UPDATE") and put.says("SET") and equals.text == "="
        ):
            ends = [word for word in rest if not word.says(";")]
        case _:
            return None
    if not ends or any(word.says("WHERE") for word in ends):
        return None
    start = words[0].span.start
    expression = text[ends[0].span.start - start : ends[-1].span.end - start]
    return folded(table.name), folded(column.name), expression
