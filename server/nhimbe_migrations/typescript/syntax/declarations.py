"""What a types file declares: interfaces and object types, their bodies and what stands in them.

Declarations are found by a walk over the top level and over namespaces; the members of a body are read
only when somebody asks, since a file may hold thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nhimbe_migrations.text import Span
from nhimbe_migrations.typescript_tree import Source

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Body", "Declaration", "Item", "bodies", "declarations", "inline_bodies", "read_body"]

WRAPPERS = {"Readonly", "Partial", "Required", "Simplify", "Prettify", "Expand", "DeepReadonly"}
"""Generic types that keep the members of their argument; the last four are household names, not the language's."""

ESCAPE = r"\\(?:u\{(?P<braced>[0-9a-fA-F]{1,5})\}|u(?P<plain>[0-9a-fA-F]{4})|x(?P<short>[0-9a-fA-F]{2})|(?P<sign>.))"
CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


@dataclass(frozen=True, slots=True)
class Declaration:
    """An interface, or a type alias."""

    name: str
    kind: Literal["interface", "type"]
    namespace: tuple[str, ...]
    """The namespaces around it, from the outside in."""
    node: Node
    outer: Node
    """The statement: `node` with `export` and `declare` before it."""
    extends: tuple[str, ...]

    @property
    def path(self) -> str:
        """The name as code at the top level would say it: `Db.Event`."""
        return ".".join((*self.namespace, self.name))

    @property
    def exported(self) -> bool:
        return self.outer.type == "export_statement"


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a body: a property, or (`name` is None) a method, an index signature and the like."""

    name: str | None
    key: Span
    """The name as written, with its quotes."""
    span: Span
    """The signature, without what ends it."""
    end: int
    """After the `;` or `,`, or where the signature ends when there is none."""
    terminator: str
    optional: bool
    readonly: bool
    type: Span | None
    comment: Span | None
    """The comment behind it on its line."""
    leading: tuple[Span, ...]
    """The comments before it that belong to no earlier item's line."""
    node: Node


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between two braces."""

    span: Span
    """From the opening brace to after the closing one."""
    items: tuple[Item, ...]
    inner: tuple[Span, ...]
    """The comments after the last item."""
    node: Node

    @property
    def properties(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.name is not None)


def declarations(source: Source) -> list[Declaration]:
    """Return the interfaces and type aliases of the top level and of namespaces, in the order of the text."""
    return list(_declared(source, source.root.children, ()))


def bodies(source: Source, declaration: Declaration) -> tuple[Body, ...]:
    """Return the bodies whose members are the declaration's own: several for `{ … } & { … }`, none for a union."""
    field = "body" if declaration.kind == "interface" else "value"
    return tuple(read_body(source, node) for node in _own(declaration.node.child_by_field_name(field), source))


def inline_bodies(source: Source, item: Item) -> tuple[Body, ...]:
    """Return the bodies written inside the type of `item`: `{ … }`, `{ … }[]`, `Array<{ … }>`, `{ … } | null`."""
    annotation = item.node.child_by_field_name("type")
    return tuple(read_body(source, node) for node in _nested(annotation)) if annotation else ()


def read_body(source: Source, node: Node) -> Body:
    """Read the items of an `interface_body` or `object_type`."""
    children = [child for child in node.children if child.type not in {"{", "}"}]
    items: list[Item] = []
    comments: list[Span] = []
    at = 0
    while at < len(children):
        child = children[at]
        at += 1
        if child.type == "comment":
            comments.append(source.span(child))
        elif child.is_named:
            ending, at = _ending(children, at)
            end = ending or child
            behind = children[at] if at < len(children) and _same_line(source, end, children[at]) else None
            at += behind is not None
            items.append(_item(source, child, ending, behind, tuple(comments)))
            comments = []
    return Body(source.span(node), tuple(items), tuple(comments), node)


def _declared(source: Source, statements: Iterable[Node], namespace: tuple[str, ...]) -> Iterator[Declaration]:
    for statement in statements:
        node = _inside(statement)
        match node.type:
            case "interface_declaration" | "type_alias_declaration":
                name = node.child_by_field_name("name")
                if name is not None:
                    kind: Literal["interface", "type"] = "interface" if node.type.startswith("i") else "type"
                    yield Declaration(source.of(name), kind, namespace, node, statement, tuple(_extends(source, node)))
            case "internal_module" | "module":
                name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
                if name is not None and body is not None:
                    inner = () if name.type == "string" else tuple(source.of(name).split("."))
                    yield from _declared(source, body.children, namespace + inner)
            case "statement_block":  # `declare global { … }`
                yield from _declared(source, node.children, namespace)
            case _:
                pass


def _inside(statement: Node) -> Node:
    """Take `export` and `declare`, and the statement that the grammar wraps around `namespace`, off."""
    node = statement
    while node.type in {"export_statement", "ambient_declaration", "expression_statement"}:
        kinds = {
            "interface_declaration", "type_alias_declaration", "internal_module", "module", "ambient_declaration",
            "statement_block",
        }  # fmt: skip
        inner = next((child for child in node.named_children if child.type in kinds), None)
        if inner is None:
            return node
        node = inner
    return node


def _extends(source: Source, node: Node) -> Iterator[str]:
    for clause in node.named_children:
        if clause.type in {"extends_type_clause", "extends_clause"}:
            yield from (re.split(r"\s*<", source.of(base), maxsplit=1)[0] for base in clause.named_children)
        elif clause.type == "intersection_type":
            yield from (source.of(part) for part in _parts(clause) if part.type.endswith("type_identifier"))


def _own(node: Node | None, source: Source) -> Iterator[Node]:
    if node is None:
        return
    match node.type:
        case "interface_body" | "object_type":
            yield node
        case "parenthesized_type" | "readonly_type":
            yield from _own(node.named_children[0], source)
        case "intersection_type":
            for part in _parts(node):
                yield from _own(part, source)
        case "generic_type" if source.of(node.named_children[0]) in WRAPPERS:
            arguments = node.child_by_field_name("type_arguments")
            yield from _own(arguments.named_children[0] if arguments else None, source)
        case _:
            pass


def _nested(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == "object_type":
            yield child
        elif child.type in {
            "array_type", "union_type", "parenthesized_type", "readonly_type", "generic_type", "type_arguments",
            "intersection_type",
        }:  # fmt: skip
            yield from _nested(child)


def _parts(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        yield from _parts(child) if child.type == node.type else (child,)


def _ending(children: list[Node], at: int) -> tuple[Node | None, int]:
    """Return the `;` or `,` from `at` on, comments before it passed over, and where to read on."""
    ahead = at
    while ahead < len(children) and children[ahead].type == "comment":
        ahead += 1
    ends = ahead < len(children) and children[ahead].type in {";", ","}
    return (children[ahead], ahead + 1) if ends else (None, at)


def _same_line(source: Source, before: Node, after: Node) -> bool:
    between = source.data[before.end_byte : after.start_byte]
    return after.type == "comment" and not re.search(rb"[\r\n]", between)


def _item(source: Source, node: Node, ending: Node | None, behind: Node | None, leading: tuple[Span, ...]) -> Item:
    name = node.child_by_field_name("name") if node.type == "property_signature" else None
    annotation = node.child_by_field_name("type")
    typed = [child for child in annotation.named_children if child.type != "comment"] if annotation and name else []
    marks = {child.type for child in node.children}
    return Item(
        name=_unquoted(source.of(name)) if name else None,
        key=source.span(name or node),
        span=source.span(node),
        end=source.offset((ending or node).end_byte),
        terminator=ending.type if ending else "",
        optional="?" in marks,
        readonly="readonly" in marks,
        type=source.span(typed[-1]) if typed else None,
        comment=source.span(behind) if behind else None,
        leading=leading,
        node=node,
    )


def _unquoted(name: str) -> str:
    return re.sub(ESCAPE, _unescaped, name[1:-1], flags=re.DOTALL) if name[:1] in {"'", '"'} else name


def _unescaped(match: re.Match[str]) -> str:
    code = match["braced"] or match["plain"] or match["short"]
    return chr(int(code, 16)) if code else CONTROLS.get(match["sign"], match["sign"])
