"""What this repository shows of its stores, read off the disk: bindings, packages, variables, histories, and every named thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.store_signs import store_signs
from nhimbe_migrations.targets.evidence.inventory import Inventory, KnownObject

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.model import Schema, Table, View, VirtualTable

__all__ = ["inventory_of", "joined", "known_objects"]


def inventory_of(project: Project) -> Inventory:
    """Return the signs of each store, and the tables and collections with their columns and fields.

    Tables are those of every state, since schema.sql and the history may each be behind the other.
    """
    return Inventory(tuple(store_signs(project)), known_objects(project))


def known_objects(project: Project) -> tuple[KnownObject, ...]:
    """Return the tables and collections alone, as `inventory_of` has them."""
    return _with_interfaces(project, (*_tables(project), *_collections(project)))


def joined(inventories: Sequence[tuple[str | None, Inventory]]) -> Inventory:
    """Return one inventory of several D1 databases; each table says whose it is."""
    if len(inventories) == 1:
        return inventories[0][1]
    signs = dict.fromkeys(sign for _, inventory in inventories for sign in inventory.signs)
    objects = dict.fromkeys(
        replace(item, where=f"{name}: {item.where}") if item.store == "d1" else item
        for name, inventory in inventories
        for item in inventory.objects
    )
    return Inventory(tuple(signs), tuple(objects))


def _tables(project: Project) -> Iterator[KnownObject]:
    """Tables and views of every state: what the history makes, and what schema.sql alone has."""
    states, file = project.states(), project.repository.layout.schema
    in_file = _relations(states.schema_file.schema) if states.schema_file else {}
    for key, item in {**_relations(states.history.schema), **in_file}.items():
        made = states.made_by("view" if _kind(item) == "view" else "table", item.name)
        yield _relation(item, file if key in in_file else made.file if made else project.repository.layout.migrations)


def _relations(schema: Schema) -> dict[str, Table | VirtualTable | View]:
    relations: tuple[Table | VirtualTable | View, ...] = (*schema.tables, *schema.virtual_tables, *schema.views)
    return {item.name.casefold(): item for item in relations}


def _relation(item: Table | VirtualTable | View, file: str) -> KnownObject:
    columns = tuple(column.name for column in item.columns)
    return KnownObject(item.name, "d1", _kind(item), f"{file}, {_counted(len(columns), 'column')}", columns)


def _kind(item: object) -> str:
    return "virtual table" if hasattr(item, "module") else "view" if hasattr(item, "problem") else "table"


def _collections(project: Project) -> Iterator[KnownObject]:
    for name, collection in sorted(project.collections().by_name.items()):
        file = collection.files[0] if collection.files else project.repository.layout.migrations
        yield KnownObject(name, "mongodb", "collection", file, tuple(collection.known_fields))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _with_interfaces(project: Project, objects: tuple[KnownObject, ...]) -> tuple[KnownObject, ...]:
    """Add the interface of types.ts that mirrors a table or collection, where there is one."""
    path = project.repository.layout.types
    declared = _declared(project.types_text() or "") if path else frozenset()
    return tuple(_with_interface(item, path or "", declared) for item in objects) if declared else objects


def _with_interface(item: KnownObject, path: str, declared: frozenset[str]) -> KnownObject:
    from nhimbe_migrations.changes.nouns import singular, words

    name = "".join(word.capitalize() for word in (*words(item.name)[:-1], *map(singular, words(item.name)[-1:])))
    if name not in declared:
        return item
    return KnownObject(item.name, item.store, item.kind, f"{item.where}; {name} in {path}", item.members)


@lru_cache(maxsize=4)
def _declared(types: str) -> frozenset[str]:
    return frozenset(re.findall(r"^\s*(?:export\s+)?(?:interface|type|class)\s+(\w+)", types, re.MULTILINE))
