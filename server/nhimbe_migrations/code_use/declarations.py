"""Where the names of a program come from: declarations by scope, assignments, imports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.syntax import FUNCTIONS, CodeFile, ancestors, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["changes_of", "declaration_of", "imported_as", "in_scope_of"]

_SCOPES = FUNCTIONS | {"program"}


def declaration_of(code: CodeFile, use: Node) -> tuple[Node, bool] | None:  # noqa: C901 scopes, inside out
    """Return what declares the name at `use` and whether it is constant: a declarator, or a parameter."""
    name = code.of(use)
    for scope in ancestors(use):
        if scope.type in FUNCTIONS:
            for parameter in _parameters(scope):
                if name in _names_of(code, parameter):
                    return parameter, False
        if scope.type in {"statement_block", "program", "switch_case"}:
            for statement in scope.named_children:
                inner = statement
                if statement.type == "export_statement":
                    inner = statement.child_by_field_name("declaration") or statement
                if inner.type not in {"lexical_declaration", "variable_declaration"}:
                    continue
                for declarator in inner.named_children:
                    called = declarator.child_by_field_name("name")
                    if called is not None and called.type == "identifier" and code.of(called) == name:
                        return declarator, code.of(inner.children[0]) == "const"
    return None


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


def in_scope_of(declarator: Node) -> Iterator[Node]:
    """Yield every node of the function, or the program, in which something is declared."""
    scope = next((node for node in ancestors(declarator) if node.type in _SCOPES), None)
    return walk(scope) if scope is not None else iter(())


def changes_of(code: CodeFile, name: str, declarator: Node) -> Iterator[Node]:
    """Yield the assignments, plain and augmented, to the variable that `declarator` declares."""
    for node in in_scope_of(declarator):
        if node.type in {"augmented_assignment_expression", "assignment_expression"}:
            left = node.child_by_field_name("left")
            if left is not None and left.type == "identifier" and code.of(left) == name:
                yield node


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
