"""Which columns of a CHECK are compared with something that SQLite converts first, by the affinity of the column.

`v >= 0` is a comparison of texts where `v` is a column of texts, and one of a text with a number where `v` is an
expression that gives the same text: a query over the rows that a statement is going to write has to say which.
"""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, parse, walk

__all__ = ["compared_columns"]

_COMPARES = ("EQ", "EQ_EQ", "EQ_DOUBLE", "NE", "NE_BANG", "NE_ANGLE", "LT", "GT", "LE", "GE")


def compared_columns(check: str, relation: Relation) -> set[str]:
    """Return the folded columns of `relation` that `check` compares with a value of which their affinity may make another."""
    tree = parse(f"SELECT 1 WHERE {check}")
    columns = {folded(name) for name in relation.columns}
    found: set[str] = set()
    for sides in _comparisons(tree):
        for side in sides:
            name = _column(side)
            if name in columns and not all(
                _is_as_it_is(other, affinity(relation.type_of(name)), relation) for other in sides if other is not side
            ):
                found.add(name)
    return found


def _comparisons(tree: Node | None) -> Iterator[list[Node]]:
    """What is compared with one another, each time."""
    for node in walk(tree):
        match kind(node):
            case "BinaryExpr" if node["op"] in _COMPARES:
                yield [node["left"], node["right"]]
            case "IsExpr" if node.get("right"):
                yield [node["left"], node["right"]]
            case "InExpr":
                yield from ([node["operand"], value] for value in items(node, "source") or [node["source"]])
            case "BetweenExpr":
                yield from ([node["operand"], node[end]] for end in ("low", "high"))
            case "CaseExpr" if node["operand"]:
                yield from ([node["operand"], when["when_expr"]] for when in items(node, "whens"))
            case _:
                pass


def _column(node: Node) -> str:
    while kind(node) in ("ParenExpr", "CollateExpr"):
        node = node["expr"]
    return folded(name_of(node)) if kind(node) == "ColumnRef" else ""


def _is_as_it_is(other: Node, wanted: str, relation: Relation) -> bool:
    """Whether a column of this affinity compares as its value does."""
    while kind(other) in ("ParenExpr", "UnaryExpr"):
        other = other["expr"] if kind(other) == "ParenExpr" else other["operand"]
    if kind(other) == "Literal":
        literal = str(other["literal_type"])
        return literal in ("NULL", "BLOB") or (literal == "STRING") is (wanted == "TEXT")
    theirs = _column(other)
    return bool(theirs) and affinity(relation.type_of(theirs)) == wanted
