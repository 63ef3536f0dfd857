"""Fields that a caller names with their TypeScript types, for one interface."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.typescript.edit.edit_rounds import Draft
from nhimbe_migrations.typescript.edit.members import add_item, retype_item
from nhimbe_migrations.typescript.edit.type_text import checked_type, key
from nhimbe_migrations.typescript.edit.types_file import Sheet, Step
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
    draft, sheet = Draft(types_ts), Sheet(types_ts)
    for name, kind in fields.items():
        made = _set_field(sheet, _target(sheet, interface), name, kind)
        if made.edits:
            sheet = proved(sheet, made, draft)
    if not fields:
        _target(sheet, interface)
    return TypesEdit(draft.text, draft.edits(), ())


def _set_field(sheet: Sheet, target: Target, written: str, type_text: str) -> Step:
    optional, name = written.endswith("?"), written.removesuffix("?").strip()
    if not name or not name.isprintable():
        raise ArgumentError(
            f"{written!r} is no name for a member.",
            way_out="Give names such as `endDate`, or `endDate?` for an optional one.",
        )
    item = property_named(target.properties, name)
    body = target.body_of(item) if item else max(target.bodies, key=lambda body: len(body.properties))
    style = sheet.style(body)
    kind = re.sub(r"\r\n|\r|\n", style.newline, checked_type(type_text))
    imports = sheet.imports([kind], style)
    if item is not None:
        edits = retype_item(sheet.source, body, item, kind, optional=optional)
        return Step((*imports, *edits) if edits else ())
    member = f"{'readonly ' if style.readonly else ''}{key(name, style)}{'?' if optional else ''}: {kind}"
    return Step((*imports, *add_item(sheet.source, body, member, style)))


def _target(sheet: Sheet, interface: str) -> Target:
    parts = [each for each in sheet.declared if each.path == interface]
    parts = parts or [each for each in sheet.declared if each.name == interface]
    if not parts:
        raise _unknown(interface, sheet.declared)
    paths = list(dict.fromkeys(each.path for each in parts))
    if len(paths) > 1:
        raise ArgumentError(
            f"{interface!r} is declared more than once: {', '.join(paths)}.", way_out="Name one of these in full."
        )
    target = target_of(sheet.source, parts)
    if not target.bodies:
        raise ArgumentError(
            f"`{interface}` has no members of its own.",
            why="It is a union, a mapped type, or inferred from something else.",
            way_out="Change it where its members are written.",
        )
    return target


def _unknown(interface: str, declared: Sequence[Declaration]) -> ArgumentError:
    near = get_close_matches(interface, [each.path for each in declared], n=3)
    return ArgumentError(
        f"The types file declares no {interface!r}.",
        way_out=f"Near names: {', '.join(near)}." if near else "Name an interface or a type that the file declares.",
    )
