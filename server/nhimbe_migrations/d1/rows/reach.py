"""Which tables a migration can have to do with: only those need rows.

It may name a table, a view over it, or an index or trigger of it. From there its statements reach the tables that
reference these (ON DELETE, or a key that holds a row), those that triggers write or read, and full-text tables over
them. Rows of all these need their parents. What shares no such way with the migration meets it neither full nor empty.

Names are looked for as words of the text, wherever they stand: a table too many costs a few rows.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator

from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["tables_in_reach"]

_WORD = re.compile(r"\w+")
_CASE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def tables_in_reach(schema: Schema, migration_sql: str) -> frozenset[str]:
    """Return the folded names of the tables, virtual ones too, that need rows when `migration_sql` runs on `schema`."""
    ways = _Ways(schema)
    acted = _closure(ways.named(migration_sql), ways.onwards)
    needed = _closure((*acted, *ways.writers_of(acted)), ways.backwards)
    return frozenset(name for name in needed if name in ways.tables)


def _closure(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> dict[str, None]:
    found = dict.fromkeys(start)
    waiting = list(found)
    while waiting:
        for name in following(waiting.pop()):
            if name not in found:
                found[name] = None
                waiting.append(name)
    return found


class _Ways:
    """How the relations of a schema hang together, all by folded name."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.tables = {folded(item.name) for kind, item in schema.objects() if kind in {"table", "virtual table"}}
        self._owners = {folded(index.name): folded(index.table) for index in schema.indexes}
        self._owners |= {folded(trigger.name): folded(trigger.table) for trigger in schema.triggers}
        self._relations = self.tables | {folded(view.name) for view in schema.views}
        names = self._relations | self._owners.keys()
        self._odd = [name for name in names if not _WORD.fullmatch(name)]
        self._views = {folded(view.name): self._mentioned(view.sql) for view in schema.views}
        self._virtual = {folded(table.name): self._mentioned(table.sql) for table in schema.virtual_tables}
        self._over: dict[str, list[str]] = {}
        for name, mentioned in self._virtual.items():
            for content in mentioned:
                self._over.setdefault(content, []).append(name)
        self._fired: dict[str, list[frozenset[str]]] = {}
        self._writers: dict[str, list[str]] = {}
        for trigger in schema.triggers:
            table, mentioned = folded(trigger.table), self._mentioned(trigger.sql)
            self._fired.setdefault(table, []).append(mentioned)
            for name in mentioned:
                self._writers.setdefault(name, []).append(table)

    def _mentioned(self, sql: str) -> frozenset[str]:
        """The relations of which the text speaks, through an index or a trigger of theirs too."""
        text = sql.translate(_CASE)
        words = set(_WORD.findall(text))
        found = {name for name in words if name in self._relations or name in self._owners}
        # A quote in a name is doubled in the text: such a name may stand anywhere.
        found.update(name for name in self._odd if name in text or not {'"', "'", "`"}.isdisjoint(name))
        return frozenset(self._owners.get(name, name) for name in found) | (found & self._relations)

    def named(self, migration_sql: str) -> frozenset[str]:
        return self._mentioned(migration_sql)

    def onwards(self, name: str) -> Iterator[str]:
        """What changes, or has a say, when rows of `name` change."""
        yield from (folded(reference.table) for reference in self._schema.references_to(name))
        for mentioned in self._fired.get(name, ()):
            yield from mentioned
        yield from self._views.get(name, ())
        yield from self._virtual.get(name, ())
        yield from self._over.get(name, ())

    def writers_of(self, names: Iterable[str]) -> Iterator[str]:
        """The tables whose triggers put rows into one of `names`."""
        for name in names:
            yield from self._writers.get(name, ())

    def backwards(self, name: str) -> Iterator[str]:
        """What has to be there before `name` can have rows."""
        table = self._schema.table(name)
        yield from (folded(key.table) for key in (table.foreign_keys if table else ()))
        for mentioned in self._fired.get(name, ()):
            yield from mentioned
        yield from self._views.get(name, ())
        yield from self._virtual.get(name, ())
