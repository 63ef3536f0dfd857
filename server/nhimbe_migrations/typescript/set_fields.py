"""Fields that a caller names with their TypeScript types, for one interface."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.near_names import did_you_mean, nearest
from nhimbe_migrations.typescript.edit.edit_rounds import Draft
from nhimbe_migrations.typescript.edit.members import add_item, retype_item
from nhimbe_migrations.typescript.edit.type_text import checked_type, key
from nhimbe_migrations.typescript.edit.types_file import EditStep, TypesFile
from nhimbe_migrations.typescript.match.find import Target, property_named, target_of
from nhimbe_migrations.typescript.syntax.declarations import Declaration
from nhimbe_migrations.typescript.update import TypesEdit, proved

__all__ = ["set_fields"]


def set_fields(types_ts: str, interface: str, fields: Mapping[str, str]) -> TypesEdit:
    """Give the members of `interface` the types that `fields` says; members that are not there are added.

    A name with `?` behind it is optional. A second call makes no edit.

    Raises:
        ArgumentError: no such interface, several of the name, or a name that no member can have.
        RefusedError: a text is no TypeScript type, or the interface does not parse.
    """
    draft, types_file = Draft(types_ts), TypesFile(types_ts)
    for name, kind in fields.items():
        made = _set_field(types_file, _target(types_file, interface), name, kind)
        if made.edits:
            types_file = proved(types_file, made, draft)
    if not fields:
        _target(types_file, interface)
    return TypesEdit(draft.text, draft.edits(), ())


def _set_field(types_file: TypesFile, target: Target, written: str, type_text: str) -> EditStep:
    optional, name = written.endswith("?"), written.removesuffix("?").strip()
    if not name or not name.isprintable():
        raise ArgumentError(
            f"{written!r} is not a name for a member.",
            way_out="Give names such as `endDate`, or `endDate?` for an optional one.",
        )
    item = property_named(target.properties, name)
    body = target.body_of(item) if item else max(target.bodies, key=lambda body: len(body.properties))
    style = types_file.style(body)
    kind = re.sub(r"\r\n|\r|\n", style.newline, checked_type(type_text))
    imports = types_file.imports([kind], style)
    if item is not None:
        edits = retype_item(types_file.source, body, item, kind, optional=optional)
        return EditStep((*imports, *edits) if edits else ())
    member = f"{'readonly ' if style.readonly else ''}{key(name, style)}{'?' if optional else ''}: {kind}"
    return EditStep((*imports, *add_item(types_file.source, body, member, style)))


def _target(types_file: TypesFile, interface: str) -> Target:
    parts = [declaration for declaration in types_file.declared if declaration.path == interface]
    parts = parts or [declaration for declaration in types_file.declared if declaration.name == interface]
    if not parts:
        raise _unknown(interface, types_file.declared)
    paths = list(dict.fromkeys(part.path for part in parts))
    if len(paths) > 1:
        raise ArgumentError(
            f"{interface!r} is declared more than once: {', '.join(paths)}.", way_out="Name one of these in full."
        )
    target = target_of(types_file.source, parts)
    if not target.bodies:
        raise ArgumentError(
            f"`{interface}` has no members of its own.",
            why="It is a union, a mapped type, or inferred from something else.",
            way_out="Change it where its members are written.",
        )
    return target


def _unknown(interface: str, declared: Sequence[Declaration]) -> ArgumentError:
    meant = did_you_mean(nearest(interface, (declaration.path for declaration in declared)))
    return ArgumentError(
        f"The types file declares no {interface!r}.",
        way_out=meant or "Name an interface or a type that the file declares.",
    )
