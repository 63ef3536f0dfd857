"""What an interface says of the documents of a collection: paths, types, and the texts allowed; nothing is edited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.text import Span
from nhimbe_migrations.typescript.match.find import Target, locate
from nhimbe_migrations.typescript.syntax.declarations import (
    Body,
    Declaration,
    Item,
    bodies,
    declarations,
    inline_bodies,
)
from nhimbe_migrations.typescript_tree import Source, parse

__all__ = ["DeclaredField", "fields_of"]

_KINDS: Mapping[str, str] = {
    "string": "string", "number": "number", "boolean": "boolean", "bigint": "long", "Date": "Date", "ObjectId": "ObjectId",
    "Types.ObjectId": "ObjectId", "mongoose.Types.ObjectId": "ObjectId", "Decimal128": "decimal", "Long": "long", "Binary": "unknown",
}  # fmt: skip
_DEEPEST = 4
_MOST = 200


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """A member of an interface, as documents have it."""

    path: str
    """`profile.city`, `orders[].unit`."""
    kind: str
    """As `FieldType` says it; `object` for what has members of its own."""
    literals: tuple[str, ...] = ()
    optional: bool = False
    """Documents may lack it: `name?`, or null among its types."""


def fields_of(text: str, owners: Iterable[str], mapping: Mapping[str, str]) -> dict[str, tuple[DeclaredField, ...]]:
    """Return what a types file declares of these collections; those for which it has no single interface are left out."""
    source = parse(text)
    declared = declarations(source)
    found: dict[str, tuple[DeclaredField, ...]] = {}
    for owner in owners:
        try:
            target = locate(source, declared, owner, "mongodb", mapping)
        except RefusedError:
            continue
        if isinstance(target, Target):
            fields = _members(source, declared, target.bodies, "", 0)
            found[owner] = tuple(field for field, _ in zip(fields, range(_MOST), strict=False))
    return found


def _members(
    source: Source, declared: Sequence[Declaration], within: Sequence[Body], prefix: str, depth: int
) -> Iterator[DeclaredField]:
    for item in (item for body in within for item in body.properties):
        yield from _member(source, declared, item, prefix, depth)


def _member(
    source: Source, declared: Sequence[Declaration], item: Item, prefix: str, depth: int
) -> Iterator[DeclaredField]:
    path = f"{prefix}{item.name}"
    text = _said(source, item.type)
    alias = _alias(declared, text)
    if alias is not None and depth < _DEEPEST and not bodies(source, alias):
        value = alias.node.child_by_field_name("value")
        text = _plain(source.of(value)) if value is not None else text
    many = bool(re.search(r"\[\]$|^(?:Readonly)?Array<", text))
    element = re.sub(r"\[\]$|^(?:Readonly)?Array<|>$", "", text) if many else text
    inner = inline_bodies(source, item)
    named = _alias(declared, element)
    if not inner and named is not None:
        inner = bodies(source, named)
    literals = tuple(re.findall(r"""["']([^"']*)["']""", text)) if re.fullmatch(r"""[\s|()\[\]"'\w-]+""", text) else ()
    literals = literals if all(part.strip(" ()[]")[:1] in {'"', "'"} for part in text.split("|")) else ()
    kind = "object" if inner else "string" if literals else _KINDS.get(element, "unknown")
    kind = "object" if kind == "unknown" and re.match(r"Record<|Map<|\{", element) else kind
    if kind == "unknown":
        return
    stated = re.sub(r"\{.*\}|<.*>", "", item.type.of(source.text), flags=re.DOTALL) if item.type is not None else ""
    optional = item.optional or bool(re.search(r"\b(?:null|undefined)\b", stated))
    yield DeclaredField(path, f"{kind}[]" if many else kind, literals, optional)
    if inner and depth < _DEEPEST:
        yield from _members(source, declared, inner, f"{path}[]." if many else f"{path}.", depth + 1)


def _said(source: Source, span: Span | None) -> str:
    return _plain(span.of(source.text)) if span is not None else ""


def _plain(text: str) -> str:
    """The type without what makes it optional."""
    parts = [part.strip() for part in re.split(r"\|(?![^{<]*[}>])", text.lstrip(": ")) if part.strip()]
    return " | ".join(part for part in parts if part not in {"null", "undefined"})


def _alias(declared: Sequence[Declaration], text: str) -> Declaration | None:
    name = text.strip("() ")
    found = [item for item in declared if name in {item.name, item.path}]
    return found[0] if len(found) == 1 else None
