"""The rows that one migration is proved on: the widest set that it runs on, and what stops it on the others.

First it meets everything that a database may hold. Where that fails, rows are taken away until it runs: if none are
left, or only one, every populated database refuses the migration; otherwise it depends on rows, and which is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.proof.snapshot import Snapshot, bare_image, count_rows, looked_at, open_image
from nhimbe_migrations.d1.rows.awkward import add_rows
from nhimbe_migrations.d1.rows.fill import parents_first
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.rows.references import settle_references
from nhimbe_migrations.d1.rows.table_plan import row_key
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.actions import WriteRows, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow

__all__ = ["Fitting", "fitting_rows", "wide_image"]

_MOST_ROWS = 400
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Fitting:
    """Rows on which the migration runs."""

    image: Snapshot
    objections: tuple[tuple[EngineError, Snapshot], ...]
    """What D1 says where the database holds other rows too, each once, with an image that holds such a row besides."""


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    where: str
    key: tuple[Any, ...]


def wide_image(image: Snapshot, needs: Needs) -> Snapshot:
    """Return `image` with rows of every kind that the migration may meet."""
    if needs.is_empty or not image.data:
        return image
    shadow = open_image(image, LATEST)
    try:
        add_rows(shadow, image.schema, needs)
        counts = count_rows(shadow, image.schema)
        return replace(image, data=shadow.image(), rows=counts)
    finally:
        shadow.close()


def fitting_rows(image: Snapshot, migration_sql: str, needs: Needs, error: EngineError | None) -> Fitting | None:
    """Return the most rows of `image` on which the migration runs; None where any populated database refuses it.

    `error` is what the latest generation says of it on all of them.
    """
    named = [name for name in parents_first(image.schema) if name in needs.named]
    rows = [row for name in named for row in _rows_of(image, name)]
    facts = set(_facts(image, named))
    loose = [row for row in rows if row not in facts][:_MOST_ROWS]
    if not loose:
        return None
    known: _Known = {frozenset(): error}
    if _error_without(image, loose, migration_sql, known) is not None:
        return None
    for order in (named, named[::-1])[: len(named)]:  # a row that seeks a partner comes after those it may find
        sieve = _Sieve(image, migration_sql, loose, known)
        for name in order:
            sieve.take([row for row in loose if row.table == name])
        if any(_is_held(error, image) for error in sieve.objections.values()):
            return None
        if _leaves_enough(sieve, rows, facts):
            return _fitting(image, loose, sieve)
    return None


def _leaves_enough(sieve: _Sieve, rows: list[_Row], facts: set[_Row]) -> bool:
    """Whether every table that lost rows has as many as a table has at all."""
    for name in sieve.refused:
        left = sum(row.table == name for row in (*sieve.kept, *facts))
        if left < min(_ENOUGH, sum(row.table == name for row in rows)):
            return False
    return True


def _fitting(image: Snapshot, loose: list[_Row], sieve: _Sieve) -> Fitting:
    gone = [row for row in loose if row not in sieve.kept]
    objections = tuple(
        (error, _image_without(image, [row for row in gone if row != sieve.culprits[at]]))
        for at, error in sieve.objections.items()
    )
    return Fitting(_image_without(image, gone), objections)


def _image_without(image: Snapshot, rows: list[_Row]) -> Snapshot:
    shadow = _without(image, rows)
    try:
        counts = count_rows(shadow, image.schema)
        return replace(image, data=shadow.image(), rows=counts)
    finally:
        shadow.close()


@dataclass(slots=True)
class _Sieve:
    """Keeps every row with which the migration still runs.

    Rows are tried by halves, so that few that do not fit among many that do cost few runs.
    """

    image: Snapshot
    migration_sql: str
    loose: list[_Row]
    known: _Known
    kept: dict[_Row, None] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    objections: dict[tuple[str, int | None], EngineError] = field(default_factory=dict)
    culprits: dict[tuple[str, int | None], _Row] = field(default_factory=dict)
    """The first row that drew each objection."""

    def take(self, rows: list[_Row]) -> None:
        if not rows:
            return
        wanted = {*self.kept, *rows}
        gone = [row for row in self.loose if row not in wanted]
        error = _error_without(self.image, gone, self.migration_sql, self.known)
        if error is None:
            self.kept.update(dict.fromkeys(rows))
        elif len(rows) == 1:
            self.refused.add(rows[0].table)
            self.objections.setdefault((error.message, error.line), error)
            self.culprits.setdefault((error.message, error.line), rows[0])
        else:
            half = len(rows) // 2
            self.take(rows[:half])
            self.take(rows[half:])


def _is_held(error: EngineError, image: Snapshot) -> bool:
    """Whether children hold a row that is to go: children are what a table has, not an accident of the rows."""
    if not error.message.startswith(("FOREIGN KEY", "internal error", "Durable")):
        return False
    action = read_action(significant(error.statement or ""))
    if not isinstance(action, WriteRows) or action.verb == "DELETE":
        return True
    return action.verb == "UPDATE" and bool(image.schema.references_to(action.table.name))


def _rows_of(image: Snapshot, name: str) -> Iterator[_Row]:
    table = image.schema.table(name)
    if table is None:
        return
    keys, where = row_key(table)
    with looked_at(image) as shadow:
        rows = shadow.ask(f"SELECT {keys} FROM {quoted(table.name)}")
    yield from (_Row(folded(name), where, key) for key in rows)


def _facts(image: Snapshot, named: list[str]) -> Iterator[_Row]:
    """The rows that the schema itself puts in: no database is without them."""
    if not any(result.seeded for result in image.fills):
        return
    bare = bare_image(image)
    for name in named:
        yield from _rows_of(bare, name)


def _without(image: Snapshot, rows: list[_Row]) -> Shadow:
    """Open the image without these rows; what referenced them references others, or goes too."""
    shadow = open_image(image, LATEST)
    with shadow.references_off():
        shadow.ask("BEGIN")
        for row in rows:
            _delete(shadow, row)
        settle_references(shadow, image.schema, {row.table for row in rows})
        shadow.ask("COMMIT")
    return shadow


def _delete(shadow: Shadow, row: _Row) -> None:
    """Take one row away. A trigger may write on that occasion what its table refuses; then it goes without triggers."""
    import apsw

    text = f"DELETE FROM {quoted(row.table)} WHERE {row.where}"
    try:
        shadow.ask(text, row.key)
    except apsw.Error:
        shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        try:
            shadow.ask(text, row.key)
        finally:
            shadow.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 1)


_Known = dict[frozenset[_Row], "EngineError | None"]
"""What the migration ends in without these rows: the halves of a search meet again what the whole has met."""


def _error_without(image: Snapshot, rows: list[_Row], migration_sql: str, known: _Known) -> EngineError | None:
    gone = frozenset(rows)
    if gone not in known:
        shadow = _without(image, rows)
        try:
            known[gone] = shadow.apply(migration_sql)
        finally:
            shadow.close()
    return known[gone]
