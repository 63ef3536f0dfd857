"""The writes of the code, run on the database before a migration and on the one after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nhimbe_migrations.authoring.code.database import Effect
from nhimbe_migrations.authoring.code.uses import Comparison
from nhimbe_migrations.authoring.code.verdicts import Verdict
from nhimbe_migrations.authoring.result.report import Use
from nhimbe_migrations.code_use.query import Query
from nhimbe_migrations.d1.queries.tightened import Tightened, touched_tables
from nhimbe_migrations.d1.queries.trials import Trial
from nhimbe_migrations.d1.queries.writes import Given, Write, read_write
from nhimbe_migrations.d1.sql.destructive import keeps_rows

__all__ = ["FailingWrites", "failing_writes", "write_uses"]


@dataclass(frozen=True, slots=True)
class FailingWrites:
    """Writes that one database takes and the other refuses, each with the reason."""

    always: tuple[tuple[Query, str], ...] = ()
    sometimes: tuple[tuple[Query, str], ...] = ()
    """With what a program may give now and then: an address that is there already, an id that nobody has, NULL."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    query: Query
    write: Write
    given: Given
    before: tuple[Write, ...]
    """What the same function deletes before it."""
    always: bool = True
    """The values are those that the code gives each time."""


def failing_writes(effect: Effect, code: Comparison, *, now: bool = False) -> FailingWrites:
    """Return the writes of `code` that the database refuses after the migration and not before; `now`: the other way."""
    touched = touched_tables(effect.schema_before, effect.schema_after)
    pairs = [
        (query, before)
        for query, before, after in code.pairs()
        if before.state == after.state == "fits" and (before.writes | after.writes) & touched
    ]
    if not pairs:
        return FailingWrites()
    deletes = [
        (query, write)
        for query, before, _ in code.pairs()
        for text, _ in before.compiled
        if before.writes and (write := read_write(text)) is not None and write.kind == "DELETE"
    ]
    attempts = [attempt for query, before in pairs for attempt in _attempts(query, before, deletes)]
    if keeps_rows(effect.migration):
        # The rows are the same: what compiles to the same does the same with them.
        attempts = [item for item in attempts if effect.after.differs_for(item.write.sql)]
    less, more = effect.schema_before, effect.schema_after
    if now:
        less, more = more, less
    demands = {table: Tightened.of(table, less, more) for table in {item.write.table for item in attempts}}
    always: dict[tuple[str, int, str], tuple[Query, str]] = {}
    sometimes: dict[tuple[str, int, str], tuple[Query, str]] = {}
    old, new = effect.unmigrated, effect.migrated
    trial = Trial(new, old) if now else Trial(old, new)
    with old.unjudged(), new.unjudged():
        rows = {table: trial.row(table) for table in demands}
        for item in attempts:
            table = item.write.table
            found = trial.refusal(item.write, item.given, rows[table], demands[table], item.before)
            if found is not None:
                key = (item.query.file, item.query.at, item.query.text)
                kind = always if found.always and item.always else sometimes
                kind.setdefault(key, (item.query, found.error))
    return FailingWrites(tuple(always.values()), tuple(value for key, value in sometimes.items() if key not in always))


def _attempts(query: Query, verdict: Verdict, deletes: list[tuple[Query, Write]]) -> Iterator[_Attempt]:
    before = tuple(
        write
        for other, write in deletes
        if other.file == query.file and other.function == query.function and other.at < query.at
    )
    for text, _ in verdict.compiled:
        write = read_write(text)
        if write is None:
            continue
        given = tuple((argument.known, argument.literal) for argument in query.arguments)
        yield _Attempt(query, write, given, before)
        for place, argument in enumerate(query.arguments):
            if argument.may_be_null and len(given) == len(write.columns):
                null = (*given[:place], (True, None), *given[place + 1 :])
                yield _Attempt(query, write, null, before, always=False)


def write_uses(failing: FailingWrites) -> Iterator[Use]:
    """The writes that stop working, as uses."""
    for query, error in failing.always:
        yield Use(query.file, query.line, " ".join(query.text.split())[:160], "breaks", error)
