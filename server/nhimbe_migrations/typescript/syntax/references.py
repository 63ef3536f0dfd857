"""Who names a type, and who names a member of it, in the same file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.typescript.syntax.declarations import Declaration
from nhimbe_migrations.typescript_tree import Source

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["is_taken", "lines_of", "member_mentions", "occurrences", "type_mentions", "value_mentions"]


def occurrences(source: Source, name: str) -> Iterator[Node]:
    """Yield the leaves of the tree whose whole text is the identifier `name`."""
    wanted = name.encode()
    start = source.data.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        node = source.root.descendant_for_byte_range(start, end)
        if node is not None and (node.start_byte, node.end_byte) == (start, end):
            yield node
        start = source.data.find(wanted, end)


def type_mentions(source: Source, name: str) -> tuple[Node, ...]:
    """Return where `name` stands as a type, its declarations and `export { name }` included."""
    return tuple(
        node
        for node in occurrences(source, name)
        if node.type == "type_identifier" or (node.type == "identifier" and _exports(node))
    )


def value_mentions(source: Source, name: str) -> tuple[Node, ...]:
    """Return where `name` stands as a value, or as a type parameter: the same word, another thing."""
    return tuple(
        node
        for node in occurrences(source, name)
        if (node.type == "identifier" and not _exports(node))
        or (node.parent is not None and node.parent.type in {"type_parameter", "enum_declaration", "class_declaration"})
    )


def member_mentions(source: Source, declaration: Declaration, member: str) -> tuple[Node, ...]:
    """Return the strings that name `member` in `Event["member"]`, `Pick<Event, "member">`, `Omit<Event, "member">`."""
    found: list[Node] = []
    for node in type_mentions(source, declaration.name):
        parent = node.parent
        if parent is not None and parent.type == "lookup_type" and parent.named_children[0] == node:
            found += _strings(source, parent.named_children[1], member)
        elif parent is not None and parent.type == "type_arguments" and parent.named_children[0] == node:
            generic = parent.parent
            if generic is not None and source.of(generic.named_children[0]) in {"Pick", "Omit"}:
                found += [text for child in parent.named_children[1:] for text in _strings(source, child, member)]
    return tuple(found)


def is_taken(source: Source, declared: Sequence[Declaration], name: str) -> bool:
    """Tell whether the file declares, imports or exports something of this name already."""
    if name not in source.text:
        return False
    exported = (node for node in type_mentions(source, name) if node.type == "identifier")
    return (
        any(declaration.name == name for declaration in declared) or bool(value_mentions(source, name)) or any(exported)
    )


def lines_of(nodes: Sequence[Node]) -> str:
    """Say on which lines the nodes stand: `line 4`, `lines 4, 9`."""
    rows = list(dict.fromkeys(node.start_point.row + 1 for node in nodes))
    return f"line{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}"


def _strings(source: Source, node: Node, member: str) -> Iterator[Node]:
    """Yield the string fragments that say `member` in a literal or a union of literals."""
    if node.type == "string_fragment":
        if source.of(node) == member:
            yield node
    elif node.type in {"literal_type", "union_type", "parenthesized_type", "string"}:
        for child in node.named_children:
            yield from _strings(source, child, member)


def _exports(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "export_specifier"
