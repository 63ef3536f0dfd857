"""Guards that hide a difference: `IF NOT EXISTS` skips a definition whatever stands there under its name.

Indexes, triggers and views are compared where the guard skips them. A table is compared in the end, with what the
history alone makes of it, since later statements may have altered it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from nhimbe_migrations.d1.drift.replay import Replay, ReplayStep
from nhimbe_migrations.d1.schema.elements import Names
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.schema.normal_form import (
    TableMeaning,
    meaning_of_statement,
    names_of,
    said_constraint,
    table_meaning,
)
from nhimbe_migrations.d1.sql.actions import Create, Drop
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.d1.states.origins import slot_of
from nhimbe_migrations.findings.finding import Finding

__all__ = ["hidden_differences"]

RULE = "guard-swallowed"
_HELP = "Decide which definition is right: correct the other one, or write a migration that changes what exists."


def hidden_differences(
    steps: Sequence[ReplayStep], before: Schema, replayed: Replay, alone: Replay
) -> Iterator[Finding]:
    """Yield a warning for each definition that a guard skipped over another one.

    `before` is what schema.sql defines, `replayed` the history run over it, `alone` over nothing.
    """
    names = names_of(before, replayed.after) | _names_in(steps)
    dropped_later = _dropped_later(steps)
    places = {id(step): at for at, step in enumerate(steps)}
    for step, there in replayed.existing:
        action = step.action
        if not isinstance(action, Create) or action.kind == "table":
            continue
        if dropped_later.get((slot_of(action.kind), folded(action.name.name)), -1) > places[id(step)]:
            continue
        if action.table is not None and dropped_later.get(("table", folded(action.table.name)), -1) > places[id(step)]:
            continue
        if meaning_of_statement(action.kind, step.sql, names) != meaning_of_statement(action.kind, there, names):
            yield _finding(step, "the definition differs", "schema.sql or an earlier migration")
    yield from _hidden_in_tables(steps, before, replayed, alone, dropped_later=dropped_later)


def _names_in(steps: Sequence[ReplayStep]) -> Names:
    """Names that stood at some time: what they mean in quotes does not end with them."""
    return frozenset(
        folded(part.name)
        for step in steps
        for part in (getattr(step.action, field.name) for field in fields(step.action))
        if isinstance(part, Token)
    )


def _dropped_later(steps: Sequence[ReplayStep]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for at, step in enumerate(steps):
        if isinstance(step.action, Drop):
            found[step.action.kind, folded(step.action.name.name)] = at
    return found


def _hidden_in_tables(
    steps: Sequence[ReplayStep],
    before: Schema,
    replayed: Replay,
    alone: Replay,
    *,
    dropped_later: dict[tuple[str, str], int],
) -> Iterator[Finding]:
    names = names_of(before, alone.after) | _names_in(steps)
    yield from _hidden_in_history(steps, alone, names, dropped_later)
    makers = {replayed.made[key]: key[1] for key in replayed.made if key[0] == "table"}
    for step in steps:
        name = makers.get(step.origin)
        if name is None or not isinstance(step.action, Create) or step.action.kind != "table":
            continue
        here, history = before.table(name), alone.after.table(name)
        final = replayed.after.table(name)
        if here is None or history is None or final is None:
            continue
        told = _told(final, history, names)
        if told:
            yield _finding(step, told, "schema.sql")


def _hidden_in_history(
    steps: Sequence[ReplayStep], alone: Replay, names: Names, dropped_later: dict[tuple[str, str], int]
) -> Iterator[Finding]:
    """Tables that the history makes twice, the second time otherwise."""
    places = {id(step): at for at, step in enumerate(steps)}
    for step, there in alone.existing:
        action = step.action
        if not isinstance(action, Create) or action.kind != "table":
            continue
        if dropped_later.get(("table", folded(action.name.name)), -1) > places[id(step)]:
            continue
        told = _told(Table(action.name.name, (), there), Table(action.name.name, (), step.sql), names)
        first = alone.made.get(("table", folded(action.name.name)))
        if told and first is not None:
            yield _finding(step, told, f"{first.file}, line {first.line}")


def _told(here: Table, there: Table, names: Names) -> str:
    """Say what the skipped definition has that `here` has not, or has otherwise; the order of columns is left aside."""
    was, now = (
        table_meaning(here, names),
        table_meaning(replace(there, foreign_keys=here.foreign_keys or there.foreign_keys), names),
    )
    return "; ".join(_parts(was, now)) if was and now else ""


def _parts(here: TableMeaning, skipped: TableMeaning) -> Iterator[str]:
    known = {folded(column.name): column for column in here.columns}
    for column in skipped.columns:
        if folded(column.name) not in known:
            yield f"column {column.name} is missing"
        elif known[folded(column.name)] != column:
            yield f"column {column.name} differs"
    for constraint in skipped.constraints:
        if constraint not in here.constraints:
            yield f"{said_constraint(constraint)} is missing"
    if here.options != skipped.options:
        yield "the table's options differ"


def _finding(step: ReplayStep, told: str, where: str) -> Finding:
    action = step.action
    name = action.name.name if isinstance(action, Create) else ""
    kind = action.kind if isinstance(action, Create) else "object"
    message = f"{where} has another {kind} {name}, so IF NOT EXISTS skips this definition without an error: {told}."
    return Finding(RULE, "warning", message, _HELP, step.origin.file, step.origin.line)
