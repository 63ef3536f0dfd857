"""The queries that count, in the real database, what a migration takes: rows, links and values of its tables.

Each is kept only where it counts on the rows of the proof what was seen to go there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.stops import count, state_before
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write, read_write
from nhimbe_migrations.d1.proof.counting.tables.links import links_to, with_own_descendants
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.violations import orphans
from nhimbe_migrations.d1.schema.model import ForeignKey, Schema, Table
from nhimbe_migrations.d1.sql.actions import Drop
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Losses"]


class Losses:
    """Writes the queries for one migration, and tries them on the rows that it met in the proof."""

    def __init__(self, before: Shadow, migration_sql: str, schema: Schema) -> None:
        self._before = before
        self._sql = migration_sql
        self._schema = schema

    def keys_that_fire(self, table: Table, statement: str, line: int) -> tuple[ForeignKey, ...]:
        """Return the references of `table` through which the statement reaches rows of it."""
        found = self._reached(table, statement, line)
        return tuple(
            key for key, relations, condition in found if count(self._before, _rows(table, relations, condition))
        )

    def rows(self, table: Table, missing: int, statement: str | None, line: int | None) -> str | None:
        """Return what counts the rows of `table` that go along with what the statement deletes."""
        candidates: list[str] = []
        if statement is not None:
            reached = [item for item in self._reached(table, statement, line) if item[0].on_delete == "CASCADE"]
            if reached:
                either = " OR ".join(dict.fromkeys(condition for _, _, condition in reached))
                candidates.append(_rows(table, reached[0][1], either))
        at_end = self._at_end(table)
        if at_end is not None and table.primary_key:
            key = _key(table)
            candidates.append(
                at_end.query(
                    f"SELECT count(*) FROM {quoted(_OLD)} WHERE {key} NOT IN (SELECT {_bare(key)} FROM {quoted(table.name)})"
                )
            )
        if at_end is not None:
            candidates.append(
                at_end.query(
                    f"SELECT (SELECT count(*) FROM {quoted(_OLD)}) - (SELECT count(*) FROM {quoted(table.name)})"
                )
            )
        return self._counting(
            [text.replace(quoted(_OLD), f"main.{quoted(table.name)}") for text in candidates], missing
        )

    def below(self, table: Table, statement: str, line: int) -> tuple[int, str] | None:
        """Return how many rows of `table` go only because they hang on rows of it that the statement deletes, and the query."""
        found, relations = state_before(statement, line, self._sql, self._schema)
        if found is None or relations is None:
            return None
        for name, condition in _taken(found, relations):
            chosen = with_own_descendants(table, condition)
            if folded(name) == folded(table.name) and chosen != condition:
                query = _rows(table, relations, f"({chosen}) AND NOT coalesce(({condition}), 0)")
                return (gone, query) if (gone := count(self._before, query)) else None
        return None

    def links(self, table: Table, key: ForeignKey, gone: int, statement: str, line: int) -> str | None:
        """Return what counts the rows of `table` whose link `key` the statement empties."""
        reached = [item for item in self._reached(table, statement, line) if item[0] == key]
        return self._counting((_rows(table, relations, condition) for _, relations, condition in reached), gone)

    def emptied(self, table: Table, column: str, gone: int) -> str | None:
        """Return what counts the rows of `table` in which `column` holds a value before and NULL afterwards."""
        name = quoted(column)
        return self._at_both_ends(table, f"before.{name} IS NOT NULL AND after.{name} IS NULL", gone)

    def changed(self, table: Table, column: str, gone: int) -> str | None:
        """Return what counts the rows of `table` in which `column` holds something else afterwards, NULL aside."""
        name = quoted(column)
        return self._at_both_ends(table, f"CAST(before.{name} AS TEXT) <> CAST(after.{name} AS TEXT)", gone)

    def _at_both_ends(self, table: Table, condition: str, gone: int) -> str | None:
        """What counts the rows of `table`, found again by their key, of which `condition` is true `before` and `after`."""
        at_end = self._at_end(table)
        if at_end is None or not table.primary_key:
            return None
        same = " AND ".join(f"after.{quoted(name)} = before.{quoted(name)}" for name in table.primary_key)
        text = at_end.query(
            f"SELECT count(*) FROM {quoted(_OLD)} AS before JOIN {quoted(table.name)} AS after ON {same} WHERE {condition}"
        )
        return self._counting([text.replace(quoted(_OLD), f"main.{quoted(table.name)}")], gone)

    def dangling(self, table: str, gone: int) -> str | None:
        """Return what counts the rows of `table` that point at nothing afterwards."""
        _, relations = state_before(None, None, self._sql, self._schema)
        if relations is None or folded(table) not in relations.tables:
            return None
        return self._counting(orphans(table, f"SELECT * FROM {quoted(table)}", relations), gone)

    def keyless(self, table: str, columns: Iterable[str], gone: int) -> str | None:
        """Return what counts the rows of `table` that have NULL in one of these columns afterwards."""
        _, relations = state_before(None, None, self._sql, self._schema)
        if relations is None or folded(table) not in relations.tables:
            return None
        absent = " OR ".join(f"{quoted(column)} IS NULL" for column in columns)
        return self._counting([relations.query(f"SELECT count(*) FROM {quoted(table)} WHERE {absent}")], gone)

    def multiplied(self, table: Table, columns: Iterable[str], more: int) -> str | None:
        """Return what counts the rows of `table` that a copy through a join makes several of."""
        at_end = self._at_end(table)
        if at_end is None:
            return None
        listed = ", ".join(map(quoted, columns))
        counted = f"SELECT count(*) - 1 AS n FROM {quoted(table.name)} GROUP BY {listed} HAVING count(*) > 1"
        return self._counting([at_end.query(f"SELECT coalesce(sum(n), 0) FROM ({counted})")], more)

    def _counting(self, candidates: Iterable[str], seen: int) -> str | None:
        """The first that counts what was seen; else one that counts something, since rows may go and come back."""
        tried = [(text, count(self._before, text) or 0) for text in candidates]
        exact = next((text for text, found in tried if found == seen), None)
        return exact or next((text for text, found in tried if found > seen), None)

    def _at_end(self, table: Table) -> Relations | None:
        _, relations = state_before(None, None, self._sql, self._schema)
        return relations if relations is not None and folded(table.name) in relations.tables else None

    def _reached(self, table: Table, text: str, line: int | None) -> list[tuple[ForeignKey, Relations, str]]:
        statement, relations = state_before(text, line, self._sql, self._schema)
        if statement is None or relations is None:
            return []
        found: list[tuple[ForeignKey, Relations, str]] = []
        for parent, condition in _taken(statement, relations):
            found += [
                (key, relations, chosen)
                for child, key, chosen in links_to(self._schema, parent, condition)
                if folded(child) == folded(table.name)
            ]
        return found


_OLD = "as it is"
"""Stands for a table before the migration, where its name already stands for what becomes of it."""


def _taken(statement: Statement, relations: Relations) -> Iterator[tuple[str, str]]:
    """What the statement itself takes: tables of the schema before, and the condition of the rows."""
    if isinstance(statement.action, Drop):
        yield statement.action.name.name, "1"
        return
    try:
        write = read_write(statement)
    except Unreadable:
        return
    if write is None or write.ctes:
        return
    if write.verb == "DELETE":
        yield write.table, _unaliased(write)
    elif write.verb == "INSERT" and write.conflict == "REPLACE":
        yield from _replaced(write, relations)


def _unaliased(write: Write) -> str:
    """The condition as it reads where the table has its own name."""
    if not write.where:
        return "1"
    if folded(write.alias) == folded(write.table):
        return write.where
    return f"rowid IN (SELECT {quoted(write.alias)}.rowid FROM {quoted(write.table)} AS {quoted(write.alias)} WHERE {write.where})"


def _replaced(write: Write, relations: Relations) -> Iterator[tuple[str, str]]:
    table = relations.schema.table(write.table)
    if table is None:
        return
    columns = write.columns or relations.tables[folded(write.table)].columns
    given = {folded(column) for column in columns}
    keys = [table.primary_key, *(unique.columns for unique in table.uniques)]
    keys += [
        tuple(term.column or "" for term in index.terms)
        for index in relations.schema.indexes_of(table.name)
        if index.unique and not index.partial
    ]
    named = ", ".join(map(quoted, columns))
    for key in keys:
        if key and all(folded(column) in given for column in key):
            listed = ", ".join(map(quoted, key))
            mine = listed if len(key) == 1 else f"({listed})"
            yield write.table, f"{mine} IN (WITH made({named}) AS ({write.source}) SELECT {listed} FROM made)"


def _rows(table: Table, relations: Relations, condition: str) -> str:
    return relations.query(f"SELECT count(*) FROM {quoted(table.name)} WHERE {condition}")


def _key(table: Table) -> str:
    listed = ", ".join(map(quoted, table.primary_key))
    return listed if len(table.primary_key) == 1 else f"({listed})"


def _bare(listed: str) -> str:
    return listed.removeprefix("(").removesuffix(")")
