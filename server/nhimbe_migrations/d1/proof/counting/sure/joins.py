"""What a FROM clause and a condition make sure of: which rows a join gives once, and which columns hold no NULL in them."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.proof.counting.sure.expressions import STRICT_IN_NULL, asked_of_null
from nhimbe_migrations.d1.proof.counting.tables.definitions import collation_in
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of

__all__ = ["inner_tables", "leading_table", "present_of"]


def inner_tables(origin: Node | None, relations: Relations) -> Iterator[tuple[str, str]]:
    """Each alias in a FROM clause, folded, with the table whose rows it gives: all of its columns as they are."""
    if kind(origin) == "TableRef" and origin:
        name = folded(name_of(origin))
        if not origin.get("args") and name in relations.tables:
            yield folded(name_of(origin.get("alias")) or name), name
    elif kind(origin) == "JoinClause" and origin and origin["join_type"] in ("COMMA", "CROSS", "INNER"):
        yield from inner_tables(origin["left"], relations)
        yield from inner_tables(origin["right"], relations)


def leading_table(origin: Node | None, relations: Relations) -> Node | None:
    """The table whose rows a join gives, each at most once, since it finds one partner by a key; None for any other."""
    if kind(origin) == "JoinClause" and origin and origin["join_type"] in ("INNER", "LEFT"):
        right = origin["right"]
        name = folded(name_of(right)) if kind(right) == "TableRef" and not right.get("args") else ""
        provenance = relations.provenance_of(name) if name in relations.tables else None
        if provenance is None or "COLLATE" in provenance.relation.sql.upper():
            return None
        alias = folded(name_of(right.get("alias")) or name)
        found = {provenance.columns.get(column) for column in _equal(origin["on_expr"], alias, name, relations)}
        return leading_table(origin["left"], relations) if any(key <= found for key in provenance.keys) else None
    return origin if kind(origin) == "TableRef" else None


def _equal(condition: Node | None, alias: str, table: str, relations: Relations) -> Iterator[str]:
    """The columns of `alias` that a condition wants to be equal to a column of another table, of the same affinity."""
    if condition is None or kind(condition) != "BinaryExpr":
        return
    if condition["op"] == "AND":
        yield from _equal(condition["left"], alias, table, relations)
        yield from _equal(condition["right"], alias, table, relations)
    elif condition["op"] in ("EQ", "EQ_EQ"):
        sides = (condition["left"], condition["right"]), (condition["right"], condition["left"])
        for mine, other in sides:
            if kind(mine) != "ColumnRef" or kind(other) != "ColumnRef":
                continue
            qualifiers = folded(str(mine["table"] or "")), folded(str(other["table"] or ""))
            column, theirs = folded(name_of(mine)), folded(name_of(other))
            if qualifiers[0] == alias != qualifiers[1] != "" and _kinds(theirs, relations) == {
                affinity(relations.tables[table].type_of(column))
            }:
                yield column


def _kinds(column: str, relations: Relations) -> set[str]:
    """The affinities of all columns of this name; that of a collation counts as one more."""
    found = set()
    for relation in relations.tables.values():
        if column in {name for name, _ in relation.types}:
            found.add(affinity(relation.type_of(column)))
            if collation_in(relation.sql, column):
                found.add("COLLATE")
    return found


def present_of(alias: str, condition: Node | None) -> frozenset[str]:
    """The columns of one table, folded, that hold no NULL in the rows that meet a condition."""
    found = _present_in(condition)
    return frozenset(folded(name_of(one)) for one in found if folded(str(one.get("table") or alias)) == alias)


def _needed_by(value: Node | None) -> Iterator[Node]:
    """Columns without which an expression is NULL."""
    match kind(value):
        case "ColumnRef" if value:
            yield value
        case "ParenExpr" | "CollateExpr" | "CastExpr" if value:
            yield from _needed_by(value["expr"])
        case "FunctionCall" if value and str(value["func_name"]).lower() in STRICT_IN_NULL:
            for argument in items(value, "args"):
                yield from _needed_by(argument)
        case "BinaryExpr" if value and value["op"] in ("CONCAT", "PLUS", "MINUS", "STAR"):
            yield from _needed_by(value["left"])
            yield from _needed_by(value["right"])
        case _:
            return


def _present_in(condition: Node | None) -> Iterator[Node]:
    """Columns that hold no NULL in the rows that meet a condition."""
    match kind(condition):
        case "BinaryExpr" if condition and condition["op"] == "AND":
            yield from _present_in(condition["left"])
            yield from _present_in(condition["right"])
        case "BinaryExpr" if condition and condition["op"] in (
            "EQ",
            "EQ_EQ",
            "NE",
            "NE_BANG",
            "NE_ANGLE",
            "LT",
            "GT",
            "LE",
            "GE",
        ):
            yield from _needed_by(condition["left"])
            yield from _needed_by(condition["right"])
        case "IsExpr" if (asked := asked_of_null(condition)) is not None and asked[1]:
            yield from _needed_by(asked[0])
        case "ParenExpr" if condition:
            yield from _present_in(condition["expr"])
        case "LikeExpr" | "BetweenExpr" if condition:
            yield from _needed_by(condition["operand"])
        case "InExpr" if condition and not condition["negated"]:
            yield from _needed_by(condition["operand"])
        case _:
            return
