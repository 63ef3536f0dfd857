"""Conditions: the values that a column must hold for a WHERE to meet its row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.rows.candidates import Value, affinity
from nhimbe_migrations.d1.rows.reading.needs import Branch, Place
from nhimbe_migrations.d1.rows.reading.partners import Partners
from nhimbe_migrations.d1.rows.reading.scopes import Frame, Lineage, Scope, made_of
from nhimbe_migrations.d1.rows.reading.values import UNKNOWN, above, below, beside, json_document, like, literal
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, calls, items, kind, name_of, selects

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DATE_FUNCTIONS", "JSON_FUNCTIONS", "Conditions"]

_MOST = 12
"""Branches kept of one condition."""
DATE_FUNCTIONS = ("date", "datetime", "julianday", "unixepoch", "strftime", "time", "timediff")
JSON_FUNCTIONS = (
    "json", "json_extract", "json_type", "json_array_length", "json_each", "json_tree", "json_set", "json_insert", "json_valid",
    "json_replace", "json_remove", "json_patch", "json_quote", "jsonb", "jsonb_extract", "jsonb_set", "jsonb_remove",
)  # fmt: skip
_SWAPPED = {"LT": "GT", "GT": "LT", "LE": "GE", "GE": "LE"}
_NEGATED = {"EQ": "NE", "NE": "EQ", "LT": "GE", "GE": "LT", "GT": "LE", "LE": "GT"}
_NAMES = {"NE_ANGLE": "NE", "NE_BANG": "NE", "EQ_EQ": "EQ", "IS": "EQ", "IS_NOT": "NE"}
_OF_TYPE: dict[str, Value] = {"text": "text", "integer": 7, "real": 1.5, "null": None, "blob": b"x"}
_LONG_AGO, _FAR_AHEAD = "2001-01-01 00:00:00", "2099-01-01 00:00:00"
_LONG_AGO_EPOCH, _FAR_AHEAD_EPOCH = 978_307_200, 4_070_908_800


class Conditions:
    """Reads conditions over the tables of one migration."""

    def __init__(self, lineage: Lineage, schema: Schema) -> None:
        self._lineage = lineage
        self._schema = schema
        self._partners = Partners(lineage, schema)

    def branches(  # noqa: C901, PLR0912 one case per kind of node
        self, node: Node | None, scope: Scope, *, want: bool = True
    ) -> list[Branch]:
        """Return ways in which `node` comes out true (or false, as `want` says); none where that cannot be told."""
        match kind(node):
            case "BinaryExpr" if node and node["op"] in ("AND", "OR"):
                left = self.branches(node["left"], scope, want=want)
                right = self.branches(node["right"], scope, want=want)
                if (node["op"] == "AND") is want:
                    return _both(left, right)
                return (left + right)[:_MOST]
            case "UnaryExpr" if node and node["op"] == "NOT":
                return self.branches(node["operand"], scope, want=not want)
            case "ParenExpr" if node:
                return self.branches(node["expr"], scope, want=want)
            case "RowValue" if node and len(items(node, "items")) == 1:
                return self.branches(items(node, "items")[0], scope, want=want)
            case "BinaryExpr" | "IsExpr" if node:
                return list(self._comparison(node, scope, want=want))
            case "BetweenExpr" if node:
                low, high = literal(node["low"]), literal(node["high"])
                negated = bool(node["negated"]) is want
                wanted = [] if UNKNOWN in (low, high) else [above(high), below(low)] if negated else [low, high]
                return list(self._values(node["operand"], scope, "EQ", wanted))
            case "LikeExpr" if node:
                pattern = literal(node["pattern"])
                if not isinstance(pattern, str):
                    return self._partners.like(node, scope, want=want is not bool(node["negated"]))
                text = like(
                    pattern, str(node["keyword"]).split("_", maxsplit=1)[-1], want=want is not bool(node["negated"])
                )
                return list(self._values(node["operand"], scope, "EQ", [text]))
            case "InExpr" if node:
                return list(self._member(node, scope, want=want is not bool(node["negated"])))
            case "ExistsExpr" if node:
                found = self.subquery(node["select"], scope)
                return found if want else self._alone(found, node["select"])
            case "ColumnRef" if node:
                return list(self._values(node, scope, "EQ", [1 if want else 0]))
            case "FunctionCall" if node:
                return list(self._values(node, scope, "EQ", [1 if want else 0]))
            case _:
                return []

    def subquery(self, select: Node | None, scope: Scope) -> list[Branch]:
        """Return what rows of the inner tables must hold for the subquery to find one."""
        found: list[Branch] = []
        for subselect in selects(select):
            if kind(subselect) != "SelectStmt":
                continue
            frame = self._lineage.frame(subselect["from_clause"])
            inner = [frame, *scope]
            branches = self.branches(subselect["where_clause"], inner) or [Branch()]
            for condition in join_conditions(subselect["from_clause"]):
                branches = _both(branches, self.branches(condition, inner))
            branches = _both(branches, [Branch(links=tuple(using_links(self._lineage, subselect["from_clause"])))])
            found += branches
        return [branch for branch in found if branch.values or branch.links][:_MOST]

    def _alone(self, found: list[Branch], select: Node | None) -> list[Branch]:
        """Rows outside for which a subquery that would need `found` finds nothing."""
        inner = (
            set(self._lineage.frame(select["from_clause"]).tables) if kind(select) == "SelectStmt" and select else set()
        )
        outside = [place for branch in found for link in branch.links for place in link if place[0] not in inner]
        return [self._partners.lonely(place) for place in dict.fromkeys(outside)]

    def _comparison(self, node: Node, scope: Scope, *, want: bool) -> Iterator[Branch]:
        op, left, right = str(node["op"]), node["left"], node.get("right")
        if op in ("IS_NULL", "NOT_NULL", "IS_NOT_NULL", "NOTNULL", "ISNULL"):
            is_null = (op in ("IS_NULL", "ISNULL")) is want
            if is_null:
                yield from self._values(left, scope, "EQ", [None])
            return
        op = _NAMES.get(op, op)
        if op not in _NEGATED:
            return
        if not want:
            op = _NEGATED[op]
        value = literal(right)
        if value is UNKNOWN and (value := literal(left)) is not UNKNOWN:
            left, right, op = right, left, _SWAPPED.get(op, op)
        if value is not UNKNOWN:
            yield from self._values(left, scope, op, [value])
            return
        yield from self._partners.equal(left, right, scope) if op == "EQ" else ()
        yield from self._between_columns(left, right, op, scope)

    def _between_columns(self, left: Node, right: Node | None, op: str, scope: Scope) -> Iterator[Branch]:
        mine, other = self._lineage.behind(left, scope), self._lineage.behind(right, scope)
        if mine and other and op == "EQ":
            for one in sorted(mine)[:2]:
                for two in sorted(other)[:2]:
                    if one[0] != two[0]:
                        yield Branch(links=((one, two),))
                    elif one != two:
                        yield self._partners.same(one, two)
            return
        if isinstance(right, dict) and kind(right) == "SubqueryExpr" and mine:
            yield from self.subquery(right["select"], scope)
            return
        for places, expression, direction in ((mine, right, op), (other, left, _SWAPPED.get(op, op))):
            if places and _is_moment(expression):
                for place in places:
                    yield Branch(((place, self.moment(place, ago=direction in ("LT", "LE"))),))

    def moment(self, place: Place, *, ago: bool) -> Value:
        """Return a time long ago or far ahead, in the form that the column has."""
        table = self._schema.table(place[0])
        column = table.column(place[1]) if table else None
        if column is not None and affinity(column.type) in ("INTEGER", "REAL"):
            return _LONG_AGO_EPOCH if ago else _FAR_AHEAD_EPOCH
        return _LONG_AGO if ago else _FAR_AHEAD

    def _member(self, node: Node, scope: Scope, *, want: bool) -> Iterator[Branch]:
        source = node["source"]
        if kind(source) in ("SelectStmt", "CompoundSelect"):
            yield from self._in_select(node["operand"], source, scope, want=want)
            return
        values = [value for item in items(source) if (value := literal(item)) is not UNKNOWN]
        if want:
            yield from self._values(node["operand"], scope, "EQ", values[:_MOST])
        elif values:
            yield from self._values(node["operand"], scope, "EQ", [beside(values[0])])

    def _in_select(self, operand: Node, source: Node, scope: Scope, *, want: bool) -> Iterator[Branch]:
        inner = self.subquery(source, scope) or [Branch()]
        outer = self._lineage.behind(operand, scope)
        targets = set().union(*self._lineage.outcome(source).values()) if self._lineage.outcome(source) else set()
        links = tuple(
            (mine, other) for mine in sorted(outer)[:1] for other in sorted(targets)[:1] if mine[0] != other[0]
        )
        if not want:
            yield from (self._partners.lonely(mine) for mine in sorted(outer)[:1])
            if kind(source) == "SelectStmt" and links:  # what it points at is there, and does not meet the condition
                within = [self._lineage.frame(source["from_clause"]), *scope]
                missed = self.branches(source["where_clause"], within, want=False)[:2]
                yield from (branch.joined(Branch(links=links)) for branch in missed)
            return
        yield from (branch.joined(Branch(links=links)) for branch in inner if branch.values or links)

    def _values(self, node: Node | None, scope: Scope, op: str, values: Iterable[Any]) -> Iterator[Branch]:
        while kind(node) == "ParenExpr" and node:
            node = node["expr"]
        for value in values:
            found = self._partners.part(node, scope, found=_meeting(op, value) != 0)
            yield from found
            for wanted in () if found else self._inverse(node, scope, op, value):
                yield Branch((wanted,))

    def _inverse(self, node: Node | None, scope: Scope, op: str, value: Any) -> Iterator[tuple[Place, Value]]:  # noqa: ANN401
        """What a column must hold for `node op value`: the common functions are read backwards."""
        match kind(node):
            case "ColumnRef" if node:
                for place in sorted(self._lineage.resolve(node, scope))[:2]:
                    yield from self._held(place, op, value)
            case "ParenExpr" | "CollateExpr" | "CastExpr" if node:
                yield from self._inverse(node["expr"], scope, op, value)
            case "UnaryExpr" if node:
                yield from self._inverse(node["operand"], scope, op, value)
            case "BinaryExpr" if node and node["op"] in ("PTR", "PTR2"):
                path = literal(node["right"])
                for place in sorted(self._lineage.behind(node["left"], scope))[:1]:
                    met = _meeting(op, value)
                    text = str(path) if isinstance(path, str) else f"$[{path}]"
                    yield place, json_document({} if met is None else {text: met})
            case "BinaryExpr" if node:
                for place in sorted(self._lineage.behind(node, scope))[:1]:
                    yield place, _meeting(op, value)
            case "FunctionCall" if node:
                yield from self._call(node, scope, op, value)
            case _:
                return

    def _held(self, place: Place, op: str, value: Any) -> Iterator[tuple[Place, Value]]:  # noqa: ANN401
        """The value of one column; for a generated one, what it is made of."""
        expression = made_of(place, self._schema)
        if expression is None:
            yield place, _meeting(op, value)
            return
        yield from self._inverse(expression, [Frame({place[0]: self._lineage.shape(place[0]) or {}})], op, value)

    def _call(  # noqa: C901 one case per family of functions
        self,
        node: Node,
        scope: Scope,
        op: str,
        value: Any,  # noqa: ANN401
    ) -> Iterator[tuple[Place, Value]]:
        name, arguments = str(node["func_name"]).lower(), items(node, "args")
        if not arguments:
            return
        first = arguments[0]
        met = _meeting(op, value)
        if name in ("length", "octet_length") and isinstance(met, (int, float)):
            yield from self._inverse(first, scope, "EQ", "a" * max(0, min(int(met), 5000)))
        elif name in JSON_FUNCTIONS:
            yield from self._json_call(name, arguments, scope, met)
        elif name in DATE_FUNCTIONS:
            column = arguments[1] if name == "strftime" and len(arguments) > 1 else first
            if isinstance(met, str):
                yield from self._inverse(column, scope, "EQ", met)
            elif op != "EQ" or value is None:
                yield from self._inverse(column, scope, "EQ", None if value is None else _LONG_AGO)
        elif name in ("coalesce", "ifnull"):
            yield from self._inverse(first, scope, "EQ", None if met == literal(arguments[-1]) else met)
        elif name == "instr" and len(arguments) > 1:
            part = literal(arguments[1])
            text = f"one{part}two" if isinstance(part, str) and met != 0 else "single"
            yield from self._inverse(first, scope, "EQ", text)
        elif name == "typeof":
            yield from self._inverse(first, scope, "EQ", _OF_TYPE.get(str(met), "text"))
        elif name in ("count", "sum", "min", "max", "avg", "total", "row_number", "rank"):
            return
        else:
            yield from self._inverse(first, scope, op, value)

    def _json_call(self, name: str, arguments: list[Node], scope: Scope, met: Value) -> Iterator[tuple[Place, Value]]:
        if name == "json_valid":
            yield from self._inverse(arguments[0], scope, "EQ", '{"key": "value"}' if met else "not json")
            return
        if name == "json_array_length":
            size = int(met) if isinstance(met, (int, float)) else 1
            yield from self._inverse(arguments[0], scope, "EQ", str(list(range(size))))
            return
        path = literal(arguments[1]) if len(arguments) > 1 else "$.key"
        if isinstance(path, str):
            if name == "json_type":
                met = _OF_TYPE.get(str(met), "text")
            yield from self._inverse(arguments[0], scope, "EQ", json_document({} if met is None else {path: met}))


def _meeting(op: str, value: Any) -> Value:  # noqa: ANN401 any SQL value
    met: Value
    match op:
        case "GT":
            met = above(value)
        case "LT":
            met = below(value)
        case "NE":
            met = beside(value)
        case _:
            met = value
    return met


def _both(left: list[Branch], right: list[Branch]) -> list[Branch]:
    if not left or not right:
        return left or right
    return [first.joined(second) for first in left for second in right][:_MOST]


def join_conditions(source: Node | None) -> Iterator[Node]:
    """Yield the ON conditions of a FROM clause."""
    if kind(source) == "JoinClause" and source:
        yield from join_conditions(source["left"])
        yield from join_conditions(source["right"])
        if source["on_expr"]:
            yield source["on_expr"]


def using_links(lineage: Lineage, source: Node | None) -> Iterator[tuple[Place, Place]]:
    """Yield the pairs of columns that USING (and NATURAL) compare."""
    if kind(source) != "JoinClause" or not source:
        return
    yield from using_links(lineage, source["left"])
    left, right = lineage.frame(source["left"]), lineage.frame(source["right"])
    names = [folded(name_of(column)) for column in items(source, "using_columns")]
    if "NATURAL" in str(source["join_type"]):
        names = [
            name for shape in left.tables.values() for name in shape if any(name in s for s in right.tables.values())
        ]
    for name in names:
        mine = [place for shape in left.tables.values() for place in shape.get(name, ())]
        other = [place for shape in right.tables.values() for place in shape.get(name, ())]
        yield from ((one, two) for one in mine[:1] for two in other[:1] if one[0] != two[0])


def _is_moment(node: Node | None) -> bool:
    if any(str(call["func_name"]).lower() in DATE_FUNCTIONS for call in calls(node)):
        return True
    return kind(node) == "Literal" and node is not None and "CURRENT" in str(node["source"]).upper()
