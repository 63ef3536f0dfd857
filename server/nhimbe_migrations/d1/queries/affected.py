"""Which statements compile to something else after a change of the schema, told without compiling them.

What a statement compiles to hangs on the objects that it names and on what those lead to: a view on what it selects from,
a write on the triggers of its table, on the tables that its keys reference and on those that reference it. A statement from
which no changed object can be reached so compiles as before, a failing one included. Where that is not plain, it may
be affected: too many are compiled again, never too few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["CatalogueRow", "SchemaChange"]

CatalogueRow = tuple[str, str, str, str | None]
"""type, name, tbl_name and sql, as `sqlite_master` has them."""


class SchemaChange:
    """The difference between two databases, and the names through which a statement can meet it."""

    def __init__(
        self, before: Schema, after: Schema, rows_before: Iterable[CatalogueRow], rows_after: Iterable[CatalogueRow]
    ) -> None:
        changed = set(rows_before) ^ set(rows_after)
        # Tables that the schema leaves out (D1's own, a module's): what leads to them is not known.
        known = {folded(item.name) for schema in (before, after) for item in schema.tables}
        known |= {folded(item.name) for schema in (before, after) for item in schema.virtual_tables}
        tables = {folded(row[1]) for row in changed if row[0] == "table" and not row[1].startswith("sqlite_")}
        self._is_unknown = not tables <= known
        read = {folded(row[1]) for row in changed if row[0] in {"table", "view"}}
        read |= {folded(row[2]) for row in changed if row[0] == "index"}
        fired = {folded(row[2]) for row in changed if row[0] == "trigger"}
        schemas = (before, after)
        views = [(folded(item.name), item.sql) for schema in schemas for item in schema.views]
        virtual = [(folded(item.name), item.sql) for schema in schemas for item in schema.virtual_tables]
        selecting = _Mentions((*views, *virtual))
        self._read = _Names(_closed(read, selecting.of))
        firing = _Mentions((folded(item.table), item.sql) for schema in schemas for item in schema.triggers)
        parents: dict[str, set[str]] = {}
        for schema in schemas:
            for table in schema.tables:
                named = {folded(key.table) for key in table.foreign_keys}
                parents.setdefault(folded(table.name), set()).update(named)
        children = {name for name, named in parents.items() if named & self._read.names}

        def leading_to(name: str) -> Iterable[str]:
            """Whose write makes one of `name`: a trigger says so, or a reference hands a change down."""
            return (*firing.of(name), *parents.get(name, ()))

        self._written = _Names(_closed(self._read.names | fired | children, leading_to))

    def affects(self, sql: str) -> bool:
        """Say whether `sql` may compile to something else, or fail in another way, than before."""
        words = _words(sql)
        if self._is_unknown or words & _DEFINING:
            return True
        return self._written.are_in(words) if words & _WRITING else self._read.are_in(words)


_WRITING = frozenset({"insert", "update", "delete", "replace"})
_DEFINING = frozenset({"create", "drop", "alter", "reindex", "analyze", "attach", "detach", "vacuum", "pragma"})


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """The words of a text in the case in which names are compared; a name of several words, in quotes, is several."""
    return frozenset(re.findall(r"\w+", folded(text)))


def _closed(names: Iterable[str], led_to: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """`names`, and all that they lead to."""
    found = set(names)
    waiting = [*found]
    while waiting:
        for name in led_to(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


class _Names:
    """Names that are looked for in the words of a statement."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        split = [_words(name) for name in names]
        self._single = frozenset(word for words in split if len(words) == 1 for word in words)
        self._several = tuple(words for words in split if len(words) != 1)

    def are_in(self, words: frozenset[str]) -> bool:
        return not self._single.isdisjoint(words) or any(several <= words for several in self._several)


class _Mentions:
    """Which objects name a word in their definitions."""

    def __init__(self, definitions: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[str, set[str]] = {}
        self._all: set[str] = set()
        for owner, sql in definitions:
            self._all.add(owner)
            for word in _words(sql):
                self._by_word.setdefault(word, set()).add(owner)

    def of(self, name: str) -> Iterator[str]:
        """The owners of the definitions that may name `name`; an owner may not."""
        words = _words(name)
        if not words:
            yield from self._all
        else:
            yield from set.intersection(*(self._by_word.get(word, set()) for word in words))
