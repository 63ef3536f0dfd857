"""Rows for virtual tables: full-text indexes are fed or rebuilt, R-trees get boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.d1.schema.model import VirtualTable
from nhimbe_migrations.d1.sql.tokens import quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["content_table", "fill_virtual"]


def fill_virtual(shadow: Shadow, table: VirtualTable) -> str | None:
    """Put rows into `table` where it has fewer than two; return the engine's objection, if any."""
    import apsw

    try:
        if table.module.lower() == "fts5":
            _fill_search(shadow, table)
        elif table.module.lower() == "rtree":
            _fill_boxes(shadow, table)
    except apsw.Error as error:
        return str(error)
    return None


def content_table(table: VirtualTable) -> str | None:
    """The table whose rows a full-text index covers (`content='posts'`): '' for none, None where it keeps its own."""
    words = significant(table.sql)
    for at, word in enumerate(words[:-2]):
        if word.says("CONTENT") and words[at + 1].says("="):
            return words[at + 2].name
    return None


def _fill_search(shadow: Shadow, table: VirtualTable) -> None:
    content = content_table(table)
    name = quoted(table.name)
    if content:
        shadow.ask(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
        return
    present = shadow.ask(f"SELECT count(*) FROM {name}")[0][0]
    columns = [column.name for column in table.columns if not column.hidden]
    listed = ", ".join(quoted(column) for column in columns)
    marks = ", ".join("?" for _ in columns)
    for serial in range(present, 2):
        texts = tuple(f"Harare jazz night {serial + 1}" for _ in columns)
        shadow.ask(f"INSERT INTO {name}(rowid, {listed}) VALUES (?, {marks})", (serial + 1001, *texts))


def _fill_boxes(shadow: Shadow, table: VirtualTable) -> None:
    name = quoted(table.name)
    present = shadow.ask(f"SELECT count(*) FROM {name}")[0][0]
    for serial in range(present, 2):
        values = (1001 + serial, *(10 * serial + at for at in range(len(table.columns) - 1)))
        marks = ", ".join("?" for _ in values)
        shadow.ask(f"INSERT INTO {name} VALUES ({marks})", values)
