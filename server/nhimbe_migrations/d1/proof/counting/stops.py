"""The query that counts, in the real database, the rows that would stop a migration.

Written from the failing statement and D1's own message, and kept only where it is right on the rows of the proof: it
counts some where the migration fails, and none where it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from nhimbe_migrations.d1.proof.counting.clauses import Unreadable, Write, index_terms, read_write, text_of
from nhimbe_migrations.d1.proof.counting.definitions import stored_as
from nhimbe_migrations.d1.proof.counting.relations import Relations
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import AddColumn, Create
from nhimbe_migrations.d1.sql.create_table import body_of, checks_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow

__all__ = ["count", "counting_query", "orphans", "state_before"]


class Asked(Protocol):
    """Makes a query out of a question about the rows that a statement writes."""

    def __call__(self, text: str, *, converting: Sequence[str] = ()) -> str: ...


def counting_query(
    error: EngineError, migration_sql: str, schema: Schema, needs: Needs, *, failing: Shadow, running: Shadow | None
) -> str | None:
    """Return one SELECT that counts what `error` is about; None where none was found that is right on both images.

    `running` is a database on which the migration runs; None where none is at hand.
    """
    statement, relations = state_before(error.statement, error.line, migration_sql, schema)
    if relations is None:
        return None
    for query in _queries(error.message, statement, relations, needs):
        if count(failing, query) and (running is None or count(running, query) == 0):
            return f"{query};"
    return None


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


def _queries(message: str, statement: Statement | None, relations: Relations, needs: Needs) -> Iterator[str]:
    if statement is None:
        for name in relations.tables:
            yield from orphans(name, f"SELECT * FROM {quoted(name)}", relations)
        return
    try:
        write = read_write(statement)
    except Unreadable:
        return
    if "JSON" in message:
        yield from _broken_json(write, relations, needs)
    match statement.action:
        case Create(kind="index", table=table) if table is not None:
            yield from _of_index(statement, table.name, relations)
        case AddColumn() as action:
            yield from _of_new_column(statement, action, relations)
        case _ if write is not None and folded(write.table) in relations.tables and write.verb != "DELETE":
            yield from _of_rows(message, write, relations)
        case _:
            return


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
    yield relations.query(_doubles(quoted(table), terms, where))
    read = [term for term in terms if "json" in term.lower() or "->" in term]
    columns = relations.tables[folded(table)].columns if folded(table) in relations.tables else ()
    named = {folded(word.name) for term in read for word in significant(term)}
    sound = [f"json_valid({quoted(column)})" for column in columns if folded(column) in named]
    if sound:  # what is no JSON is counted by another query: this one has to run in spite of it
        guarded = [f"CASE WHEN {' AND '.join(sound)} THEN {term} END" if term in read else term for term in terms]
        yield relations.query(_doubles(quoted(table), guarded, where))


def _doubles(source: str, terms: Sequence[str], where: str = "") -> str:
    present = " AND ".join(f"({term}) IS NOT NULL" for term in terms)
    return (
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where}{present} "
        f"GROUP BY {', '.join(terms)} HAVING count(*) > 1)"
    )


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
        if changed:
            terms = [
                f"{stored_as(quoted(name), relation.type_of(name))} AS {quoted(name)}"
                if folded(name) in changed
                else quoted(name)
                for name in columns
            ]
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
    relation = relations.tables[folded(write.table)]
    _, columns = relations.made(write)
    keys = [part.strip().rpartition(".")[2] for part in named.split(",")]
    if named.startswith("index "):  # an index over expressions has no columns to name
        return
    terms = [f"{quoted(key)}{_collation(relation.sql, key)}" for key in keys]
    yield asked(_doubles("made", terms), converting=tuple(map(folded, keys)))
    if write.verb == "INSERT" and all(folded(key) in set(map(folded, columns)) for key in keys):
        listed = ", ".join(map(quoted, keys))
        both = f"(SELECT {listed} FROM made UNION ALL SELECT {listed} FROM {quoted(write.table)})"
        yield asked(_doubles(both, terms), converting=tuple(map(folded, keys)))


def orphans(table: str, source: str, relations: Relations, asked: Asked | None = None) -> Iterator[str]:
    """Rows of `source`, to stand in `table`, that point at rows which are not there."""
    for columns, parent, to in _references(table, relations):
        if folded(parent) not in relations.tables:
            continue
        present = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in columns)
        same = " AND ".join(f"p.{quoted(t)} = c.{quoted(c)}" for c, t in zip(columns, to, strict=True))
        text = (
            f"SELECT count(*) FROM ({source}) AS c WHERE {present} AND NOT EXISTS "
            f"(SELECT 1 FROM {quoted(parent)} AS p WHERE {same})"
        )
        yield asked(text) if asked is not None else relations.query(text)


def _references(table: str, relations: Relations) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """The foreign keys of a CREATE TABLE: columns, parent, the parent's columns."""
    body = body_of(relations.tables[folded(table)].sql)
    for element in body.elements if body else ():
        words = element.words
        for at, word in enumerate(words[:-1]):
            if not word.says("REFERENCES"):
                continue
            parent = words[at + 1].name
            to = tuple(_names(parenthesised(words, at + 2)))
            own = (element.name or "",) if element.is_column else tuple(_names(_before(words, at)))
            if not to:
                known = relations.schema.table(parent)
                to = known.primary_key if known is not None else ()
            if own and len(own) == len(to):
                yield own, parent, to


def _before(words: Sequence[Token], at: int) -> Sequence[Token]:
    start = next((n for n, word in enumerate(words[:at]) if word.says("(")), at)
    return parenthesised(words, start)


def _names(words: Sequence[Token]) -> Iterator[str]:
    return (word.name for word in words[1:-1] if not word.says(","))


def _collation(sql: str, column: str) -> str:
    body = body_of(sql)
    for element in body.columns if body else ():
        if folded(element.name or "") == folded(column):
            for at, word in enumerate(element.words[:-1]):
                if word.says("COLLATE"):
                    return f" COLLATE {element.words[at + 1].text}"
    return ""
