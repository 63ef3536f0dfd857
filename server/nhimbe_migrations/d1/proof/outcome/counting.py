"""The query that counts, in the real database, the rows that would stop a migration.

Written from the failing statement and D1's own message, and kept only where it is right on the rows of the proof: it
counts some where the migration fails, and none where it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, WriteRows, read_action
from nhimbe_migrations.d1.sql.create_table import Check, body_of, checks_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import EngineError, Shadow

__all__ = ["counting_query"]


def counting_query(
    error: EngineError, migration_sql: str, schema: Schema, needs: Needs, *, failing: Shadow, running: Shadow
) -> str | None:
    """Return one SELECT that counts what `error` is about; None where none was found that is right on both images."""
    earlier = _earlier(error, migration_sql, schema)
    if earlier is None:
        return None
    for candidate in _candidates(error, migration_sql, schema, needs):
        query = _after(earlier, candidate)
        if _counted(failing, query) and _counted(running, query) == 0:
            return query
    return None


def _counted(shadow: Shadow, query: str) -> int | None:
    import apsw

    try:
        return int(shadow.ask(query)[0][0])
    except (apsw.Error, IndexError, TypeError):
        return None


def _after(earlier: str, query: str) -> str:
    if not earlier:
        return query
    return f"WITH {earlier}, {query.removeprefix('WITH ')}" if query.startswith("WITH ") else f"WITH {earlier} {query}"


def _earlier(error: EngineError, migration_sql: str, schema: Schema) -> str | None:
    """The tables as the statements before have left them, as common table expressions; None where that cannot be said."""
    found: list[tuple[str, str]] = []
    for at, statement in enumerate(Script.of(migration_sql).statements):
        if statement.text == error.statement and statement.line == error.line:
            break
        action = statement.action
        if not isinstance(action, WriteRows) or schema.table(action.table.name) is None:
            continue
        name = quoted(action.table.name)
        source = next((made.partition(" AS (")[0] for table, made in reversed(found) if table == name), f"main.{name}")
        rows = _left(statement.text, statement.significant, action, schema, f"{source} AS {name}")
        if rows is None:
            return None
        found.append((name, quoted(f"{action.table.name} {at}")))
        found[-1] = (name, f"{found[-1][1]} AS ({rows})")
    return _chained(found)


def _chained(steps: list[tuple[str, str]]) -> str:
    # Each step but the last of a table has a name of its own; the last one stands for the table.
    last = {name: at for at, (name, _) in enumerate(steps)}
    return ", ".join(
        f"{name} AS {made.partition(' AS ')[2]}" if last[name] == at else made for at, (name, made) in enumerate(steps)
    )


def _left(statement: str, words: Sequence[Token], action: WriteRows, schema: Schema, source: str) -> str | None:
    if action.verb == "UPDATE":
        made = _updated(statement, words, action, schema)
        return made.partition(" AS (")[2][:-1].rpartition(" FROM ")[0] + f" FROM {source}" if made else None
    if action.verb == "DELETE":
        rest = words[action.rest :]
        if not rest:
            return f"SELECT * FROM {source} WHERE 0"
        if rest[0].says("WHERE") and not any(word.says("RETURNING", "LIMIT", "ORDER") for word in rest):
            return f"SELECT * FROM {source} WHERE NOT coalesce(({_text(statement, rest[1:])}), 0)"
    return None


def _candidates(error: EngineError, migration_sql: str, schema: Schema, needs: Needs) -> Iterator[str]:
    statement = error.statement or ""
    words = significant(statement)
    action = read_action(words)
    if "JSON" in error.message:
        for place in (place for place, use in needs.uses.items() if use.json):
            yield f"SELECT count(*) FROM {quoted(place[0])} WHERE NOT json_valid({quoted(place[1])});"
    match action:
        case Create(kind="index", table=stands_on) if stands_on is not None:
            yield from _of_index(statement, words, action.rest, stands_on.name)
        case AddColumn(table=table, name=name):
            for check in _checks_in(statement, words):
                default = _default(statement, words)
                yield (
                    f"SELECT count(*) FROM (SELECT *, {default} AS {quoted(name.name)} FROM {quoted(table.name)}) "
                    f"WHERE NOT ({check});"
                )
        case WriteRows(verb="INSERT", table=table):
            made = _inserted(statement, words, action, migration_sql, schema)
            if made:
                yield from _of_rows(error.message, made, table.name, migration_sql, schema)
        case WriteRows(verb="UPDATE", table=table):
            made = _updated(statement, words, action, schema)
            if made:
                yield from _of_rows(error.message, made, table.name, migration_sql, schema)
        case _:
            return


def _of_index(statement: str, words: Sequence[Token], at: int, table: str) -> Iterator[str]:
    start = next((n for n in range(at, len(words)) if words[n].says("(")), len(words))
    inner = parenthesised(words, start)
    if not inner:
        return
    terms = [_text(statement, term) for term in _cut(inner[1:-1])]
    terms = [re.sub(r"\s+(ASC|DESC)$", "", term, flags=re.IGNORECASE) for term in terms]
    after = words[start + len(inner) :]
    where = f"({_text(statement, after[1:])}) AND " if after and after[0].says("WHERE") else ""
    present = " AND ".join(f"({term}) IS NOT NULL" for term in terms)
    yield (
        f"SELECT count(*) FROM (SELECT 1 FROM {quoted(table)} WHERE {where}{present} "
        f"GROUP BY {', '.join(terms)} HAVING count(*) > 1);"
    )


def _of_rows(message: str, made: str, table: str, migration_sql: str, schema: Schema) -> Iterator[str]:
    """`made` is a WITH clause that names the new rows `made`."""
    named = re.match(r"(NOT NULL|UNIQUE|CHECK) constraint failed: (.*?): SQLITE", message)
    created = _created(table, migration_sql, schema)
    if named and named[1] == "NOT NULL":
        yield f"{made} SELECT count(*) FROM made WHERE {quoted(named[2].rpartition('.')[2])} IS NULL;"
    elif named and named[1] == "UNIQUE":
        columns = [quoted(part.strip().rpartition(".")[2]) for part in named[2].split(",")]
        present = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        listed = ", ".join(columns)
        yield (
            f"{made} SELECT count(*) FROM (SELECT 1 FROM made WHERE {present} GROUP BY {listed} HAVING count(*) > 1);"
        )
        yield (
            f"{made} SELECT count(*) FROM (SELECT 1 FROM (SELECT {listed} FROM made UNION ALL SELECT {listed} "
            f"FROM {quoted(table)}) WHERE {present} GROUP BY {listed} HAVING count(*) > 1);"
        )
    elif named:
        for check in checks_of(created):
            if named[2] in (check.name, check.expression):
                yield f"{made} SELECT count(*) FROM made WHERE NOT ({check.expression});"
    stored = re.match(r"cannot store (\w+) value in (\w+) column [^.]*\.(\w+)", message)
    if stored:
        column = quoted(stored[3])
        yield (
            f"{made} SELECT count(*) FROM made WHERE {column} IS NOT NULL AND "
            f"CAST(CAST({column} AS {'REAL' if stored[2] == 'REAL' else 'INTEGER'}) AS TEXT) <> CAST({column} AS TEXT);"
        )


def _inserted(
    statement: str, words: Sequence[Token], action: WriteRows, migration_sql: str, schema: Schema
) -> str | None:
    at = action.rest
    columns: list[str] = []
    if at < len(words) and words[at].says("("):
        inner = parenthesised(words, at)
        columns = [word.name for word in inner[1:-1] if not word.says(",")]
        at += len(inner)
    if at >= len(words) or not words[at].says("SELECT"):
        return None
    end = next((n for n in range(at, len(words)) if words[n].says("RETURNING") or _is_upsert(words, n)), len(words))
    if not columns:
        columns = _columns(action.table.name, migration_sql, schema)
    listed = ", ".join(quoted(column) for column in columns)
    return f"WITH made({listed}) AS ({_text(statement, words[at:end])})" if columns else None


def _is_upsert(words: Sequence[Token], at: int) -> bool:
    return words[at].says("ON") and at + 1 < len(words) and words[at + 1].says("CONFLICT")


def _updated(statement: str, words: Sequence[Token], action: WriteRows, schema: Schema) -> str | None:
    """The rows as an UPDATE leaves them; not where it draws on other tables."""
    table = schema.table(action.table.name)
    if table is None or action.rest >= len(words) or not words[action.rest].says("SET"):
        return None
    clauses: dict[str, list[Token]] = {"SET": [], "WHERE": []}
    current, depth = "SET", 0
    for word in words[action.rest + 1 :]:
        depth += word.says("(") - word.says(")")
        if depth == 0 and word.says("WHERE"):
            current = "WHERE"
        elif depth == 0 and word.says("FROM", "RETURNING", "ORDER", "LIMIT"):
            return None
        else:
            clauses[current].append(word)
    where = _text(statement, clauses["WHERE"])
    values = {
        folded(part[0].name): _text(statement, part[2:])
        for part in _cut(clauses["SET"])
        if len(part) > 2 and part[1].says("=")  # noqa: PLR2004 name, sign, value
    }
    listed = [
        f"{f'CASE WHEN {where} THEN ({value}) ELSE {quoted(column.name)} END' if where else f'({value})'} AS {quoted(column.name)}"
        if (value := values.get(folded(column.name))) is not None
        else quoted(column.name)
        for column in table.columns
    ]
    return f"WITH made AS (SELECT {', '.join(listed)} FROM {quoted(table.name)})"


def _columns(table: str, migration_sql: str, schema: Schema) -> list[str]:
    known = schema.table(table)
    if known is not None:
        return [column.name for column in known.columns if column.generated is None]
    body = body_of(_created(table, migration_sql, schema))
    return [element.name or "" for element in body.columns] if body else []


def _created(table: str, migration_sql: str, schema: Schema) -> str:
    known = schema.table(table)
    if known is not None:
        return known.sql
    for statement in Script.of(migration_sql).statements:
        action = statement.action
        if isinstance(action, Create) and action.kind == "table" and folded(action.name.name) == folded(table):
            return statement.text
    return ""


def _checks_in(statement: str, words: Sequence[Token]) -> Iterator[str]:
    for at, word in enumerate(words):
        inner = parenthesised(words, at + 1) if word.says("CHECK") else ()
        if inner:
            yield Check(_text(statement, inner[1:-1])).expression


def _default(statement: str, words: Sequence[Token]) -> str:
    for at, word in enumerate(words[:-1]):
        if word.says("DEFAULT"):
            inner = parenthesised(words, at + 1)
            return _text(statement, inner) if inner else words[at + 1].text
    return "NULL"


def _cut(words: Sequence[Token]) -> Iterator[list[Token]]:
    depth = 0
    part: list[Token] = []
    for word in words:
        depth += word.says("(") - word.says(")")
        if depth == 0 and word.says(","):
            yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _text(statement: str, words: Sequence[Token]) -> str:
    return " ".join(statement[words[0].span.start : words[-1].span.end].split()) if words else ""
