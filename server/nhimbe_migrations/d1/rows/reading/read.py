"""Reads a migration for what it needs of the rows that it meets."""

from __future__ import annotations

from nhimbe_migrations.d1.rows.reading.conditions import (
    Conditions,
    join_conditions,
    using_links,
)
from nhimbe_migrations.d1.rows.reading.constraints import Constraints
from nhimbe_migrations.d1.rows.reading.needs import Branch, Needs
from nhimbe_migrations.d1.rows.reading.scopes import Frame, Lineage, Scope
from nhimbe_migrations.d1.rows.reading.uses import ExpressionReader, outcomes
from nhimbe_migrations.d1.rows.reading.values import UNKNOWN, literal
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, selects, sources, walk

__all__ = ["read_needs"]


def read_needs(migration_sql: str, schema: Schema) -> Needs:
    """Return what the statements of `migration_sql` ask of rows of `schema`; what cannot be read asks nothing."""
    reader = _Reader(schema)
    for statement in Script.of(migration_sql).statements:
        try:
            tree = statement.tree
            if tree is not None:
                reader.statement(tree, statement.text)
        except (ValueError, LookupError, TypeError, RecursionError):  # advice only: the run judges, whatever was read
            continue
    return reader.needs


class _Reader(ExpressionReader):
    def __init__(self, schema: Schema) -> None:
        lineage = Lineage(schema)
        super().__init__(Needs(), lineage, Conditions(lineage, schema))
        self._schema = schema
        self._constraints = Constraints(self.needs, lineage, schema)

    def statement(self, node: Node, text: str) -> None:  # noqa: C901, PLR0912 one case per kind of statement
        for name in (*sources(node), str(node.get("table_name") or "")):
            shape = self._lineage.tables.get(folded(name), {})
            self.needs.named.update(dict.fromkeys(place[0] for places in shape.values() for place in places))
        self._lineage.ctes = {}
        self.joined_to_itself = {}
        for cte in items(node, "with_ctes") if "with_ctes" in node else ():
            self.select(cte["select"], ())
            columns = [name_of(column) for column in items(cte, "columns")]
            shape = self._lineage.outcome(cte["select"])
            if columns:
                shape = dict(zip((folded(name) for name in columns), shape.values(), strict=False))
            self._lineage.ctes[folded(str(cte["cte_name"]))] = shape
        match kind(node):
            case "UpdateStmt":
                self._update(node)
            case "DeleteStmt":
                self._delete(node)
            case "InsertStmt":
                self._insert(node)
            case "CreateTableStmt":
                self._create_table(node, text)
            case "CreateIndexStmt":
                self._create_index(node)
            case "AlterTableStmt":
                self._alter(node, text)
            case "CreateTriggerStmt":
                self._trigger(node)
            case "DropStmt" if str(node.get("object_type", "")).upper() == "TABLE":
                self._drop(node)
            case "SelectStmt" | "CompoundSelect":
                self.select(node, ())
            case "CreateViewStmt":
                self.read(node["select"], ())
            case _:
                pass
        for table, compared in self.joined_to_itself.items():
            self.needs.groups[table, tuple(compared)] = None

    def _frame_of(self, table: Node) -> Frame:
        frame = Frame()
        name = name_of(table)
        shape = self._lineage.tables.get(folded(name))
        if shape is not None:
            frame.tables[folded(name_of(table.get("alias")) or name)] = shape
        return frame

    def _update(self, node: Node) -> None:
        target = self._frame_of(node["table"])
        scope = [target]
        if node["from_clause"]:
            scope = [target, self._lineage.frame(node["from_clause"])]
            self._from(node["from_clause"], scope)
        self._where(node["where_clause"], scope)
        table = name_of(node["table"])
        self._fired(table, "UPDATE", node["where_clause"], scope)
        for clause in items(node, "setlist"):
            self.read(clause["value"], scope)
            columns = [clause["column"]] if clause["column"] else [name_of(c) for c in items(clause, "columns")]
            for column in columns:
                self._assigned(table, str(column), clause["value"], scope)

    def _assigned(self, table: str, column: str, value: Node, scope: Scope) -> None:
        shape = self._lineage.tables.get(folded(table), {})
        places = shape.get(folded(column), frozenset())
        known = literal(value)
        for place in places:
            if any(
                place[1] == folded(key)
                for reference in self._schema.references_to(place[0])
                for key in reference.key.to
            ):
                self.needs.deleted_from[place[0]] = None  # what hangs on the key is there
            if known is not UNKNOWN and known is not None:
                self.needs.written.setdefault(place, {})[type(known), known] = None
        for literal_value in outcomes(value):
            for place in places:
                self.needs.written.setdefault(place, {})[type(literal_value), literal_value] = None
        sources_ = self._lineage.behind(value, scope)
        if not places:  # a new column: what it is made of
            self._lineage.feed(table, column, sources_)

    def _fired(self, table: str, event: str, condition: Node | None, scope: Scope) -> None:
        """Rows of other tables that a trigger reaches from the rows that a statement meets."""
        shape = self._lineage.tables.get(folded(table), {})
        for trigger in self._schema.triggers_of(table):
            tree = trigger.tree
            if tree is None or event not in trigger.sql.upper():
                continue
            met = self._conditions.branches(condition, scope)[:2] or [Branch()]
            rows = Frame({"new": shape, "old": shape})
            for action in walk(tree["body"]):
                if kind(action) in ("DeleteStmt", "UpdateStmt"):
                    within = [self._frame_of(action["table"]), rows]
                    for branch in self._conditions.branches(action["where_clause"], within):
                        self.needs.branches.update(dict.fromkeys(branch.joined(outer) for outer in met))

    def _delete(self, node: Node) -> None:
        frame = self._frame_of(node["table"])
        self._fired(name_of(node["table"]), "DELETE", node["where_clause"], [frame])
        for shape in frame.tables.values():
            names = dict.fromkeys(place[0] for places in shape.values() for place in places)
            self.needs.deleted_from.update(names)
            if node["where_clause"]:
                self.needs.chosen.update(names)
        self._where(node["where_clause"], [frame])

    def _drop(self, node: Node) -> None:
        name = name_of(node.get("target")) or str(node.get("name") or "")
        if folded(name) in self._lineage.tables and self._schema.table(name) is not None:
            self.needs.deleted_from[folded(name)] = None
        self._lineage.drop(name)

    def _where(self, condition: Node | None, scope: Scope) -> None:
        if condition is None:
            return
        for branch in self._conditions.branches(condition, scope):
            self.needs.branches[branch] = None
        for branch in self._conditions.branches(condition, scope, want=False)[:3]:
            if branch.values and not branch.links:
                self.needs.branches[branch] = None
        self.read(condition, scope)

    def _from(self, source: Node | None, scope: Scope) -> None:
        for condition in join_conditions(source):
            self._where(condition, scope)
        for link in using_links(self._lineage, source):
            self.needs.links[link] = None
        self.read(source, scope)

    def select(self, node: Node | None, outer: Scope) -> None:
        for select in selects(node):
            if kind(select) != "SelectStmt":
                continue
            scope = [self._lineage.frame(select["from_clause"]), *outer]
            self._from(select["from_clause"], scope)
            self._where(select["where_clause"], scope)
            for part in ("columns", "having", "orderby"):
                self.read(select[part], scope)
            groups = items(select, "groupby")
            if groups:
                columns = items(select, "columns")
                numbered = [literal(group) for group in groups]
                expressions = [
                    columns[n - 1]["expr"] if isinstance(n, int) and 0 < n <= len(columns) else group
                    for n, group in zip(numbered, groups, strict=True)
                ]
                self.group(expressions, scope)
            if "DISTINCT" in select.get("flags", ()):
                self.group([column["expr"] for column in items(select, "columns") if column["expr"]], scope)

    def group(self, expressions: list[Node], scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
        by_table: dict[str, list[str]] = {}
        for expression in expressions:
            self.read(expression, scope)
            for table, column in sorted(self._lineage.behind(expression, scope)):
                by_table.setdefault(table, []).append(column)
        groups = [(table, tuple(dict.fromkeys(names))) for table, names in by_table.items()]
        self.needs.groups.update(dict.fromkeys(groups))
        return groups

    def _insert(self, node: Node) -> None:
        table = name_of(node["table"])
        shape = self._lineage.tables.get(folded(table), {})
        columns = [name_of(column) for column in items(node, "columns")] or list(shape)
        source = node["source"]
        if kind(source) == "ValuesClause":
            self._values(node, table, columns, source)
        elif kind(source) in ("SelectStmt", "CompoundSelect"):
            self.select(source, ())
            made = list(self._lineage.outcome(source).values())
            for select in selects(source):
                if kind(select) == "SelectStmt":
                    self._copied(table, columns, select)
            for column, places in zip(columns, made, strict=False):
                if folded(table) not in {folded(t.name) for t in self._schema.tables}:
                    self._lineage.feed(table, column, places)
            self._constraints.copied(table, columns, source)
        for clause in items(node, "upsert"):
            frame = self._frame_of(node["table"])
            frames = [frame, Frame({"excluded": shape})]
            self._where(clause["update_where"], frames)
            for assignment in items(clause, "setlist"):
                self.read(assignment["value"], frames)

    def _copied(self, table: str, columns: list[str], select: Node) -> None:
        del table
        scope = [self._lineage.frame(select["from_clause"])]
        for _, column in zip(columns, items(select, "columns"), strict=False):
            if column.get("expr"):
                self.read(column["expr"], scope)

    def _values(self, node: Node, table: str, columns: list[str], source: Node) -> None:
        careful = node["conflict_action"] in ("REPLACE", "IGNORE") or node["upsert"] or node["keyword"] == "REPLACE"
        if careful:
            return
        shape = self._lineage.tables.get(folded(table), {})
        for row in items(source, "rows"):
            for column, value in zip(columns, items(row), strict=False):
                known = literal(value)
                for place in shape.get(folded(column), ()):
                    if known is not UNKNOWN:
                        self.needs.inserted.setdefault(place, set()).add(known)

    def _create_table(self, node: Node, text: str) -> None:
        name = str(node["table_name"])
        if node["as_select"]:
            self.select(node["as_select"], ())
            self._lineage.create(name, self._lineage.outcome(node["as_select"]))
            return
        columns = [name_of(column["column_name"]) for column in items(node, "columns")]
        self._lineage.create(name, dict.fromkeys(columns, frozenset()))
        self._constraints.created(name, node, text)

    def _create_index(self, node: Node) -> None:
        table = str(node["table_name"])
        scope = [Frame({folded(table): self._lineage.tables.get(folded(table), {})})]
        terms = [term["expr"] for term in items(node, "columns")]
        for term in terms:
            self.read(term, scope)
        self._where(node["where_clause"], scope)
        if node["is_unique"]:
            met = self._conditions.branches(node["where_clause"], scope)
            for group in self.group(terms, scope):
                if met:
                    self.needs.group_conditions[group] = met[0]

    def _trigger(self, node: Node) -> None:
        table = name_of(node["table"])
        shape = self._lineage.tables.get(folded(table), {})
        scope = [Frame({"new": shape, "old": shape})]
        self.read(node["body"], scope)
        self.read(node["when_expr"], scope)

    def _alter(self, node: Node, text: str) -> None:
        table = name_of(node["target"])
        shape = self._lineage.tables.get(folded(table), {})
        self.needs.named.update(dict.fromkeys(place[0] for places in shape.values() for place in places))
        match str(node["op"]):
            case "RENAME_TABLE":
                self._lineage.rename_table(table, name_of(node["new_name"]) or str(node["new_name"]))
            case "RENAME_COLUMN":
                old, new = node["old_name"], node["new_name"]
                self._lineage.rename_column(table, name_of(old) or str(old), name_of(new) or str(new))
            case "ADD_COLUMN":
                column = node["column"]
                self._lineage.feed(table, name_of(column["column_name"]), frozenset())
                self._constraints.added(table, column, text)
                scope = [Frame({folded(table): shape})]
                for constraint in items(column, "constraints"):
                    self.read(constraint.get("generated_expr"), scope)
            case _:
                pass
