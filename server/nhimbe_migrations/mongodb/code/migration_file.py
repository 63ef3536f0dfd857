"""A migration file as it reads: its two exports, its imports, its constants, and what each function asks of the database.

Reading never runs anything and never fails: what is wrong with the file is a finding, and a file that is not
TypeScript is read as far as it goes for the sake of the message only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Literal

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.calls import Call, calls_of
from nhimbe_migrations.mongodb.code.evaluate import evaluate, unwrapped
from nhimbe_migrations.mongodb.code.forms import exported_functions, methods_of
from nhimbe_migrations.mongodb.code.rules import MISSING_EXPORT, SYNTAX_ERROR
from nhimbe_migrations.mongodb.code.tree import Tree, depth_of, line_of, named, parse, text_of
from nhimbe_migrations.system.nesting import deep_line

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["DEEPEST", "Import", "Parameter", "ParsedFunction", "ParsedMigration", "body_text", "read_migration"]


_VALUES = frozenset(
    {"Object", "Array", "JSON", "Math", "Number", "String", "Date", "ObjectId", "Long", "Decimal128", "path"}
)
_OF_VALUES = frozenset(
    {"map", "filter", "flatMap", "reduce", "concat", "slice", "split", "join", "trim", "toLowerCase", "toUpperCase", "entries", "keys",
     "values", "sort", "reverse", "find", "includes", "replace", "toString", "toISOString", "getTime", "fill"}
)  # fmt: skip

DEEPEST = 200
"""Levels of the syntax tree that are read; code that people write has 30 or 40. The reader calls itself per level."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    """As written; empty for none."""


@dataclass(frozen=True, slots=True)
class Import:
    module: str
    names: tuple[str, ...]
    type_only: bool
    line: int


@dataclass(frozen=True, slots=True)
class ParsedFunction:
    name: str
    line: int
    parameters: tuple[Parameter, ...]
    returns: str
    """The return type as written; empty for none."""
    is_async: bool
    calls: tuple[Call, ...]
    statements: int
    """How many statements the body has."""
    node: Node = field(compare=False, repr=False)

    @property
    def empty(self) -> bool:
        return self.statements == 0


@dataclass(frozen=True, slots=True)
class ParsedMigration:
    text: str
    file: str
    up: ParsedFunction | None
    down: ParsedFunction | None
    errors: tuple[Finding, ...]
    """What keeps it from being read: not TypeScript, an export missing."""
    imports: tuple[Import, ...]
    constants: Mapping[str, Any]
    """Top-level `const`s with their values, as far as they are known."""
    loose: tuple[Node, ...] = field(compare=False, repr=False)
    """Top-level statements that run as soon as the file is imported."""
    tree: Tree = field(compare=False, repr=False)

    @property
    def functions(self) -> tuple[ParsedFunction, ...]:
        return tuple(item for item in (self.up, self.down) if item is not None)

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(call for function in self.functions for call in function.calls)


def read_migration(text: str, file: str) -> ParsedMigration:
    """Read a migration file."""
    line = deep_line(text.encode(errors="replace"), DEEPEST)
    tree = parse("" if line is not None else text)
    if line is not None or depth_of(tree.root) > DEEPEST:
        deep = f"It nests deeper than {DEEPEST} levels, and is not read."
        found = SYNTAX_ERROR.finding(deep, file=file, line=line or 1)
        return ParsedMigration(text, file, None, None, (found,), (), {}, (), tree)
    broken = tuple(_broken(tree, file))
    constants: dict[str, Any] = {}
    helpers: dict[str, Node] = {}
    loose: list[Node] = []
    for statement in named(tree.root):
        _top_level(statement, constants, helpers, loose)
    # `this.fill(db)`: methods of the class or the object are helpers too.
    helpers = {**methods_of(tree), **helpers}
    exports = exported_functions(tree)
    up, down = (
        _function(name, exports[name], constants, helpers) if name in exports else None for name in ("up", "down")
    )
    missing = () if broken else tuple(_missing(up, down, file))
    return ParsedMigration(text, file, up, down, broken + missing, _imports(tree), constants, tuple(loose), tree)


def body_text(parsed: ParsedMigration, name: Literal["up", "down"]) -> str | None:
    """Return the statements of `up` or `down` as written, without the braces around them; None where there is none."""
    function = parsed.up if name == "up" else parsed.down
    body = function.node.child_by_field_name("body") if function else None
    if body is None or body.type != "statement_block":
        return None
    return dedent(text_of(body).removeprefix("{").removesuffix("}").strip("\n")).rstrip()


def _broken(tree: Tree, file: str) -> Iterator[Finding]:
    for node in tree.broken():
        if node.is_missing:
            yield SYNTAX_ERROR.finding(f"{node.type!r} is missing here.", file=file, line=line_of(node))
        else:
            near = text_of(node).strip().split("\n")[0][:40]
            yield SYNTAX_ERROR.finding(f"This is not TypeScript, near {near!r}.", file=file, line=line_of(node))
        # One is enough to act on: those after it are often echoes of the first.
        return


def _missing(up: ParsedFunction | None, down: ParsedFunction | None, file: str) -> Iterator[Finding]:
    for name, function in (("up", up), ("down", down)):
        if function is None:
            yield MISSING_EXPORT.finding(f"The file exports no function {name!r}.", file=file, line=1)


def _top_level(statement: Node, constants: dict[str, Any], helpers: dict[str, Node], loose: list[Node]) -> None:
    match statement.type:
        case (
            "import_statement"
            | "interface_declaration"
            | "type_alias_declaration"
            | "empty_statement"
            | "ambient_declaration"
            | "class_declaration"
            | "abstract_class_declaration"
            | "enum_declaration"
        ):
            return
        case "export_statement":
            declaration = statement.child_by_field_name("declaration")
            if declaration is not None:
                _top_level(declaration, constants, helpers, loose)
        case "expression_statement" if _exports(statement):
            return
        case "function_declaration" | "generator_function_declaration":
            helpers[text_of(statement.child_by_field_name("name"))] = statement
        case "lexical_declaration" | "variable_declaration":
            for node in named(statement):
                _constant(node, constants, helpers)
            if any(_runs(node) for node in named(statement)):
                loose.append(statement)
        case _:
            loose.append(statement)


def _exports(statement: Node) -> bool:
    """`module.exports = …`, `exports.up = …`, `"use strict"`."""
    expression = named(statement)[0] if named(statement) else None
    if expression is None or expression.type == "string":
        return True
    left = expression.child_by_field_name("left") if expression.type == "assignment_expression" else None
    return text_of(left).startswith(("module.exports", "exports."))


def _constant(declarator: Node, constants: dict[str, Any], helpers: dict[str, Node]) -> None:
    name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if name is None or value is None:
        return
    inner = unwrapped(value)
    if inner.type in {"arrow_function", "function_expression"}:
        helpers[text_of(name)] = inner
    else:
        constants[text_of(name)] = evaluate(value, constants)


def _runs(declarator: Node) -> bool:
    """Whether the initialiser calls something other than a constructor of values."""
    from nhimbe_migrations.mongodb.code.tree import walk
    from nhimbe_migrations.mongodb.code.values import is_static

    value = declarator.child_by_field_name("value")
    if value is None or unwrapped(value).type in {"arrow_function", "function_expression"}:
        return False
    return not is_static(evaluate(value, {})) and any(
        node.type == "await_expression" or (node.type == "call_expression" and not _harmless(node))
        for node in walk(value)
    )


def _harmless(call: Node) -> bool:
    """`require("…")`, and what only makes values of values: Object.fromEntries, JSON.parse, a list's map."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "member_expression":
        return text_of(function) in {"require", "Symbol", "String", "Number", "Boolean", "BigInt", "ObjectId"}
    return (
        text_of(function.child_by_field_name("object")) in _VALUES
        or text_of(function.child_by_field_name("property")) in _OF_VALUES
    )


def _function(name: str, node: Node, constants: Mapping[str, Any], helpers: Mapping[str, Node]) -> ParsedFunction:
    body = node.child_by_field_name("body")
    statements = (
        1 if body is not None and body.type != "statement_block" else len(named(body)) if body is not None else 0
    )
    parameters = node.child_by_field_name("parameters")
    return ParsedFunction(
        name,
        line_of(node),
        tuple(
            Parameter(text_of(node.child_by_field_name("pattern")), _type(node.child_by_field_name("type")))
            for node in (named(parameters) if parameters is not None else [])
        ),
        _type(node.child_by_field_name("return_type")),
        any(child.type == "async" for child in node.children),
        calls_of(node, constants, helpers),
        statements,
        node,
    )


def _type(node: Node | None) -> str:
    return text_of(node).removeprefix(":").strip()


def _imports(tree: Tree) -> tuple[Import, ...]:
    found: list[Import] = []
    for statement in named(tree.root):
        if statement.type != "import_statement":
            continue
        clauses = [child for child in named(statement) if child.type == "import_clause"]
        names: list[str] = []
        inline_types = True
        for clause in clauses:
            for part in named(clause):
                specifiers = named(part) if part.type == "named_imports" else []
                names += [text_of(specifier.child_by_field_name("name")) for specifier in specifiers] or [text_of(part)]
                inline_types &= bool(specifiers) and all(
                    specifier.children[0].type == "type" for specifier in specifiers
                )
        source = evaluate(statement.child_by_field_name("source"), {})
        stated = any(child.type == "type" for child in statement.children)
        found.append(Import(str(source), tuple(names), stated or (bool(clauses) and inline_types), line_of(statement)))
    return tuple(found)
