"""Whether what a file imports is only ever called for its own sake, as a logger or a queue is: what it gives back goes nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.tree import Tree, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["declares_import", "for_its_own_sake"]


def declares_import(node: Node) -> bool:
    at = node.parent
    while at is not None and at.type in {"import_specifier", "named_imports", "namespace_import", "import_clause"}:
        at = at.parent
    return at is not None and at.type == "import_statement"


def for_its_own_sake(tree: Tree, statement: Node) -> bool:
    """Whether what is imported is only ever called as a statement, as a logger is: what it gives back goes nowhere."""
    if statement.type == "import_statement":
        names = {
            text_of(item)
            for item in walk(statement)
            if item.type == "identifier" and item.parent is not None and item.next_named_sibling is None
        }
    else:
        declarator = statement.parent
        name = declarator.child_by_field_name("name") if declarator is not None else None
        if name is None or name.type != "identifier":
            return False
        names = {text_of(name)}
    uses = [
        node
        for node in walk(tree.root)
        if node.type == "identifier" and text_of(node) in names and not declares_import(node)
    ]
    return bool(names) and bool(uses) and all(_goes_nowhere(use, tree, deeper=True) for use in uses)


def _goes_nowhere(use: Node, tree: Tree, *, deeper: bool) -> bool:
    node, called = use, False
    while node.parent is not None:
        parent = node.parent
        of = parent.child_by_field_name("object") or parent.child_by_field_name("function")
        if parent.type in {"member_expression", "call_expression"} and of == node:
            called |= parent.type == "call_expression"
            node = parent
        elif parent.type == "await_expression":
            node = parent
        elif parent.type == "expression_statement":
            return called
        elif parent.type == "variable_declarator" and parent.child_by_field_name("name") == node:
            return True
        elif parent.type == "variable_declarator" and deeper and called:
            name = parent.child_by_field_name("name")
            if name is None or name.type != "identifier":
                return False
            again = [n for n in walk(tree.root) if n.type == "identifier" and text_of(n) == text_of(name) and n != name]
            return all(_goes_nowhere(later_use, tree, deeper=False) for later_use in again)
        else:
            return False
    return False
