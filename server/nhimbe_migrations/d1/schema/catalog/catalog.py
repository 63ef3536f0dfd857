"""What the database holds at one point of a migration, as far as its CREATE statements say.

The rules need it before and after each statement, also of files that would not run; the shadow database cannot give
that. It starts from the engine's own reading, and each statement is applied to the same values as its text says.
Names compare without case, as in SQLite; only ASCII letters fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from nhimbe_migrations.d1.schema.catalog.versions import Versions
from nhimbe_migrations.d1.schema.definitions import (
    added_column,
    index_from,
    table_from,
    with_column,
    without_column,
)
from nhimbe_migrations.d1.schema.model import (
    ForeignKey,
    Index,
    IndexTerm,
    Schema,
    Table,
    Trigger,
    Unique,
    View,
    VirtualTable,
)
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind, name_of
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = ["Catalog", "catalog_of"]


@dataclass(frozen=True)
class Catalog:
    """Objects by folded name. A value: `after` returns a new one."""

    tables: Versions[Table] = field(default_factory=lambda: Versions({}, _parents))
    virtual_tables: Versions[VirtualTable] = field(default_factory=lambda: Versions({}))
    views: Versions[View] = field(default_factory=lambda: Versions({}))
    indexes: Versions[Index] = field(default_factory=lambda: Versions({}, _own_table))
    triggers: Versions[Trigger] = field(default_factory=lambda: Versions({}, _own_table))

    def table(self, name: str) -> Table | None:
        return self.tables.get(folded(name))

    def virtual_table(self, name: str) -> VirtualTable | None:
        return self.virtual_tables.get(folded(name))

    def holds_rows(self, name: str) -> bool:
        """Whether a table of this name is there, a virtual one too."""
        return folded(name) in self.tables or folded(name) in self.virtual_tables

    def relation(self, name: str) -> bool:
        """Whether there is anything of this name to SELECT from: a table, a virtual table, a view."""
        return self.holds_rows(name) or folded(name) in self.views

    @property
    def empty(self) -> bool:
        """Whether there is no table at all, as where no schema is known."""
        return not self.tables and not self.virtual_tables

    def index(self, tree: Node | None) -> Index | None:
        """Return the index that a CREATE INDEX names."""
        return self.indexes.get(folded(unquoted(str(tree["index_name"])))) if tree else None

    def indexes_of(self, table: str) -> tuple[Index, ...]:
        return self.indexes.on(folded(table))

    def referring_to(self, table: str) -> Iterator[tuple[Table, ForeignKey]]:
        """Yield who references `table`, itself included."""
        for item in self.tables.on(folded(table)):
            for key in item.foreign_keys:
                if folded(key.table) == folded(table):
                    yield item, key

    def after(self, statement: Statement) -> Catalog:
        """Return the catalog once the statement has run."""
        tree = statement.tree
        if tree is None:
            return self
        match kind(tree):
            case "DropStmt":
                return self._dropped(str(tree["object_type"]), name_of(tree["target"]))
            case "AlterTableStmt":
                return self._altered(statement, tree)
            case _:
                return self._created(statement, tree)

    def _created(self, statement: Statement, tree: Node) -> Catalog:
        again = bool(tree.get("if_not_exists"))
        match kind(tree):
            case "CreateTableStmt":
                table = table_from(statement)
                return replace(self, tables=_with(self.tables, table.name, table, again=again))
            case "CreateVirtualTableStmt":
                name = unquoted(str(tree["table_name"]))
                virtual = VirtualTable(name, str(tree["module_name"]).lower(), (), statement.text)
                return replace(self, virtual_tables=_with(self.virtual_tables, name, virtual, again=again))
            case "CreateViewStmt":
                name = unquoted(str(tree["view_name"]))
                view = View(name, (), statement.text)
                return replace(self, views=_with(self.views, name, view, again=again))
            case "CreateIndexStmt":
                index = index_from(statement, self.table(unquoted(str(tree["table_name"]))))
                return replace(self, indexes=_with(self.indexes, index.name, index, again=again))
            case "CreateTriggerStmt":
                name = unquoted(str(tree["trigger_name"]))
                trigger = Trigger(name, name_of(tree["table"]), statement.text)
                return replace(self, triggers=_with(self.triggers, name, trigger, again=again))
            case _:
                return self

    def _dropped(self, what: str, name: str) -> Catalog:
        gone = folded(name)
        match what:
            case "TABLE":
                return replace(
                    self,
                    tables=self.tables.without((gone,)),
                    virtual_tables=self.virtual_tables.without((gone,)),
                    indexes=self.indexes.without(folded(index.name) for index in self.indexes.on(gone)),
                    triggers=self.triggers.without(folded(trigger.name) for trigger in self.triggers.on(gone)),
                )
            case "VIEW":
                return replace(self, views=self.views.without((gone,)))
            case "INDEX":
                return replace(self, indexes=self.indexes.without((gone,)))
            case _:
                return replace(self, triggers=self.triggers.without((gone,)))

    def _altered(self, statement: Statement, tree: Node) -> Catalog:
        name = name_of(tree["target"])
        table = self.table(name)
        if table is None:
            virtual = self.virtual_table(name)
            return self._virtual_renamed(virtual, name_of(tree["new_name"])) if virtual else self
        match tree["op"]:
            case "ADD_COLUMN":
                return self._with_table(with_column(table, added_column(statement)))
            case "DROP_COLUMN":
                return self._with_table(without_column(table, name_of(tree["old_name"])))
            case "RENAME_TABLE":
                return self._table_renamed(table, name_of(tree["new_name"]))
            case "RENAME_COLUMN":
                return self._column_renamed(table, name_of(tree["old_name"]), name_of(tree["new_name"]))
            case _:
                return self

    def _with_table(self, table: Table) -> Catalog:
        return replace(self, tables=self.tables.with_item(folded(table.name), table))

    def _virtual_renamed(self, table: VirtualTable, to: str) -> Catalog:
        """RENAME TO is all that ALTER TABLE does to a virtual table."""
        if not to:
            return self
        moved = self.virtual_tables.without((folded(table.name),)).with_item(folded(to), replace(table, name=to))
        return replace(self, virtual_tables=moved)

    def _table_renamed(self, table: Table, to: str) -> Catalog:
        old = folded(table.name)

        def repointed(item: Table) -> Table:
            if not any(folded(key.table) == old for key in item.foreign_keys):
                return item
            keys = (replace(key, table=to) if folded(key.table) == old else key for key in item.foreign_keys)
            return replace(item, foreign_keys=tuple(keys))

        moved = {
            folded(to) if key == old else key: replace(item, name=to) if key == old else item
            for key, item in self.tables.items()
        }
        return replace(
            self,
            tables=self.tables.replaced({key: repointed(item) for key, item in moved.items()}),
            indexes=_with_each(self.indexes, (replace(index, table=to) for index in self.indexes.on(old))),
            triggers=_with_each(self.triggers, (replace(trigger, table=to) for trigger in self.triggers.on(old))),
        )

    def _column_renamed(self, table: Table, old: str, new: str) -> Catalog:
        def renamed(name: str) -> str:
            return new if folded(name) == folded(old) else name

        def moved(term: IndexTerm) -> IndexTerm:
            return replace(term, column=term.column and renamed(term.column))

        changed = replace(
            table,
            columns=tuple(replace(column, name=renamed(column.name)) for column in table.columns),
            uniques=tuple(Unique(tuple(map(renamed, unique.columns))) for unique in table.uniques),
            foreign_keys=tuple(replace(key, columns=tuple(map(renamed, key.columns))) for key in table.foreign_keys),
        )
        own = self.indexes.on(folded(table.name))
        indexes = _with_each(self.indexes, (replace(index, terms=tuple(map(moved, index.terms))) for index in own))
        return replace(self, tables=self.tables.with_item(folded(table.name), changed), indexes=indexes)


@lru_cache(maxsize=8)
def catalog_of(schema: Schema) -> Catalog:
    """Return the catalog of a schema as the engine reads it."""
    return Catalog(
        tables=Versions({folded(table.name): table for table in schema.tables}, _parents),
        virtual_tables=Versions({folded(table.name): table for table in schema.virtual_tables}),
        views=Versions({folded(view.name): view for view in schema.views}),
        indexes=Versions({folded(index.name): index for index in schema.indexes}, _own_table),
        triggers=Versions({folded(trigger.name): trigger for trigger in schema.triggers}, _own_table),
    )


def _parents(table: Table) -> set[str]:
    """The tables that it references, itself perhaps among them."""
    return {folded(key.table) for key in table.foreign_keys}


def _own_table(item: Index | Trigger) -> tuple[str]:
    return (folded(item.table),)


_Object = TypeVar("_Object")
_Hanging = TypeVar("_Hanging", Index, Trigger)


def _with(shelf: Versions[_Object], name: str, made: _Object, *, again: bool) -> Versions[_Object]:
    """Return the shelf with the object on it; `again` is IF NOT EXISTS, which leaves what is there."""
    return shelf if again and folded(name) in shelf else shelf.with_item(folded(name), made)


def _with_each(shelf: Versions[_Hanging], changed: Iterable[_Hanging]) -> Versions[_Hanging]:
    for item in changed:
        shelf = shelf.with_item(folded(item.name), item)
    return shelf
