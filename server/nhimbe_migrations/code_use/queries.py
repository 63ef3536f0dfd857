"""SQL in code: every text that is handed to prepare(), exec() or batch(), or to a function that hands it on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.declarations import declaration_of
from nhimbe_migrations.code_use.syntax import FUNCTIONS, CodeFile, ancestors, callee_of, enclosing_function, walk
from nhimbe_migrations.code_use.texts.folder import Folder
from nhimbe_migrations.code_use.texts.parts import Hole, Part

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Argument", "PassedOn", "Query", "Template", "calls_of", "passes_on", "queries_at", "queries_of"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One value given to bind(): a literal, NULL where it may be, or whatever the program has then."""

    text: str
    literal: str | int | float | None = None
    known: bool = False
    may_be_null: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A text that reaches the database."""

    file: str
    line: int
    """Where the text starts that is sent (the literal itself where it is one)."""
    parts: tuple[Part, ...]
    owner: str
    """What prepare() was called on: `env.DB`, `this.db`."""
    function: tuple[int, int]
    """Bytes of the function that it stands in; the whole file outside of any."""
    arguments: tuple[Argument, ...] = ()
    at: int = 0
    """Byte where the text, or the part of it that a call gives, is given."""
    guessed: bool = False
    """The call is known by its function's name alone."""
    fragment: str | None = None
    """The part that a call gives to a query which stands, and is read, elsewhere."""

    @property
    def text(self) -> str:
        """The text as a person would quote it, holes as `${…}`."""
        return "".join(part if isinstance(part, str) else f"${{{part.expression}}}" for part in self.parts)

    @property
    def looks_like_sql(self) -> bool:
        first = next((part for part in self.parts if not isinstance(part, str) or part.strip()), None)
        return first is not None and (isinstance(first, Hole) or _SQL.match(first) is not None)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A function that hands the text in one of its parameters to a database."""

    name: str
    position: int
    file: str


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
_SQL = re.compile(
    r"\s*(?:(?:--[^\n]*\n|/\*[\s\S]*?\*/)\s*)*"
    r"(?:select|insert|update|delete|replace|with|create|alter|drop|explain|values|pragma|reindex|analyze)\b",
    re.IGNORECASE,
)
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
        if argument.type == "identifier" and _is_parameter(code, argument):
            continue
        own = replace(folder, parameters={})
        found = [query for query in _each(code, own, call, owner, argument) if query.looks_like_sql]
        template = _template(code, own, owner, argument, found)
        if template is None or template.fragments:
            queries.extend(found)
        if template is not None:
            templates.append(template)
    return queries, templates


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
        _written(code, first).start_point.row + 1,
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
    return _template(code, replace(inner, parameters=site.parameters), template.owner, template.argument, [query])


def calls_of(code: CodeFile, names: Collection[str]) -> Iterator[tuple[str, Node]]:
    """Yield the calls of functions and methods that are called one of `names`."""
    for node in walk(code.root):
        callee = callee_of(node) if node.type == "call_expression" else None
        if callee is not None:
            called = code.of(callee.child_by_field_name("property") or callee)
            if called in names:
                yield called, node


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
        if isinstance(first, str) and _SQL.match(first):
            return node
    return min((node for _, node in told), key=lambda node: node.start_byte)


def _template(code: CodeFile, folder: Folder, owner: str, argument: Node, found: Sequence[Query]) -> Template | None:
    if len(found) != 1 or not folder.parameters:
        return None
    functions = {
        function.id: function
        for parameter in folder.parameters.values()
        if (function := enclosing_function(parameter)) is not None
    }
    for function in functions.values():
        listed = function.child_by_field_name("parameters")
        name = _name_of(code, function)
        positions = {
            item.id: at
            for at, item in enumerate(listed.named_children if listed is not None else ())
            if item.id in folder.parameters
        }
        if name is not None and positions and name not in _TOO_COMMON:
            return Template(
                name, positions, folder, argument, owner, found[0], fragments=not _needs_call(found[0].parts)
            )
    return None


def _each(code: CodeFile, folder: Folder, call: Node, owner: str, argument: Node) -> Iterator[Query]:
    function = enclosing_function(call)
    within = (function.start_byte, function.end_byte) if function is not None else (0, len(code.data))
    line = _written(code, argument).start_point.row + 1
    parts = folder.fold(argument)
    bound = tuple(_bound(code, call))
    only = parts[0] if len(parts) == 1 else None
    if isinstance(only, Hole) and only.texts:  # whole queries, one of which is sent
        for text in only.texts:
            yield Query(code.path, line, (text,), owner, within, bound, argument.start_byte)
        return
    yield Query(code.path, line, parts, owner, within, bound, argument.start_byte)


def _written(code: CodeFile, node: Node, depth: int = 0) -> Node:
    """The literal that a text starts with, where it stands in this file; else the argument itself."""
    inner = node
    if depth > _DEEPEST:
        return node
    if node.type == "identifier":
        found = declaration_of(code, node)
        value = found[0].child_by_field_name("value") if found is not None else None
        if value is not None and found is not None and found[0].type == "variable_declarator":
            inner = _written(code, value, depth + 1)
    elif node.type == "binary_expression" and (left := node.child_by_field_name("left")) is not None:
        inner = _written(code, left, depth + 1)
    elif node.type in {"parenthesized_expression", "as_expression"} and node.named_children:
        inner = _written(code, node.named_children[0], depth + 1)
    elif node.type == "call_expression":
        callee = node.child_by_field_name("function")
        owner = callee.child_by_field_name("object") if callee is not None else None
        inner = _written(code, owner, depth + 1) if owner is not None else node
    return inner if inner.type in {"string", "template_string", "array"} else node


_DEEPEST = 12


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
            if owner.type != "regex" and not (name == "exec" and _OBJECT_STORAGE.search(on)):
                yield node, on[-60:], given[0]
            continue
        for helper in by_name.get(name, ()):
            if helper.position < len(given):
                yield node, "", given[helper.position]


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
            name = _name_of(code, function) if function is not None else None
            listed = function.child_by_field_name("parameters") if function is not None else None
            if name is None or listed is None or argument.type != "identifier":
                continue
            position = next((at for at, item in enumerate(listed.named_children) if item.id == found[0].id), None)
            if position is not None and name not in _TOO_COMMON:
                yield PassedOn(name, position, code.path)


_TOO_COMMON = {"constructor", "then", "map", "forEach", "get", "set", "filter", "prepare", "exec", "log"}


def _name_of(code: CodeFile, function: Node) -> str | None:
    named = function.child_by_field_name("name")
    if named is not None:
        return code.of(named)
    parent = function.parent
    if parent is None:
        return None
    field = {"variable_declarator": "name", "pair": "key", "public_field_definition": "name"}.get(parent.type)
    named = parent.child_by_field_name(field) if field else None
    return code.of(named) if named is not None else None


def _is_parameter(code: CodeFile, node: Node) -> bool:
    found = declaration_of(code, node)
    return found is not None and found[0].type != "variable_declarator"


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
