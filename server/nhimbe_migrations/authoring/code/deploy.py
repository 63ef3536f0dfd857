"""Which may go live first: the base's code on the database after, the branch's code on the database before.

Writes are run, not only compiled: old code that leaves out a column which is now NOT NULL compiles and fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nhimbe_migrations.authoring.code.database import Effect, populated
from nhimbe_migrations.authoring.code.uses import Comparison
from nhimbe_migrations.authoring.code.verdicts import Verdict
from nhimbe_migrations.authoring.result.report import Deploy, Use
from nhimbe_migrations.code_use.members import members_of
from nhimbe_migrations.code_use.queries import Query
from nhimbe_migrations.d1.queries.writes import Write, read_write, sample_row, write_error
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["deploy_order", "failing_writes"]

_SHOWN = 3


def deploy_order(effect: Effect, base: Comparison, branch: Comparison) -> Deploy:
    """Say which order of the migration and the branch's code keeps every query working."""
    old_broken = [*_stops(effect, base)]
    waiting = [*_waits(effect, branch)]
    unadapted = [*_stops(effect, branch)]
    if unadapted:
        return _unadapted(effect, unadapted)
    if not old_broken and not waiting:
        return Deploy("any", "No query of the code depends on which of the two comes first.")
    if not old_broken:
        return Deploy("migrate-first", f"The code of this branch needs what the migration makes: {_listed(waiting)}.")
    if not waiting:
        return Deploy("code-first", f"The code that is live now stops working after it: {_listed(old_broken)}.")
    return Deploy(
        "none",
        f"The code that is live now fails after the migration ({_listed(old_broken)}), and the code of this branch fails "
        f"before it ({_listed(waiting)}). {_EXPAND}",
    )


_EXPAND = (
    "Expand and contract: add the new beside the old and fill it (first migration), deploy code that writes both and "
    "reads the new, then take the old away (second migration)."
)


def _unadapted(effect: Effect, broken: list[str]) -> Deploy:
    """The branch's own code fails after the migration: it must change, and the question is whether it can beforehand."""
    renames = read_renames(effect.migration, effect.schema_before)
    moved = bool(renames.tables) or any(renames.columns.values())
    needed = _new_and_required(effect)
    if moved or needed:
        what = "what it renames" if moved else f"{', '.join(needed)}, which is new and has no default"
        return Deploy(
            "none",
            f"The code of this branch still fails after the migration ({_listed(broken)}), and code that knows {what} "
            f"cannot run before it. {_EXPAND}",
        )
    return Deploy(
        "code-first",
        f"The code of this branch still fails after the migration ({_listed(broken)}): change it and deploy it, then migrate.",
    )


def _new_and_required(effect: Effect) -> list[str]:
    """New columns of old tables that every INSERT must give."""
    new = effect.new()
    return [
        f"{table.name}.{column.name}"
        for table in effect.schema_after.tables
        if effect.schema_before.table(table.name) is not None
        for column in table.columns
        if (folded(table.name), folded(column.name)) in new and column.notnull and column.default is None
    ]


def _stops(effect: Effect, code: Comparison) -> Iterator[str]:
    """Places of `code` that work before and not after."""
    for query, _ in code.broken_by_it():
        yield f"{query.file}:{query.line}"
    for query, _ in failing_writes(effect, code):
        yield f"{query.file}:{query.line}"
    yield from _read_by_star(code, code.before, effect.gone())


def _waits(effect: Effect, code: Comparison) -> Iterator[str]:
    """Places of `code` that work after and not before."""
    for query, _ in code.waiting_for_it():
        yield f"{query.file}:{query.line}"
    for query, _ in failing_writes(effect, code, now=True):
        yield f"{query.file}:{query.line}"
    yield from _read_by_star(code, code.after, effect.new())


def _read_by_star(
    code: Comparison, verdicts: tuple[Verdict, ...], columns: frozenset[tuple[str, str]]
) -> Iterator[str]:
    """Members of rows that only one of the databases has: `SELECT *` compiles on both, and the value is missing."""
    for query, (verdict, before, after) in zip(
        code.code.queries, zip(verdicts, code.before, code.after, strict=True), strict=True
    ):
        touched = {column for table, column in verdict.reads & columns}
        if touched and before.state == after.state == "fits":
            for member in members_of(code.code.code(query.file), touched, [query]):
                yield f"{member.file}:{member.line}"


@dataclass(frozen=True, slots=True)
class _Attempt:
    query: Query
    write: Write
    given: tuple[tuple[bool, Any], ...]


def failing_writes(effect: Effect, code: Comparison, *, now: bool = False) -> tuple[tuple[Query, str], ...]:
    """Return the writes of `code` that the database refuses after the migration and not before; `now`: the other way."""
    touched = _changed_tables(effect)
    attempts = [
        attempt
        for query, before, after in code.pairs()
        if before.state == after.state == "fits" and (before.writes | after.writes) & touched
        for attempt in _attempts(query, before)
    ]
    if not attempts:
        return ()
    with populated(effect.image) as old, populated(effect.image, effect.migration) as new:
        samples = {
            table: {**sample_row(old, table), **sample_row(new, table)}
            for table in {item.write.table for item in attempts}
        }
        failing: dict[int, tuple[Query, str]] = {}
        works, fails = (new, old) if now else (old, new)
        for item in attempts:
            values = item.write.bindings(samples[item.write.table], item.given)
            if write_error(works, item.write, values) is not None:
                continue
            error = write_error(fails, item.write, values)
            if error is not None:
                failing.setdefault(id(item.query), (item.query, error))
    return tuple(failing.values())


def _attempts(query: Query, verdict: Verdict) -> Iterator[_Attempt]:
    for text, _ in verdict.compiled:
        write = read_write(text)
        if write is None:
            continue
        given = tuple((argument.known, argument.literal) for argument in query.arguments)
        yield _Attempt(query, write, given)
        for place, argument in enumerate(query.arguments):
            if argument.may_be_null and len(given) == len(write.columns):
                yield _Attempt(query, write, (*given[:place], (True, None), *given[place + 1 :]))


def _changed_tables(effect: Effect) -> frozenset[str]:
    """Tables whose definition, or whose triggers, differ."""
    changed: set[str] = set()
    for one, other in ((effect.schema_before, effect.schema_after), (effect.schema_after, effect.schema_before)):
        for table in one.tables:
            there = other.table(table.name)
            if there is None or there.sql != table.sql:
                changed.add(folded(table.name))
        sqls = {trigger.sql for trigger in other.triggers}
        changed.update(folded(trigger.table) for trigger in one.triggers if trigger.sql not in sqls)
    return frozenset(changed)


def _listed(places: list[str]) -> str:
    told = list(dict.fromkeys(places))
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return f"{', '.join(told[:_SHOWN])}{more}"


def write_uses(effect: Effect, code: Comparison) -> Iterator[Use]:
    """The writes that stop working, as uses."""
    for query, error in failing_writes(effect, code):
        yield Use(query.file, query.line, " ".join(query.text.split())[:160], "breaks", error)
