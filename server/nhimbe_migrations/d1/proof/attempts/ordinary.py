"""Doubts about rows that no database is without: what "depends on rows" then means is that it fails.

A column with a constant default holds it in every row that was written without a value, so a key of such columns alone
meets two alike, and a CHECK that such a row breaks is broken; a row without a partner, for which a subquery or a LEFT
JOIN gives NULL, is there wherever partners come later, as are documents without a field; a parent has several children; and children, whose own children may not lose them, are what a table has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.sure.kept import Written
from nhimbe_migrations.d1.proof.counting.sure.promises import Promises
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, index_terms
from nhimbe_migrations.d1.proof.counting.tables.definitions import constant_defaults
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop
from nhimbe_migrations.d1.sql.create_table import checks_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, walk
from nhimbe_migrations.d1.sql.tokens import quoted, significant
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
        words = _of_schema(statement, relations, schema)
        if words:
            yield statement.line, words
        elif statement.tree:
            for words in _of_rows(statement, statement.tree, relations):
                yield statement.line, words
        try:
            relations.run(statement)
        except Unreadable:
            return


def _of_schema(statement: Statement, relations: Relations, schema: Schema) -> str | None:
    """What stops a change of the schema on ordinary rows."""
    match statement.action:
        case Create(kind="index", table=on) if on is not None and statement.significant[1].says("UNIQUE"):
            terms, where = index_terms(statement)
            relation = relations.tables.get(folded(on.name))
            columns = {folded(name) for name in relation.columns} if relation else set[str]()
            names = columns & {folded(word.name) for term in terms for word in significant(term)}
            alike = _left_alone(on.name, names, relations) or _is_shared(on.name, names, schema)
            if names and not _narrows(where) and alike:
                return "UNIQUE constraint failed"
        case Drop(kind="table", name=name) if _holds(name.name, relations, schema):
            return "FOREIGN KEY constraint failed"
        case AddColumn(table=table, name=name) if folded(table.name) in relations.tables:
            if _breaks_by_default(table.name, name.name, relations.copied(), statement):
                return "CHECK constraint failed"
        case _:
            pass
    return None


def _of_rows(statement: Statement, tree: Node, relations: Relations) -> Iterator[str]:
    """What stops a write to rows on ordinary ones."""
    if kind(tree) == "UpdateStmt":
        for clause in items(tree, "setlist"):
            alone = _stands_alone(clause["value"], relations)
            if clause["column"] and ((_finds_nothing(clause["value"]) and not alone) or _reads_json(clause["value"])):
                yield f"NOT NULL constraint failed: {name_of(tree['table'])}.{clause['column']}"
    elif kind(tree) == "InsertStmt":
        written = Promises(relations).of(statement)
        joined = set(_joined(tree["source"]))
        for name, value in written.values.items():
            if kind(value) == "ColumnRef" and folded(str(value["table"] or "")) in joined:
                yield f"NOT NULL constraint failed: {name_of(tree['table'])}.{name}"
        yield from _poured(written, tree, relations)


def _holds(table: str, relations: Relations, schema: Schema) -> bool:
    """Whether the table was there before, and so were the rows that go with its own: no statement has written any of them."""
    relation = relations.tables.get(folded(table))
    reached = schema.reached_by_delete(table)
    near = (reference.table for name in reached for reference in schema.references_to(name))
    return bool(
        relation
        and relation.origin
        and reached
        and not any(relations.is_changed(folded(name)) for name in (*reached, *near))
    )


def _is_shared(table: str, names: set[str], schema: Schema) -> bool:
    """Whether it is a reference that has an index of its own: that was made to find the several rows of one parent."""
    known = schema.table(table)
    if known is None or len(names) != 1 or any(set(map(folded, key)) == names for key in known.unique_keys()):
        return False
    refers = any({*map(folded, key.columns)} == names for key in known.foreign_keys)
    indexed = any(
        not index.unique and not index.partial and [*map(folded, filter(None, index.indexed))] == [*names]
        for index in schema.indexes_of(table)
    )
    return refers and indexed


def _breaks_by_default(table: str, column: str, relations: Relations, statement: Statement) -> bool:
    """Whether a CHECK of a new column is broken by a row in which all that it names keeps its default."""
    import apsw

    if relations.tables[folded(table)].step is not None or not relations.tables[folded(table)].origin:
        return False
    try:
        relations.run(statement)
    except Unreadable:
        return False
    relation = relations.tables[folded(table)]
    constant, names = constant_defaults(relation.sql), {folded(name) for name in relation.columns}
    for check in checks_of(relation.sql):
        named = {folded(word.name) for word in significant(check.expression) if word.kind in ("word", "quoted")} & names
        if folded(column) not in named or not named <= {*constant}:
            continue
        shadow = open_shadow(LATEST)
        try:
            row = ", ".join(f"{constant[name]} AS {quoted(name)}" for name in named)
            if shadow.ask(f"SELECT 1 FROM (SELECT {row}) WHERE NOT ({check.expression})"):
                return True
        except apsw.Error:
            continue
        finally:
            shadow.close()
    return False


def _poured(written: Written, tree: Node, relations: Relations) -> Iterator[str]:
    """A column that is not unique, copied into one that is, row by row."""
    select = tree["source"]
    if not written.source or "DISTINCT" in (select.get("flags") or ()) or items(select, "groupby"):
        return
    for name, value in written.values.items():
        names = {folded(name_of(column)) for column in columns_named(value)}
        if names and _left_alone(written.source, names, relations):
            yield f"UNIQUE constraint failed: {name_of(tree['table'])}.{name}"


def _left_alone(table: str, names: set[str], relations: Relations) -> bool:
    """Whether all these columns hold a constant where nobody gave a value, and the table was there before with its rows."""
    relation = relations.tables.get(folded(table))
    if relation is None or relation.step is not None:
        return False
    return names <= {*constant_defaults(relation.sql)}


def _narrows(where: str) -> bool:
    """Whether the condition of a partial index leaves out more than NULL."""
    return bool(where) and not where.upper().endswith("IS NOT NULL")


def _finds_nothing(node: Node) -> bool:
    """Whether it is a subquery, and gives NULL where it finds nothing: count() and total() give a number."""
    counts = any(str(item.get("func_name", "")).lower() in ("count", "total") for item in walk(node))
    return kind(node) == "SubqueryExpr" and not counts


def _stands_alone(node: Node, relations: Relations) -> bool:
    """Whether a subquery asks nothing of the row outside: whoever writes it names a row that there is (`slug = 'main'`)."""
    if kind(node) != "SubqueryExpr":
        return False
    tables = [item for item in walk(node["select"]) if kind(item) == "TableRef"]
    names = {folded(str(item["alias"]["source"] if item["alias"] else item["table_name"])) for item in tables}
    known = [relations.tables.get(folded(str(item["table_name"]))) for item in tables]
    columns = {folded(name) for relation in known if relation is not None for name in relation.columns} | {"rowid"}
    return None not in known and all(
        folded(str(item["table"])) in names if item["table"] else folded(name_of(item)) in columns
        for item in columns_named(node["select"])
    )


def _reads_json(node: Node) -> bool:
    """Whether it is a value out of a document, which is NULL where the document lacks it: older ones lack what is new."""
    arrow = kind(node) == "BinaryExpr" and str(node.get("op", "")).upper() in _ARROWS
    return arrow or str(node.get("func_name", "")).lower() == "json_extract"


_ARROWS = ("PTR", "PTR2")
"""The parser's names of -> and ->>."""


def _joined(select: Node) -> Iterator[str]:
    """The folded names under which LEFT JOIN takes tables in: a row without a partner has NULL in all their columns."""
    for item in walk(select):
        if kind(item) == "JoinClause" and item["join_type"] == "LEFT" and kind(item["right"]) == "TableRef":
            alias = item["right"]["alias"]
            yield folded(str(alias["source"] if alias else item["right"]["table_name"]))
