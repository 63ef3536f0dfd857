"""What the database holds at one point of a migration, as far as its CREATE statements say.

The rules need it before and after each statement, also of files that would not run; the shadow database
cannot give that. Every object comes from its own SQL, so that old and new ones read alike.
Names compare without case, as in SQLite; only ASCII letters fold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from nhimbe_migrations.d1.schema.definitions import (
    Column,
    Index,
    Reference,
    Table,
    index_from,
    table_from,
    with_column,
)
from nhimbe_migrations.d1.sql.names import folded as fold
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind, name_of, parse
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = ["Catalog", "Column", "Index", "Reference", "Table", "Trigger", "View", "catalog_of", "fold", "table_from"]


@dataclass(frozen=True, slots=True)
class View:
    name: str
    tree: Node


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    table: str
    tree: Node


@dataclass(frozen=True)
class Catalog:
    """Objects by folded name. A value: `after` returns a new one."""

    tables: dict[str, Table] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)

    def table(self, name: str) -> Table | None:
        return self.tables.get(fold(name))

    def index(self, tree: Node | None) -> Index | None:
        """Return the index that a CREATE INDEX names."""
        return self.indexes.get(fold(unquoted(str(tree["index_name"])))) if tree else None

    def indexes_of(self, table: str) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes.values() if fold(index.table) == fold(table))

    def referring_to(self, table: str) -> Iterator[tuple[Table, Reference]]:
        """Yield who references `table`, itself included."""
        for item in self.tables.values():
            for reference in item.references:
                if fold(reference.table) == fold(table):
                    yield item, reference

    def after(self, tree: Node | None) -> Catalog:
        """Return the catalog once the statement has run."""
        if tree is None:
            return self
        match kind(tree):
            case "DropStmt":
                return self._dropped(str(tree["object_type"]), name_of(tree["target"]))
            case "AlterTableStmt":
                return self._altered(tree)
            case _:
                return self._created(tree)

    def _created(self, tree: Node) -> Catalog:
        again = bool(tree.get("if_not_exists"))
        match kind(tree):
            case "CreateTableStmt":
                return replace(
                    self, tables=_with(self.tables, unquoted(str(tree["table_name"])), table_from(tree), again=again)
                )
            case "CreateVirtualTableStmt":
                name = unquoted(str(tree["table_name"]))
                module, options = str(tree["module_name"]).lower(), str(tree["module_args"] or "")
                table = Table(name, module=module, options=options, opaque=True)
                return replace(self, tables=_with(self.tables, name, table, again=again))
            case "CreateViewStmt":
                name = unquoted(str(tree["view_name"]))
                return replace(self, views=_with(self.views, name, View(name, tree), again=again))
            case "CreateIndexStmt":
                return replace(
                    self, indexes=_with(self.indexes, unquoted(str(tree["index_name"])), index_from(tree), again=again)
                )
            case "CreateTriggerStmt":
                name = unquoted(str(tree["trigger_name"]))
                trigger = Trigger(name, name_of(tree["table"]), tree)
                return replace(self, triggers=_with(self.triggers, name, trigger, again=again))
            case _:
                return self

    def _dropped(self, what: str, name: str) -> Catalog:
        gone = fold(name)
        match what:
            case "TABLE":
                return replace(
                    self,
                    tables={key: table for key, table in self.tables.items() if key != gone},
                    indexes={key: index for key, index in self.indexes.items() if fold(index.table) != gone},
                    triggers={key: trigger for key, trigger in self.triggers.items() if fold(trigger.table) != gone},
                )
            case "VIEW":
                return replace(self, views={key: view for key, view in self.views.items() if key != gone})
            case "INDEX":
                return replace(self, indexes={key: index for key, index in self.indexes.items() if key != gone})
            case _:
                return replace(self, triggers={key: trigger for key, trigger in self.triggers.items() if key != gone})

    def _altered(self, tree: Node) -> Catalog:
        name = name_of(tree["target"])
        table = self.table(name)
        if table is None:
            return self
        match tree["op"]:
            case "ADD_COLUMN":
                grown = with_column(table, tree["column"])
                return replace(self, tables=self.tables | {fold(name): grown})
            case "DROP_COLUMN":
                gone = fold(name_of(tree["old_name"]))
                kept = tuple(column for column in table.columns if fold(column.name) != gone)
                links = tuple(reference for reference in table.references if gone not in map(fold, reference.columns))
                return replace(self, tables=self.tables | {fold(name): replace(table, columns=kept, references=links)})
            case "RENAME_TABLE":
                return self._table_renamed(table, name_of(tree["new_name"]))
            case "RENAME_COLUMN":
                return self._column_renamed(table, name_of(tree["old_name"]), name_of(tree["new_name"]))
            case _:
                return self

    def _table_renamed(self, table: Table, to: str) -> Catalog:
        old = fold(table.name)
        moved = {
            fold(to) if key == old else key: replace(table, name=to) if key == old else table
            for key, table in self.tables.items()
        }
        return replace(
            self,
            tables={
                key: replace(
                    item,
                    references=tuple(
                        replace(link, table=to) if fold(link.table) == old else link for link in item.references
                    ),
                )
                for key, item in moved.items()
            },
            indexes={
                k: replace(index, table=to) if fold(index.table) == old else index for k, index in self.indexes.items()
            },
            triggers={
                k: replace(trigger, table=to) if fold(trigger.table) == old else trigger
                for k, trigger in self.triggers.items()
            },
        )

    def _column_renamed(self, table: Table, old: str, new: str) -> Catalog:
        def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new if fold(name) == fold(old) else name for name in names)

        changed = replace(
            table,
            columns=tuple(
                replace(column, name=new) if fold(column.name) == fold(old) else column for column in table.columns
            ),
            primary_key=renamed(table.primary_key),
            uniques=tuple(renamed(unique) for unique in table.uniques),
            references=tuple(replace(reference, columns=renamed(reference.columns)) for reference in table.references),
        )
        indexes = {
            key: replace(
                index, columns=tuple(new if name and fold(name) == fold(old) else name for name in index.columns)
            )
            if fold(index.table) == fold(table.name)
            else index
            for key, index in self.indexes.items()
        }
        return replace(self, tables=self.tables | {fold(table.name): changed}, indexes=indexes)


@lru_cache(maxsize=8)
def catalog_of(statements: tuple[str, ...]) -> Catalog:
    """Read the catalog that these CREATE statements make; what cannot be read is passed over."""
    catalog = Catalog()
    for statement in statements:
        catalog = catalog.after(parse(statement))
    return catalog


_Object = TypeVar("_Object")


def _with(shelf: dict[str, _Object], name: str, made: _Object, *, again: bool) -> dict[str, _Object]:
    """Return the shelf with the object on it; `again` is IF NOT EXISTS, which leaves what is there."""
    return shelf if again and fold(name) in shelf else shelf | {fold(name): made}
