"""Drift: what the migrations make of a database, against what schema.sql says.

schema.sql is loaded and the whole history is run over it, each statement tolerant of "already there". What that adds,
takes away or changes, schema.sql should have said. The history need not run from empty: schema.sql is the baseline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.d1.drift.expected import expect, only_touched
from nhimbe_migrations.d1.drift.guards import hidden_differences
from nhimbe_migrations.d1.drift.replay import Replay, ReplayStep, history_steps
from nhimbe_migrations.d1.schema.comparison import Difference, differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema, open_loaded
from nhimbe_migrations.d1.schema.model import Index, Object, Schema, Table, Trigger
from nhimbe_migrations.d1.schema_file.editor import SchemaEdit, bring_up_to_date
from nhimbe_migrations.d1.shadow.shadow import StatementRefused
from nhimbe_migrations.d1.sql.actions import Drop
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.states.origins import Origin, Origins, is_done, slot_of
from nhimbe_migrations.findings.finding import Finding

__all__ = ["Drift", "DriftReport", "drift", "drifts_of", "repair", "update"]

Migrations = Sequence[tuple[str, str]]
"""File and SQL of each migration, in the order of the history."""


@dataclass(frozen=True, slots=True)
class Drift:
    kind: Literal["missing", "different", "unexplained"]
    """`missing`: the history makes it and schema.sql lacks it. `different`: schema.sql says otherwise, or still has what
    the history dropped. `unexplained`: no migration makes it, which is a note and no error."""
    object: ObjectKind | Literal["column"]
    name: str
    file: str | None
    """The migration that makes, changes or drops it."""
    line: int | None
    message: str
    left_sql: str | None
    """As schema.sql has it."""
    right_sql: str | None
    """As the history leaves it."""


@dataclass(frozen=True, slots=True)
class DriftReport:
    drifts: tuple[Drift, ...]
    findings: tuple[Finding, ...]
    """Definitions that a guard skipped, and statements that could not be run again."""


def drift(schema_sql: str, migrations: Migrations) -> DriftReport:
    """Compare `schema_sql` with what `migrations` make of it."""
    steps = history_steps(migrations)
    before = load_schema(schema_sql).schema
    replayed, alone = expect(before, schema_sql, steps)
    expected = replayed.after
    drifts = [
        found
        for difference in differences(before, expected)
        for found in drifts_of(difference, before, expected, replayed)
    ]
    drifts += _unexplained(before, expected, replayed)
    findings = (*hidden_differences(steps, before, replayed, alone), *_not_replayed(before, replayed))
    return DriftReport(tuple(drifts), findings)


def repair(schema_sql: str, migrations: Migrations) -> SchemaEdit:
    """Return the edit of `schema_sql` after which `drift` is clean.

    Raises:
        RefusedError: no edit could be proved.
    """
    before = load_schema(schema_sql).schema
    replayed, _ = expect(before, schema_sql, history_steps(migrations))
    return bring_up_to_date(schema_sql, replayed.after, _joined(migrations))


def update(schema_sql: str, file: str, migration_sql: str, later: Migrations = ()) -> SchemaEdit:
    """Return the edit that brings one migration into `schema_sql`; none if it is in there already.

    `later` are the migrations after it. What they drop, rename or alter of what this one touches is taken into account;
    what else they do is not brought in. Without them, a migration that is not the last may put back what they undid.

    Raises:
        RefusedError: no edit could be proved.
    """
    if not later and (plain := _plainly_applied(schema_sql, migration_sql)) is not None:
        return bring_up_to_date(schema_sql, plain, migration_sql)
    before = load_schema(schema_sql).schema
    own, after_it = history_steps([(file, migration_sql)]), history_steps(later)
    replayed, _ = expect(before, schema_sql, (*own, *after_it), whole_history=False)
    after = only_touched(before, replayed.after, own, after_it) if after_it else replayed.after
    return bring_up_to_date(schema_sql, after, _joined([(file, migration_sql), *later]))


def _plainly_applied(schema_sql: str, migration_sql: str) -> Schema | None:
    """The schema after a migration all of which runs on the file; None where it does not, or makes a table anew.

    A table that is made anew may lose what later migrations put on it: that takes the history to tell.
    """
    statements = Script.of(migration_sql).statements
    if any(isinstance(statement.action, Drop) and statement.action.kind == "table" for statement in statements):
        return None
    shadow = open_loaded(schema_sql)
    try:
        for statement in statements:
            shadow.run(statement.text)
        return read_schema(shadow.connection, known=load_schema(schema_sql).schema)
    except StatementRefused:
        return None
    finally:
        shadow.close()


def _joined(migrations: Migrations) -> str:
    return "\n;\n\n".join(sql.removeprefix("\ufeff") for _, sql in migrations)


def drifts_of(difference: Difference, before: Schema, expected: Schema, replayed: Origins) -> Iterator[Drift]:
    kind, name = difference.object, difference.name
    key = (slot_of(kind), folded(name))
    if difference.kind == "only right":
        origin = replayed.made.get(key) or replayed.touched.get(folded(name))
        message = f"schema.sql lacks {kind} {name}, which {_said(origin)} makes."
        yield _drift("missing", kind, name, origin, message, of=difference)
    elif difference.kind == "only left":
        origin = replayed.dropped.get(key) or _lost_with_table(before, kind, name, replayed)
        message = f"schema.sql still has {kind} {name}, which {_said(origin)} takes away."
        yield _drift("different", kind, name, origin, message, of=difference)
    elif kind == "table":
        yield from _table_drifts(difference, before, expected, replayed)
    else:
        origin = replayed.made.get(key)
        message = f"{kind} {name} is another in schema.sql than {_said(origin)} makes it."
        yield _drift("different", kind, name, origin, message, of=difference)


def _table_drifts(difference: Difference, before: Schema, expected: Schema, replayed: Origins) -> Iterator[Drift]:
    name = difference.name
    here, there = before.table(name), expected.table(name)
    fallback = replayed.touched.get(folded(name))
    missing = _columns_beyond(there, here)
    for column in missing:
        origin = replayed.columns.get((folded(name), folded(column)), fallback)
        message = f"schema.sql lacks column {column} of table {name}, which {_said(origin)} adds."
        yield _drift("missing", "column", f"{name}.{column}", origin, message, of=difference)
    for column in _columns_beyond(here, there):
        message = f"schema.sql still has column {column} of table {name}, which {_said(fallback)} takes away."
        yield _drift("different", "column", f"{name}.{column}", fallback, message, of=difference)
    parts = [
        part for part in difference.detail.split("; ") if not part.startswith("column ") or " only on the " not in part
    ]
    if not missing or any(part.startswith("column ") for part in parts):
        message = (
            f"Table {name} is another in schema.sql (left) than the history leaves it (right): {difference.detail}."
        )
        yield _drift("different", "table", name, fallback, message, of=difference)


def _columns_beyond(table: Table | None, other: Table | None) -> list[str]:
    if table is None or other is None:
        return []
    return [column.name for column in table.columns if other.column(column.name) is None]


def _lost_with_table(before: Schema, kind: ObjectKind, name: str, replayed: Origins) -> Origin | None:
    """The statement that dropped the table of an index or trigger, which went with it."""
    item: Object | None = before.find(kind, name)
    if not isinstance(item, Index | Trigger):
        return None
    return replayed.dropped.get(("table", folded(item.table))) or replayed.touched.get(folded(item.table))


def _drift(
    kind: Literal["missing", "different"],
    object_: ObjectKind | Literal["column"],
    name: str,
    origin: Origin | None,
    message: str,
    *,
    of: Difference,
) -> Drift:
    file, line = (origin.file, origin.line) if origin else (None, None)
    return Drift(kind, object_, name, file, line, message, of.left_sql, of.right_sql)


def _said(origin: Origin | None) -> str:
    return f"{origin.file}, line {origin.line}," if origin else "the history"


def _unexplained(before: Schema, expected: Schema, replayed: Replay) -> Iterator[Drift]:
    for kind, item in before.objects():
        if (slot_of(kind), folded(item.name)) not in replayed.made and expected.find(kind, item.name) is not None:
            message = f"No migration makes {kind} {item.name}; only schema.sql does."
            yield Drift("unexplained", kind, item.name, None, None, message, item.sql, None)


def _not_replayed(before: Schema, replayed: Replay) -> Iterator[Finding]:
    for failure in replayed.failures:
        step: ReplayStep = failure.step
        if is_done(failure.message):
            continue
        yield Finding(
            "not-replayed",
            "note",
            f"{step.origin.file}, line {step.origin.line}, cannot be run over schema.sql, so drift from it is not seen: "
            f"{failure.message}",
            "Check whether schema.sql shows what the statement did.",
            step.origin.file,
            step.origin.line,
        )
    del before
