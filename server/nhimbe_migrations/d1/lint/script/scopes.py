"""Which table a column of a statement belongs to, in its sub-selects too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.lint.script.reading import LintedStatement
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, selects, walk

__all__ = [
    "Relation",
    "Scopes",
    "Subquery",
    "compared_with_itself",
    "conjuncts",
    "outputs",
    "reads_outer",
    "relations",
    "resolve",
    "subqueries",
    "written_from",
]

_ROWID = frozenset({"rowid", "oid", "_rowid_"})


@dataclass(frozen=True, slots=True)
class Relation:
    """One source of a FROM clause, or the table that a statement writes."""

    name: str
    """As it is called there, folded: the alias, or else the table's name."""
    table: Table | None
    """None for what is no table: a view, a sub-select, a CTE, a function, or a table that nobody knows."""
    columns: frozenset[str] | None
    """Folded; None where they are not known."""
    select: Node | None = None
    """Of a sub-select or a CTE."""

    def has(self, column: str) -> bool:
        """Whether it has a column of this folded name; where the columns are not known, it may."""
        return self.columns is None or column in self.columns


Scopes = tuple[tuple[Relation, ...], ...]
"""The sources of each FROM clause around an expression, the innermost first."""


@dataclass(frozen=True, slots=True)
class Subquery:
    """A sub-select that stands where a value does."""

    node: Node
    """The expression: InExpr, ExistsExpr or SubqueryExpr."""
    select: Node
    """A plain SELECT."""
    own: tuple[Relation, ...]
    outer: Scopes
    """What is around it; never empty."""

    @property
    def scopes(self) -> Scopes:
        return (self.own, *self.outer)


def subqueries(statement: LintedStatement) -> Iterator[Subquery]:
    """Yield every plain sub-select in the expressions of an UPDATE, a DELETE or an INSERT; compound ones are left out."""
    tree = statement.tree
    if tree is None or statement.kind not in {"UpdateStmt", "DeleteStmt", "InsertStmt"}:
        return
    if not statement.may_say("SELECT"):
        return
    ctes = _ctes(tree)
    outer: Scopes = ()
    if statement.kind != "InsertStmt":
        outer = ((*relations(tree["table"], statement, ctes), *relations(tree.get("from_clause"), statement, ctes)),)
    yield from _below(tree, statement, ctes, outer)


def written_from(statement: LintedStatement) -> tuple[Relation, tuple[Relation, ...]]:
    """Return the table that an UPDATE writes, and the sources of its FROM."""
    tree = statement.tree or {}
    ctes = _ctes(tree)
    target = next(relations(tree["table"], statement, ctes))
    return target, tuple(relations(tree.get("from_clause"), statement, ctes))


def _below(node: object, statement: LintedStatement, ctes: Mapping[str, Node], scopes: Scopes) -> Iterator[Subquery]:
    if isinstance(node, list):
        for part in node:
            yield from _below(part, statement, ctes, scopes)
        return
    if not isinstance(node, dict):
        return
    if kind(node) == "CteDefinition":
        yield from _below(node["select"], statement, ctes, ())
        return
    if kind(node) == "SelectStmt":
        scopes = (tuple(relations(node["from_clause"], statement, ctes)), *scopes)
    select = node.get("source") if kind(node) == "InExpr" else node.get("select")
    if kind(node) in {"InExpr", "ExistsExpr", "SubqueryExpr"} and kind(select) == "SelectStmt" and select and scopes:
        yield Subquery(node, select, tuple(relations(select["from_clause"], statement, ctes)), scopes)
    for part in node.values():
        yield from _below(part, statement, ctes, scopes)


def relations(clause: Node | None, statement: LintedStatement, ctes: Mapping[str, Node]) -> Iterator[Relation]:
    """Yield the sources of a FROM clause, or the one that a table node names."""
    if clause is None:
        return
    match kind(clause):
        case "TableRef":
            yield _named(clause, statement, ctes)
        case "SubqueryTableSource":
            yield Relation(folded(name_of(clause.get("alias"))), None, _columns(clause["select"]), clause["select"])
        case "JoinClause":
            yield from relations(clause["left"], statement, ctes)
            yield from relations(clause["right"], statement, ctes)
        case _:
            inner = [value for value in clause.values() if isinstance(value, dict) and _is_source(value)]
            yield from (found for value in inner for found in relations(value, statement, ctes))
            if not inner:
                yield Relation("", None, None)


def _is_source(node: Node) -> bool:
    return kind(node) in {"TableRef", "SubqueryTableSource", "JoinClause", "JoinPrefix"}


def _named(reference: Node, statement: LintedStatement, ctes: Mapping[str, Node]) -> Relation:
    name = name_of(reference)
    called = folded(name_of(reference.get("alias")) or name)
    if reference.get("args"):
        return Relation(called, None, None)
    select = ctes.get(folded(name))
    if select is not None:
        return Relation(called, None, _columns(select), select)
    table = statement.before.table(name) or statement.after.table(name)
    if table is None or table.opaque:
        return Relation(called, None, None)
    own = {folded(column.name) for column in table.columns} | (set() if table.without_rowid else _ROWID)
    return Relation(called, table, frozenset(own))


def _ctes(tree: Node) -> dict[str, Node]:
    """The CTEs that say their columns by their SELECT alone; of the others nothing is known.

    Nothing either of those of a sub-select: they are other tables there than outside.
    """
    own = [id(node) for node in items(tree, "with_ctes")]
    found: dict[str, Node] = {}
    for node in sorted(
        (node for node in walk(tree) if kind(node) == "CteDefinition"), key=lambda node: id(node) not in own
    ):
        known = id(node) in own and not node.get("columns")
        found[folded(str(node["cte_name"]))] = node["select"] if known else {"type": "Unknown"}
    return found


def _columns(select: Node | None) -> frozenset[str] | None:
    names = outputs(select)
    return None if names is None else frozenset(names)


def outputs(select: Node | None) -> list[str] | None:
    """Return the folded names of the columns that a SELECT gives; None where one has no plain name."""
    first = next(selects(select), None)
    if kind(first) != "SelectStmt":
        return None
    columns = items(first, "columns")
    names = [folded(name_of(column["alias"]) or name_of(column["expr"])) for column in columns]
    return names if all(names) and not any("STAR" in column["flags"] for column in columns) else None


def resolve(reference: Node, scopes: Sequence[Sequence[Relation]]) -> tuple[int, Relation] | None:
    """Return how far out (0: innermost) and in which source a column is found; None where that cannot be told."""
    column, table = folded(name_of(reference)), folded(str(reference.get("table") or ""))
    for depth, sources in enumerate(scopes):
        for source in sources:
            if table and source.name != table:
                continue
            if source.columns is None:
                return None
            if source.has(column):
                return depth, source
    return None


def conjuncts(condition: Node | None) -> Iterator[Node]:
    """Yield the conditions that all have to hold; `(a, b) = (c, d)` is two of them."""
    while kind(condition) == "ParenExpr" and condition:
        condition = condition["expr"]
    if kind(condition) == "BinaryExpr" and condition and condition["op"] == "AND":
        yield from conjuncts(condition["left"])
        yield from conjuncts(condition["right"])
    elif kind(condition) == "BinaryExpr" and condition and condition["op"] == "EQ" and _row_values(condition):
        for left, right in zip(*_row_values(condition), strict=False):
            yield {**condition, "left": left, "right": right}
    elif condition:
        yield condition


def compared_with_itself(subquery: Subquery) -> Iterator[str]:
    """Yield the columns of a sub-select's own tables that its WHERE compares with themselves (`id = id`)."""
    for node in _outside_selects(subquery.select["where_clause"]):
        if kind(node) == "BinaryExpr" and node["op"] == "EQ" and _same(node["left"], node["right"], subquery.own):
            yield name_of(node["left"])


def _row_values(condition: Node) -> list[list[Node]]:
    sides = (condition["left"], condition["right"])
    return [items(side, "items") for side in sides] if all(kind(side) == "RowValue" for side in sides) else []


def _outside_selects(node: object) -> Iterator[Node]:
    """The nodes of an expression, without those of its sub-selects: a name may be another column there."""
    if isinstance(node, list):
        for part in node:
            yield from _outside_selects(part)
    elif isinstance(node, dict) and kind(node) not in {"SelectStmt", "CompoundSelect"}:
        yield node
        for part in node.values():
            yield from _outside_selects(part)


def _same(left: Node, right: Node, own: Sequence[Relation]) -> bool:
    if kind(left) != "ColumnRef" or kind(right) != "ColumnRef" or folded(name_of(left)) != folded(name_of(right)):
        return False
    sides = [resolve(side, (own,)) for side in (left, right)]
    return sides[0] is not None and sides[0] == sides[1]


def reads_outer(subquery: Subquery) -> bool:
    """Whether a sub-select names a column of what is around it, or one of which that cannot be told."""
    for reference in columns_named(subquery.select):
        found = resolve(reference, subquery.scopes)
        if found is None or found[0] > 0:
            return True
    return False
