"""Columns of two tables that are compared by a part of what they hold: texts with which each row finds its partner.

`a.name LIKE b.author || ' %'`, `instr(a.text, b.word) > 0`, `substr(a.day, 1, 7) = b.month`, `a.x || '-' || a.y = b.key`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nhimbe_migrations.d1.rows.candidates import Value, affinity
from nhimbe_migrations.d1.rows.reading.needs import Branch, Place
from nhimbe_migrations.d1.rows.reading.scopes import Lineage, Scope
from nhimbe_migrations.d1.rows.reading.values import UNKNOWN, like, literal
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind

__all__ = ["Partners"]

_PARTNERS = (("alpha", 424_242), ("omega", 535_353), ("sigma", 646_464))
_LONELY, _LONELY_NUMBER = "lonely", 990_077
"""What stands in both tables, whole or as a part; and what stands in one of them alone."""
_JOINING = ("concat",)
_CUTTING = ("substr", "substring")


class Partners:
    """Reads such comparisons over the tables of one migration."""

    def __init__(self, lineage: Lineage, schema: Schema) -> None:
        self._lineage = lineage
        self._schema = schema
        self._text, self._number = _PARTNERS[0]

    def like(self, node: Node, scope: Scope, *, want: bool) -> list[Branch]:
        """A LIKE or GLOB whose pattern is made of columns: what rows hold for it to be true, or not."""
        return self._each(lambda: self._like(node, scope, want=want))

    def part(self, node: Node | None, scope: Scope, *, found: bool) -> list[Branch]:
        """`instr(a.x, b.y)`, where it is to find something, or nothing."""
        return self._each(lambda: self._part(node, scope, found=found))

    def equal(self, left: Node | None, right: Node | None, scope: Scope) -> list[Branch]:
        """Two sides that are to be equal, of which one is cut from a column or joined from several."""
        return self._each(lambda: self._equal(left, right, scope))

    def _each(self, read: Callable[[], list[Branch]]) -> list[Branch]:
        """Two pairs of partners, since one alone would be an exception, and a third of which each finds several."""
        found: list[Branch] = []
        for self._text, self._number in _PARTNERS:
            found += read()
        several = [replace(branch, several=len(branch.values) > 1) for branch in found[-1:]]
        return list(dict.fromkeys((*found[:-1], *several)))

    def _like(self, node: Node, scope: Scope, *, want: bool) -> list[Branch]:
        held = dict[Place, Value]()
        pattern = self._spelled(node["pattern"], scope, held)
        mine = self._place(node["operand"], scope)
        if not held or mine is None or mine in held:
            return []
        if not want:
            return self._without(held)
        return [Branch((*held.items(), (mine, like(pattern, str(node["keyword"]).split("_", maxsplit=1)[-1]))))]

    def _part(self, node: Node | None, scope: Scope, *, found: bool) -> list[Branch]:
        arguments = items(node, "args") if kind(node) == "FunctionCall" and node else []
        if len(arguments) != 2 or not node or str(node["func_name"]).lower() != "instr":  # noqa: PLR2004 text, part
            return []
        held = dict[Place, Value]()
        text = self._spelled(arguments[1], scope, held)
        mine = self._place(arguments[0], scope)
        if not held or mine is None or mine in held:
            return []
        return [Branch((*held.items(), (mine, f"one {text} two")))] if found else self._without(held)

    def _equal(self, left: Node | None, right: Node | None, scope: Scope) -> list[Branch]:
        found: list[Branch] = []
        for made, plain in ((left, right), (right, left)):
            other = self._place(plain, scope)
            if other is not None and kind(_bare(plain)) in ("ColumnRef", "FunctionCall"):
                found += self._cut(_bare(made), other, scope) or self._joined(_bare(made), other, scope)
        return found

    def _cut(self, made: Node | None, other: Place, scope: Scope) -> list[Branch]:
        if kind(made) != "FunctionCall" or not made or str(made["func_name"]).lower() not in _CUTTING:
            return []
        first, *rest = items(made, "args")
        mine = self._place(first, scope)
        start, length = (*(literal(argument) for argument in rest), 0, 0)[:2]
        if mine is None or mine == other:
            return []
        if not isinstance(start, int) or not isinstance(length, int):
            # `substr(name, 1, instr(name, ' ') - 1)`: the first word, or the last one.
            text = f"{self._text} beta" if start == 1 else f"beta {self._text}"
            return [Branch(((mine, text), (other, self._text)))]
        part = (self._text * 9)[: length or len(self._text)]
        text = f"{'-' * (max(start, 1) - 1)}{part}{' tail' if length else ''}"
        return [Branch(((mine, text), (other, part)))]

    def _joined(self, made: Node | None, other: Place, scope: Scope) -> list[Branch]:
        is_call = kind(made) == "FunctionCall" and made and str(made["func_name"]).lower() in _JOINING
        if not is_call and not (kind(made) == "BinaryExpr" and made and made["op"] == "CONCAT"):
            return []
        held = dict[Place, Value]()
        text = self._spelled(made, scope, held)
        return [Branch((*held.items(), (other, text)))] if held and other not in held else []

    def _spelled(self, node: Node | None, scope: Scope, held: dict[Place, Value]) -> str:
        """The text that an expression of columns and literals comes to, with what each of its columns then holds."""
        known, node = literal(node), _bare(node)
        if known is not UNKNOWN:
            return "" if known is None else str(known)
        if kind(node) == "BinaryExpr" and node and node["op"] == "CONCAT":
            return self._spelled(node["left"], scope, held) + self._spelled(node["right"], scope, held)
        if kind(node) == "FunctionCall" and node and str(node["func_name"]).lower() == "concat":
            return "".join(self._spelled(argument, scope, held) for argument in items(node, "args"))
        place = self._place(node, scope)
        if place is None:
            return ""
        held[place] = self._of_type(place, self._text, self._number)
        return str(held[place])

    def lonely(self, place: Place) -> Branch:
        """A row whose value there stands nowhere else."""
        return Branch(((place, self._of_type(place, _LONELY, _LONELY_NUMBER)),))

    def same(self, one: Place, two: Place) -> Branch:
        """A row that holds the same in two columns: a number, where either holds numbers."""
        values = {self._of_type(place, "same", _LONELY_NUMBER) for place in (one, two)}
        value = _LONELY_NUMBER if _LONELY_NUMBER in values else "same"
        return Branch(((one, value), (two, value)))

    def _of_type(self, place: Place, text: str, number: int) -> Value:
        table = self._schema.table(place[0])
        column = table.column(place[1]) if table else None
        return number if column is not None and affinity(column.type) in ("INTEGER", "REAL") else text

    def _without(self, held: dict[Place, Value]) -> list[Branch]:
        return [Branch(tuple(pair for place in held for pair in self.lonely(place).values))]

    def _place(self, node: Node | None, scope: Scope) -> Place | None:
        return next(iter(sorted(self._lineage.behind(node, scope))), None)


def _bare(node: Node | None) -> Node | None:
    while node and kind(node) in ("ParenExpr", "CollateExpr", "CastExpr"):
        node = node["expr"]
    return node
