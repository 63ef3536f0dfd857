"""Texts of SQL that only the calls of the function around them complete."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import declaration_of
from nhimbe_migrations.code_use.query import Query, begins_as_sql
from nhimbe_migrations.code_use.syntax import CodeFile, enclosing_function
from nhimbe_migrations.code_use.texts.folder import Folder
from nhimbe_migrations.code_use.texts.parts import Hole, Part

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["TOO_COMMON", "Template", "literal_of", "name_of", "queries_at", "template_of"]

TOO_COMMON = {"constructor", "then", "map", "forEach", "get", "set", "filter", "prepare", "exec", "log"}
"""Names of functions that say nothing of which function is meant."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text that begins with what its function is told, or whose table it is told: a query at each call of the function."""

    name: str
    parameters: Mapping[int, int]
    """Parameter (id of its node) → its position."""
    folder: Folder
    argument: Node
    owner: str
    query: Query
    """What it is where no call tells more."""
    fragments: bool = False
    """It is a query as it stands; its calls give conditions, columns or an order."""


_WORDS = re.compile(r"[A-Za-z_]{2}")
_TABLE_NEXT = re.compile(r"\b(?:from|join|into|update|table)\s+[\"`\[]?$", re.IGNORECASE)


def queries_at(template: Template, code: CodeFile, folder: Folder, call: Node) -> Query | Template | None:
    """Return what `template` is at one call of its function: a query, or a template of the function around the call."""
    arguments = call.child_by_field_name("arguments")
    given = [item for item in arguments.named_children if item.type != "comment"] if arguments is not None else []
    site = replace(folder, parameters={})
    told = {
        parameter: (site, given[position])
        for parameter, position in template.parameters.items()
        if position < len(given)
    }
    if not told:
        return None
    inner = replace(template.folder, given={**template.folder.given, **told}, parameters={})
    parts = inner.fold(template.argument)
    first = _asks([*told.values()])
    function = enclosing_function(call)
    within = (function.start_byte, function.end_byte) if function is not None else (0, len(code.data))
    given_text: str | None = None
    if template.fragments:
        fixed = [part for _, node in told.values() for part in site.fold(node) if isinstance(part, str)]
        given_text = "\n".join(fixed)
        if not _WORDS.search(given_text):
            return None
    query = Query(
        code.path,
        literal_of(code, first).start_point.row + 1,
        parts,
        template.owner,
        within,
        (),
        first.start_byte,
        guessed=True,
        fragment=given_text,
    )
    if template.fragments or not _needs_call(parts):
        return query if query.looks_like_sql else None
    return template_of(code, replace(inner, parameters=site.parameters), template.owner, template.argument, [query])


def _needs_call(parts: Sequence[Part]) -> bool:
    """Whether what it asks for, or the name of a table, is told at run time."""
    if parts and isinstance(parts[0], Hole) and not parts[0].texts:
        return True
    return any(
        isinstance(part, Hole) and not part.texts and isinstance(before, str) and _TABLE_NEXT.search(before) is not None
        for before, part in pairwise(parts)
    )


def _asks(told: Sequence[tuple[Folder, Node]]) -> Node:
    """The argument that is SQL, else the first."""
    for folder, node in told:
        first = next(iter(folder.fold(node)), None)
        if isinstance(first, str) and begins_as_sql(first):
            return node
    return min((node for _, node in told), key=lambda node: node.start_byte)


def template_of(code: CodeFile, folder: Folder, owner: str, argument: Node, found: Sequence[Query]) -> Template | None:
    """Return the template that the one query of `found` is, where parameters of its function are part of the text."""
    if len(found) != 1 or not folder.parameters:
        return None
    functions = {
        function.id: function
        for parameter in folder.parameters.values()
        if (function := enclosing_function(parameter)) is not None
    }
    for function in functions.values():
        listed = function.child_by_field_name("parameters")
        name = name_of(code, function)
        positions = {
            item.id: at
            for at, item in enumerate(listed.named_children if listed is not None else ())
            if item.id in folder.parameters
        }
        if name is not None and positions and name not in TOO_COMMON:
            return Template(
                name, positions, folder, argument, owner, found[0], fragments=not _needs_call(found[0].parts)
            )
    return None


def literal_of(code: CodeFile, node: Node, depth: int = 0) -> Node:
    """Return the literal that a text starts with, where it stands in this file; else the argument itself."""
    inner = node
    if depth > _DEEPEST:
        return node
    if node.type == "identifier":
        found = declaration_of(code, node)
        value = found[0].child_by_field_name("value") if found is not None else None
        if value is not None and found is not None and found[0].type == "variable_declarator":
            inner = literal_of(code, value, depth + 1)
    elif node.type == "binary_expression" and (left := node.child_by_field_name("left")) is not None:
        inner = literal_of(code, left, depth + 1)
    elif node.type in {"parenthesized_expression", "as_expression"} and node.named_children:
        inner = literal_of(code, node.named_children[0], depth + 1)
    elif node.type == "call_expression":
        callee = node.child_by_field_name("function")
        owner = callee.child_by_field_name("object") if callee is not None else None
        inner = literal_of(code, owner, depth + 1) if owner is not None else node
    return inner if inner.type in {"string", "template_string", "array"} else node


_DEEPEST = 12


def name_of(code: CodeFile, function: Node) -> str | None:
    """Return what a function is called, by itself or by the variable or property that holds it."""
    named = function.child_by_field_name("name")
    if named is not None:
        return code.of(named)
    parent = function.parent
    if parent is None:
        return None
    field = {"variable_declarator": "name", "pair": "key", "public_field_definition": "name"}.get(parent.type)
    named = parent.child_by_field_name(field) if field else None
    return code.of(named) if named is not None else None
