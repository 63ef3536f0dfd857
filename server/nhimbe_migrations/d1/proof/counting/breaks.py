"""The constraints that the rows which one statement writes may break, each in the words in which D1 refuses such a row."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.proof.counting.replaced import may_replace
from nhimbe_migrations.d1.proof.counting.sure.expressions import is_null
from nhimbe_migrations.d1.proof.counting.sure.kept import Written
from nhimbe_migrations.d1.proof.counting.sure.promises import Promises
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write, read_write
from nhimbe_migrations.d1.proof.counting.tables.definitions import (
    constant_defaults,
    keys_in,
    required_in,
    rowid_key_in,
    sources_of,
)
from nhimbe_migrations.d1.proof.counting.tables.fired import bodies_not_followed, fired_writes
from nhimbe_migrations.d1.proof.counting.tables.references import may_hold_back, references_in
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.written_out import writes_itself_out
from nhimbe_migrations.d1.proof.counting.written_rows import NUMBERED
from nhimbe_migrations.d1.sql.create_table import body_of, checks_of, generated_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import significant

__all__ = [
    "breaks_of_keys",
    "breaks_of_values",
    "breaks_of_write",
    "key_as_named",
    "referring",
    "triggers_not_followed",
    "written_columns",
]


def breaks_of_write(write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    """Yield what D1 may say of the rows that `write` writes, or takes away, and of those that its triggers write."""
    for fired in fired_writes(write, relations):
        nothing = Written(relations, fired.table)
        given = {folded(name) for name in fired.columns or relations.tables[folded(fired.table)].columns}
        if fired.conflict != "IGNORE":
            yield from breaks_of_values(fired, given, nothing, relations)
        if fired.conflict not in ("IGNORE", "REPLACE"):
            yield from breaks_of_keys(fired, given, nothing, relations)
    if write.verb == "DELETE":
        if may_hold_back(write.table, relations, all_of_it=not write.where):
            yield "FOREIGN KEY constraint failed"
        return
    written = written_columns(write, relations)
    promises = Promises(relations).of(statement)
    shown = writes_itself_out(write, relations)  # the proof has run it
    if write.conflict != "IGNORE" and not shown:
        yield from breaks_of_values(write, written, promises, relations)
    if write.conflict not in ("IGNORE", "REPLACE") and not (shown and relations.is_empty(write.table)):
        yield from breaks_of_keys(write, written, promises, relations)
    if not shown:
        yield from _of_types(write, written, promises, relations)
    doubted = (
        {folded(name) for name in columns} & written and not promises.keeps_reference(columns, parent, to)
        for columns, parent, to in references_in(write.table, relations)
    )
    moves = write.verb == "UPDATE" and bool(_referenced(write.table, relations) & written)
    if any(doubted) or moves or may_replace(write, relations):
        yield "FOREIGN KEY constraint failed"


def triggers_not_followed(write: Write, relations: Relations) -> Iterator[str]:
    """Yield the names of the triggers that may stop `write` in a way which no query can say."""
    for name, body in bodies_not_followed(write, relations):
        try:
            inner = read_write(body)
        except Unreadable:
            yield name
            continue
        if inner is None:  # a SELECT, which may raise
            if any(word.says("ABORT", "FAIL", "ROLLBACK") for word in body.significant):
                yield name
        elif folded(inner.table) in relations.tables and any(breaks_of_write(inner, body, relations)):
            yield name


def breaks_of_values(write: Write, written: set[str], promises: Written, relations: Relations) -> Iterator[str]:
    """Yield what D1 may say of single values: NOT NULL and CHECK."""
    sql = relations.tables[folded(write.table)].sql
    filled = _filled_in(write, sql) | _numbered(write, sql)
    generated = generated_in(sql)
    for name in required_in(sql):
        is_made = folded(name) in generated and sources_of([folded(name)], sql) & written
        if is_made or (folded(name) in written - filled and not promises.is_present(name)):
            yield f"NOT NULL constraint failed: {write.table}.{name}"
    for check in checks_of(sql):
        if sources_of(_named_in(check.expression), sql) & written and not promises.keeps_check(check.expression):
            yield f"CHECK constraint failed: {check.name or check.expression}"


def _of_types(write: Write, written: set[str], promises: Written, relations: Relations) -> Iterator[str]:
    """What no conflict clause lets pass."""
    sql = relations.tables[folded(write.table)].sql
    body = body_of(sql)
    if body is not None and any(word.says("STRICT") for word in body.options):
        for name, type_ in relations.tables[folded(write.table)].types:
            stored = {"TEXT": "BLOB", "INT": "TEXT", "INTEGER": "TEXT", "REAL": "TEXT"}.get(type_.upper())
            if stored and name in written and not promises.keeps_type(name):
                yield f"cannot store {stored} value in {type_.upper()} column {write.table}.{name}"
    key = rowid_key_in(sql)
    if key is not None and folded(key) in written and not promises.is_whole_number(key):
        yield "datatype mismatch"


def _filled_in(write: Write, sql: str) -> set[str]:
    """The columns, folded, that an INSERT leaves to a constant that is not NULL."""
    if write.verb != "INSERT" or not write.columns:
        return set()
    given = {folded(name) for name in write.columns}
    return {*constant_defaults(sql)} - given


def _numbered(write: Write, sql: str) -> set[str]:
    """The rowid's own key, folded, where an INSERT leaves it to SQLite to number its rows."""
    number = rowid_key_in(sql) if write.verb == "INSERT" and write.columns else None
    return {folded(number)} - {folded(name) for name in write.columns} if number is not None else set()


def breaks_of_keys(write: Write, written: set[str], promises: Written, relations: Relations) -> Iterator[str]:
    """Yield what D1 may say of rows that are alike in a key."""
    if write.conflict == "NOTHING" and not write.spared:
        return
    relation = relations.tables[folded(write.table)]
    given = {folded(name) for name in write.columns or relation.columns}
    numbered = _numbered(write, relation.sql)
    for key in keys_in(relation.sql):
        names = sources_of({folded(name) for name in key}, relation.sql)
        if names == numbered:
            continue
        if names & written and names != {folded(name) for name in write.spared} and not promises.keeps_key(key):
            yield f"UNIQUE constraint failed: {', '.join(f'{write.table}.{name}' for name in key)}"
    number = rowid_key_in(relation.sql)
    if (
        number is not None
        and write.verb == "INSERT"
        and folded(number) in written & given
        and _may_be_absent(number, promises)
    ):
        yield f"UNIQUE constraint failed: {write.table}.{number}{NUMBERED}"
    for index in relations.indexes_of(write.table):
        names = sources_of(set().union(*map(_named_in, index.terms)), relation.sql)
        if names & written and not promises.keeps_key(index.terms):
            yield f"UNIQUE constraint failed: {key_as_named(index.name, write.table, index.terms, relations)}"


def _may_be_absent(column: str, promises: Written) -> bool:
    """Whether some of the rows may lack a value, and others have one."""
    value = promises.values.get(folded(column))
    return value is not None and not is_null(value) and not promises.is_present(column)


def _named_in(expression: str) -> set[str]:
    return {folded(word.name) for word in significant(expression) if word.kind in ("word", "quoted")}


def referring(table: str, relations: Relations) -> set[str]:
    """The folded names of the tables that point at a table."""
    return {
        name
        for name in relations.tables
        if any(folded(parent) == folded(table) for _, parent, _ in references_in(name, relations))
    }


def _referenced(table: str, relations: Relations) -> set[str]:
    """The columns of a table that others, or itself, point at."""
    return {
        folded(to)
        for name in relations.tables
        for _, parent, targets in references_in(name, relations)
        for to in targets
        if folded(parent) == folded(table)
    }


def written_columns(write: Write, relations: Relations) -> set[str]:
    """Return the folded columns that a statement writes."""
    if write.verb == "UPDATE":
        return {folded(name) for names, _ in write.sets for name in names}
    return {folded(name) for name in relations.tables[folded(write.table)].columns}


def key_as_named(index: str, table: str, terms: tuple[str, ...] | list[str], relations: Relations) -> str:
    """How D1 names the key of an index: by its columns, or by its name where a term is an expression."""
    columns = {folded(name) for name in relations.tables[folded(table)].columns}
    words = [significant(term) for term in terms]
    if all(folded(term[0].name) in columns and (len(term) == 1 or term[1].says("COLLATE")) for term in words if term):
        return ", ".join(f"{table}.{term[0].name}" for term in words)
    return f"index '{index}'"
