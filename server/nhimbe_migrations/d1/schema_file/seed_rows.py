"""Seed rows in a schema file: they follow renamed tables and columns, and keep to the columns that they were for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nhimbe_migrations.d1.schema.model import Object, Table
from nhimbe_migrations.d1.schema_file.layout import Layout, Placed
from nhimbe_migrations.d1.schema_file.token_edits import rename_token
from nhimbe_migrations.d1.sql.actions import WriteRows
from nhimbe_migrations.d1.sql.create_table import parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.text import Edit, Span

__all__ = ["row_edits"]


def row_edits(layout: Layout, old: Object, new: Table, columns: Mapping[str, str]) -> list[Edit]:
    """Return the edits that make the INSERT, UPDATE and DELETE statements on `old` fit `new`.

    `columns` maps folded old column names to new ones. A statement that needs more is left to the proof.
    """
    edits: list[Edit] = []
    for at in layout.rows.get(folded(old.name), ()):
        placed = layout.statements[at]
        if isinstance(placed.action, WriteRows):
            if placed.action.table.name != new.name and folded(placed.action.table.name) != folded(new.name):
                edits.append(rename_token(placed.action.table, new.name))
            edits += _column_edits(placed, placed.action, old, new, columns)
    return edits


def _column_edits(placed: Placed, action: WriteRows, old: Object, new: Table, columns: Mapping[str, str]) -> list[Edit]:
    listed = parenthesised(placed.words, action.rest) if action.verb == "INSERT" else ()
    if action.verb == "INSERT" and not listed:
        return _explicit_columns(placed, action, old, new, columns)
    concerned = listed or placed.words[action.rest :]
    edits = [
        rename_token(word, columns[folded(word.name)])
        for word in concerned
        if word.kind in ("word", "quoted") and folded(word.name) in columns
    ]
    return edits + (_dropped_values(placed, action.rest, old, new, columns) if listed else [])


def _explicit_columns(
    placed: Placed, action: WriteRows, old: Object, new: Table, columns: Mapping[str, str]
) -> list[Edit]:
    """INSERT INTO t VALUES … names no columns: it must, once there are others."""
    was = [columns.get(folded(column.name), column.name) for column in old.columns] if isinstance(old, Table) else []
    now = {folded(column.name): column.name for column in new.columns}
    if [folded(name) for name in was] == list(now) or any(folded(name) not in now for name in was):
        return []
    end = placed.words[action.rest - 1].span.end
    return [Edit(Span(end, end), f" ({', '.join(now[folded(name)] for name in was)})")]


def _dropped_values(placed: Placed, start: int, old: Object, new: Table, columns: Mapping[str, str]) -> list[Edit]:
    """Take dropped columns out of the list, and their values out of every row of VALUES."""
    listed = parenthesised(placed.words, start)
    now = {folded(column.name) for column in new.columns}
    names = [word for word in listed if not word.says("(", ")", ",")]
    gone = [
        at for at, word in enumerate(names)
        if folded(columns.get(folded(word.name), word.name)) not in now
        and isinstance(old, Table) and old.column(word.name) is not None
    ]  # fmt: skip
    if not gone or len(gone) == len(names):
        return []
    at = start + len(listed)
    if at >= len(placed.words) or not placed.words[at].says("VALUES"):
        return []
    edits = _without(listed, gone)
    at += 1
    while at < len(placed.words) and placed.words[at].says("("):
        row = parenthesised(placed.words, at)
        edits += _without(row, gone)
        at += len(row)
        at += at < len(placed.words) and placed.words[at].says(",")
    return edits


def _without(group: Sequence[Token], gone: Sequence[int]) -> list[Edit]:
    """Return the edits that take items out of a parenthesised list."""
    commas = [group[0]]
    depth = 0
    for token in group:
        depth += token.says("(") - token.says(")")
        if depth == 1 and token.says(","):
            commas.append(token)
    commas.append(group[-1])
    staying = [at for at in range(len(commas) - 1) if at not in gone]
    edits: list[Edit] = []
    for at in gone:
        if at < staying[0]:  # what goes from the front takes the comma behind it
            first = next(token for token in group if token.span.start >= commas[at].span.end)
            after = next(token for token in group if token.span.start >= commas[at + 1].span.end)
            edits.append(Edit(Span(first.span.start, after.span.start), ""))
        else:
            last = [token for token in group if token.span.end <= commas[at + 1].span.start][-1]
            edits.append(Edit(Span(commas[at].span.start, last.span.end), ""))
    return edits
