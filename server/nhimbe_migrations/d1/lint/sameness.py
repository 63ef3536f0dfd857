"""Whether two definitions of one name mean the same, column order and spelling aside."""

from __future__ import annotations

from nhimbe_migrations.d1.schema.catalog import Catalog, fold
from nhimbe_migrations.d1.schema.definitions import Index, Table

__all__ = ["same_object"]


def same_object(fresh: Catalog, held: Catalog, word: str, name: str) -> bool:
    """Whether `name`, of the kind that `word` says, is defined alike in both catalogs."""
    key = fold(name)
    match word:
        case "TABLE":
            new, old = fresh.tables.get(key), held.tables.get(key)
            return new is not None and old is not None and _table(new) == _table(old)
        case "INDEX":
            one, other = fresh.indexes.get(key), held.indexes.get(key)
            return one is not None and other is not None and _index(one) == _index(other)
        case "VIEW":
            view, there = fresh.views.get(key), held.views.get(key)
            return view is not None and there is not None and _bare(view.tree) == _bare(there.tree)
        case _:
            trigger, present = fresh.triggers.get(key), held.triggers.get(key)
            return trigger is not None and present is not None and _bare(trigger.tree) == _bare(present.tree)


def _table(table: Table) -> object:
    columns = {
        fold(column.name): (column.type.upper(), column.not_null, str(column.default), column.generated)
        for column in table.columns
    }
    references = {
        (*map(fold, reference.columns), fold(reference.table), *map(fold, reference.to), reference.on_delete)
        for reference in table.references
    }
    keys = {frozenset(key) for key in table.unique_keys()}
    return (
        columns,
        references,
        keys,
        table.checks,
        table.strict,
        table.autoincrement,
        table.module,
        "".join(table.options.split()),
    )


def _index(index: Index) -> object:
    return fold(index.table), tuple(fold(column or "") for column in index.columns), index.unique, index.partial


def _bare(tree: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in tree.items() if key != "if_not_exists"}
