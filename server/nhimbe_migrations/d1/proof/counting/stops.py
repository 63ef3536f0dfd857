"""The query that counts, in the real database, the rows that would stop a migration.

Written from the failing statement and D1's own message, and kept only where it is right on the rows of the proof: it
counts some where the migration fails, and none where it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.replaced import held_by_replaced
from nhimbe_migrations.d1.proof.counting.tables.clauses import (
    Unreadable,
    Write,
    documents_made,
    index_terms,
    read_write,
    text_of,
)
from nhimbe_migrations.d1.proof.counting.tables.fired import fired_writes
from nhimbe_migrations.d1.proof.counting.tables.references import references_in
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.violations import (
    doubles,
    each_and_all,
    held_by_itself,
    held_rows,
    in_passing,
    is_about,
    left_pointing,
    standing_orphans,
    summed,
    violations,
)
from nhimbe_migrations.d1.proof.counting.written_rows import of_any_partner, of_rows
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop
from nhimbe_migrations.d1.sql.create_table import generated_in, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import names_in, quoted, significant

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
    queries = list(dict.fromkeys(queries_about(error.message, statement, relations, needs)))
    for query in queries:
        if not all(count(shadow, query) for shadow in failing):
            continue
        clear = [count(shadow, query) == 0 for shadow in running]
        if all(clear) or (query.startswith(_SEVERAL) and clear[:1] == [True]):
            return f"{query};"
        if (clear[:1] == [True] or "NOT json_valid" in query) and second is None:
            second = f"{query};"
    return _together(queries, failing, running) or second


_SEVERAL = "SELECT (SELECT ", "SELECT (WITH "
"""How a query begins that counts all causes together: it may count too much, and misses none."""


def _together(queries: Sequence[str], failing: Sequence[Shadow], running: Sequence[Shadow]) -> str | None:
    """One query out of several, where the same words of D1 have several causes: each counts one of them."""
    chosen: list[str] = []
    waiting = list(failing)
    for query in queries:
        met = [shadow for shadow in waiting if count(shadow, query)]
        if met and all(count(shadow, query) == 0 for shadow in running):
            chosen.append(query)
            waiting = [shadow for shadow in waiting if shadow not in met]
        if not waiting:
            return f"{summed(chosen)};" if len(chosen) > 1 else None
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


def queries_about(message: str, statement: Statement | None, relations: Relations, needs: Needs) -> Iterator[str]:
    """Yield what may count the rows of which D1 says `message` at `statement`, in terms of the database before all."""
    if statement is None:
        yield from each_and_all(_at_the_end(relations))
        return
    write = _write_of(statement)
    if "JSON" in message:
        yield from _broken_json(statement, write, relations, needs)
    match statement.action:
        case Create(kind="index", table=on) if on is not None:
            yield from _of_index(statement, on.name, relations)
        case AddColumn() as action:
            yield from _of_new_column(statement, action, relations)
        case Drop(kind="table", name=dropped) if "FOREIGN KEY" in message:
            held = (*held_rows(dropped.name, "1", relations), *held_by_itself(dropped.name, "1", relations))
            yield from each_and_all(held)
            yield from _left_behind(statement, relations)
        case _ if write is not None and folded(write.table) in relations.tables:
            yield from _of_write(message, write, statement, relations)
        case _:
            return


def _at_the_end(relations: Relations) -> Iterator[str]:
    for name, relation in relations.tables.items():
        parents = {folded(parent) for _, parent, _ in references_in(name, relations)}
        if relation.step is not None or any(relations.is_changed(parent) for parent in parents):
            yield from standing_orphans(name, relations)
    for name, before in relations.drops:
        yield from left_pointing(name, before)


def _write_of(statement: Statement) -> Write | None:
    try:
        return read_write(statement)
    except Unreadable:
        return None


def _of_write(message: str, write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    if write.verb != "DELETE" and is_about(message, write.table):
        rows = [*of_rows(message, write, relations)]
        passing = [*in_passing(message, write, relations)] if write.verb == "UPDATE" else []
        if rows and passing:  # either alone stops it
            yield f"SELECT ({rows[0]}) + ({passing[0]})"
        yield from rows
        if not rows or _says_more_afterwards(message, write, relations):
            yield from _afterwards(message, write, statement, relations)
        yield from passing
    if write.others:
        yield from of_any_partner(message, write, relations)
    yield from _of_fired(message, write, relations)
    if not message.startswith("FOREIGN KEY"):
        return
    if write.conflict == "REPLACE":
        yield from held_by_replaced(write, relations)
    if write.verb == "DELETE":
        yield from _of_rows_that_go(write, statement, relations)
    elif write.verb != "INSERT":
        yield from _left_behind(statement, relations)


def _says_more_afterwards(message: str, write: Write, relations: Relations) -> bool:
    """Whether the whole table may break what the rows that are written do not show: beside others, or once it is made of them."""
    others = write.verb == "INSERT" and message.startswith("UNIQUE") and not relations.is_empty(write.table)
    return others or bool(generated_in(relations.tables[folded(write.table)].sql))


def _afterwards(message: str, write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    """The same asked of the whole table as the statement would leave it."""
    try:
        after = relations.after(statement)
    except Unreadable:
        return
    yield from violations(message, write.table, after)


def _of_fired(message: str, write: Write, relations: Relations) -> Iterator[str]:
    """The same of what triggers write into other tables."""
    for fired in fired_writes(write, relations):
        if not is_about(message, fired.table):
            continue
        yield from of_rows(message, fired, relations)
        after = relations.copied()
        try:
            after.write(fired)
        except Unreadable:
            continue
        yield from violations(message, fired.table, after)


def _of_rows_that_go(write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    """What counts the rows that hold a row which goes: all of them, then those of each reference."""
    held = [] if write.ctes else [*held_rows(write.table, write.where or "1", relations)]
    itself = _left_behind(statement, relations, of=write.table)
    restricted = [*held_by_itself(write.table, write.where or "1", relations, alias=write.alias, ctes=write.ctes)]
    others = [*_left_behind(statement, relations), *restricted]
    held += restricted if held else []
    for all_of_them in (dict.fromkeys((*held, *itself)) if held else (), dict.fromkeys(others)):
        if len(all_of_them) > 1:
            yield summed([*all_of_them])
    yield from held
    yield from others


def _left_behind(statement: Statement, relations: Relations, *, of: str = "") -> Iterator[str]:
    """Rows that point at rows which the statement takes away, or lets go elsewhere, or whose key it changes.

    Those `of` one table where it is named.
    """
    try:
        after = relations.after(statement)
    except Unreadable:
        return
    changed = {name for name, relation in after.tables.items() if relation.step != _step_of(name, relations)}
    for name in after.tables:
        if folded(of) in {"", name} and any(folded(parent) in changed for _, parent, _ in references_in(name, after)):
            yield from standing_orphans(name, after)


def _step_of(table: str, relations: Relations) -> str | None:
    relation = relations.tables.get(table)
    return relation.step if relation is not None else None


def _broken_json(statement: Statement, write: Write | None, relations: Relations, needs: Needs) -> Iterator[str]:
    if write is not None and write.source:
        for rows, document in documents_made(write.source):
            yield relations.query(
                f"SELECT count(*) FROM {rows} WHERE ({document}) IS NOT NULL AND NOT json_valid({document})",
                ctes=write.ctes,
            )
    named = names_in(statement.text)
    read = [(table, column) for (table, column), use in needs.uses.items() if use.json]
    here = [(table, column) for table, column in read if {table, column} <= named and table in relations.tables]
    if len(here) > 1:  # any of them stops it
        counts = (
            f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL AND NOT json_valid({quoted(column)})"
            for table, column in here
        )
        yield next(each_and_all(relations.query(query) for query in counts))
    for table, column in read:
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
    relations = relations.after(statement)
    words = statement.significant
    for at, word in enumerate(words):
        inner = parenthesised(words, at + 1) if word.says("CHECK") else ()
        if inner:
            check = text_of(statement, inner[1:-1])
            yield relations.query(f"SELECT count(*) FROM {quoted(table)} WHERE NOT ({check})")
    if any(word.says("NOT") for word in words):
        yield relations.query(f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(column)} IS NULL")
