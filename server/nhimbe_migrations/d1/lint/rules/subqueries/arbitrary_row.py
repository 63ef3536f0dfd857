"""One row is written, and several are offered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.script.partners import compared, conditions_of, is_one_row, joins_by_name, several
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.scopes import (
    Relation,
    Scopes,
    Subquery,
    compared_with_itself,
    resolve,
    subqueries,
    written_from,
)
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="arbitrary-row",
    severity="warning",
    summary="An UPDATE takes its value from a table that may hold several rows for the row it writes",
    why="UPDATE … FROM with several partners, and a sub-select that finds several rows, use any one of them: which one is not "
    "defined, and differs between databases.",
    help="Pick one: a sub-select with ORDER BY … LIMIT 1, max() or min(), or GROUP BY.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the values that UPDATEs set: no key of their source is fixed by the conditions."""
    for statement in reading.of_kind("UpdateStmt"):
        tree = statement.tree or {}
        found = [*_from_sources(statement, tree), *_sub_selects(statement, tree)]
        if found:
            source, columns, expected = found[0]
            by = f" (nothing makes {', '.join(sorted(columns))} unique there)" if columns else ""
            yield RULE.finding(
                f"{source} may hold several rows for one of {statement.target}{by}: which of them is taken is not defined.",
                line=statement.line_of(source),
                severity="warning" if expected else "note",
            )


def _from_sources(statement: LintedStatement, tree: Node) -> Iterator[tuple[str, list[str], bool]]:
    if not tree.get("from_clause") or joins_by_name(tree):
        return
    target, sources = written_from(statement)
    scopes: Scopes = ((target, *sources),)
    conditions = conditions_of(tree)
    for source in several(sources, conditions, scopes, statement):
        if any(_reads(clause["value"], source, scopes) for clause in items(tree, "setlist")):
            yield _told(source, conditions, scopes)


def _sub_selects(statement: LintedStatement, tree: Node) -> Iterator[tuple[str, list[str], bool]]:
    values = {id(node) for node in walk(tree.get("setlist"))}
    for subquery in subqueries(statement):
        if id(subquery.node) not in values or kind(subquery.node) != "SubqueryExpr" or not _is_open(subquery):
            continue
        conditions = conditions_of(subquery.select)
        if _looks_up_a_literal(subquery, conditions):
            continue
        for source in several(subquery.own, conditions, subquery.scopes, statement):
            if source.table is not None:
                yield _told(source, conditions, subquery.scopes)


def _is_open(subquery: Subquery) -> bool:
    """Whether the sub-select leaves it to the tables how many rows there are, and in which order."""
    select = subquery.select
    chosen = any(select.get(part) for part in ("groupby", "orderby", "limit_clause")) or is_one_row(select)
    if joins_by_name(select) or any(compared_with_itself(subquery)):
        return False  # told by `self-comparison`
    return bool(subquery.own) and not chosen and all(source.columns is not None for source in subquery.own)


def _looks_up_a_literal(subquery: Subquery, conditions: Sequence[Node]) -> bool:
    """Whether one row is meant, by its name: `(SELECT id FROM roles WHERE name = 'admin')`."""
    return any(
        kind(other) == "Literal"
        for source in subquery.own
        for other in compared(source, conditions, subquery.scopes).values()
    )


def _reads(value: Node, source: Relation, scopes: Scopes) -> bool:
    for reference in columns_named(value):
        found = resolve(reference, scopes)
        if found is not None and found[1] is source:
            return True
    return False


def _told(source: Relation, conditions: Sequence[Node], scopes: Scopes) -> tuple[str, list[str], bool]:
    """The source's name, the columns that are compared, and whether several rows are what the schema expects there."""
    columns = sorted(compared(source, conditions, scopes))
    if source.table is None:
        return source.name, columns, not columns
    keyed = {folded(column) for key in source.table.foreign_keys for column in key.columns}
    return source.table.name, columns, not columns or bool(keyed & set(columns))
