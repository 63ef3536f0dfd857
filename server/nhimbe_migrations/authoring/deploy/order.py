"""Which may go live first: the base's code on the database after, the branch's code on the database before.

Writes are run, not only compiled: old code that leaves out a column which is now NOT NULL compiles and fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.authoring.code.database import Effect
from nhimbe_migrations.authoring.code.uses import Comparison
from nhimbe_migrations.authoring.code.verdicts import Verdict
from nhimbe_migrations.authoring.deploy.decision import Sides, decide
from nhimbe_migrations.authoring.deploy.writes import FailingWrites, failing_writes
from nhimbe_migrations.authoring.result.report import Deploy
from nhimbe_migrations.code_use.members import members_of
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["deploy_order"]


def deploy_order(effect: Effect, base: Comparison, branch: Comparison, writes: FailingWrites) -> Deploy:
    """Say which order of the migration and the branch's code keeps every query working.

    `writes` are those of the branch that fail after the migration.
    """
    of_base = writes if base is branch else failing_writes(effect, base)
    return decide(
        Sides(
            live_fails_after=[*_stops(effect, base, of_base)],
            branch_fails_before=[*_waits(effect, branch)],
            branch_fails_after=[*_stops(effect, branch, writes)],
            live_may_fail=_possible(of_base),
            branch_may_fail=_possible(writes),
            cannot_come_first=_needs(effect),
        )
    )


def _possible(writes: FailingWrites) -> list[tuple[str, str]]:
    return [(f"{query.file}:{query.line}", error) for query, error in writes.sometimes]


def _needs(effect: Effect) -> str:
    """What adapted code names that only the migration makes."""
    renames = read_renames(effect.migration, effect.schema_before)
    if renames.tables or any(renames.columns.values()):
        return "what it renames"
    needed = _new_and_required(effect)
    return f"{', '.join(needed)}, which is new and has no default that works" if needed else ""


def _new_and_required(effect: Effect) -> list[str]:
    """New columns of old tables that every INSERT must give: required ones, and those whose default may have no parent."""
    new = effect.new()
    found: list[str] = []
    for table in effect.schema_after.tables:
        if effect.schema_before.table(table.name) is None:
            continue
        pointing = {folded(column) for key in table.foreign_keys for column in key.columns}
        for column in table.columns:
            required = column.notnull and column.default is None
            unsure = column.default is not None and folded(column.name) in pointing
            if (folded(table.name), folded(column.name)) in new and (required or unsure):
                found.append(f"{table.name}.{column.name}")
    return found


def _stops(effect: Effect, code: Comparison, writes: FailingWrites) -> Iterator[str]:
    """Places of `code` that work before and not after."""
    for query, _ in code.broken_by_it():
        yield f"{query.file}:{query.line}"
    for query, _ in writes.always:
        yield f"{query.file}:{query.line}"
    yield from _read_by_star(code, code.before, effect.gone())


def _waits(effect: Effect, code: Comparison) -> Iterator[str]:
    """Places of `code` that work after and not before."""
    for query, _ in code.waiting_for_it():
        yield f"{query.file}:{query.line}"
    for query, _ in failing_writes(effect, code, now=True).always:
        yield f"{query.file}:{query.line}"
    yield from _read_by_star(code, code.after, effect.new())


def _read_by_star(
    code: Comparison, verdicts: tuple[Verdict, ...], columns: frozenset[tuple[str, str]]
) -> Iterator[str]:
    """Members of rows that only one of the databases has: `SELECT *` compiles on both, and the value is missing."""
    names = {
        number: called
        for number, (verdict, before, after) in enumerate(zip(verdicts, code.before, code.after, strict=True))
        if before.state == after.state == "fits" and (called := verdict.names_of(columns))
    }
    for member in members_of(code.code, names):
        yield f"{member.file}:{member.line}"
