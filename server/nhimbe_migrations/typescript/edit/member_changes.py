"""One column or field → the edits of its member, and what there is to say about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nhimbe_migrations.changes.shapes import AddMember, RemoveMember, RenameMember
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import did_you_mean, nearest
from nhimbe_migrations.text import Edit
from nhimbe_migrations.typescript.edit.members import add_item, remove_item, replace_in_item
from nhimbe_migrations.typescript.edit.net_changes import Retype
from nhimbe_migrations.typescript.edit.retype import retype
from nhimbe_migrations.typescript.edit.type_text import field_type, is_guess, key, signature
from nhimbe_migrations.typescript.edit.types_file import EditStep, TypesFile
from nhimbe_migrations.typescript.match import rules
from nhimbe_migrations.typescript.match.find import Target, property_named, target_of
from nhimbe_migrations.typescript.match.inherited import inherited_member, is_shared
from nhimbe_migrations.typescript.syntax.declarations import Body, Item, inline_bodies
from nhimbe_migrations.typescript.syntax.naming import camel, case_of, folded, words
from nhimbe_migrations.typescript.syntax.references import lines_of, member_mentions
from nhimbe_migrations.typescript.syntax.style import Style

__all__ = ["MemberChange", "member_step"]

MemberChange = AddMember | RemoveMember | RenameMember | Retype


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """The bodies in which a field has its member, and the name that it has there."""

    bodies: tuple[Body, ...]
    leaf: str
    nested: bool

    @property
    def properties(self) -> tuple[Item, ...]:
        return tuple(item for body in self.bodies for item in body.properties)

    @property
    def fullest(self) -> Body:
        return max(self.bodies, key=lambda body: len(body.properties))

    def body_of(self, item: Item) -> Body:
        return next(body for body in self.bodies if item in body.items)


def member_step(types_file: TypesFile, change: MemberChange, target: Target) -> EditStep:
    """Return what `change` asks of the interface `target`.

    Raises:
        RefusedError: a base of the interface does not parse, or the field's own type is none.
    """
    name = change.name if isinstance(change, RemoveMember | RenameMember) else change.field.name
    place = _place(types_file, target, name, nested=change.source == "mongodb")
    if isinstance(place, Finding):
        return EditStep(findings=() if isinstance(change, RemoveMember) else (place,))
    match change:
        case AddMember():
            return _add_member(types_file, change, target, place)
        case RemoveMember():
            return _remove_member(types_file, change, target, place)
        case RenameMember():
            return _rename_member(types_file, change, target, place)
        case Retype():
            # A member that the interface left out before stays out: the column is no newer than it was.
            item = property_named(place.properties, place.leaf)
            return retype(types_file, place.body_of(item), item, change.field) if item else EditStep()


def _add_member(types_file: TypesFile, change: AddMember, target: Target, place: MemberPlace) -> EditStep:
    field = change.field
    there = [item for item in place.properties if folded(item.name or "") == folded(place.leaf)]
    if len(there) == 1 and field.ts_type and not is_guess(field):
        return retype(types_file, place.body_of(there[0]), there[0], field)
    if there:
        return EditStep()
    if not place.nested and inherited_member(types_file.source, types_file.declared, target, place.leaf):
        return EditStep()
    folded_into = None if place.nested or change.source != "d1" else _folded_into(types_file, target, place.leaf)
    if folded_into is not None:
        return EditStep(findings=(folded_into,))
    body = place.fullest
    style = types_file.style(body)
    kind = field_type(field, style, types_file.aliases)
    member = signature(style.cased(place.leaf), kind, style, nullable=field.nullable)
    description = " ".join(field.description.split())
    return EditStep(
        (*types_file.imports([kind], style), *add_item(types_file.source, body, member, style, description))
    )


def _remove_member(types_file: TypesFile, change: RemoveMember, target: Target, place: MemberPlace) -> EditStep:
    item = property_named(place.properties, place.leaf)
    if item is None:
        return _in_base(types_file, change, target, place)
    mentions = () if place.nested else member_mentions(types_file.source, target.declaration, item.name or "")
    if mentions:
        note = rules.REFERENCED.finding(
            f"`{item.name}` of `{target.declaration.path}` stays although {change.name!r} is gone: "
            f"it is named on {lines_of(mentions)}.",
            line=mentions[0].start_point.row + 1,
        )
        return EditStep(findings=(note,))
    return EditStep(remove_item(types_file.source, place.body_of(item), item))


def _rename_member(types_file: TypesFile, change: RenameMember, target: Target, place: MemberPlace) -> EditStep:
    leaf_to = change.to.rsplit(".", 1)[-1] if place.nested else change.to
    item, other = (property_named(place.properties, name) for name in (place.leaf, leaf_to))
    if item is None:
        return EditStep() if other else _in_base(types_file, change, target, place)
    body = place.body_of(item)
    style = types_file.style(body)
    name = _spelled(item, place.leaf, leaf_to, style)
    if name == item.name:
        return EditStep()
    if other is not None and other != item:
        note = rules.MEMBER_EXISTS.finding(
            f"`{target.declaration.path}` has both `{item.name}` and `{other.name}`; {change.name!r} is now {change.to!r}.",
            line=item.node.start_point.row + 1,
        )
        return EditStep(findings=(note,))
    written = item.key.of(types_file.text)
    needless = written[:1] in {"'", '"'} and key(item.name or "", style) == item.name
    text = f"{written[0]}{name}{written[0]}" if needless and key(name, style) == name else key(name, style)
    mentions = () if place.nested else member_mentions(types_file.source, target.declaration, item.name or "")
    return EditStep(
        (
            *replace_in_item(types_file.source, body, item, Edit(item.key, text)),
            *(Edit(types_file.source.span(node), name) for node in mentions),
        )
    )


def _in_base(
    types_file: TypesFile, change: RemoveMember | RenameMember, target: Target, place: MemberPlace
) -> EditStep:
    found = None if place.nested else inherited_member(types_file.source, types_file.declared, target, place.leaf)
    if found is None:
        if isinstance(change, RemoveMember):
            return EditStep()
        done = not place.nested and inherited_member(types_file.source, types_file.declared, target, change.to)
        return EditStep() if done else EditStep(findings=(_no_member(target, change.name, place.leaf),))
    base, item = found
    if is_shared(types_file.source, base):
        note = rules.INHERITED.finding(
            f"`{item.name}` of `{target.declaration.path}` comes from `{base.declaration.path}`, which other types share.",
            line=item.node.start_point.row + 1,
        )
        return EditStep(findings=(note,))
    inner = MemberPlace(base.bodies, place.leaf, nested=False)
    if isinstance(change, RemoveMember):
        return _remove_member(types_file, change, base, inner)
    return _rename_member(types_file, change, base, inner)


def _place(types_file: TypesFile, target: Target, name: str, *, nested: bool) -> MemberPlace | Finding:
    """Follow a dotted path (`address.city`) of a document into the types that spell it out."""
    parts = [part for part in name.split(".") if not re.fullmatch(r"\d+|\$(?:\[.*\])?", part)] if nested else [name]
    *path, leaf = parts or [name]
    bodies = target.bodies
    for part in path:
        item = property_named((item for body in bodies for item in body.properties), part)
        if item is None:
            return _no_member(target, name, part)
        inner = inline_bodies(types_file.source, item) or _named_bodies(types_file, item)
        if len(inner) != 1:
            return rules.NOT_EDITABLE.finding(
                f"`{part}` of `{target.declaration.path}` is of a type that others share, or that is not written out "
                f"in this file; {name!r} was left to you.",
                line=item.node.start_point.row + 1,
            )
        bodies = inner
    return MemberPlace(bodies, leaf, nested=bool(path))


def _folded_into(types_file: TypesFile, target: Target, column: str) -> Finding | None:
    """Tell that `location_url` belongs inside `location: { … }`; keys and names with flat relatives stand beside it."""
    first, *rest = words(column) or ("",)
    item = property_named(target.properties, first)
    relatives = [
        candidate
        for candidate in target.properties
        if candidate is not item and words(candidate.name or "")[:1] == (first,)
    ]
    if item is None or not rest or rest[-1] in {"id", "ids"} or relatives:
        return None
    named = re.fullmatch(r"([\w$]+)(?:\s*\|\s*(?:null|undefined))?", item.type.of(types_file.text) if item.type else "")
    declared = any(
        named and declaration.name == named[1] and declaration.kind == "interface"
        for declaration in types_file.declared
    )
    if not inline_bodies(types_file.source, item) and not declared:
        return None
    where = f" (`{named[1]}`)" if named else ""
    return rules.FOLDED.finding(
        f"`{target.declaration.path}` keeps what begins with {first!r} inside `{item.name}`{where}; "
        f"{column!r} was left to you.",
        help=f'update_types(interface="{named[1]}", fields={{"{camel("_".join(rest))}?": …}}), or add it yourself.'
        if named
        else "",
        line=item.node.start_point.row + 1,
    )


def _named_bodies(types_file: TypesFile, item: Item) -> tuple[Body, ...]:
    """Return the body of the type that `item` names, when this file declares it and nothing else uses it."""
    text = item.type.of(types_file.text) if item.type else ""
    names = [name for name in re.findall(r"[\w$]+", text) if name not in {"null", "undefined", "Array", "readonly"}]
    parts = [declaration for declaration in types_file.declared if len(names) == 1 and declaration.name == names[0]]
    if len(parts) != 1:
        return ()
    target = target_of(types_file.source, parts)
    return () if is_shared(types_file.source, target) else target.bodies


def _spelled(item: Item, name: str, to: str, style: Style) -> str:
    """Spell the new name as the old one was spelt; where that shows nothing, as the interface does."""
    if item.name != name and item.name == camel(name):
        return camel(to)
    return to if case_of(name) and item.name == name else style.cased(to)


def _no_member(target: Target, name: str, part: str) -> Finding:
    meant = did_you_mean(nearest(part, (item.name or "" for item in target.properties)))
    return rules.MEMBER_NOT_FOUND.finding(
        f"`{target.declaration.path}` has no member for {name!r}.",
        help=f"{rules.MEMBER_NOT_FOUND.help} {meant}".rstrip(),
        line=target.declaration.node.start_point.row + 1,
    )
