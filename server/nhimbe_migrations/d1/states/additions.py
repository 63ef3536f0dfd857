"""What only the committed schema.sql has: somebody made it by hand, so a database of the history may well hold it."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.create_table import body_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.d1.states.origins import slot_of
from nhimbe_migrations.d1.states.replay import HistoryReplay, attempt

__all__ = ["add_what_only_the_file_has"]


def add_what_only_the_file_has(replayed: HistoryReplay, committed: Schema) -> tuple[str, ...]:
    """Put objects and columns of `committed` into the replayed database; return the names of those that were put.

    What the history dropped or renamed away stays gone: there the file is behind.
    """
    now = replayed.schema()
    with replayed.shadow.many_definitions(only=True):
        return (*_columns(replayed, committed, now), *_objects(replayed, committed, now))


def _objects(replayed: HistoryReplay, committed: Schema, now: Schema) -> Iterator[str]:
    origins = replayed.origins
    taken = {folded(item.name) for _, item in now.objects()}
    for kind, item in committed.objects():
        key = (slot_of(kind), folded(item.name))
        went = key in origins.dropped and key not in origins.made
        if went or now.find(kind, item.name) is not None or (kind != "trigger" and folded(item.name) in taken):
            continue
        if attempt(replayed.shadow, item.sql) is None:
            taken.add(folded(item.name))
            yield item.name


def _columns(replayed: HistoryReplay, committed: Schema, now: Schema) -> Iterator[str]:
    for table in committed.tables:
        here = now.table(table.name)
        if here is None:
            continue
        for column in table.columns:
            key = (folded(table.name), folded(column.name))
            if here.column(column.name) is not None or key in replayed.origins.left:
                continue
            if _add(replayed, table, column.name):
                yield f"{table.name}.{column.name}"


def _add(replayed: HistoryReplay, table: Table, column: str) -> bool:
    body = body_of(table.sql)
    elements = body.columns if body else ()
    element = next((item for item in elements if item.name and folded(item.name) == folded(column)), None)
    if element is None:
        return False
    add = f"ALTER TABLE {quoted(table.name)} ADD COLUMN {element.span.of(table.sql)}"
    if attempt(replayed.shadow, add) is None:
        return True
    # Rows refuse a column without a default; the seeds are worth less than the column.
    return (
        attempt(replayed.shadow, f"DELETE FROM {quoted(table.name)}") is None and attempt(replayed.shadow, add) is None
    )
