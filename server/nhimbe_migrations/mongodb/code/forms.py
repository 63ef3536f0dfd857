"""The forms in which people write a migration module, and how each wants its functions called.

`export async function up(db)`, `export const up = …`, `export default { up, down }`, `module.exports = { … }`, `exports.up = …`,
a class with both methods; with the database first, or in one object (`up({ db })`, `up({ context })`), or with a callback last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.evaluate import unwrapped
from nhimbe_migrations.mongodb.code.tree import Tree, named, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["CALLBACKS", "FUNCTIONS", "Call", "call_of", "exported_functions", "methods_of", "parameters_of", "role_of"]

FUNCTIONS = frozenset(
    {"arrow_function", "function_expression", "function_declaration", "generator_function_declaration",
     "method_definition"}
)  # fmt: skip
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
CALLBACKS = frozenset({"next", "done", "callback", "cb"})
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})

Call = tuple[str, ...]
"""For each parameter: `db`, `client`, `callback`, `object` ({ db, client }), `context` ({ context: db }),
`context-object` ({ context: { db, client } }), or `nothing`."""


def exported_functions(tree: Tree) -> dict[str, Node]:
    """Return the functions of the module by the name under which a runner finds them (`up`, `down`, …)."""
    declared = _declared(tree)
    found: dict[str, Node] = {}
    for statement in named(tree.root):
        for name, node in _exported(statement, declared):
            found.setdefault(name, node)
    if "up" not in found and "migrate" in found:
        # east calls the two by other names.
        found["up"] = found["migrate"]
        if "rollback" in found:
            found["down"] = found["rollback"]
    return found


def call_of(tree: Tree, name: str) -> Call:
    """Return what the parameters of the exported function `name` are given; the driver's habit where there is none."""
    function = exported_functions(tree).get(name)
    if function is None:
        return ("db", "client")
    return tuple(role_of(index, pattern) for index, pattern in enumerate(parameters_of(function)))


def methods_of(tree: Tree) -> dict[str, Node]:
    """Return every method of a top-level class or object, by name."""
    declared = _declared(tree)
    owners = [node for node in declared.values() if node.type in _CLASSES | {"object"}]
    for statement in named(tree.root):
        expression = named(statement)[0] if statement.type == "expression_statement" and named(statement) else None
        if expression is not None and expression.type == "assignment_expression":
            owners.append(unwrapped(expression.child_by_field_name("right") or expression))
        elif statement.type == "export_statement" and (value := statement.child_by_field_name("value")) is not None:
            owners.append(unwrapped(value))
    return {name: node for owner in owners for name, node in _members(owner, declared)}


def parameters_of(function: Node) -> list[Node]:
    """Return the patterns of a function's parameters."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    parameters = function.child_by_field_name("parameters")
    patterns = (node.child_by_field_name("pattern") for node in named(parameters)) if parameters is not None else ()
    return [pattern for pattern in patterns if pattern is not None and pattern.type != "this"]


def role_of(index: int, pattern: Node) -> str:
    """Return what the parameter at `index` is given."""
    if text_of(pattern) in CALLBACKS:
        return "callback"
    if index == 0 and pattern.type == "object_pattern":
        keys = {text_of(child.child_by_field_name("key") or child): child for child in named(pattern)}
        if "context" not in keys:
            return "object"
        inner = keys["context"].child_by_field_name("value")
        return "context-object" if inner is not None and inner.type == "object_pattern" else "context"
    return ("db", "client")[index] if index <= 1 else "nothing"


def _declared(tree: Tree) -> dict[str, Node]:
    """Top-level functions, classes and object literals by name."""
    found: dict[str, Node] = {}
    for statement in named(tree.root):
        declaration = (
            statement.child_by_field_name("declaration") if statement.type == "export_statement" else statement
        )
        if declaration is None:
            continue
        if declaration.type in _DECLARATIONS:
            for node in named(declaration):
                value = node.child_by_field_name("value")
                if value is not None:
                    found[text_of(node.child_by_field_name("name"))] = unwrapped(value)
        elif declaration.type in FUNCTIONS | _CLASSES:
            found[text_of(declaration.child_by_field_name("name"))] = declaration
    return found


def _exported(statement: Node, declared: dict[str, Node]) -> list[tuple[str, Node]]:
    if statement.type == "export_statement":
        declaration, value = (statement.child_by_field_name(part) for part in ("declaration", "value"))
        default = any(child.type == "default" for child in statement.children)
        if default:
            return _members(declaration or value, declared)
        if declaration is not None and declaration.type in _CLASSES:
            return _members(declaration, declared)
        if declaration is not None and declaration.type in FUNCTIONS:
            return [(text_of(declaration.child_by_field_name("name")), declaration)]
        if declaration is not None:
            pairs = [
                (text_of(node.child_by_field_name("name")), node.child_by_field_name("value"))
                for node in named(declaration)
            ]
            return [(name, _function(value, declared)) for name, value in pairs if _function(value, declared)]  # type: ignore[misc]
        return [
            (text_of(item.child_by_field_name("alias") or item.child_by_field_name("name")), function)
            for clause in named(statement)
            if clause.type == "export_clause"
            for item in named(clause)
            if (function := _function(item.child_by_field_name("name"), declared)) is not None
        ]
    expression = named(statement)[0] if statement.type == "expression_statement" and named(statement) else None
    if expression is not None and expression.type == "assignment_expression":
        left, right = (expression.child_by_field_name(side) for side in ("left", "right"))
        target = text_of(left)
        if target in {"module.exports", "exports.default", "module.exports.default"}:
            return _members(right, declared)
        if left is not None and target.startswith(("exports.", "module.exports.")):
            function = _function(right, declared)
            return [(target.rpartition(".")[2], function)] if function is not None else []
    return []


def _function(node: Node | None, declared: dict[str, Node]) -> Node | None:
    if node is None:
        return None
    node = unwrapped(node)
    if node.type in {"identifier", "shorthand_property_identifier"}:
        node = declared.get(text_of(node), node)
    return node if node.type in FUNCTIONS else None


def _members(node: Node | None, declared: dict[str, Node]) -> list[tuple[str, Node]]:
    """The functions of an object literal, of a class, or of `new` of one."""
    if node is None:
        return []
    node = unwrapped(node)
    if node.type == "new_expression":
        node = node.child_by_field_name("constructor") or node
    if node.type == "identifier":
        node = declared.get(text_of(node), node)
    if node.type in _CLASSES:
        body = node.child_by_field_name("body")
        return [pair for member in (named(body) if body is not None else ()) if (pair := _member(member, declared))]
    if node.type == "object":
        return [pair for member in named(node) if (pair := _member(member, declared))]
    return []


def _member(member: Node, declared: dict[str, Node]) -> tuple[str, Node] | None:
    match member.type:
        case "method_definition":
            return text_of(member.child_by_field_name("name")), member
        case "pair":
            function = _function(member.child_by_field_name("value"), declared)
            return (text_of(member.child_by_field_name("key")).strip("'\""), function) if function else None
        case "shorthand_property_identifier":
            function = _function(member, declared)
            return (text_of(member), function) if function else None
        case "public_field_definition":
            function = _function(member.child_by_field_name("value"), declared)
            return (text_of(member.child_by_field_name("name")), function) if function else None
        case _:
            return None
