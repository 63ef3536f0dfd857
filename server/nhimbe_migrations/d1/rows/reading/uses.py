"""What expressions do with the values of columns: read them as JSON, dates or numbers, change them, compare them."""

from __future__ import annotations

from typing import Any

from nhimbe_migrations.d1.rows.candidates import Value, affinity
from nhimbe_migrations.d1.rows.reading.conditions import DATE_FUNCTIONS, JSON_FUNCTIONS, Conditions
from nhimbe_migrations.d1.rows.reading.needs import Needs, Place
from nhimbe_migrations.d1.rows.reading.scopes import Lineage, Scope
from nhimbe_migrations.d1.rows.reading.values import UNKNOWN, above, below, literal
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, walk

__all__ = ["ExpressionReader", "outcomes"]

_STRINGS = ("lower", "upper", "trim", "ltrim", "rtrim", "replace", "substr", "substring", "instr")
_NUMBERS = ("abs", "round", "sum", "avg", "total", "floor", "ceil", "mod", "pow", "sqrt")


class ExpressionReader:
    """Reads expressions; what a SELECT in them is, and what groups are, is for the reader of statements."""

    def __init__(self, needs: Needs, lineage: Lineage, conditions: Conditions) -> None:
        self.needs = needs
        self._lineage = lineage
        self._conditions = conditions
        self.joined_to_itself: dict[str, dict[str, None]] = {}
        """By table: columns that a statement compares between two rows of it."""

    def select(self, node: Node | None, outer: Scope) -> None:
        """A SELECT inside an expression."""
        raise NotImplementedError

    def group(self, expressions: list[Node], scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
        """Rows that are told apart, or put together, by these expressions."""
        raise NotImplementedError

    def read(self, node: Any, scope: Scope) -> None:  # noqa: ANN401, C901, PLR0912 one case per kind of node
        if isinstance(node, list):
            for item in node:
                self.read(item, scope)
            return
        if not isinstance(node, dict):
            return
        match kind(node):
            case "SelectStmt" | "CompoundSelect":
                self.select(node, scope)
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
                self.group(items(node, "partition_by"), scope)
            case _:
                pass
        for value in node.values():
            self.read(value, scope)

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
                elif mine != other:
                    self.needs.beside[mine, other] = None
                elif mine == other and kind(node["left"]) == kind(node["right"]) == "ColumnRef":
                    self.joined_to_itself.setdefault(mine[0], {})[mine[1]] = None

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
    return [value for item in walk(node) if kind(item) == "Literal" and (value := literal(item)) is not UNKNOWN]


def outcomes(node: Node) -> list[Any]:
    """The literals that a CASE hands out."""
    if kind(node) != "CaseExpr":
        return []
    results = [literal(when["then_expr"]) for when in items(node, "whens")] + [literal(node["else_expr"])]
    return [value for value in results if value is not UNKNOWN and value is not None]


def _reads_array(name: str) -> bool:
    return name in ("json_each", "json_array_length")
