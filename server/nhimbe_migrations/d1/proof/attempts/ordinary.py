"""Doubts about rows that no database is without: what "depends on rows" then means is that it fails.

A column with a constant default holds it in every row that was written without a value, so a key of such columns alone
meets two alike; and a row without a partner, for which a subquery gives NULL, is there wherever partners come later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.promises import Promises
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, index_terms
from nhimbe_migrations.d1.proof.counting.tables.definitions import defaults_in
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import Create
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, walk
from nhimbe_migrations.d1.sql.tokens import significant
from nhimbe_migrations.findings.finding import Finding

__all__ = ["weighed"]


def weighed(findings: Sequence[Finding], migration_sql: str, schema: Schema) -> tuple[Finding, ...]:
    """Return `findings` with an error in place of a doubt about rows that are there wherever the table is in use."""
    doubts = {finding.line for finding in findings if finding.rule == DEPENDS_ON_ROWS.name}
    if not doubts:
        return tuple(findings)
    broken = {(line, words) for line, words in _broken(migration_sql, schema) if line in doubts}

    def is_ordinary(finding: Finding) -> bool:
        is_doubt = finding.rule == DEPENDS_ON_ROWS.name and finding.severity == "warning"
        return is_doubt and any(finding.line == line and words in finding.message for line, words in broken)

    return tuple(replace(finding, severity="error") if is_ordinary(finding) else finding for finding in findings)


def _broken(migration_sql: str, schema: Schema) -> Iterator[tuple[int, str]]:
    """The line, and the words in which D1 refuses it, of each statement that ordinary rows stop."""
    relations = Relations(schema)
    for statement in Script.of(migration_sql).statements:
        tree = statement.tree
        match statement.action:
            case Create(kind="index", table=on) if on is not None and statement.significant[1].says("UNIQUE"):
                terms, where = index_terms(statement)
                relation = relations.tables.get(folded(on.name))
                columns = {folded(name) for name in relation.columns} if relation else set[str]()
                names = columns & {folded(word.name) for term in terms for word in significant(term)}
                if names and not _narrows(where) and _left_alone(on.name, names, relations):
                    yield statement.line, "UNIQUE constraint failed"
            case _ if tree and kind(tree) == "UpdateStmt":
                for clause in items(tree, "setlist"):
                    if clause["column"] and kind(clause["value"]) == "SubqueryExpr" and not _counts(clause["value"]):
                        yield statement.line, f"NOT NULL constraint failed: {name_of(tree['table'])}.{clause['column']}"
            case _ if tree and kind(tree) == "InsertStmt":
                yield from _poured(statement, tree, relations)
            case _:
                pass
        try:
            relations.run(statement)
        except Unreadable:
            return


def _poured(statement: Statement, tree: Node, relations: Relations) -> Iterator[tuple[int, str]]:
    """A column that is not unique, copied into one that is, row by row."""
    written = Promises(relations).of(statement)
    select = tree["source"]
    if not written.source or "DISTINCT" in (select.get("flags") or ()) or items(select, "groupby"):
        return
    for name, value in written.values.items():
        names = {folded(name_of(column)) for column in columns_named(value)}
        if names and _left_alone(written.source, names, relations):
            yield statement.line, f"UNIQUE constraint failed: {name_of(tree['table'])}.{name}"


def _left_alone(table: str, names: set[str], relations: Relations) -> bool:
    """Whether all these columns hold a constant where nobody gave a value, and the table was there before with its rows."""
    relation = relations.tables.get(folded(table))
    if relation is None or relation.step is not None:
        return False
    constant = {
        name for name, default in defaults_in(relation.sql).items() if default[:1] != "(" and default.upper() != "NULL"
    }
    return names <= constant


def _narrows(where: str) -> bool:
    """Whether the condition of a partial index leaves out more than NULL."""
    return bool(where) and not where.upper().endswith("IS NOT NULL")


def _counts(node: Node) -> bool:
    """Whether the subquery gives a value where it finds nothing: count() and total() do."""
    return any(str(item.get("func_name", "")).lower() in ("count", "total") for item in walk(node))
