"""Reads a migration for what it needs of the rows that it meets."""

from __future__ import annotations

from typing import Any

from nhimbe_migrations.d1.rows.candidates import Value, affinity
from nhimbe_migrations.d1.rows.reading.conditions import (
    DATE_FUNCTIONS,
    JSON_FUNCTIONS,
    Conditions,
    join_conditions,
    using_links,
)
from nhimbe_migrations.d1.rows.reading.constraints import Constraints
from nhimbe_migrations.d1.rows.reading.needs import Needs, Place
from nhimbe_migrations.d1.rows.reading.scopes import Frame, Lineage, Scope
from nhimbe_migrations.d1.rows.reading.values import UNKNOWN, above, below, literal
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, selects, sources

__all__ = ["read_needs"]

_STRINGS = ("lower", "upper", "trim", "ltrim", "rtrim", "replace", "substr", "substring", "instr")
_NUMBERS = ("abs", "round", "sum", "avg", "total", "floor", "ceil", "mod", "pow", "sqrt")


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


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self.needs = Needs()
        self._schema = schema
        self._lineage = Lineage(schema)
        self._conditions = Conditions(self._lineage, schema)
        self._constraints = Constraints(self.needs, self._lineage, schema)
        self._joined_to_itself: dict[str, dict[str, None]] = {}
        """By table: columns that a statement compares between two rows of it."""

    def statement(self, node: Node, text: str) -> None:  # noqa: C901, PLR0912 one case per kind of statement
        for name in (*sources(node), str(node.get("table_name") or "")):
            shape = self._lineage.tables.get(folded(name), {})
            self.needs.named.update(dict.fromkeys(place[0] for places in shape.values() for place in places))
        self._lineage.ctes = {}
        self._joined_to_itself = {}
        for cte in items(node, "with_ctes") if "with_ctes" in node else ():
            self._select(cte["select"], ())
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
                self._select(node, ())
            case "CreateViewStmt":
                self._uses(node["select"], ())
            case _:
                pass
        for table, compared in self._joined_to_itself.items():
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
        for clause in items(node, "setlist"):
            self._uses(clause["value"], scope)
            columns = [clause["column"]] if clause["column"] else [name_of(c) for c in items(clause, "columns")]
            for column in columns:
                self._assigned(table, str(column), clause["value"], scope)

    def _assigned(self, table: str, column: str, value: Node, scope: Scope) -> None:
        shape = self._lineage.tables.get(folded(table), {})
        places = shape.get(folded(column), frozenset())
        known = literal(value)
        for place in places:
            if any(place[1] == folded(key) for one in self._schema.references_to(place[0]) for key in one.key.to):
                self.needs.deleted_from[place[0]] = None  # what hangs on the key is there
            if known is not UNKNOWN and known is not None:
                self.needs.written.setdefault(place, {})[type(known), known] = None
        for literal_value in _outcomes(value):
            for place in places:
                self.needs.written.setdefault(place, {})[type(literal_value), literal_value] = None
        sources_ = self._lineage.behind(value, scope)
        if not places:  # a new column: what it is made of
            self._lineage.feed(table, column, sources_)

    def _delete(self, node: Node) -> None:
        frame = self._frame_of(node["table"])
        for shape in frame.tables.values():
            self.needs.deleted_from.update(dict.fromkeys(place[0] for places in shape.values() for place in places))
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
        self._uses(condition, scope)

    def _from(self, source: Node | None, scope: Scope) -> None:
        for condition in join_conditions(source):
            self._where(condition, scope)
        for link in using_links(self._lineage, source):
            self.needs.links[link] = None
        self._uses(source, scope)

    def _select(self, node: Node | None, outer: Scope) -> None:
        for one in selects(node):
            if kind(one) != "SelectStmt":
                continue
            scope = [self._lineage.frame(one["from_clause"]), *outer]
            self._from(one["from_clause"], scope)
            self._where(one["where_clause"], scope)
            for part in ("columns", "having", "orderby"):
                self._uses(one[part], scope)
            groups = items(one, "groupby")
            if groups:
                columns = items(one, "columns")
                numbered = [literal(group) for group in groups]
                expressions = [
                    columns[n - 1]["expr"] if isinstance(n, int) and 0 < n <= len(columns) else group
                    for n, group in zip(numbered, groups, strict=True)
                ]
                self._group(expressions, scope)
            if "DISTINCT" in one.get("flags", ()):
                self._group([column["expr"] for column in items(one, "columns") if column["expr"]], scope)

    def _group(self, expressions: list[Node], scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
        by_table: dict[str, list[str]] = {}
        for expression in expressions:
            self._uses(expression, scope)
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
            self._select(source, ())
            made = list(self._lineage.outcome(source).values())
            for one in selects(source):
                if kind(one) == "SelectStmt":
                    self._copied(table, columns, one)
            for column, places in zip(columns, made, strict=False):
                if folded(table) not in {folded(t.name) for t in self._schema.tables}:
                    self._lineage.feed(table, column, places)
            self._constraints.copied(table, columns, source)
        for clause in items(node, "upsert"):
            frame = self._frame_of(node["table"])
            frames = [frame, Frame({"excluded": shape})]
            self._where(clause["update_where"], frames)
            for assignment in items(clause, "setlist"):
                self._uses(assignment["value"], frames)

    def _copied(self, table: str, columns: list[str], one: Node) -> None:
        del table
        scope = [self._lineage.frame(one["from_clause"])]
        for _, column in zip(columns, items(one, "columns"), strict=False):
            if column.get("expr"):
                self._uses(column["expr"], scope)

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
            self._select(node["as_select"], ())
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
            self._uses(term, scope)
        self._where(node["where_clause"], scope)
        if node["is_unique"]:
            met = self._conditions.branches(node["where_clause"], scope)
            for group in self._group(terms, scope):
                if met:
                    self.needs.group_conditions[group] = met[0]

    def _trigger(self, node: Node) -> None:
        table = name_of(node["table"])
        shape = self._lineage.tables.get(folded(table), {})
        scope = [Frame({"new": shape, "old": shape})]
        self._uses(node["body"], scope)
        self._uses(node["when_expr"], scope)

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
                    self._uses(constraint.get("generated_expr"), scope)
            case _:
                pass

    def _uses(self, node: Any, scope: Scope) -> None:  # noqa: ANN401, C901, PLR0912 one case per kind of node
        if isinstance(node, list):
            for item in node:
                self._uses(item, scope)
            return
        if not isinstance(node, dict):
            return
        match kind(node):
            case "SelectStmt" | "CompoundSelect":
                self._select(node, scope)
                return
            case "FunctionCall" | "AggregateFunctionCall":
                self._call(node, scope)
            case "TableRef" if node.get("args"):
                self._call({**node, "func_name": node["table_name"]}, scope)
            case "CastExpr":
                self._cast(node, scope)
            case "CollateExpr" if str(node["collation"]).upper() == "NOCASE":
                self._transform(node["expr"], ("nocase",), scope)
            case "CollateExpr" if str(node["collation"]).upper() == "RTRIM":
                self._transform(node["expr"], ("rtrim",), scope)
            case "BinaryExpr" if node["op"] in ("PTR", "PTR2"):
                self._json(node["left"], [literal(node["right"])], scope)
            case "BinaryExpr" if node["op"] in ("PLUS", "MINUS", "STAR", "MUL", "SLASH", "DIV", "REM"):
                self._number(node["left"], scope)
                self._number(node["right"], scope)
            case "BinaryExpr" if node["op"] == "CONCAT":
                self._nullable(node, scope)
            case "BinaryExpr" if node["op"] in ("EQ", "EQ_EQ") and len(scope) > 0:
                self._link(node, scope)
            case "CaseExpr":
                self._case(node, scope)
            case "WindowDef":
                self._group(items(node, "partition_by"), scope)
            case _:
                pass
        for value in node.values():
            self._uses(value, scope)

    def _places(self, node: object, scope: Scope) -> list[Place]:
        return sorted(self._lineage.behind(node, scope))

    def _call(self, node: Node, scope: Scope) -> None:
        name, arguments = str(node["func_name"]).lower(), items(node, "args")
        if not arguments:
            return
        if name in JSON_FUNCTIONS and name != "json_quote":
            self._json(arguments[0], [literal(argument) for argument in arguments[1:]], scope, array=_reads_array(name))
        elif name in DATE_FUNCTIONS:
            for argument in arguments[1:2] if name == "strftime" else arguments[:1]:
                for place in self._places(argument, scope):
                    self.needs.use(place).date = True
                    self.needs.use(place).nullable = True
        elif name in _STRINGS:
            rest = [literal(argument) for argument in arguments[1:]]
            known = tuple(value for value in rest if isinstance(value, (str, int)))
            self._transform(arguments[0], ("substr" if name == "substring" else name, *known), scope)
        elif name in _NUMBERS:
            self._number(arguments[0], scope)

    def _json(self, node: Node, paths: list[Any], scope: Scope, *, array: bool = False) -> None:
        inner = node
        for place in self._places(inner, scope)[:1]:
            use = self.needs.use(place)
            use.json = True
            use.nullable = True
            use.json_array = use.json_array or array
            use.json_paths.update(dict.fromkeys(path for path in paths if isinstance(path, str)))

    def _cast(self, node: Node, scope: Scope) -> None:
        if affinity(str(node["type_name"])) in ("INTEGER", "REAL", "NUMERIC"):
            self._number(node["expr"], scope)

    def _number(self, node: Node, scope: Scope) -> None:
        if kind(node) in ("ColumnRef", "CastExpr", "ParenExpr"):
            for place in self._places(node, scope):
                self.needs.use(place).number = True
                self.needs.use(place).nullable = True

    def _transform(self, node: Node, transform: tuple[Any, ...], scope: Scope) -> None:
        for place in self._places(node, scope):
            use = self.needs.use(place)
            use.transforms[transform] = None
            use.nullable = True

    def _nullable(self, node: Node, scope: Scope) -> None:
        for place in self._places(node, scope):
            self.needs.use(place).nullable = True

    def _link(self, node: Node, scope: Scope) -> None:
        for mine in self._places(node["left"], scope)[:1]:
            for other in self._places(node["right"], scope)[:1]:
                if mine[0] != other[0]:
                    self.needs.links[mine, other] = None
                elif mine == other and kind(node["left"]) == kind(node["right"]) == "ColumnRef":
                    self._joined_to_itself.setdefault(mine[0], {})[mine[1]] = None

    def _case(self, node: Node, scope: Scope) -> None:
        for when in items(node, "whens"):
            value = literal(when["when_expr"])
            if node["operand"]:
                if value is not UNKNOWN:
                    for place in self._places(node["operand"], scope)[:1]:
                        self.needs.use(place).hold([value])
                        self.needs.use(place).hold_odd(_outside(value))
                        self.needs.use(place).nullable = True
            else:
                for branch in self._conditions.branches(when["when_expr"], scope):
                    self.needs.branches[branch] = None
                for place in self._places(when["when_expr"], scope)[:1]:
                    known = [v for v in _literals(when["when_expr"]) if v is not None]
                    self.needs.use(place).hold_odd(o for v in known[:1] for o in _outside(v))
                    self.needs.use(place).nullable = True


def _outside(value: Value) -> list[Value]:
    return [above(above(value)), below(below(value))] if isinstance(value, (int, float)) else ["something-else"]


def _literals(node: object) -> list[Any]:
    from nhimbe_migrations.d1.sql.syntax_tree import walk

    return [value for item in walk(node) if kind(item) == "Literal" and (value := literal(item)) is not UNKNOWN]


def _outcomes(node: Node) -> list[Any]:
    """The literals that a CASE hands out."""
    if kind(node) != "CaseExpr":
        return []
    results = [literal(when["then_expr"]) for when in items(node, "whens")] + [literal(node["else_expr"])]
    return [value for value in results if value is not UNKNOWN and value is not None]


def _reads_array(name: str) -> bool:
    return name in ("json_each", "json_array_length")
