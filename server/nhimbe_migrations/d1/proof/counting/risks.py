"""Every constraint that the statements of a migration meet, with what would count the rows that break it.

Derived from the statements alone: a constraint counts as met though no row of the proof came to it, or an earlier
statement stopped those that would have. What the rows' own table promises already is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.proof.counting.promises import Promises, Written
from nhimbe_migrations.d1.proof.counting.replaced import may_replace
from nhimbe_migrations.d1.proof.counting.stops import queries_about
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write, index_terms, read_write
from nhimbe_migrations.d1.proof.counting.tables.definitions import defaults_in, keys_in, required_in, rowid_key_in
from nhimbe_migrations.d1.proof.counting.tables.fired import fired_writes
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.violations import references_in
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.errors import INTERNAL
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.create_table import body_of, checks_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import significant

__all__ = ["Risk", "Risks", "risks", "skips_no_row"]

_LONGEST = 600_000
"""Code points of all queries together: each goes through all statements before its own, so they grow with the square."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A constraint that a statement meets."""

    message: str
    """What D1 says of a row that breaks it, without the name of the code."""
    statement: str | None
    """None for what comes at the end of all."""
    line: int | None
    queries: tuple[str, ...]
    """What may count such rows, likeliest first."""


@dataclass(frozen=True, slots=True)
class Risks:
    """What the statements of a migration may break."""

    found: tuple[Risk, ...]
    whole: bool
    """Nothing else of it depends on rows: every statement was followed, no trigger fires, no function refuses a value."""
    fires: bool
    """It works on a table that has triggers, or makes some."""
    idle: bool
    """No statement meets rows in a way in which one could stop it."""


def risks(migration_sql: str, schema: Schema, needs: Needs) -> Risks:
    """Return what the statements of `migration_sql` may break, as far as they can be followed."""
    relations = Relations(schema)
    found: list[Risk] = []
    statements = Script.of(migration_sql).statements
    idle = all(_is_idle(statement) for statement in statements)
    fires = any(_may_fire(statement, schema) for statement in statements)
    whole = not fires and not any(_may_refuse(statement) for statement in statements)
    length = 0
    for statement in () if idle else statements:
        if length > _LONGEST:
            whole = False
            break
        for message in dict.fromkeys((*_of_json(statement), *_messages(statement, relations))):
            queries = tuple(dict.fromkeys(queries_about(message, statement, relations, needs)))
            if queries:
                length += sum(map(len, queries))
                found.append(Risk(message, statement.text, statement.line, queries))
        try:
            relations.run(statement)
        except Unreadable:
            whole = False
            break
    else:
        found += _at_the_end(statements, relations, schema, needs)
    return Risks(tuple(found), whole, fires, idle)


def skips_no_row(migration_sql: str, line: int | None, schema: Schema) -> bool:
    """Whether the INSERT OR IGNORE on `line` is sure to leave no row out: where its rows come from keeps all that it meets."""
    relations = Relations(schema)
    for statement in Script.of(migration_sql).statements:
        try:
            if statement.line == line:
                write = read_write(statement)
                if write is None or write.verb != "INSERT" or folded(write.table) not in relations.tables:
                    return False
                plain, promises = replace(write, conflict=""), Promises(relations).of(statement)
                written = _written(plain, relations)
                broken = (
                    *_of_values(plain, written, promises, relations),
                    *_of_keys(plain, written, promises, relations),
                )
                return not broken
            relations.run(statement)
        except Unreadable:
            return False
    return False


def _at_the_end(statements: Sequence[Statement], relations: Relations, schema: Schema, needs: Needs) -> Iterator[Risk]:
    """What the check of deferred references may find when all has run."""
    defers = any(statement.words[:2] == ("PRAGMA", "DEFER_FOREIGN_KEYS") for statement in statements) or any(
        "DEFERRED" in table.sql.upper() for table in schema.tables
    )
    if defers and any(relation.step is not None for relation in relations.tables.values()):
        queries = tuple(dict.fromkeys(queries_about(INTERNAL, None, relations, needs)))
        if queries:
            yield Risk(INTERNAL, None, None, queries)


def _of_json(statement: Statement) -> Iterator[str]:
    if any(word.says(*_READS_JSON) for word in statement.significant):
        yield "malformed JSON"


_READS_JSON = (
    "->", "->>", "JSON", "JSON_EXTRACT", "JSON_EACH", "JSON_TREE", "JSON_SET", "JSON_INSERT", "JSON_REPLACE", "JSON_REMOVE", "JSON_PATCH", "JSON_ARRAY_LENGTH", "JSON_TYPE",
)  # fmt: skip
"""What fails on a text that is no JSON."""


def _is_idle(statement: Statement) -> bool:
    match statement.action:
        case Create(kind="table" | "view" | "trigger"):
            return not any(word.says("SELECT") for word in statement.significant)
        case Create(kind="index"):
            return not statement.significant[1].says("UNIQUE") and all(
                word.isidentifier() for word in index_terms(statement)[0]
            )
        case AddColumn():
            return not any(word.says("CHECK", "AS", "GENERATED", "NOT", "REFERENCES") for word in statement.significant)
        case RenameTable() | RenameColumn() | Drop(kind="index" | "view" | "trigger"):
            return True
        case _:
            return statement.words[:1] == ("PRAGMA",)


def _may_fire(statement: Statement, schema: Schema) -> bool:
    names = {folded(word.name) for word in statement.significant if word.kind in ("word", "quoted")}
    makes = isinstance(statement.action, Create) and statement.action.kind == "trigger"
    return makes or any(folded(trigger.table) in names for trigger in schema.triggers)


def _may_refuse(statement: Statement) -> bool:
    """Whether a function of it refuses some values, or it works on a table that no SQL describes."""
    return any(
        word.says("->", "->>", "SUM", "ABS", "VIRTUAL") or word.text.upper().startswith("JSON")
        for word in statement.significant
    )


def _messages(statement: Statement, relations: Relations) -> Iterator[str]:
    match statement.action:
        case Create(kind="index", table=on, name=name) if on is not None and folded(on.name) in relations.tables:
            if statement.significant[1].says("UNIQUE"):
                terms, _ = index_terms(statement)
                if not Promises(relations).unique(on.name, terms):
                    yield f"UNIQUE constraint failed: {_key(name.name, on.name, terms, relations)}"
            return
        case AddColumn(table=table, name=name):
            words = statement.significant
            if any(word.says("CHECK") for word in words):
                yield "CHECK constraint failed"
            if any(word.says("GENERATED", "AS") for word in words) and any(word.says("NOT") for word in words):
                yield f"NOT NULL constraint failed: {table.name}.{name.name}"
            return
        case Drop(kind="table"):
            yield "FOREIGN KEY constraint failed"
            return
        case _:
            pass
    try:
        write = read_write(statement)
    except Unreadable:
        return
    if write is not None and folded(write.table) in relations.tables:
        yield from _of_write(write, statement, relations)


def _of_write(write: Write, statement: Statement, relations: Relations) -> Iterator[str]:
    for fired in fired_writes(write, relations):
        nothing = Written(relations, fired.table)
        given = {folded(name) for name in fired.columns or relations.tables[folded(fired.table)].columns}
        if fired.conflict != "IGNORE":
            yield from _of_values(fired, given, nothing, relations)
        if fired.conflict not in ("IGNORE", "REPLACE"):
            yield from _of_keys(fired, given, nothing, relations)
    if write.verb == "DELETE":
        yield "FOREIGN KEY constraint failed"
        return
    written = _written(write, relations)
    promises = Promises(relations).of(statement)
    if write.conflict != "IGNORE":
        yield from _of_values(write, written, promises, relations)
    if write.conflict not in ("IGNORE", "REPLACE"):
        yield from _of_keys(write, written, promises, relations)
    yield from _of_types(write, written, promises, relations)
    for columns, parent, to in references_in(write.table, relations):
        if {folded(name) for name in columns} & written and not promises.keeps_reference(columns, parent, to):
            yield "FOREIGN KEY constraint failed"
    moves = write.verb == "UPDATE" and bool(_referenced(write.table, relations) & written)
    if moves or may_replace(write, relations):
        yield "FOREIGN KEY constraint failed"


def _of_values(write: Write, written: set[str], promises: Written, relations: Relations) -> Iterator[str]:
    sql = relations.tables[folded(write.table)].sql
    filled = _filled_in(write, sql)
    for name in required_in(sql):
        if folded(name) in written - filled and not promises.is_present(name):
            yield f"NOT NULL constraint failed: {write.table}.{name}"
    for check in checks_of(sql):
        if _named_in(check.expression) & written and not promises.keeps_check(check.expression):
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
    plain = {name for name, default in defaults_in(sql).items() if default[:1] != "(" and default.upper() != "NULL"}
    return plain - given


def _of_keys(write: Write, written: set[str], promises: Written, relations: Relations) -> Iterator[str]:
    if write.conflict == "NOTHING" and not write.spared:
        return
    relation = relations.tables[folded(write.table)]
    given = {folded(name) for name in write.columns or relation.columns}
    numbered = {name for name, type_ in relation.types if type_.upper() == "INTEGER" and name not in given}
    for key in keys_in(relation.sql):
        names = {folded(name) for name in key}
        if names == numbered:
            continue
        if names & written and names != {folded(name) for name in write.spared} and not promises.keeps_key(key):
            yield f"UNIQUE constraint failed: {', '.join(f'{write.table}.{name}' for name in key)}"
    for index in relations.indexes_of(write.table):
        names = set().union(*map(_named_in, index.terms))
        if names & written and not promises.keeps_key(index.terms):
            yield f"UNIQUE constraint failed: {_key(index.name, write.table, index.terms, relations)}"


def _named_in(expression: str) -> set[str]:
    return {folded(word.name) for word in significant(expression) if word.kind in ("word", "quoted")}


def _referenced(table: str, relations: Relations) -> set[str]:
    """The columns of a table that others, or itself, point at."""
    return {
        folded(to)
        for name in relations.tables
        for _, parent, targets in references_in(name, relations)
        for to in targets
        if folded(parent) == folded(table)
    }


def _written(write: Write, relations: Relations) -> set[str]:
    if write.verb == "UPDATE":
        return {folded(name) for names, _ in write.sets for name in names}
    return {folded(name) for name in relations.tables[folded(write.table)].columns}


def _key(index: str, table: str, terms: tuple[str, ...] | list[str], relations: Relations) -> str:
    """How D1 names the key of an index: by its columns, or by its name where a term is an expression."""
    columns = {folded(name) for name in relations.tables[folded(table)].columns}
    words = [significant(term) for term in terms]
    if all(folded(term[0].name) in columns and (len(term) == 1 or term[1].says("COLLATE")) for term in words if term):
        return ", ".join(f"{table}.{term[0].name}" for term in words)
    return f"index '{index}'"
