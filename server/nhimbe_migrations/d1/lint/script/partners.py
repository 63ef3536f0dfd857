"""Whether a row outside meets at most one row of a FROM clause, as far as keys and conditions say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.script.reading import LintedStatement
from nhimbe_migrations.d1.lint.script.scopes import Relation, Scopes, conjuncts, outputs, resolve
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, calls, columns_named, items, kind, name_of, walk

__all__ = ["compared", "conditions_of", "has_outer_join", "is_one_row", "joins_by_name", "several"]

_AGGREGATES = frozenset(
    {
        "avg",
        "count",
        "group_concat",
        "json_group_array",
        "json_group_object",
        "max",
        "min",
        "string_agg",
        "sum",
        "total",
    }
)


def several(
    sources: Sequence[Relation], conditions: Sequence[Node], scopes: Scopes, statement: LintedStatement
) -> tuple[Relation, ...]:
    """Return the sources of which a row outside may meet more than one row; those that cannot be judged are left out."""
    open_ones = [source for source in sources if not is_one_row(source.select)]
    while open_ones:
        settled = next(
            (source for source in open_ones if _pinned(source, open_ones, conditions, scopes, statement)), None
        )
        if settled is None:
            return tuple(open_ones)
        open_ones.remove(settled)
    return ()


def conditions_of(select: Node) -> list[Node]:
    """Return the conditions of a SELECT or UPDATE that must all hold: those of WHERE, and of ON in inner joins."""
    found = list(conjuncts(select.get("where_clause")))
    for node in _joins(select.get("from_clause")):
        found += conjuncts(node.get("on_expr"))
    return found


def compared(source: Relation, conditions: Sequence[Node], scopes: Scopes) -> dict[str, Node]:
    """Return the columns of a source that are equal to something: folded name → the other side."""
    found: dict[str, Node] = {}
    for condition in conditions:
        equal = (kind(condition) == "BinaryExpr" and condition["op"] == "EQ") or (
            kind(condition) == "IsExpr" and condition["op"] == "IS"
        )
        if not equal:
            continue
        for side, other in ((condition["left"], condition["right"]), (condition["right"], condition["left"])):
            if kind(side) == "ColumnRef" and _is_of(side, source, scopes):
                found.setdefault(folded(name_of(side)), other)
    return found


def is_one_row(select: Node | None) -> bool:
    """Whether a SELECT gives one row at most, whatever the tables hold."""
    if select is None or kind(select) != "SelectStmt":
        return False
    limit = (select.get("limit_clause") or {}).get("limit") or {}
    if limit.get("source") == "1":
        return True
    return not select.get("groupby") and any(
        str(call["func_name"]).lower() in _AGGREGATES and not call.get("over_clause") and not _is_scalar(call)
        for column in items(select, "columns")
        for call in calls(column)
    )


def has_outer_join(select: Node) -> bool:
    """Whether a FROM clause gives rows that the ON of one of its joins does not hold for."""
    joins = _joins(select.get("from_clause"))
    return any(word in str(node.get("join_type")) for node in joins for word in ("LEFT", "RIGHT", "FULL"))


def joins_by_name(select: Node) -> bool:
    """Whether a FROM clause says USING or NATURAL: what is equal there is said by no condition."""
    joins = _joins(select.get("from_clause"))
    return any(node.get("using_columns") or str(node.get("join_type")).startswith("NATURAL") for node in joins)


def _is_scalar(call: Node) -> bool:
    """Whether max() or min() compares its arguments within one row."""
    return str(call["func_name"]).lower() in {"max", "min"} and len(items(call, "args")) > 1


def _joins(clause: Node | None) -> Iterator[Node]:
    for node in walk(clause):
        if kind(node) == "JoinClause":
            yield node


def _is_of(reference: Node, source: Relation, scopes: Scopes) -> bool:
    found = resolve(reference, scopes)
    return found is not None and found[1] is source


def _pinned(
    source: Relation,
    open_ones: Sequence[Relation],
    conditions: Sequence[Node],
    scopes: Scopes,
    statement: LintedStatement,
) -> bool:
    """Whether the conditions fix a key of the source by what is fixed already; true also where its keys are not known."""
    keys = _keys(source, statement)
    if keys is None:
        return True
    fixed = {
        column
        for column, other in compared(source, conditions, scopes).items()
        if not any(_is_of(reference, each, scopes) for reference in columns_named(other) for each in open_ones)
    }
    return any(set(key) <= fixed for key in keys)


def _keys(source: Relation, statement: LintedStatement) -> list[tuple[str, ...]] | None:
    """The column lists that are unique in a source; None where that cannot be told."""
    if source.table is not None:
        keys = list(source.table.unique_keys())
        if not source.table.without_rowid:
            keys += [("rowid",), ("oid",), ("_rowid_",)]
        for index in statement.before.indexes_of(source.table.name):
            if not index.unique:
                continue
            columns = index.compared_as(source.table)
            if columns is None or index.partial:
                return None
            keys.append(columns)
        return keys
    select = source.select
    names = outputs(select)
    if (
        select is None
        or kind(select) != "SelectStmt"
        or names is None
        or any(call.get("over_clause") for call in calls(select))
    ):
        return None
    grouped = [folded(name_of(term)) for term in items(select, "groupby")]
    if grouped and all(name in names for name in grouped):
        return [tuple(grouped)]
    if "DISTINCT" in (select.get("flags") or ()):
        return [tuple(names)]
    return None
