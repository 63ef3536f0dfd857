"""How code is laid out: quotes, semicolons, indentation, line ends – read from a file, and given to a new one.

Only what no program notices changes: each edit is made at a token of the syntax tree, and a statement that would run into the
next one keeps its semicolon.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.tree import Tree, named, parse, text_of, walk
from nhimbe_migrations.text import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

__all__ = ["Layout", "laid_out", "layout_of", "renamed", "without_types"]

_STATEMENTS = frozenset(
    {"expression_statement", "lexical_declaration", "variable_declaration", "return_statement", "throw_statement",
     "import_statement", "export_statement", "break_statement", "continue_statement", "public_field_definition"}
)  # fmt: skip
_RUNS_ON = "([`+-/*.,"
"""What makes a line go on with the one before it, where no semicolon stands between."""
_TYPES = frozenset(
    {
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "implements_clause",
        "accessibility_modifier",
        "asserts_annotation",
    }
)
_DECLARED = frozenset({"interface_declaration", "type_alias_declaration", "ambient_declaration"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The habits of one file. The default is this project's own."""

    quote: str = '"'
    semicolons: bool = True
    indent: str = "  "
    newline: str = "\n"


def layout_of(tree: Tree, text: str) -> Layout:
    """Return the layout of a file; what it does not show is as usual."""
    quotes: Counter[str] = Counter()
    ends: Counter[bool] = Counter()
    for node in walk(tree.root):
        if node.type == "string":
            literal = text_of(node)
            if not set("'\"") & set(literal[1:-1]):
                quotes[literal[0]] += 1
        elif node.type in _STATEMENTS and node.type != "export_statement":
            ends[text_of(node).endswith(";")] += 1
    return Layout(
        quote="'" if quotes["'"] > quotes['"'] else '"',
        semicolons=ends[True] >= ends[False],
        indent=_indent_of(tree),
        newline="\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n",
    )


def _indent_of(tree: Tree) -> str:
    """The indentation of the first block whose statements stand on lines of their own."""
    for node in walk(tree.root):
        if node.type in {"statement_block", "object", "class_body"} and (inner := named(node)):
            first = inner[0]
            if first.start_point.row > node.start_point.row:
                outer, own = _margin(tree, node), _margin(tree, first)
                if own.startswith(outer) and len(own) > len(outer):
                    return own[len(outer) :]
    return "  "


def _margin(tree: Tree, node: Node) -> str:
    line = tree.data.split(b"\n")[node.start_point.row].decode("utf-8", "replace")
    return line[: len(line) - len(line.lstrip(" \t"))]


def laid_out(text: str, layout: Layout) -> str:
    """Return `text`, which is laid out as this project does, in another layout."""
    tree = parse(text)
    if tree.faults():
        return text
    edits = [edit for node in walk(tree.root) for edit in _edits(tree, node, layout)]
    text = apply_edits(text, edits)
    if layout.indent != "  ":
        text = _indented(text, layout.indent)
    return text.replace("\n", layout.newline) if layout.newline != "\n" else text


def _edits(tree: Tree, node: Node, layout: Layout) -> Iterator[Edit]:
    if node.type == "string" and layout.quote == "'":
        literal = text_of(node)
        if literal[0] == '"' and "'" not in literal and "\\" not in literal:
            yield Edit(tree.span(node), f"'{literal[1:-1]}'")
    if not layout.semicolons and node.type == ";" and node.parent is not None and node.parent.type in _ENDED:
        line, _, rest = tree.data[node.end_byte :].decode("utf-8", "replace").partition("\n")
        is_last = re.fullmatch(r"\s*(?://.*|/\*.*\*/\s*)?\}?\s*", line) is not None
        following = _NOTHING.sub("", rest, count=1)
        if is_last and not following.startswith(tuple(_RUNS_ON)):
            yield Edit(tree.span(node), "")


_ENDED = frozenset({*_STATEMENTS, "class_body"})
_NOTHING = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
"""White space and comments, between two statements."""


def _indented(text: str, unit: str) -> str:
    kept = {
        row
        for node in walk(parse(text).root)
        if node.type == "template_string" and node.end_point.row > node.start_point.row
        for row in range(node.start_point.row + 1, node.end_point.row + 1)
    }
    lines = []
    for row, line in enumerate(text.split("\n")):
        body = line.lstrip(" ")
        steps, rest = divmod(len(line) - len(body), 2)
        lines.append(line if row in kept else f"{unit * steps}{' ' * rest}{body}")
    return "\n".join(lines)


def renamed(text: str, old: str, new: str) -> str:
    """Return statements in which the variable `old` is called `new`; members and keys of that name stay."""
    tree = parse(text)
    edits = []
    for node in walk(tree.root):
        if text_of(node) != old:
            continue
        if node.type == "identifier":
            edits.append(Edit(tree.span(node), new))
        elif node.type == "shorthand_property_identifier":
            edits.append(Edit(tree.span(node), f"{old}: {new}"))
    return apply_edits(text, edits)


def without_types(text: str) -> str:
    """Return TypeScript without what only the compiler reads."""
    tree = parse(text)
    edits: list[Edit] = []
    _strip(tree, tree.root, edits)
    return apply_edits(text, edits)


def _strip(tree: Tree, node: Node, edits: list[Edit]) -> None:
    if node.type in _TYPES or node.type in _DECLARED or _is_type_import(node):
        span = tree.span(node)
        end = span.end
        if node.type in _DECLARED or node.type == "import_statement":
            text = tree.data.decode("utf-8")
            end += len(text[end:]) - len(text[end:].lstrip(" \t"))
            end += 1 if text[end : end + 1] == "\n" else 0
        edits.append(Edit(type(span)(span.start, end), ""))
        return
    if node.type in {"as_expression", "satisfies_expression"}:
        inner = named(node)[0]
        _strip(tree, inner, edits)
        edits.append(Edit(type(tree.span(node))(tree.span(inner).end, tree.span(node).end), ""))
        return
    if node.type == "non_null_expression":
        inner = named(node)[0]
        _strip(tree, inner, edits)
        edits.append(Edit(type(tree.span(node))(tree.span(inner).end, tree.span(node).end), ""))
        return
    if node.type == "optional_parameter":
        edits += [Edit(tree.span(child), "") for child in node.children if child.type == "?"]
    for child in node.children:
        _strip(tree, child, edits)


def _is_type_import(node: Node) -> bool:
    return node.type == "import_statement" and any(child.type == "type" for child in node.children)


def first_line_comment(text: str) -> str:
    """The comment for a linter with which a file begins, if there is one."""
    match = re.match(
        r"\s*(/\*\s*eslint[^\n]*\*/|//\s*@ts-[^\n]*|//\s*eslint-disable(?!-)[^\n]*|['\"]use strict['\"];?)[^\S\n]*\n",
        text,
    )
    return match[1] if match else ""
