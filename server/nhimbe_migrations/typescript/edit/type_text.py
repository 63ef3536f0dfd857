"""Database types as TypeScript, in the file's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from nhimbe_migrations.changes.shapes import FieldShape
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.typescript.syntax.declarations import Declaration
from nhimbe_migrations.typescript.syntax.style import Style
from nhimbe_migrations.typescript_tree import Source, parse, walk

__all__ = [
    "checked_type",
    "field_type",
    "is_guess",
    "key",
    "literal_aliases",
    "nullable_type",
    "quoted",
    "signature",
    "uses_object_id",
]

PLAIN = {
    "string": "string",
    "number": "number",
    "int": "number",
    "long": "number",
    "Date": "Date",
    "unknown": "unknown",
}
RECORD = "Record<string, unknown>"
LONGEST = 4000
"""Code points of a type text; more is no field of a record."""


def field_type(field: FieldShape, style: Style, aliases: dict[frozenset[str], str] | None = None) -> str:
    """Return the type of `field`, without what makes it nullable.

    `aliases` are the file's unions of literals, by their literals: `UserRole` is said rather than repeated.

    Raises:
        RefusedError: the field's own `ts_type` is no type.
    """
    if is_guess(field):
        listed = "Array<unknown>" if style.array == "Array" else "unknown[]"
        return style.json or (RECORD if field.ts_type == RECORD else listed)
    if field.ts_type is not None:
        return re.sub(r"\r\n|\r|\n", style.newline, checked_type(field.ts_type))
    if field.literals:
        known = (aliases or {}).get(frozenset(field.literals))
        return known or " | ".join(quoted(literal, style.quote) for literal in field.literals)
    element, is_array = field.type.removesuffix("[]"), field.type.endswith("[]")
    plain = {
        **PLAIN,
        "boolean": style.flag,
        "object": RECORD,
        "ObjectId": style.identity or "ObjectId",
        # Said in place: the file need not know the driver for it.
        "decimal": f"import({quoted('mongodb', style.quote)}).Decimal128",
    }
    if style.json and (is_array or field.type == "object"):
        return style.json
    if not is_array:
        return plain[element]
    return f"Array<{plain[element]}>" if style.array == "Array" else f"{plain[element]}[]"


def is_guess(field: FieldShape) -> bool:
    """Tell whether the field's type only says "JSON": D1 has that from the column's default, not from the author."""
    return field.type == "unknown" and field.ts_type in {"unknown[]", RECORD}


def literal_aliases(source: Source, declared: Iterable[Declaration]) -> dict[frozenset[str], str]:
    """Return the file's aliases of unions of strings by these strings; two of one meaning are none."""
    found: dict[frozenset[str], list[str]] = {}
    for declaration in declared:
        value = declaration.node.child_by_field_name("value")
        if value is None or value.type not in {"union_type", "literal_type"} or declaration.node.has_error:
            continue
        leaves = [
            node for node in walk(value) if node.type not in {"union_type", "literal_type", "comment", "|", '"', "'"}
        ]
        if all(node.type in {"string", "string_fragment"} for node in leaves):
            literals = frozenset(source.of(node) for node in leaves if node.type == "string_fragment")
            found.setdefault(literals, []).append(declaration.path)
    return {literals: paths[0] for literals, paths in found.items() if len(paths) == 1}


def uses_object_id(text: str) -> bool:
    """Tell whether a type text names `ObjectId`."""
    return bool(re.search(r"\bObjectId\b", text))


def signature(name: str, kind: str, style: Style, *, nullable: bool) -> str:
    """Return a member without its ending: `endDate?: string`."""
    optional = nullable and style.nullable in {"optional", "both"}
    return "".join(
        (
            "readonly " if style.readonly else "",
            key(name, style),
            "?" if optional else "",
            ": ",
            nullable_type(kind, style) if nullable else kind,
        )
    )


def key(name: str, style: Style) -> str:
    """Return a member's name as it stands in a body: quoted where it is no identifier."""
    return name if re.fullmatch(r"[^\W\d][\w$]*|\$[\w$]*", name) else quoted(name, style.quote)


def quoted(text: str, quote: str) -> str:
    """Return a string literal of TypeScript in the given quotes."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'"{inner}"' if quote == '"' else "'" + inner.replace('\\"', '"').replace("'", "\\'") + "'"


def checked_type(text: str) -> str:
    """Return `text` when it is one TypeScript type and nothing else.

    Raises:
        RefusedError: it is no type, or would end the member and begin something else.
    """
    kind = text.strip()
    if not kind or len(kind) > LONGEST or not _is_type(kind):
        shown = kind if len(kind) <= 80 else f"{kind[:79]}…"  # noqa: PLR2004 one line of a message
        raise RefusedError(
            f"{shown!r} is not a TypeScript type.",
            why="A member takes one type, without a comment, a `;` after it or a second member.",
            way_out="Give a type such as `string`, `string | null` or `Array<{ id: string }>`.",
        )
    return kind


def nullable_type(kind: str, style: Style) -> str:
    """Return the type of a member that may be missing, beside the `?` that the style may give it."""
    if style.nullable == "optional":
        return kind
    addition = "undefined" if style.nullable == "undefined" else "null"
    if re.search(rf"(?:^|\|)\s*{addition}\s*$", kind) or kind in {"unknown", "any"}:
        return kind
    return f"({kind}) | {addition}" if "=>" in kind or re.search(r"\bextends\b", kind) else f"{kind} | {addition}"


def _is_type(kind: str) -> bool:
    """Parse the text where a type stands, twice: after an alias, and between two members."""
    alias = parse(f"type A = {kind};")
    member = parse(f"interface A {{\n  a: {kind};\n  b: string;\n}}")
    if alias.faults() or member.faults():
        return False
    statements = alias.root.named_children
    value = statements[0].child_by_field_name("value") if statements else None
    body = member.root.named_children[0].child_by_field_name("body")
    return (
        len(statements) == 1
        and value is not None
        and alias.of(value) == kind
        and body is not None
        and [child.type for child in body.named_children] == ["property_signature", "property_signature"]
        and not any(node.type == "comment" for node in walk(value))
    )
