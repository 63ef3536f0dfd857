"""The query that counts, in the real database, the rows that would stop a migration.

Written from the failing statement and D1's own message, and kept only where it is right on the rows of the proof: it
counts some where the migration fails, and none where it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.clauses import Unreadable, Write, index_terms, read_write, text_of
from nhimbe_migrations.d1.proof.counting.definitions import collation_in, stored_as
from nhimbe_migrations.d1.proof.counting.relations import Relations
from nhimbe_migrations.d1.proof.counting.violations import (
    Asked,
    doubles,
    held_rows,
    key_named,
    orphans,
    references_in,
    violations,
)
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop
from nhimbe_migrations.d1.sql.create_table import checks_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow

__all__ = ["count", "counting_query", "queries_about", "state_before"]


def counting_query(
    error: EngineError,
    migration_sql: str,
    schema: Schema,
    needs: Needs,
    *,
    failing: Sequence[Shadow],
    running: Sequence[Shadow],
) -> str | None:
    """Return one SELECT that counts what `error` is about: some in each of `failing`, databases on which it stops the migration.

    In `running`, on which it runs, it counts none; or, where no query does that, none in the first of them, or rows that
    are no JSON though no statement reads them. None where there is no such query.
    """
    statement, relations = state_before(error.statement, error.line, migration_sql, schema)
    if relations is None:
        return None
    second = None
    for query in dict.fromkeys(queries_about(error.message, statement, relations, needs)):
        if not all(count(shadow, query) for shadow in failing):
            continue
        clear = [count(shadow, query) == 0 for shadow in running]
        if all(clear):
            return f"{query};"
        if (clear[:1] == [True] or "NOT json_valid" in query) and second is None:
            second = f"{query};"
    return second


def count(shadow: Shadow, query: str) -> int | None:
    """Return what `query` counts; None where it does not run."""
    import apsw

    try:
        return int(shadow.ask(query)[0][0])
    except (apsw.Error, IndexError, TypeError):
        return None


def state_before(
    text: str | None, line: int | None, migration_sql: str, schema: Schema
) -> tuple[Statement | None, Relations | None]:
    """Return the statement of this text and line, and the tables just before it; all of them at the end where none is named."""
    relations = Relations(schema)
    for statement in Script.of(migration_sql).statements:
        if statement.text == text and (line is None or statement.line == line):
            return statement, relations
        try:
            relations.run(statement)
        except Unreadable:
            return None, None
    return None, relations


def queries_about(message: str, statement: Statement | None, relations: Relations, needs: Needs) -> Iterator[str]:
    """Yield what may count the rows of which D1 says `message` at `statement`, in terms of the database before all."""
    if statement is None:
        for name in relations.tables:
            yield from orphans(name, f"SELECT * FROM {quoted(name)}", relations)
        return
    write = _write_of(statement)
    if "JSON" in message:
        yield from _broken_json(write, relations, needs)
    match statement.action:
        case Create(kind="index", table=on) if on is not None:
            yield from _of_index(statement, on.name, relations)
        case AddColumn() as action:
            yield from _of_new_column(statement, action, relations)
        case Drop(kind="table", name=dropped) if "FOREIGN KEY" in message:
            yield from held_rows(dropped.name, "1", relations)
        case _ if write is not None and folded(write.table) in relations.tables:
            yield from _of_write(message, write, statement, relations)
        case _:
            return


def _write_of(statement: Statement) -> Write | None:
    try:
        return read_write(statement)
    except Unreadable:
        return None


def _of_write(message: str, write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    if write.verb != "DELETE":
        yield from _of_rows(message, write, relations)
        yield from _afterwards(message, write, statement, relations)
    if message.startswith("FOREIGN KEY") and write.verb != "INSERT":
        yield from _left_behind(write, statement, relations)


def _afterwards(message: str, write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    """The same asked of the whole table as the statement would leave it."""
    for converting in (False, True):
        try:
            after = relations.after(statement, converting=converting)
        except Unreadable:
            return
        yield from violations(message, write.table, after)


def _left_behind(write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    """Rows of other tables that point at rows which the statement takes away, or whose key it changes."""
    if write.verb == "DELETE" and not write.ctes:
        yield from held_rows(write.table, write.where or "1", relations)
    try:
        after = relations.after(statement)
    except Unreadable:
        return
    for name in after.tables:
        for _, parent, _ in references_in(name, after):
            if folded(parent) == folded(write.table):
                yield from orphans(name, f"SELECT * FROM {quoted(name)}", after)


def _broken_json(write: Write | None, relations: Relations, needs: Needs) -> Iterator[str]:
    for table, column in (place for place, use in needs.uses.items() if use.json):
        name = next((t for t, relation in relations.tables.items() if t == table), None)
        if name is None:
            continue
        broken = f"{quoted(column)} IS NOT NULL AND NOT json_valid({quoted(column)})"
        if relations.schema.table(table) is not None:
            yield f"SELECT count(*) FROM {quoted(table)} WHERE {broken}"
        yield relations.query(f"SELECT count(*) FROM {quoted(table)} WHERE {broken}")
        if write is not None and write.where and folded(write.table) == table:
            alias = quoted(write.alias)
            yield relations.query(
                f"SELECT count(*) FROM {quoted(table)} AS {alias} WHERE ({write.where}) AND {broken}", ctes=write.ctes
            )


def _of_index(statement: Statement, table: str, relations: Relations) -> Iterator[str]:
    terms, condition = index_terms(statement)
    if not terms:
        return
    where = f"({condition}) AND " if condition else ""
    yield relations.query(doubles(quoted(table), terms, where))
    read = [term for term in terms if "json" in term.lower() or "->" in term]
    columns = relations.tables[folded(table)].columns if folded(table) in relations.tables else ()
    named = {folded(word.name) for term in read for word in significant(term)}
    sound = [f"json_valid({quoted(column)})" for column in columns if folded(column) in named]
    if sound:  # what is no JSON is counted by another query: this one has to run in spite of it
        guarded = [f"CASE WHEN {' AND '.join(sound)} THEN {term} END" if term in read else term for term in terms]
        yield relations.query(doubles(quoted(table), guarded, where))


def _of_new_column(statement: Statement, action: AddColumn, relations: Relations) -> Iterator[str]:
    table, column = action.table.name, action.name.name
    relations.run(statement)
    words = statement.significant
    for at, word in enumerate(words):
        inner = parenthesised(words, at + 1) if word.says("CHECK") else ()
        if inner:
            check = text_of(statement, inner[1:-1])
            yield relations.query(f"SELECT count(*) FROM {quoted(table)} WHERE NOT ({check})")
    if any(word.says("NOT") for word in words):
        yield relations.query(f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(column)} IS NULL")


def _of_rows(message: str, write: Write, relations: Relations) -> Iterator[str]:
    relation = relations.tables[folded(write.table)]
    source, columns = relations.made(write)
    alike = _stored_alike(write, relations)

    def asked(text: str, *, converting: Sequence[str] = ()) -> str:
        """`text` over `made`, the rows that the statement writes; these columns as the table would store them."""
        made = f"made({', '.join(map(quoted, columns))}) AS ({source})"
        changed = {folded(name) for name in columns} & set(converting) - alike
        collates = bool(converting) and relations.collates(write)
        if changed or collates:
            stored = {
                name: stored_as(quoted(name), relation.type_of(name)) if folded(name) in changed else quoted(name)
                for name in columns
            }
            if collates:  # a value takes the collation of its column along, and the table has its own
                stored = {
                    name: f"{value}{collation_in(relation.sql, name) or ' COLLATE BINARY'}"
                    for name, value in stored.items()
                }
            terms = [f"{value} AS {quoted(name)}" for name, value in stored.items()]
            made = f"written({', '.join(map(quoted, columns))}) AS ({source}), made AS (SELECT {', '.join(terms)} FROM written)"
        return relations.query(text, ctes=", ".join(filter(None, (write.ctes, made))))

    yield from _of_constraint(message, write, relations, asked)
    yield from _of_type(message, write, relations, asked)
    if message.startswith("FOREIGN KEY"):
        yield from orphans(write.table, "SELECT * FROM made", relations, asked)


def _of_constraint(message: str, write: Write, relations: Relations, asked: Asked) -> Iterator[str]:
    named = re.match(r"(NOT NULL|UNIQUE|CHECK) constraint failed: (.*?): SQLITE", message)
    if named is None:
        return
    if named[1] == "NOT NULL":
        yield asked(f"SELECT count(*) FROM made WHERE {quoted(named[2].rpartition('.')[2])} IS NULL")
    elif named[1] == "UNIQUE":
        yield from _of_key(named[2], write, relations, asked)
    else:
        for check in checks_of(relations.tables[folded(write.table)].sql):
            if named[2] in (check.name, check.expression):
                words = {folded(word.name) for word in significant(check.expression)}
                yield asked(f"SELECT count(*) FROM made WHERE NOT ({check.expression})", converting=tuple(words))
                yield asked(f"SELECT count(*) FROM made WHERE NOT ({check.expression})")


def _of_type(message: str, write: Write, relations: Relations, asked: Asked) -> Iterator[str]:
    """What a STRICT table does not store, and a key that is no number."""
    relation = relations.tables[folded(write.table)]
    stored = re.match(r"cannot store (\w+) value in (\w+) column [^.]*\.(\w+)", message)
    if stored:
        column = quoted(stored[3])
        number = f"CAST({column} AS NUMERIC) = {column}"
        whole = "" if stored[2] == "REAL" else f" AND CAST(CAST({column} AS INTEGER) AS NUMERIC) = {column}"
        yield asked(f"SELECT count(*) FROM made WHERE {column} IS NOT NULL AND NOT ({number}{whole})")
        yield asked(f"SELECT count(*) FROM made WHERE typeof({column}) = '{stored[1].lower()}'")
    if message.startswith("datatype mismatch"):
        key = next((name for name in relation.columns if "INTEGER" in relation.type_of(name).upper()), None)
        if key is not None:
            column = quoted(key)
            yield asked(
                f"SELECT count(*) FROM made WHERE {column} IS NOT NULL AND NOT (CAST({column} AS INTEGER) = {column})"
            )


def _stored_alike(write: Write, relations: Relations) -> set[str]:
    """Columns of the table that a source of the rows has too, of the same affinity: they are copied as they are."""
    target = relations.tables[folded(write.table)]
    sources = [relation for name, relation in relations.tables.items() if name in write.words and relation != target]
    kinds = {(column, affinity(type_)) for relation in sources for column, type_ in relation.types}
    return {column for column, type_ in target.types if (column, affinity(type_)) in kinds}


def _of_key(named: str, write: Write, relations: Relations, asked: Asked) -> Iterator[str]:
    _, columns = relations.made(write)
    keys = [part.strip().rpartition(".")[2] for part in named.split(",")]
    terms, condition = key_named(named, write.table, relations)
    if not terms:
        return
    where = f"({condition}) AND " if condition else ""
    yield asked(doubles("made", terms, where), converting=tuple(map(folded, keys)))
    if condition or named.startswith("index "):
        return
    if write.verb == "INSERT" and all(folded(key) in set(map(folded, columns)) for key in keys):
        listed = ", ".join(map(quoted, keys))
        both = f"(SELECT {listed} FROM made UNION ALL SELECT {listed} FROM {quoted(write.table)})"
        yield asked(doubles(both, terms), converting=tuple(map(folded, keys)))
