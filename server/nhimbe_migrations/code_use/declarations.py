"""Where the names of a program come from: declarations by scope, assignments, imports."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.syntax import FUNCTIONS, CodeFile, ancestors, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["changes_of", "declaration_of", "imported_as", "pushes_of"]

_SCOPES = FUNCTIONS | {"program"}


def declaration_of(code: CodeFile, use: Node) -> tuple[Node, bool] | None:
    """Return what declares the name at `use` and whether it is constant: a declarator, a parameter, or a `for … of`."""
    name = code.of(use)
    for scope in ancestors(use):
        if scope.type in FUNCTIONS or scope.type in _BLOCKS:
            found = _names_in(code, scope).get(name)
            if found is not None:
                return found
        elif scope.type == "for_in_statement" and name in _loop_names(code, scope):
            return scope, False
    return None


def _loop_names(code: CodeFile, loop: Node) -> set[str]:
    left = loop.child_by_field_name("left") if loop.child_by_field_name("kind") is not None else None
    return (
        {code.of(left)} if left is not None and left.type == "identifier" else _names_of(code, left) if left else set()
    )


_BLOCKS = {"statement_block", "program", "switch_case"}


def _names_in(code: CodeFile, scope: Node) -> dict[str, tuple[Node, bool]]:
    """What a function or a block declares by itself; looked for once."""
    key = "names", scope.id
    if key not in code.kept:
        names: dict[str, tuple[Node, bool]] = {}
        code.kept[key] = names
        if scope.type in FUNCTIONS:
            for parameter in _parameters(scope):
                names.update((name, (parameter, False)) for name in _names_of(code, parameter) if name not in names)
        else:
            _declared(code, scope, names)
    found: dict[str, tuple[Node, bool]] = code.kept[key]
    return found


def _declared(code: CodeFile, block: Node, names: dict[str, tuple[Node, bool]]) -> None:
    for statement in block.named_children:
        inner = statement
        if statement.type == "export_statement":
            inner = statement.child_by_field_name("declaration") or statement
        if inner.type not in {"lexical_declaration", "variable_declaration"}:
            continue
        for declarator in inner.named_children:
            called = declarator.child_by_field_name("name")
            if called is not None and called.type == "identifier":
                names.setdefault(code.of(called), (declarator, code.of(inner.children[0]) == "const"))


def _parameters(function: Node) -> list[Node]:
    listed = function.child_by_field_name("parameters")
    single = function.child_by_field_name("parameter")
    return [*(listed.named_children if listed is not None else ()), *([single] if single is not None else ())]


def _names_of(code: CodeFile, parameter: Node) -> set[str]:
    return {
        code.of(node)
        for node in walk(parameter)
        if node.type in {"identifier", "shorthand_property_identifier_pattern"}
    }


def changes_of(code: CodeFile, name: str, declarator: Node) -> list[Node]:
    """Return the assignments, plain and augmented, to the variable that `declarator` declares."""
    return _in_scope(code, "changes", name, declarator)


def pushes_of(code: CodeFile, name: str, declarator: Node) -> list[Node]:
    """Return the calls of push() on the variable that `declarator` declares."""
    return _in_scope(code, "pushes", name, declarator)


def _in_scope(code: CodeFile, what: str, name: str, declarator: Node) -> list[Node]:
    """Those of a file's changes or pushes of a name that stand in the function, or the program, that declares it."""
    if what not in code.kept:
        _index(code)
    starts, nodes = code.kept[what].get(name, ((), ()))
    scope = next((node for node in ancestors(declarator) if node.type in _SCOPES), None)
    if scope is None:
        return []
    return list(nodes[bisect_left(starts, scope.start_byte) : bisect_left(starts, scope.end_byte)])


def _index(code: CodeFile) -> None:
    found: dict[str, dict[str, tuple[list[int], list[Node]]]] = {"changes": {}, "pushes": {}}
    for node in walk(code.root):
        what, name = "", None
        if node.type in {"augmented_assignment_expression", "assignment_expression"}:
            what, name = "changes", node.child_by_field_name("left")
        elif node.type == "call_expression":
            callee = node.child_by_field_name("function")
            method = callee.child_by_field_name("property") if callee is not None else None
            if callee is not None and method is not None and code.of(method) == "push":
                what, name = "pushes", callee.child_by_field_name("object")
        if name is not None and name.type == "identifier":
            starts, nodes = found[what].setdefault(code.of(name), ([], []))
            starts.append(node.start_byte)
            nodes.append(node)
    code.kept.update(found)


def imported_as(code: CodeFile, name: str) -> tuple[str, str] | None:
    """Return the module, as imported, and the name there of what is called `name` here; None where it is not imported."""
    for statement in code.root.named_children:
        if statement.type != "import_statement":
            continue
        source = statement.child_by_field_name("source")
        for specifier in walk(statement):
            if specifier.type != "import_specifier":
                continue
            called, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
            if source is not None and called is not None and code.of(alias or called) == name:
                return code.of(source)[1:-1], code.of(called)
    return None
