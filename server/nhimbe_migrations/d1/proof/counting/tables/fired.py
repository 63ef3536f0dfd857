"""What the triggers of a table write when a statement changes its rows: the INSERTs of their bodies, over those rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write, read_write, text_of
from nhimbe_migrations.d1.proof.counting.tables.definitions import primary_key_in
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.tables.stored_values import as_stored
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import Token, quoted

__all__ = ["bodies_not_followed", "fired_writes"]


def fired_writes(write: Write, relations: Relations) -> Iterator[Write]:
    """Yield an INSERT for each that a trigger makes of the rows that `write` changes, as far as it can be followed."""
    for table, sql in relations.triggers.values():
        if folded(table) == folded(write.table):
            yield from _writes_of(Script.of(sql).statements[0], write, relations)


def bodies_not_followed(write: Write, relations: Relations) -> Iterator[tuple[str, Statement]]:
    """Yield each statement that a trigger runs for `write` and `fired_writes` leaves out, with the trigger's folded name."""
    for name, (table, sql) in relations.triggers.items():
        trigger = Script.of(sql).statements[0]
        place = _place(trigger, write) if folded(table) == folded(write.table) else None
        if place is None:
            continue
        at, begin = place
        words = trigger.significant
        for body in _bodies(trigger, words[begin + 1 :]):
            inner = _insert(body)
            reads = {folded(word.name) for word in (*body.significant, *words[at:begin])}
            if inner is None or _rows(write, relations, old="old" in reads, new="new" in reads) is None:
                yield name, body


def _place(trigger: Statement, write: Write) -> tuple[int, int] | None:
    """Where ON and BEGIN stand in a trigger of the table that is written; None where it does not fire for `write`."""
    words = trigger.significant
    begin = next((at for at, word in enumerate(words) if word.says("BEGIN")), None)
    event = next((at for at, word in enumerate(words) if word.says("INSERT", "UPDATE", "DELETE")), None)
    if begin is None or event is None or event > begin or not words[event].says(write.verb):
        return None
    moved = {folded(name) for names, _ in write.sets for name in names}
    at = next(n for n in range(event, begin) if words[n].says("ON"))
    named = {folded(word.name) for word in words[event + 2 : at] if not word.says(",")}
    return None if named and write.verb == "UPDATE" and not named & moved else (at, begin)


def _writes_of(trigger: Statement, write: Write, relations: Relations) -> Iterator[Write]:
    words = trigger.significant
    place = _place(trigger, write)
    if place is None:
        return
    at, begin = place
    when = next((n for n in range(at, begin) if words[n].says("WHEN")), None)
    condition = text_of(trigger, words[when + 1 : begin]) if when is not None else ""
    for body in _bodies(trigger, words[begin + 1 :]):
        inner = _insert(body)
        if inner is not None and folded(inner.table) in relations.tables:
            reads = {folded(word.name) for word in (*body.significant, *words[at:begin])}
            rows = _rows(write, relations, old="old" in reads, new="new" in reads)
            if rows is not None:
                source = f"{inner.source} FROM {rows}" + (f" WHERE {condition}" if condition else "")
                yield replace(inner, source=source, words=inner.words | write.words, ctes=write.ctes)


def _bodies(trigger: Statement, words: Sequence[Token]) -> Iterator[Statement]:
    start = 0
    for at, word in enumerate(words):
        if word.says(";"):
            yield from Script.of(text_of(trigger, words[start:at])).statements
            start = at + 1


def _insert(body: Statement) -> Write | None:
    """The INSERT of one row, with its values as a SELECT that lacks its FROM."""
    try:
        write = read_write(body)
    except Unreadable:
        return None
    if write is None or write.verb != "INSERT":
        return None
    words = [word for statement in Script.of(write.source).statements for word in statement.significant]
    if words and words[0].says("VALUES") and not _lists_after(words):
        return replace(write, source=f"SELECT {write.source.strip()[len('VALUES') :].strip()[1:-1]}")
    if words and words[0].says("SELECT") and not any(word.says("FROM", "WHERE", "UNION", "LIMIT") for word in words):
        return write
    return None


def _lists_after(words: Sequence[Token]) -> bool:
    """Whether VALUES has several rows."""
    depth = 0
    for word in words[1:]:
        depth += word.says("(") - word.says(")")
        if depth == 0 and word.says(","):
            return True
    return False


def _rows(write: Write, relations: Relations, *, old: bool, new: bool) -> str | None:
    """A FROM clause with the rows that `write` changes, as they were under the name `old` and as they become under `new`."""
    relation = relations.tables[folded(write.table)]
    name, alias = quoted(write.table), quoted(write.alias)
    where = f" WHERE {write.where}" if write.where else ""
    if write.verb == "DELETE":
        return f"(SELECT * FROM {name} AS {alias}{where}) AS old"
    if write.verb == "INSERT":
        source, columns = relations.made(write)
        terms = [
            f"{as_stored(quoted(column), relation.type_of(column), {})} AS {quoted(column)}"
            if folded(column) in set(map(folded, columns))
            else f"NULL AS {quoted(column)}"
            for column in relation.columns
        ]
        listed = ", ".join(map(quoted, columns))
        return f"(WITH written({listed}) AS ({source}) SELECT {', '.join(terms)} FROM written) AS new"
    if write.others or any(len(names) > 1 for names, _ in write.sets):
        return None
    if not new:
        return f"(SELECT * FROM {name} AS {alias}{where}) AS old"
    types = relations.types_in(write)
    values = {folded(names[0]): as_stored(value, relation.type_of(names[0]), types) for names, value in write.sets}
    terms = [
        f"({values[folded(column)]}) AS {quoted(column)}" if folded(column) in values else quoted(column)
        for column in relation.columns
    ]
    changed = f"(SELECT {', '.join(terms)} FROM {name} AS {alias}{where}) AS new"
    key = primary_key_in(relation.sql)
    if not old:
        return changed
    if not key or {folded(column) for column in key} & values.keys():
        return None
    same = " AND ".join(f"old.{quoted(column)} = new.{quoted(column)}" for column in key)
    return f"{changed} JOIN {name} AS old ON {same}"
