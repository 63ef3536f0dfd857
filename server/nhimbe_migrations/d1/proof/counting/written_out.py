"""Rows and values that a statement writes out itself: the same whatever the database holds, so that one run shows what they are like."""

from __future__ import annotations

from collections.abc import Sequence

from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write, read_write
from nhimbe_migrations.d1.proof.counting.tables.definitions import keys_in
from nhimbe_migrations.d1.proof.counting.tables.references import references_in
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.sql.actions import AddColumn, Create
from nhimbe_migrations.d1.sql.create_table import checks_of, generated_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import names_in, significant

__all__ = ["asks_itself", "is_seeded", "writes_itself_out"]


def asks_itself(table: str, column: str, relations: Relations) -> bool:
    """Whether the CHECKs of a new column name no other: they say the same of each row, so that one has shown it."""
    relation = relations.tables[folded(table)]
    if folded(column) in generated_in(relation.sql):
        return False
    names = {folded(name) for name in relation.columns} - {folded(column)}
    mine = [check for check in checks_of(relation.sql) if folded(check.column or "") == folded(column)]
    return bool(mine) and not any(names & names_in(check.expression) for check in mine)


def writes_itself_out(write: Write, relations: Relations) -> bool:
    """Whether it writes the same rows whatever the database holds: one run has shown what they are like."""
    source = significant(write.source[:_VERB])
    if write.verb != "INSERT" or not source or not source[0].says("VALUES"):
        return False
    own = (sql for table, sql in relations.triggers.values() if folded(table) == folded(write.table))
    if any("IGNORE" in sql.upper() for sql in own):  # which may swallow a row before it is looked at
        return False
    if write.words & {"select", "new", "old"}:
        return False
    return write.words & relations.tables.keys() <= {folded(write.table)} and not generated_in(
        relations.tables[folded(write.table)].sql
    )


_VERB = 20
"""Characters in which the first word of a SELECT or VALUES is found."""


def is_seeded(statement: Statement, statements: Sequence[Statement], relations: Relations) -> bool:
    """Whether an INSERT writes its rows out, and only statements that add rows stand before it."""
    try:
        write = read_write(statement)
    except Unreadable:
        return False
    if write is None or folded(write.table) not in relations.tables or write.conflict == "REPLACE":
        return False
    if not writes_itself_out(write, relations) or relations.triggers:
        return False
    parents = {folded(parent) for _, parent, _ in references_in(write.table, relations)}
    earlier = statements[: next(at for at, one in enumerate(statements) if one is statement)]
    return _points_at_its_own(earlier, relations, parents)


def _points_at_its_own(earlier: Sequence[Statement], relations: Relations, parents: set[str]) -> bool:
    """Whether the rows of these tables, folded, are sure to stand that `earlier` has added: none is taken away or left out."""
    for statement in earlier:
        match statement.action:
            case Create(kind="table" | "index" | "view") | AddColumn():
                continue
            case _:
                pass
        try:
            write = read_write(statement)
        except Unreadable:
            return False
        if write is None:
            if statement.words[:1] == ("PRAGMA",):
                continue
            return False
        if write.verb != "INSERT" or write.conflict == "REPLACE":
            return False
        if folded(write.table) in parents and not _adds_for_certain(write, relations):
            return False
    return True


def _adds_for_certain(write: Write, relations: Relations) -> bool:
    """Whether the rows of an INSERT stand afterwards, or others of the same key: `SELECT … WHERE NOT EXISTS` may add none."""
    relation = relations.tables.get(folded(write.table))
    if relation is None or not writes_itself_out(write, relations):
        return False
    keys = {*keys_in(relation.sql), *(index.terms for index in relations.indexes_of(write.table))}
    return not write.conflict or len(keys) <= 1  # a row that is alike in another key keeps it out
