"""Which statements compile to something else after a change of the schema, told without compiling them.

What a statement compiles to hangs on the objects that it names and on what those lead to: a view on what it selects from,
a write on the triggers of its table, on the tables that its keys reference and on those that reference it. A statement from
which no changed object can be reached so compiles as before, a failing one included. Where that is not plain, it may
be affected: too many are compiled again, never too few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from nhimbe_migrations.d1.queries.column_changes import changed_columns, takes_whole_rows
from nhimbe_migrations.d1.schema.model import Schema, Trigger, VirtualTable
from nhimbe_migrations.d1.sql.actions import Create, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import significant
from nhimbe_migrations.system.kept import Kept

__all__ = ["CatalogueRow", "SchemaChange", "schema_change"]

_T = TypeVar("_T", bound=Hashable)
CatalogueRow = tuple[str, str, str, str | None]
"""type, name, tbl_name and sql, as `sqlite_master` has them."""


def schema_change(
    before: Schema, after: Schema, rows_before: Sequence[CatalogueRow], rows_after: Sequence[CatalogueRow]
) -> SchemaChange:
    """Return the difference, worked out once for the same rows: a proof asks for it, and who judges the code then."""
    key = tuple(rows_before), tuple(rows_after)
    return _changes.get(key, lambda: SchemaChange(before, after, *key))


class SchemaChange:
    """The difference between two databases, and the names through which a statement can meet it."""

    def __init__(
        self, before: Schema, after: Schema, rows_before: Iterable[CatalogueRow], rows_after: Iterable[CatalogueRow]
    ) -> None:
        was, now = tuple(rows_before), tuple(rows_after)
        changed = set(was) ^ set(now)
        schemas = (before, after)
        # Tables that the schema leaves out (D1's own, a module's): what leads to them is not known.
        known = {folded(item.name) for schema in schemas for item in schema.tables}
        known |= {folded(item.name) for schema in schemas for item in schema.virtual_tables}
        tables = {folded(row[1]) for row in changed if row[0] == "table" and not row[1].startswith("sqlite_")}
        self._is_unknown = not tables <= known
        read = {folded(row[2]) for row in changed if row[0] == "index"}
        in_place = {name for name in tables - read if _words(name)} if _are_in_order(was, now) else set[str]()
        columns = {name: found for name in in_place if (found := changed_columns(name, before, after)) is not None}
        read |= {folded(row[1]) for row in changed if row[0] in {"table", "view"}} - columns.keys()
        self._columns = {name: _Names(found) for name, found in columns.items()}
        self._over_columns = _Mentions((name, name) for name in columns)
        views = [(folded(item.name), item.sql) for schema in schemas for item in schema.views]
        virtual = [(folded(item.name), item.sql) for schema in schemas for item in schema.virtual_tables]
        read |= {name for name, sql in views if self._meets_columns(sql)}
        read |= {
            folded(item.name) for schema in schemas for item in schema.virtual_tables if self._is_over_columns(item)
        }
        selecting = _Mentions((*views, *virtual))
        self._read = _Names(_closed(read, selecting.of))
        triggers = [_Fired.by(item) for schema in schemas for item in schema.triggers]
        names = {row[1] for row in changed if row[0] == "trigger"}
        asking = _Mentions((item.write, item.sql) for item in triggers)
        fired = {item.write for item in triggers if item.name in names or self._meets_columns(item.sql)}
        fired |= {write for name in self._read.names for write in asking.of(name)}
        writing = _Mentions((item, item.body) for item in triggers)
        parents: dict[str, set[str]] = {}
        for schema in schemas:
            for table in schema.tables:
                named = {folded(key.table) for key in table.foreign_keys}
                parents.setdefault(folded(table.name), set()).update(named)
        children = {name for name, named in parents.items() if named & self._read.names}

        def leading_to(write: _Write) -> Iterator[_Write]:
            """What makes one of `write`: a trigger says so, or a reference hands a change down."""
            name, verb = write
            yield from (item.write for item in writing.of(name) if verb in item.verbs)
            if verb != "insert":
                yield from ((parent, handed) for parent in parents.get(name, ()) for handed in ("update", "delete"))

        start = {(name, verb) for name in self._read.names | children for verb in _VERBS} | fired
        # An INSERT of more than one row looks for rows that waited for this parent.
        start |= {(parent, "insert") for name in self._read.names for parent in parents.get(name, ())}
        written = _closed(start, leading_to)
        self._written = {verb: _Names(frozenset(name for name, does in written if does == verb)) for verb in _VERBS}

    def affects(self, sql: str) -> bool:
        """Say whether `sql` may compile to something else, or fail in another way, than before."""
        words = _words(sql)
        if self._is_unknown or words & _DEFINING or self._meets_columns(sql):
            return True
        if not words & _WRITING:
            return self._read.are_in(words)
        return any(self._written[verb].are_in(words) for verb in _verbs(words))

    def affects_writes(self, table: str) -> bool:
        """Say whether a write of `table`, whatever it names, may compile to something else than before."""
        words = _words(table)
        if self._is_unknown or any(True for _ in self._columns_of(words)):
            return True
        return any(names.are_in(words) for names in self._written.values())

    def _meets_columns(self, sql: str) -> bool:
        """Whether a text may use a column that is new or has another name, of a table that is the same but for these."""
        if not self._columns:
            return False
        words = _words(sql)
        return any(columns.are_in(words) or takes_whole_rows(sql) for columns in self._columns_of(words))

    def _columns_of(self, words: frozenset[str]) -> Iterator[_Names]:
        """Yield such columns of each table that the words name: of thousands only those are looked at."""
        for name in {name for word in words for name in self._over_columns.by(word)}:
            if _words(name) <= words:
                yield self._columns[name]

    def _is_over_columns(self, table: VirtualTable) -> bool:
        """Whether a module may read such a column: a full-text index reads of its content those that it lists."""
        words = _words(table.sql)
        return any(folded(table.module) != "fts5" or columns.are_in(words) for columns in self._columns_of(words))


_changes: Kept[tuple[tuple[CatalogueRow, ...], tuple[CatalogueRow, ...]], SchemaChange] = Kept(0, lambda _: 1, least=2)
"""Those of the two states that a draft is proved on."""

_Write = tuple[str, str]
"""A folded table or view, and what is done to its rows."""
_VERBS = ("insert", "update", "delete")


def _verbs(words: frozenset[str]) -> Iterator[str]:
    """What a text with these words may do to rows."""
    if not words.isdisjoint({"insert", "replace"}):
        yield "insert"
    if "update" in words:
        yield "update"
    if not words.isdisjoint({"delete", "replace"}):
        yield "delete"


@dataclass(frozen=True, slots=True)
class _Fired:
    """A trigger."""

    name: str
    write: _Write
    """Upon which it fires."""
    sql: str
    body: str
    """From its BEGIN on."""

    @classmethod
    def by(cls, trigger: Trigger) -> _Fired:
        tokens = significant(trigger.sql)
        action = read_action(tokens)
        rest = tokens[action.rest :] if isinstance(action, Create) else tokens
        verb = next((word.text.lower() for word in rest if word.says("INSERT", "UPDATE", "DELETE")), "update")
        begin = next((word.span.start for word in rest if word.says("BEGIN")), 0)
        return cls(trigger.name, (folded(trigger.table), verb), trigger.sql, trigger.sql[begin:])

    @property
    def verbs(self) -> frozenset[str]:
        """What its body may do."""
        return frozenset(_verbs(_words(self.body)))


def _are_in_order(before: Sequence[CatalogueRow], after: Sequence[CatalogueRow]) -> bool:
    """Whether what is in both stands in the same order: nothing of it was made anew."""
    one, other = ([row[:3] for row in rows] for rows in (before, after))
    both = {*one} & {*other}
    return [key for key in one if key in both] == [key for key in other if key in both]


_WRITING = frozenset({"insert", "update", "delete", "replace"})
_DEFINING = frozenset({"create", "drop", "alter", "reindex", "analyze", "attach", "detach", "vacuum", "pragma"})


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """The words of a text in the case in which names are compared; a name of several words, in quotes, is several."""
    return frozenset(re.findall(r"\w+", folded(text)))


def _closed(names: Iterable[_T], led_to: Callable[[_T], Iterable[_T]]) -> frozenset[_T]:
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


class _Mentions(Generic[_T]):
    """Which objects name a word in their definitions."""

    def __init__(self, definitions: Iterable[tuple[_T, str]]) -> None:
        self._by_word: dict[str, set[_T]] = {}
        self._all: set[_T] = set()
        for owner, sql in definitions:
            self._all.add(owner)
            for word in _words(sql):
                self._by_word.setdefault(word, set()).add(owner)

    def by(self, word: str) -> Collection[_T]:
        """Return the owners of the definitions that hold a word."""
        return self._by_word.get(word, ())

    def of(self, name: str) -> Iterator[_T]:
        """The owners of the definitions that may name `name`; an owner may not."""
        words = _words(name)
        if not words:
            yield from self._all
        else:
            yield from set.intersection(*(self._by_word.get(word, set()) for word in words))
