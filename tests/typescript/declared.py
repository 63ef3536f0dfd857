"""The records that a types file declares, as plain values for other readers."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.typescript.syntax.declarations import Declaration, Item, bodies, declarations
from nhimbe_migrations.typescript_tree import Source, parse

__all__ = ["Interface", "InterfaceMember", "interfaces"]


@dataclass(frozen=True, slots=True)
class InterfaceMember:
    """A property; methods and index signatures are no members of a record."""

    name: str
    type: str
    """As written; empty when the file gives none."""
    optional: bool
    line: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface, or a type alias of an object type."""

    name: str
    """With its namespaces: `Db.Event`."""
    members: tuple[InterfaceMember, ...]
    """Its own; those of bases stand with the bases."""
    line: int
    extends: tuple[str, ...] = ()


def interfaces(types_ts: str) -> tuple[Interface, ...]:
    """Return the interfaces of a types file in its order; what does not parse is left out."""
    source = parse(types_ts)
    return tuple(_read(source, declaration) for declaration in declarations(source) if bodies(source, declaration))


def _read(source: Source, declaration: Declaration) -> Interface:
    items = (item for body in bodies(source, declaration) for item in body.properties)
    members = tuple(_member(source, item) for item in items)
    return Interface(declaration.path, members, declaration.node.start_point.row + 1, declaration.extends)


def _member(source: Source, item: Item) -> InterfaceMember:
    kind = item.type.of(source.text) if item.type else ""
    return InterfaceMember(item.name or "", kind, item.optional, item.node.start_point.row + 1)
