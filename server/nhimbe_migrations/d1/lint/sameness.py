"""Whether two definitions of one name mean the same, column order and spelling aside."""

from __future__ import annotations

from nhimbe_migrations.d1.schema.catalog.catalog import Catalog
from nhimbe_migrations.d1.schema.model import Index, Table, VirtualTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, default_value

__all__ = ["same_index", "same_object"]


def same_object(fresh: Catalog, existing: Catalog, word: str, name: str) -> bool:
    """Whether `name`, of the kind that `word` says, is defined alike in both catalogs."""
    key = folded(name)
    match word:
        case "TABLE":
            if (new_virtual := fresh.virtual_table(name)) or existing.virtual_table(name):
                old_virtual = existing.virtual_table(name)
                return bool(new_virtual and old_virtual) and _virtual(new_virtual) == _virtual(old_virtual)
            new, old = fresh.table(name), existing.table(name)
            return new is not None and old is not None and _table(new, existing) == _table(old, existing)
        case "INDEX":
            made, present = fresh.indexes.get(key), existing.indexes.get(key)
            return made is not None and present is not None and same_index(made, present)
        case "VIEW":
            view, there = fresh.views.get(key), existing.views.get(key)
            return view is not None and there is not None and _bare(view.tree) == _bare(there.tree)
        case _:
            trigger, standing = fresh.triggers.get(key), existing.triggers.get(key)
            return trigger is not None and standing is not None and _bare(trigger.tree) == _bare(standing.tree)


def same_index(index: Index, other: Index) -> bool:
    """Whether both index the same columns of the same table in the same way; expressions are not compared."""
    return _index(index) == _index(other)


def _table(table: Table, existing: Catalog) -> object:
    columns = {
        folded(column.name): (column.type.upper(), column.notnull, default_value(column.default), column.generated)
        for column in table.columns
    }
    keys = set()
    for key in table.foreign_keys:
        parent = existing.table(key.table)
        to = key.to or (parent.primary_key if parent else ())
        keys.add((*map(folded, key.columns), folded(key.table), *map(folded, to), key.on_delete))
    unique = {frozenset(columns) for columns in table.unique_keys()}
    return columns, keys, unique, len(table.checks), table.strict, table.autoincrement


def _virtual(table: VirtualTable | None) -> object:
    return table and (table.module, "".join(table.arguments.split()))


def _index(index: Index) -> object:
    return folded(index.table), tuple(folded(column or "") for column in index.indexed), index.unique, index.partial


def _bare(tree: Node | None) -> Node:
    return {key: value for key, value in (tree or {}).items() if key != "if_not_exists"}
