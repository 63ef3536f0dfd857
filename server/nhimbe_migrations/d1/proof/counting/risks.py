"""Every constraint that the statements of a migration meet, with what would count the rows that break it.

Derived from the statements alone: a constraint counts as met though no row of the proof came to it, or an earlier
statement stopped those that would have. What the rows' own table promises already is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.proof.counting.breaks import (
    breaks_of_keys,
    breaks_of_values,
    breaks_of_write,
    key_as_named,
    written_columns,
)
from nhimbe_migrations.d1.proof.counting.meetings import Meeting, meeting
from nhimbe_migrations.d1.proof.counting.met_rows import rows_of_statement
from nhimbe_migrations.d1.proof.counting.stops import queries_about
from nhimbe_migrations.d1.proof.counting.sure.afterwards import run_and_keep
from nhimbe_migrations.d1.proof.counting.sure.expressions import text_in
from nhimbe_migrations.d1.proof.counting.sure.promises import Promises
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, index_terms, read_write
from nhimbe_migrations.d1.proof.counting.tables.references import may_hold_back
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.unfollowed import not_followed, touched_with
from nhimbe_migrations.d1.proof.counting.written_out import asks_itself, is_seeded
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.errors import INTERNAL
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of, walk

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
    meeting: Meeting | None = None
    """Where a key may be taken already."""
    reach: str = ""
    """What counts all rows that the statement meets; nothing where that is not known."""
    seeded: bool = False
    """The rows that it points at are none but those that the migration has added: where it runs on an empty database, they are there."""


@dataclass(frozen=True, slots=True)
class Risks:
    """What the statements of a migration may break."""

    found: tuple[Risk, ...]
    whole: bool
    """Nothing else of it depends on rows: every statement was followed, no trigger fires, no function refuses a value."""
    fires: bool
    """It works on a table that has triggers, or makes some."""
    unfollowed: tuple[tuple[int, str], ...]
    """Lines of statements that may be stopped in ways which no query can say, and why."""
    idle: bool
    """No statement meets rows in a way in which one could stop it."""


def risks(migration_sql: str, schema: Schema, needs: Needs) -> Risks:
    """Return what the statements of `migration_sql` may break, as far as they can be followed."""
    relations = Relations(schema)
    found: list[Risk] = []
    statements = Script.of(migration_sql).statements
    idle = all(_is_idle(statement) for statement in statements)
    fires, whole = False, not any(_may_refuse(statement) for statement in statements)
    length = 0
    unfollowed: dict[int, str] = {}
    for statement in () if idle else statements:
        if length > _LONGEST:
            whole = False
            unfollowed[statement.line] = "and all that comes after it: the file is long"
            break
        messages = dict.fromkeys((*_of_json(statement), *_messages(statement, relations)))
        reach = next(rows_of_statement(statement, relations), "") if messages else ""
        refers = any(message.startswith("FOREIGN KEY") for message in messages)
        own = refers and is_seeded(statement, statements, relations)
        for message in messages:
            queries = tuple(dict.fromkeys(queries_about(message, statement, relations, needs)))
            if queries:
                length += sum(map(len, queries))
                met = meeting(message, statement, relations)
                seeded = own and message.startswith("FOREIGN KEY")
                found.append(Risk(message, statement.text, statement.line, queries, met, reach, seeded))
            else:
                unfollowed[statement.line] = f"{message}: no query counts such rows"
        fires = fires or _may_fire(statement, relations)
        why = " and ".join(not_followed(statement, relations, messages))
        unfollowed |= {statement.line: why} if why else {}
        try:
            run_and_keep(statement, relations)
        except Unreadable:
            whole, fires = False, fires or bool(relations.triggers)
            unfollowed[statement.line] = "and all that comes after it: it is written in a form that is not read"
            break
    else:
        found += _at_the_end(statements, relations, schema, needs)
    return Risks(tuple(found), whole and not fires, fires, tuple(unfollowed.items()), idle)


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
                written = written_columns(plain, relations)
                broken = (
                    *breaks_of_values(plain, written, promises, relations),
                    *breaks_of_keys(plain, written, promises, relations),
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
    if any(word.says(*_READS_JSON) for word in statement.significant) and not _is_guarded(statement):
        yield "malformed JSON"


def _is_guarded(statement: Statement) -> bool:
    """Whether all JSON that it reads was found to be valid by its condition before: of other rows nothing is read."""
    tree = statement.tree
    node = tree["source"] if tree and kind(tree) == "InsertStmt" else tree
    if not node or kind(node) not in ("SelectStmt", "UpdateStmt"):
        return False
    if any(kind(part) == "SelectStmt" for part in walk(node) if part is not node):
        return False  # the same name may be that of another column there
    if any(kind(part) != "TableRef" and _document_of(part) for part in walk(node["from_clause"])):
        return False  # ON may be asked before WHERE
    valid: set[str] = set()
    read: list[str] = []
    for condition in _joined_by_and(node["where_clause"]):  # SQLite asks one after the other
        here = [*_documents_in(condition)]
        if not valid.issuperset(here):
            return False
        read += here
        valid.update(_asked_to_be_valid(condition))
    read += (document for key, part in node.items() if key != "where_clause" for document in _documents_in(part))
    return valid.issuperset(read) and len(read) == sum(word.says(*_READS_JSON) for word in statement.significant)


def _joined_by_and(condition: Node | None) -> Iterator[Node]:
    if condition and kind(condition) == "BinaryExpr" and condition["op"] == "AND":
        yield from _joined_by_and(condition["left"])
        yield from _joined_by_and(condition["right"])
    elif condition:
        yield condition


def _asked_to_be_valid(condition: Node) -> Iterator[str]:
    arguments = items(condition, "args") if kind(condition) == "FunctionCall" else []
    if len(arguments) == 1 and str(condition["func_name"]).lower() == "json_valid":
        yield text_in(arguments[0])


def _documents_in(part: object) -> Iterator[str]:
    """What is read as JSON there, each time."""
    documents = map(_document_of, walk(part))
    return (text_in(document) for document in documents if document is not None)


def _document_of(node: Node) -> Node | None:
    """The document that a function, an operator or a table reads; None for what reads none."""
    if kind(node) == "BinaryExpr":
        left: Node = node["left"]
        return left if node["op"] in ("PTR", "PTR2") else None
    name = name_of(node) if kind(node) == "TableRef" else str(node.get("func_name") or "")
    return next(iter(items(node, "args")), None) if name.upper() in _READS_JSON else None


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


def _may_fire(statement: Statement, relations: Relations) -> bool:
    """Whether a trigger may fire: of a table whose rows it changes, or of one whose rows change along with them."""
    action = statement.action
    if isinstance(action, Drop):
        name = action.name.name if action.kind == "table" else ""
    else:
        try:
            write = read_write(statement)
        except Unreadable:
            return bool(relations.triggers)
        name = write.table if write is not None else ""
    empty = isinstance(action, Drop) and relations.is_empty(name)
    touched = touched_with(name, relations) if name and not empty else set[str]()
    return any(folded(table) in touched for table, _ in relations.triggers.values())


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
                    yield f"UNIQUE constraint failed: {key_as_named(name.name, on.name, terms, relations)}"
            return
        case AddColumn() as action:
            yield from _of_new_column(statement, action, relations)
            return
        case Drop(kind="table", name=name):
            if folded(name.name) in relations.tables and may_hold_back(name.name, relations, all_of_it=True):
                yield "FOREIGN KEY constraint failed"
            return
        case _:
            pass
    try:
        write = read_write(statement)
    except Unreadable:
        return
    if write is not None and folded(write.table) in relations.tables:
        yield from breaks_of_write(write, statement, relations)


def _of_new_column(statement: Statement, action: AddColumn, relations: Relations) -> Iterator[str]:
    words = statement.significant
    table, column = action.table.name, action.name.name
    after = relations.copied()
    after.run(statement)
    if any(word.says("CHECK") for word in words) and not asks_itself(table, column, after):
        yield "CHECK constraint failed"
    made = any(word.says("GENERATED", "AS") for word in words) and any(word.says("NOT") for word in words)
    if made and not Promises(after).generated(table, column):
        yield f"NOT NULL constraint failed: {table}.{column}"
