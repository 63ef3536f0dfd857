"""Statements laid out as a formatter would: what fits stays on its line, what does not is broken.

Templates write each statement on one line, so that they can be read; this breaks the long ones the way
prettier does with a print width of 120. Only calls, objects, arrays and blocks are touched; the author's
own code is shifted to its place and otherwise left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.tree import named, parse, text_of, walk, within_function

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["lay_out", "shift"]

WIDTH = 120
STEP = 2
_SHORT_CHAIN = 2
_BROKEN_BY_LENGTH = frozenset({"object", "array", "call_expression", "await_expression"})


def lay_out(body: str, indent: int = STEP) -> str:
    """Return the statements of `body`, each on its line at `indent`, long ones broken."""
    block = parse(f"{{\n{body}\n}}").root.named_children[0]
    return "\n".join(_statement(child, indent) for child in block.named_children)


def shift(body: str, indent: int = STEP) -> str:
    """Return `body` moved to `indent`; what lies inside a template string keeps its columns."""
    lines = body.strip("\r\n").rstrip().splitlines()
    inside = _inside_template(lines)
    text_lines = [line for number, line in enumerate(lines) if line.strip() and number not in inside]
    common = min((len(line) - len(line.lstrip(" \t")) for line in text_lines), default=0)
    return "\n".join(
        line if number in inside else f"{' ' * indent}{line[common:]}".rstrip() for number, line in enumerate(lines)
    )


def _inside_template(lines: list[str]) -> set[int]:
    tree = within_function("\n".join(lines))
    strings = (node for node in walk(tree.root) if node.type == "template_string")
    # Line 0 of the body is line 1 of the tree; the first line of a string is still code.
    return {row - 1 for node in strings for row in range(node.start_point.row + 1, node.end_point.row + 1)}


def _statement(node: Node, indent: int) -> str:
    margin = " " * indent
    if node.type == "expression_statement":
        return f"{margin}{_show(named(node)[0], indent, indent, 1)};"
    if node.type in {"if_statement", "for_in_statement"}:
        block = node.children[-1]
        head = " ".join(text_of(child) for child in node.children[:-1])
        inner = "\n".join(_statement(child, indent + STEP) for child in block.named_children)
        return f"{margin}{head} {{\n{inner}\n{margin}}}"
    return f"{margin}{text_of(node)}"


def _show(node: Node, indent: int, column: int, tail: int) -> str:
    """Write `node`, which begins at `column`; `tail` more characters follow on its last line."""
    flat = _flat(node)
    if node.type not in _BROKEN_BY_LENGTH or (column + len(flat) + tail <= WIDTH and not _breaks(node)):
        return flat
    match node.type:
        case "await_expression":
            return f"await {_show(named(node)[0], indent, column + 6, tail)}"
        case "call_expression":
            return _call(node, indent, column, tail)
        case _:
            return _expanded(node, indent)


def _expanded(node: Node, indent: int) -> str:
    inner = indent + STEP
    opening, closing = ("{", "}") if node.type == "object" else ("[", "]")
    lines = []
    for child in named(node):
        key = f"{text_of(child.child_by_field_name('key'))}: " if child.type == "pair" else ""
        value = child.child_by_field_name("value") if child.type == "pair" else child
        lines.append(f"{' ' * inner}{key}{_show(value or child, inner, inner + len(key), 1)},\n")
    return f"{opening}\n{''.join(lines)}{' ' * indent}{closing}" if lines else opening + closing


def _call(node: Node, indent: int, column: int, tail: int) -> str:
    links: list[tuple[str, Node]] = []
    head, waits = node, ""
    while head.type == "call_expression":
        callee, arguments = head.child_by_field_name("function"), head.child_by_field_name("arguments")
        if callee is not None and callee.type == "await_expression":
            # This grammar binds `await` closer than a call with type arguments.
            callee, waits = named(callee)[0], "await "
        if callee is None or arguments is None or callee.type != "member_expression":
            return _flat(node)
        name = text_of(callee.child_by_field_name("property")) + text_of(head.child_by_field_name("type_arguments"))
        links.insert(0, (f".{name}", arguments))
        head = callee.child_by_field_name("object") or callee
    base = waits + text_of(head)
    inner = indent + STEP
    lines = [
        f"\n{' ' * inner}{name}{_arguments(arguments, inner, inner + len(name), tail)}" for name, arguments in links
    ]
    # Prettier keeps a short chain on one line when an object in it is broken up anyway.
    if len(links) == 1 or (len(links) == _SHORT_CHAIN and "{\n" in lines[-1]):
        *firsts, (last, arguments) = links
        inline = base + "".join(f"{name}{_flat(first)}" for name, first in firsts) + last
        return inline + _arguments(arguments, indent, column + len(inline), tail)
    return base + "".join(lines)


def _arguments(node: Node, indent: int, column: int, tail: int) -> str:
    flat = _flat(node)
    if column + len(flat) + tail <= WIDTH and not _breaks(node):
        return flat
    *others, last = named(node)
    first_line = "".join(f"{_flat(other)}, " for other in others)
    hugged = last.type in {"object", "array"} and (not others or others[-1].type != last.type)
    if hugged and column + len(first_line) + 2 <= WIDTH:
        return f"({first_line}{_expanded(last, indent)})"
    inner = indent + STEP
    lines = "".join(f"{' ' * inner}{_show(other, inner, inner, 1)},\n" for other in (*others, last))
    return f"(\n{lines}{' ' * indent})"


def _flat(node: Node) -> str:
    match node.type:
        case "object":
            inner = ", ".join(_flat(child) for child in named(node))
            return f"{{ {inner} }}" if inner else "{}"
        case "array":
            return f"[{', '.join(_flat(child) for child in named(node))}]"
        case "arguments":
            return f"({', '.join(_flat(child) for child in named(node))})"
        case "pair":
            value = node.child_by_field_name("value")
            return f"{text_of(node.child_by_field_name('key'))}: {_flat(value or node)}"
        case "call_expression" | "member_expression" | "await_expression":
            return "".join(_flat(child) + (" " if child.type == "await" else "") for child in node.children)
        case _:
            return text_of(node)


def _breaks(node: Node) -> bool:
    """Prettier never keeps several objects of several members each on one line."""
    return any(
        candidate.type == "array"
        and len(items := named(candidate)) > 1
        and all(item.type == "object" and len(named(item)) > 1 for item in items)
        for candidate in walk(node)
    )
