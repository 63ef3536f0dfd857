"""The facts of a file of code, read from its tree in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.rows.builder import Scope
from nhimbe_migrations.code_use.rows.expressions import Expressions
from nhimbe_migrations.code_use.rows.facts import Class, DeclaredType, Facts, Import
from nhimbe_migrations.code_use.syntax import CodeFile

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["facts_of"]

_BLOCKS = {"statement_block", "switch_case", "switch_default", "class_static_block"}
_FUNCTIONS = {"function_declaration", "generator_function_declaration"}
_TYPES = {"interface_declaration", "type_alias_declaration", "enum_declaration"}


def facts_of(code: CodeFile) -> Facts:
    """Return what a file says of the flow of values."""
    reader = _Reader(code)
    top = Scope(function=True, returns=reader.slot())
    reader.top = top
    exports = reader.slot()
    top.names.update({"exports": exports})
    reader.block(code.root, top)
    return reader.facts


class _Reader(Expressions):
    top: Scope

    def block(self, node: Node, scope: Scope) -> None:
        statements = [item for item in node.named_children if item.type != "comment"]
        for statement in statements:
            self._hoist(_declaration(statement), scope)
        for statement in statements:
            self.statement(statement, scope)

    def _hoist(self, node: Node, scope: Scope) -> None:
        """Names that can be used before the line that declares them."""
        if node.type in _FUNCTIONS | _TYPES | {"class_declaration", "abstract_class_declaration"}:
            name = node.child_by_field_name("name")
            if name is not None:
                scope.names.setdefault(self.code.of(name), self.slot())
        elif node.type in {"lexical_declaration", "variable_declaration"}:
            for declarator in node.named_children:
                name = declarator.child_by_field_name("name") if declarator.type == "variable_declarator" else None
                if name is not None and name.type == "identifier":
                    scope.names.setdefault(self.code.of(name), self.slot())
        elif node.type == "import_statement":
            self._import(node, scope)

    def statement(self, node: Node, scope: Scope) -> None:
        if self.depth > _DEEPEST:
            return
        self.depth += 1
        try:
            self._statement(node, scope)
        finally:
            self.depth -= 1

    def _statement(self, node: Node, scope: Scope) -> None:  # noqa: C901, PLR0912 one branch a kind of statement
        kind = node.type
        if kind in _FUNCTIONS:
            name = node.child_by_field_name("name")
            self.function(node, scope, scope.names.get(self.code.of(name), self.slot()) if name else self.slot())
        elif kind in {"lexical_declaration", "variable_declaration"}:
            for declarator in node.named_children:
                if declarator.type == "variable_declarator":
                    self._declarator(declarator, scope)
        elif kind in {"class_declaration", "abstract_class_declaration"}:
            name = node.child_by_field_name("name")
            self.class_of(node, scope, scope.names.get(self.code.of(name), self.slot()) if name else self.slot())
        elif kind in _TYPES:
            self._type(node, scope)
        elif kind == "return_statement":
            for child in node.named_children:
                self.copy(self.read(child, scope), scope.own().returns)
        elif kind == "export_statement":
            self._export(node, scope)
        elif kind == "for_in_statement":
            self._for(node, scope)
        elif kind in _BLOCKS:
            self.block(node, Scope(scope))
        elif kind in {"import_statement", "comment"}:
            return
        elif kind == "expression_statement" and node.named_children:
            self._common_js(node.named_children[0], scope)
        elif kind.endswith(("_statement", "_clause", "_body")) or kind in {"switch_case", "else_clause"}:
            inner = Scope(scope) if kind in {"for_statement", "catch_clause"} else scope
            for child in node.named_children:
                self.statement(child, inner)
        else:
            self.read(node, scope)

    def _declarator(self, node: Node, scope: Scope) -> None:
        name, given = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        value = self._required(given)
        if value < 0:
            value = self.read(given, scope)
        if name.type == "identifier":
            own = scope.names.setdefault(self.code.of(name), self.slot())
            self.declares_type(own, node.child_by_field_name("type"), scope)
            self.copy(value, own)
        else:
            self.says_type(value, node.child_by_field_name("type"), scope)
            self.bind(name, value, scope)

    def _for(self, node: Node, scope: Scope) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        inner = Scope(scope)
        value = self.read(right, scope)
        operator = node.child_by_field_name("operator")
        if left is not None and operator is not None and self.code.of(operator) == "of":
            element = self.slot()
            if value >= 0:
                self.facts.elements.append((value, element))
            self.bind(left, element, inner)
        body = node.child_by_field_name("body")
        if body is not None:
            self.statement(body, inner)

    def _type(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("name")
        if name is None or node.type == "enum_declaration":
            return
        slot = scope.names.setdefault(self.code.of(name), self.slot())
        if node.type == "interface_declaration":
            bases = [
                found
                for child in node.named_children
                if child.type == "extends_type_clause"
                for item in child.named_children
                for found, _ in self.types_of(item, scope)
            ]
            body = node.child_by_field_name("body")
            if body is not None:
                self.declared_type(body, slot, bases)
            return
        value = node.child_by_field_name("value")
        if value is not None and value.type == "object_type":
            self.declared_type(value, slot, [])
        elif value is not None:
            bases = [found for found, _ in self.types_of(value, scope)]
            self.facts.types.append(DeclaredType(slot, (), tuple(bases)))

    def class_of(self, node: Node, scope: Scope, slot: int) -> int:  # noqa: C901 one branch a kind of member
        body = node.child_by_field_name("body")
        name = node.child_by_field_name("name")
        bases: list[int] = []
        for child in node.named_children:
            if child.type == "class_heritage":
                for clause in child.named_children:
                    value = clause.child_by_field_name("value") if clause.type == "extends_clause" else None
                    found = self.read(value, scope) if value is not None else -1
                    if clause.type == "identifier":  # plain JavaScript has no clause
                        found = self.read(clause, scope)
                    if found >= 0:
                        bases.append(found)
        this = self.slot()
        inner = Scope(scope, this=this)
        members: dict[str, int] = {"this": this}
        methods: set[str] = set()
        for item in body.named_children if body is not None else ():
            called = item.child_by_field_name("name")
            own = members.setdefault(self.code.of(called), self.slot()) if called is not None else -1
            if item.type == "method_definition" and called is not None:
                getter = any(child.type == "get" for child in item.children)
                function = self.function(item, inner, self.slot() if getter else own)
                if getter:
                    self.facts.copies.append((self.facts.functions[-1].returns, own))
                elif function >= 0:
                    methods.add(self.code.of(called))
            elif item.type in {"public_field_definition", "field_definition"} and called is not None:
                value = item.child_by_field_name("value")
                self.copy(self.read(value, inner), own)
                if value is not None and value.type == "arrow_function":
                    methods.add(self.code.of(called))
                self.declares_type(own, item.child_by_field_name("type"), scope)
            elif item.type == "class_static_block":
                self.block(item, Scope(inner, function=True, returns=self.slot()))
        self.facts.classes.append(
            Class(slot, members, tuple(bases), is_class=True, name=self.code.of(name) if name is not None else "",
                  methods=frozenset(methods - {"constructor"}))
        )  # fmt: skip
        return slot

    # Other files

    def _import(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        if source is None:
            return
        module = self.code.of(source)[1:-1]
        for clause in node.named_children:
            if clause.type != "import_clause":
                continue
            for item in clause.named_children:
                if item.type == "identifier":
                    self._imported(self.code.of(item), module, "default", scope)
                elif item.type == "namespace_import" and item.named_children:
                    self._imported(self.code.of(item.named_children[0]), module, "*", scope)
                elif item.type == "named_imports":
                    for specifier in item.named_children:
                        name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
                        if name is not None:
                            self._imported(self.code.of(alias or name), module, self.code.of(name), scope)

    def _imported(self, local: str, module: str, name: str, scope: Scope) -> None:
        slot = scope.names.setdefault(local, self.slot())
        self.facts.imports.append(Import(slot, module, name))

    def _required(self, node: Node | None) -> int:
        """`require("./db")` and `await import("./db")`."""
        inner = node
        while inner is not None and inner.type in {"await_expression", "parenthesized_expression"}:
            inner = inner.named_children[0] if inner.named_children else None
        if inner is None or inner.type != "call_expression":
            return -1
        callee, arguments = inner.child_by_field_name("function"), inner.child_by_field_name("arguments")
        if callee is None or arguments is None or self.code.of(callee) not in {"require", "import"}:
            return -1
        given = arguments.named_children
        if len(given) != 1 or given[0].type != "string":
            return -1
        slot = self.slot()
        self.facts.imports.append(Import(slot, self.code.of(given[0])[1:-1], "*"))
        return slot

    def _export(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        module = self.code.of(source)[1:-1] if source is not None else None
        clause = next((child for child in node.named_children if child.type == "export_clause"), None)
        if clause is not None:
            for specifier in clause.named_children:
                name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
                if name is None:
                    continue
                called = self.code.of(alias or name)
                if module is not None:
                    slot = self.slot()
                    self.facts.imports.append(Import(slot, module, self.code.of(name)))
                else:
                    slot = scope.names.setdefault(self.code.of(name), self.slot())
                self.facts.exports[called] = slot
            return
        if module is not None:
            self.facts.stars.append(module)
            return
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        default = any(child.type == "default" for child in node.children)
        if declaration is not None:
            before = set(scope.names)
            self.statement(declaration, scope)
            for own in _declared(self, declaration) or set(scope.names) - before:
                if own in scope.names:
                    self.facts.exports["default" if default else own] = scope.names[own]
        elif value is not None:
            self.facts.exports["default"] = self.read(value, scope)

    def _common_js(self, node: Node, scope: Scope) -> None:
        """`module.exports = …` and `exports.name = …`, and any other expression."""
        left = node.child_by_field_name("left") if node.type == "assignment_expression" else None
        text = self.code.of(left) if left is not None and left.type == "member_expression" else ""
        if text == "module.exports":
            value = self.read(node.child_by_field_name("right"), scope)
            self.facts.exports["*"] = self.facts.exports["default"] = value
        elif text.startswith(("exports.", "module.exports.")):
            self.facts.exports[text.rpartition(".")[2]] = self.read(node.child_by_field_name("right"), scope)
        else:
            self.read(node, scope)


_DEEPEST = 120


def _declaration(statement: Node) -> Node:
    if statement.type != "export_statement":
        return statement
    return statement.child_by_field_name("declaration") or statement


def _declared(reader: _Reader, node: Node) -> set[str]:
    """The names that a declaration declares, patterns aside."""
    names = {node.child_by_field_name("name")} if node.child_by_field_name("name") is not None else set()
    names |= {
        item.child_by_field_name("name")
        for item in node.named_children
        if item.type == "variable_declarator" and item.child_by_field_name("name") is not None
    }
    return {
        reader.code.of(name) for name in names if name is not None and name.type in {"identifier", "type_identifier"}
    }
