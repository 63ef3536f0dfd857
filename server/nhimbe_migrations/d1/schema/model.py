"""What a D1 schema is, as values: tables, keys, references, indexes, triggers, views, virtual tables.

The values are read from the engine (see `introspection`), which alone knows what a `CREATE TABLE` means; what a migration
would make of them, statement by statement, is read off its own statements (see `catalog`). Nothing here opens a database. Names keep the case in which the schema spells them and are looked up as SQLite does, without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from nhimbe_migrations.d1.sql.create_table import Check, checks_of
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, parse

__all__ = [
    "Column",
    "ForeignKey",
    "Generated",
    "Index",
    "IndexTerm",
    "Object",
    "Reference",
    "Schema",
    "Table",
    "Trigger",
    "Unique",
    "View",
    "VirtualTable",
]


Generated = Literal["virtual", "stored"]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    """As declared (`TEXT`, `VARCHAR(20)`); empty where none was."""
    notnull: bool = False
    default: str | None = None
    """The default as SQL, without outer parentheses: `'x'`, `datetime('now')`."""
    primary_key: int = 0
    """Place in the primary key, from 1; 0 outside it."""
    collation: str = "BINARY"
    generated: Generated | None = None
    hidden: bool = False
    """A hidden column of a virtual table."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str
    """The referenced table, which may not exist."""
    to: tuple[str, ...]
    """The referenced columns; where the schema leaves them out, the primary key of `table` if it has one. Read off a
    statement alone (see `definitions`) they are empty there."""
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"

    @property
    def acts_on_delete(self) -> bool:
        """Whether rows go or change at once with the one that they point at; else they hold it back.

        NO ACTION waits for the commit, and so does RESTRICT while foreign keys are deferred (sqlite: fkActionTrigger).
        """
        return self.on_delete in ("CASCADE", "SET NULL", "SET DEFAULT")


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key seen from the table that it points at."""

    table: str
    """Who references."""
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class Unique:
    """A UNIQUE constraint of a table (unique indexes are indexes)."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    sql: str
    """As `sqlite_master` holds it; read off statements, as they say it, with the names from before a rename."""
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    strict: bool = False
    without_rowid: bool = False
    autoincrement: bool = False

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of the primary key in their order in it."""
        keyed = sorted((column.primary_key, column.name) for column in self.columns if column.primary_key)
        return tuple(name for _, name in keyed)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The CHECK constraints, in the order in which they are written."""
        return checks_of(self.sql)

    @property
    def opaque(self) -> bool:
        """The columns are not known: the statement makes them from a SELECT."""
        return not self.columns

    def column(self, name: str) -> Column | None:
        return self._by_name.get(folded(name))

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {folded(column.name): column for column in reversed(self.columns)}

    def unique_keys(self) -> Iterator[tuple[str, ...]]:
        """Yield the column lists that are unique by declaration, folded: the primary key first."""
        for key in (self.primary_key, *(unique.columns for unique in self.uniques)):
            if key:
                yield tuple(folded(name) for name in key)


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """One key of an index."""

    column: str | None
    """None where the key is an expression (its text stands in the index's `sql`)."""
    collation: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Index:
    """An index made by CREATE INDEX; those that constraints make are part of their table."""

    name: str
    table: str
    terms: tuple[IndexTerm, ...]
    unique: bool
    partial: bool
    sql: str

    @property
    def indexed(self) -> tuple[str | None, ...]:
        """The indexed columns; None where the key is an expression."""
        return tuple(term.column for term in self.terms)

    def compared_as(self, table: Table | None) -> tuple[str, ...] | None:
        """Return the indexed columns, folded, where each is compared as its table compares it.

        None where a key is an expression or has another collation than its column: such an index orders, and calls
        unique, something else than the columns.
        """
        found: list[str] = []
        for term in self.terms:
            column = table.column(term.column) if table and term.column else None
            if term.column is None or (column and folded(column.collation) != folded(term.collation)):
                return None
            found.append(folded(term.column))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    table: str
    """The table or view on which it fires."""
    sql: str

    @property
    def tree(self) -> Node | None:
        """Its syntax tree; None where the grammar cannot read it."""
        return parse(self.sql)


@dataclass(frozen=True, slots=True)
class View:
    name: str
    columns: tuple[Column, ...]
    """Empty where the view is broken."""
    sql: str
    problem: str | None = None
    """Why the engine cannot use the view; None where it can."""

    @property
    def tree(self) -> Node | None:
        """Its syntax tree; None where the grammar cannot read it."""
        return parse(self.sql)


@dataclass(frozen=True, slots=True)
class VirtualTable:
    name: str
    module: str
    columns: tuple[Column, ...]
    sql: str
    shadows: tuple[str, ...] = ()
    """The tables in which the module keeps its data; they are not tables of the schema."""

    @property
    def arguments(self) -> str:
        """What stands between its parentheses."""
        return str((parse(self.sql) or {}).get("module_args") or "")


Object = Table | Index | Trigger | View | VirtualTable


@dataclass(frozen=True)
class Schema:
    """Everything that a database defines, each kind in the order in which it was made."""

    tables: tuple[Table, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    views: tuple[View, ...] = ()
    virtual_tables: tuple[VirtualTable, ...] = ()
    internal: tuple[str, ...] = field(default=(), compare=False)
    """Tables of the engine and of D1 that were left out."""

    def __hash__(self) -> int:
        return self._hash

    def table(self, name: str) -> Table | None:
        found = self.find("table", name)
        return found if isinstance(found, Table) else None

    def find(self, kind: ObjectKind, name: str) -> Object | None:
        return self._by_name.get((kind, folded(name)))

    def named(self, name: str) -> tuple[Object, ...]:
        """Return the objects of this name: at most one relation (or index) and one trigger."""
        kinds: tuple[ObjectKind, ...] = ("table", "virtual table", "view", "index", "trigger")
        found = (self.find(kind, name) for kind in kinds)
        return tuple(item for item in found if item is not None)

    def indexes_of(self, table: str) -> tuple[Index, ...]:
        return tuple(self._indexes_by_table.get(folded(table), ()))

    def triggers_of(self, table: str) -> tuple[Trigger, ...]:
        return tuple(self._triggers_by_table.get(folded(table), ()))

    def references_to(self, table: str) -> tuple[Reference, ...]:
        """Return who references `table`, itself included."""
        return tuple(self._references.get(folded(table), ()))

    def reached_by_delete(self, table: str) -> tuple[str, ...]:
        """Return the tables whose rows go or change through ON DELETE when rows of `table` go, nearest first."""
        found: dict[str, str] = {}
        waiting = [table]
        while waiting:
            for reference in self.references_to(waiting.pop(0)):
                key = folded(reference.table)
                if reference.key.acts_on_delete and key != folded(table) and key not in found:
                    found[key] = reference.table
                    waiting += [reference.table] if reference.key.on_delete == "CASCADE" else []
        return tuple(found.values())

    def objects(self) -> Iterator[tuple[ObjectKind, Object]]:
        yield from (("table", table) for table in self.tables)
        yield from (("virtual table", table) for table in self.virtual_tables)
        yield from (("index", index) for index in self.indexes)
        yield from (("view", view) for view in self.views)
        yield from (("trigger", trigger) for trigger in self.triggers)

    @cached_property
    def _hash(self) -> int:
        """Worked out once: a schema is the key under which what follows from it is kept."""
        return hash((self.tables, self.indexes, self.triggers, self.views, self.virtual_tables))

    @cached_property
    def columns(self) -> frozenset[tuple[str, str]]:
        """(relation, column), folded, of every table, virtual table and view."""
        relations: tuple[Table | VirtualTable | View, ...] = (*self.tables, *self.virtual_tables, *self.views)
        return frozenset((folded(item.name), folded(column.name)) for item in relations for column in item.columns)

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded names of every object, and of every column."""
        found: set[str] = set()
        for _, item in self.objects():
            found.add(folded(item.name))
            found.update(folded(column.name) for column in getattr(item, "columns", ()))
        return frozenset(found)

    @cached_property
    def _by_name(self) -> dict[tuple[ObjectKind, str], Object]:
        return {(kind, folded(item.name)): item for kind, item in self.objects()}

    @cached_property
    def _indexes_by_table(self) -> dict[str, list[Index]]:
        grouped: dict[str, list[Index]] = {}
        for index in self.indexes:
            grouped.setdefault(folded(index.table), []).append(index)
        return grouped

    @cached_property
    def _triggers_by_table(self) -> dict[str, list[Trigger]]:
        grouped: dict[str, list[Trigger]] = {}
        for trigger in self.triggers:
            grouped.setdefault(folded(trigger.table), []).append(trigger)
        return grouped

    @cached_property
    def _references(self) -> dict[str, list[Reference]]:
        grouped: dict[str, list[Reference]] = {}
        for table in self.tables:
            for key in table.foreign_keys:
                grouped.setdefault(folded(key.table), []).append(Reference(table.name, key))
        return grouped
