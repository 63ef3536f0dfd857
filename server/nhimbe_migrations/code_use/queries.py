"""SQL in code: every text that is handed to prepare(), exec() or batch(), or to a function that hands it on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import declaration_of
from nhimbe_migrations.code_use.query import Argument, Query
from nhimbe_migrations.code_use.syntax import FUNCTIONS, CodeFile, ancestors, callee_of, enclosing_function, walk
from nhimbe_migrations.code_use.templates import TOO_COMMON, Template, literal_of, name_of, template_of
from nhimbe_migrations.code_use.texts.folder import Folder
from nhimbe_migrations.code_use.texts.parts import Hole

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["PassedOn", "calls_of", "passes_on", "queries_of"]


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A function that hands the text in one of its parameters to a database."""

    name: str
    position: int
    file: str


_SENDS = {"prepare", "exec"}
_OTHER_ENGINES = re.compile(
    rb"""(?:from|require\()\s*['"](?:better-sqlite3|sqlite3|sqlite|node:sqlite|bun:sqlite|pg|postgres|mysql2?(?:/promise)?|@libsql/client|@neondatabase/serverless|sql\.js)['"]"""
)
_OBJECT_STORAGE = re.compile(r"(?:storage|ctx|state)\??\.sql$|\.sql$|^sql$")


def queries_of(
    code: CodeFile, folder: Folder, passed_on: frozenset[PassedOn] = frozenset()
) -> tuple[list[Query], list[Template]]:
    """Return the queries of a file, in its order, and the texts whose table only the calls of their functions tell.

    `passed_on` are functions that hand a text on, here and elsewhere.
    """
    queries: list[Query] = []
    templates: list[Template] = []
    if _OTHER_ENGINES.search(code.data):
        return queries, templates
    by_name: dict[str, list[PassedOn]] = {}
    for item in passed_on:
        by_name.setdefault(item.name, []).append(item)
    for call, owner, argument in _sent(code, by_name):
        declared = declaration_of(code, argument) if argument.type == "identifier" else None
        is_parameter = declared is not None and declared[0].type not in {"variable_declarator", "for_in_statement"}
        if is_parameter and declared and not folder.each_of(declared[0], 0):
            continue  # a parameter: what it is given is read where the function is called
        own = replace(folder, parameters={})
        found = [query for query in _each(code, own, call, owner, argument) if query.looks_like_sql]
        template = template_of(code, own, owner, argument, found)
        if template is None or template.fragments:
            queries.extend(found)
        if template is not None:
            templates.append(template)
    return queries, templates


def calls_of(code: CodeFile, names: Collection[str]) -> Iterator[tuple[str, Node]]:
    """Yield the calls of functions and methods that are called one of `names`."""
    for node in walk(code.root):
        callee = callee_of(node) if node.type == "call_expression" else None
        if callee is not None:
            called = code.of(callee.child_by_field_name("property") or callee)
            if called in names:
                yield called, node


def _each(code: CodeFile, folder: Folder, call: Node, owner: str, argument: Node) -> Iterator[Query]:
    function = enclosing_function(call)
    within = (function.start_byte, function.end_byte) if function is not None else (0, len(code.data))
    line = literal_of(code, argument).start_point.row + 1
    parts = folder.fold(argument)
    bound = tuple(_bound(code, call))
    only = parts[0] if len(parts) == 1 else None
    if isinstance(only, Hole) and only.texts:  # whole queries, one of which is sent
        for text in only.texts:
            yield Query(code.path, line, (text,), owner, within, bound, argument.start_byte)
        return
    yield Query(code.path, line, parts, owner, within, bound, argument.start_byte)


def _sent(code: CodeFile, by_name: dict[str, list[PassedOn]]) -> Iterator[tuple[Node, str, Node]]:
    for node in walk(code.root):
        if node.type != "call_expression":
            continue
        callee, arguments = callee_of(node), node.child_by_field_name("arguments")
        if callee is None or arguments is None or arguments.type != "arguments":
            continue
        given = [item for item in arguments.named_children if item.type != "comment"]
        method = callee.child_by_field_name("property")
        owner = callee.child_by_field_name("object")
        name = code.of(method) if method is not None else code.of(callee) if callee.type == "identifier" else ""
        if owner is not None and name in _SENDS and given:
            on = " ".join(code.of(owner).split())
            if name != "exec" or not (_is_pattern(code, owner) or _OBJECT_STORAGE.search(on)):
                yield node, on[-60:], given[0]
            continue
        for helper in by_name.get(name, ()):
            if helper.position < len(given):
                yield node, "", given[helper.position]


def _is_pattern(code: CodeFile, owner: Node) -> bool:
    """Whether `owner` is a regular expression, whose exec() has nothing to do with a database."""
    found = declaration_of(code, owner) if owner.type == "identifier" else None
    value = found[0].child_by_field_name("value") if found is not None else owner
    return value is not None and (value.type == "regex" or code.of(value).startswith(("new RegExp", "RegExp(")))


def passes_on(code: CodeFile, known: frozenset[PassedOn] = frozenset()) -> Iterator[PassedOn]:
    """Yield the functions of this file that hand a parameter on to prepare(), exec(), or to one of `known`."""
    by_name: dict[str, list[PassedOn]] = {}
    for item in known:
        by_name.setdefault(item.name, []).append(item)
    for _, _, argument in _sent(code, by_name):
        for use in (item for item in walk(argument) if item.type == "identifier"):
            found = declaration_of(code, use)
            if found is None or found[0].type == "variable_declarator":
                continue
            function = next((item for item in ancestors(found[0]) if item.type in FUNCTIONS), None)
            name = name_of(code, function) if function is not None else None
            listed = function.child_by_field_name("parameters") if function is not None else None
            if name is None or listed is None or argument.type != "identifier":
                continue
            position = next((at for at, item in enumerate(listed.named_children) if item.id == found[0].id), None)
            if position is not None and name not in TOO_COMMON:
                yield PassedOn(name, position, code.path)


def _bound(code: CodeFile, call: Node) -> Iterator[Argument]:
    """What the nearest bind() behind `call` is given."""
    member = call.parent
    if member is None or member.type != "member_expression" or member.parent is None:
        return
    method = member.child_by_field_name("property")
    if method is None or code.of(method) != "bind" or member.parent.type != "call_expression":
        return
    arguments = member.parent.child_by_field_name("arguments")
    for node in arguments.named_children if arguments is not None else ():
        if node.type == "comment":
            continue
        text = " ".join(code.of(node).split())[:80]
        literal: str | int | float | None = None
        known = True
        if node.type == "string":
            literal = code.of(node)[1:-1]
        elif node.type == "number" and (number := _number(code.of(node))) is not None:
            literal = number
        elif node.type in {"true", "false"}:
            literal = int(node.type == "true")
        elif node.type != "null":
            known = False
        yield Argument(text, literal, known, may_be_null=_NULLABLE.search(text) is not None)


_NULLABLE = re.compile(r"(?:\?\?|\|\||:|\?)\s*null\b")


def _number(text: str) -> int | float | None:
    try:
        return int(text, 0)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None
