"""What became of a database that a migration ran on: rows, links and values that went, and what fails later."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.proof.counting.losses import Losses
from nhimbe_migrations.d1.proof.latent_errors import (
    LatentError,
    affected_by,
    compile_errors,
    idle_triggers,
    run_errors,
    unfit_for_rows,
)
from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.outcome.cascades import lost_rows, nulled_links
from nhimbe_migrations.d1.proof.outcome.left_out import left_out
from nhimbe_migrations.d1.proof.outcome.null_keys import null_keys
from nhimbe_migrations.d1.proof.outcome.values import lost_values, multiplied_rows
from nhimbe_migrations.d1.proof.result import CHECK_BROKEN, DANGLING, LATENT, NEVER_FIRES, NOT_FILLED, look_first
from nhimbe_migrations.d1.proof.runs import Run
from nhimbe_migrations.d1.proof.snapshot import Snapshot, looked_at, open_image
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.schema.near_names import plain
from nhimbe_migrations.d1.shadow.shadow import Shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

__all__ = ["outcome_findings"]


def outcome_findings(image: Snapshot, run: Run, after: Schema, migration_sql: str) -> Iterator[Finding]:
    """Yield what became of rows, links, values and of what will run later."""
    with looked_at(image) as before:
        ends = BothEnds(before, run.shadow, image.schema, after, Losses(before, migration_sql, image.schema))
        yield from lost_rows(ends, run.witness, image.beyond)
        yield from nulled_links(ends, run.witness)
        yield from _dangling(ends)
        yield from lost_values(ends, migration_sql)
        yield from left_out(ends, migration_sql)
        yield from multiplied_rows(ends, migration_sql)
        yield from null_keys(ends, run.witness.touched, migration_sql)
        affected = affected_by(before, run.shadow, image.schema, after)
    yield from _broken_checks(run, after)
    yield from _latent(image, run, after, affected)
    for trigger, column in idle_triggers(after):
        if folded(trigger.name) in run.witness.touched:
            yield NEVER_FIRES.finding(
                f"The trigger {trigger.name} waits for {trigger.table}.{column}, which does not exist."
            )


def _dangling(ends: BothEnds) -> Iterator[Finding]:
    was = _orphans(ends.before)
    for (table, parent), count in _orphans(ends.after).items():
        if count > was.get((table, parent), 0):
            yield DANGLING.finding(
                f"{count} rows of {table} point at rows of {parent} that are not there.",
                help=look_first(ends.losses.dangling(table, count), DANGLING.help),
            )


def _orphans(shadow: Shadow) -> dict[tuple[str, str], int]:
    import apsw

    found: dict[tuple[str, str], int] = {}
    try:
        for table, _, parent, _ in shadow.ask("PRAGMA foreign_key_check"):
            found[table, parent] = found.get((table, parent), 0) + 1
    except apsw.Error:  # a mismatched key; the latent errors name it
        pass
    return found


def _broken_checks(run: Run, after: Schema) -> Iterator[Finding]:
    for table in after.tables:
        if folded(table.name) in run.witness.touched:
            for (message,) in run.shadow.ask(f"PRAGMA quick_check({quoted(table.name)})"):
                if message.startswith(("CHECK", "NULL value", "NOT NULL")):
                    yield CHECK_BROKEN.finding(f"{message}: such rows are stored.")


def _latent(image: Snapshot, run: Run, after: Schema, affected: frozenset[str]) -> Iterator[Finding]:
    known = {(error.name, error.message) for error in image.broken}
    touched = [table.name for table in after.tables if folded(table.name) in run.witness.touched]
    uses: dict[str, dict[str, None]] = {}
    for error in (*compile_errors(run.shadow, after, only=affected), *_new_run_errors(image, run, after, touched)):
        if (error.name, error.message) not in known:
            uses.setdefault(error.message, {})[f"{error.what} {error.name}"] = None
    for message, statements in uses.items():
        yield LATENT.finding(f"After this migration {_listed(list(statements))}: {plain(message)}.")
    new = [name for name in touched if image.schema.table(name) is None and not _holds_rows(run.shadow, name)]
    for name, problem in unfit_for_rows(run.shadow, after, new):
        yield NOT_FILLED.finding(f"Could not make test rows for {name} ({problem}).")


def _holds_rows(shadow: Shadow, table: str) -> bool:
    """Whether the migration itself has filled a table: then something satisfies its constraints."""
    return bool(shadow.ask(f"SELECT 1 FROM {quoted(table)} LIMIT 1"))


def _listed(statements: list[str]) -> str:
    shown = ", ".join(statements[:_SHOWN])
    more = f" and {len(statements) - _SHOWN} more" if len(statements) > _SHOWN else ""
    return f"{shown}{more} {'fails' if len(statements) == 1 else 'fail'}"


_SHOWN = 6


def _new_run_errors(image: Snapshot, run: Run, after: Schema, touched: list[str]) -> Iterator[LatentError]:
    """What fails when it runs, unless the same failed before the migration."""
    found = list(run_errors(run.shadow, after, touched))
    if not found:
        return
    before = open_image(image, run.generation)
    try:
        known = set(run_errors(before, image.schema, [error.name for error in found]))
    finally:
        before.close()
    yield from (error for error in found if error not in known)
