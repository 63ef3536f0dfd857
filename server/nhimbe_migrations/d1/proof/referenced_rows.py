"""Rows that a migration itself speaks of: `DELETE FROM events WHERE id = 'e1'` is only proved where there is an 'e1'.

A proof with made-up rows alone would let such statements run into nothing. So the rows that the text names, and the
parents that its new rows point at, are put into the shadow first, each with children of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.proof.snapshot import Snapshot, count_rows, open_image
from nhimbe_migrations.d1.rows.search import RowProblem, RowSearch
from nhimbe_migrations.d1.rows.table_plan import Plans
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.actions import WriteRows
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token, quoted, tokens

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["NamedRow", "missing_parents", "named_rows", "with_rows"]

NamedRow = tuple[str, str, Any]
"""Table, column, value."""

_MOST = 20
_SERIAL = 700


def named_rows(migration_sql: str, schema: Schema) -> tuple[NamedRow, ...]:
    """Return the existing rows that REPLACE and upserts of the migration name by a literal key."""
    found: dict[NamedRow, None] = {}
    for statement in Script.of(migration_sql).statements:
        words = statement.significant
        action = statement.action
        if not isinstance(action, WriteRows) or schema.table(action.table.name) is None:
            continue
        table = schema.table(action.table.name)
        if table is None:
            continue
        if action.verb == "INSERT":
            replaces = words[0].says("REPLACE") or (len(words) > 2 and words[2].says("REPLACE"))  # noqa: PLR2004
            upserts = any(word.says("CONFLICT") for word in words[action.rest :])
            if (replaces or upserts) and len(table.primary_key) == 1:
                columns = [column.name for column in table.columns if column.generated is None]
                values = _inserted(words, action.rest, columns, table.primary_key[0])
                found.update(dict.fromkeys((table.name, table.primary_key[0], value) for value in values))
    return tuple(found)[:_MOST]


def missing_parents(image: Snapshot, migration_sql: str) -> tuple[tuple[NamedRow, ...], Snapshot]:
    """Return what the references that the migration leaves dangling are short of.

    Found by running it with references switched off and asking the engine. First, the parents that its own new rows
    name and the image lacks; second, an image whose made-up rows hold existing keys in columns that become references.
    """
    import apsw

    shadow, other = open_image(image, LATEST), open_image(image, LATEST)
    literals = {word.name for word in tokens(migration_sql) if _is_literal(word)}
    named: dict[NamedRow, None] = {}
    repointed = False
    try:
        with shadow.references_off(), other.references_off():
            if shadow.apply(migration_sql) is not None:
                return (), image
            for orphan in _orphans(shadow, image):
                if str(orphan.value) in literals:
                    named[orphan.parent, orphan.target, orphan.value] = None
                else:
                    repointed = _repoint(other, image, orphan) or repointed
        data = other.image() if repointed else image.data
        return tuple(named)[:_MOST], replace(image, data=data) if repointed else image
    except apsw.Error:
        return (), image
    finally:
        shadow.close()
        other.close()


@dataclass(frozen=True, slots=True)
class _Orphan:
    table: str
    column: str
    value: Any
    parent: str
    target: str


def _orphans(shadow: Shadow, image: Snapshot) -> Iterator[_Orphan]:
    """What points at rows that are not there, and were not there before the migration either."""
    before = open_image(image, LATEST)
    try:
        for table, rowid, parent, which in shadow.ask("PRAGMA foreign_key_check"):
            known = image.schema.table(parent)
            keys = shadow.ask(f"PRAGMA foreign_key_list({quoted(table)})")
            links = [(row[3], row[4]) for row in keys if row[0] == which]
            if known is None or len(links) != 1:
                continue
            target = _column_before(shadow, known, links[0][1])
            for value in _pointing_nowhere(shadow, table, links[0], known, rowid):
                if target and not before.ask(f"SELECT 1 FROM {quoted(parent)} WHERE {quoted(target)} = ?", (value,)):
                    yield _Orphan(table, links[0][0], value, known.name, target)
    finally:
        before.close()


def _pointing_nowhere(
    shadow: Shadow, table: str, link: tuple[str, str | None], parent: Table, rowid: int | None
) -> list[Any]:
    """The value with which a row points at no parent; of a table WITHOUT ROWID, whose rows the engine does not name, all such."""
    column, to = quoted(link[0]), link[1] or (parent.primary_key or ("",))[0]
    if rowid is not None:
        return [row[0] for row in shadow.ask(f"SELECT {column} FROM {quoted(table)} WHERE rowid = ?", (rowid,))]
    known = f"SELECT 1 FROM {quoted(parent.name)} AS p WHERE p.{quoted(to)} = c.{column}"
    where = f"c.{column} IS NOT NULL AND NOT EXISTS ({known})"
    return [row[0] for row in shadow.ask(f"SELECT DISTINCT c.{column} FROM {quoted(table)} AS c WHERE {where}")]


def _column_before(shadow: Shadow, known: Table, column: str | None) -> str | None:
    """What the referenced column was called before the migration, by its place in the table."""
    if column is None:
        return known.primary_key[0] if len(known.primary_key) == 1 else None
    now = [folded(row[1]) for row in shadow.ask(f"PRAGMA table_info({quoted(known.name)})")]
    at = now.index(folded(column)) if folded(column) in now else len(known.columns)
    return known.columns[at].name if at < len(known.columns) else None


def _repoint(shadow: Shadow, image: Snapshot, orphan: _Orphan) -> bool:
    """Let made-up rows hold keys that exist; rows that schema.sql seeds stay as they are."""
    seeded = any(result.seeded for result in image.fills if folded(result.table) == folded(orphan.table))
    table = image.schema.table(orphan.table)
    if seeded or table is None or table.column(orphan.column) is None:
        return False
    shadow.ask(
        f"UPDATE {quoted(table.name)} SET {quoted(orphan.column)} = (SELECT {quoted(orphan.target)} "
        f"FROM {quoted(orphan.parent)} WHERE {quoted(orphan.target)} IS NOT NULL LIMIT 1) WHERE {quoted(orphan.column)} IS ?",
        (orphan.value,),
    )
    return True


def with_rows(image: Snapshot, rows: Iterable[NamedRow]) -> Snapshot:
    """Return `image` with these rows in it, where their tables accept them, and a child row for each."""
    shadow = open_image(image, LATEST)
    plans = Plans(image.schema)
    try:
        with shadow.references_off():
            for serial, (table, column, value) in enumerate(rows):
                _assume(shadow, image.schema, plans, (table, column, value), _SERIAL + serial)
        counts = count_rows(shadow, image.schema)
        return replace(image, data=shadow.image(), rows=counts)
    finally:
        shadow.close()


def _assume(shadow: Shadow, schema: Schema, plans: Plans, row: NamedRow, serial: int) -> None:
    import apsw

    table, column, value = row
    there = f"SELECT 1 FROM {quoted(table)} WHERE {quoted(column)} IS ? LIMIT 1"
    try:
        if not shadow.ask(there, (value,)):
            RowSearch(shadow, plans[folded(table)], plans, start=serial).insert({}, {column: value})
        for reference in schema.references_to(table):
            child = plans.get(folded(reference.table))
            if child is not None and folded(reference.table) != folded(table) and len(reference.key.columns) == 1:
                keys = f"SELECT {quoted(reference.key.to[0])} FROM {quoted(table)} WHERE {quoted(column)} IS ?"
                for (key,) in shadow.ask(keys, (value,))[:1]:
                    link = reference.key.columns[0]
                    referring = f"SELECT 1 FROM {quoted(child.name)} WHERE {quoted(link)} IS ? LIMIT 1"
                    if not shadow.ask(referring, (key,)):
                        RowSearch(shadow, child, plans, start=serial).insert({}, {link: key})
    except (RowProblem, apsw.Error, IndexError):
        return  # the proof goes on without this row


def _inserted(words: tuple[Token, ...], at: int, columns: list[str], wanted: str) -> Iterator[Any]:
    """The literals that VALUES lists give the column `wanted`."""
    if at < len(words) and words[at].says("("):
        end = next((place for place in range(at, len(words)) if words[place].says(")")), at)
        columns = [word.name for word in words[at + 1 : end] if not word.says(",")]
        at = end + 1
    names = [folded(column) for column in columns]
    if at >= len(words) or not words[at].says("VALUES") or folded(wanted) not in names:
        return
    place, depth, column = names.index(folded(wanted)), 0, 0
    for word in words[at + 1 :]:
        if word.says("ON", "RETURNING"):
            return
        depth += word.says("(") - word.says(")")
        column = 0 if depth == 0 else column + (depth == 1 and word.says(","))
        if depth == 1 and column == place and _is_literal(word):
            yield _literal(word)


def _is_literal(word: Token) -> bool:
    return word.kind in ("string", "number")


def _literal(word: Token) -> Any:  # noqa: ANN401 any SQL value
    if word.kind == "string":
        return word.name
    text = word.text.replace("_", "")
    return int(text, 0) if text.isdigit() or text[:2] in ("0x", "0X") else float(text)
