"""What counts, of the rows that one statement writes, those that break a constraint of their table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.tables.clauses import Write, parts_of
from nhimbe_migrations.d1.proof.counting.tables.definitions import collation_in, rowid_key_in, stored_as
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.tables.stored_values import as_stored, stored_alike
from nhimbe_migrations.d1.proof.counting.tables.updates import updated
from nhimbe_migrations.d1.proof.counting.violations import Asked, doubles, key_named, orphans
from nhimbe_migrations.d1.sql.create_table import checks_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant

__all__ = ["of_any_partner", "of_rows"]


def of_any_partner(message: str, write: Write, relations: Relations) -> Iterator[str]:
    """The same where UPDATE … FROM finds several partners for a row: which of them it takes nobody says."""
    relation = relations.tables[folded(write.table)]
    values = {folded(names[0]): value for names, value in write.sets if len(names) == 1}
    alias, types = quoted(write.alias), relations.types_in(write)
    terms = [
        f"{as_stored(values[folded(name)], relation.type_of(name), types)} AS {quoted(name)}"
        if folded(name) in values
        else f"{alias}.{quoted(name)}"
        for name in relation.columns
    ]
    where = f" WHERE {write.where}" if write.where else ""
    made = f"made({', '.join(map(quoted, relation.columns))}) AS (SELECT {', '.join(terms)} FROM {quoted(write.table)} AS {alias}, {write.others}{where})"
    ctes = ", ".join(filter(None, (write.ctes, made)))

    def asked(text: str, *, converting: Sequence[str] = ()) -> str:  # noqa: ARG001 they are converted
        return relations.query(text, ctes=ctes)

    if not message.startswith("UNIQUE"):
        yield from _of_constraint(message, write, relations, asked)
        yield from _of_type(message, write, relations, asked)
    if message.startswith("FOREIGN KEY"):
        yield from orphans(write.table, "SELECT * FROM made", relations, asked)


def of_rows(message: str, write: Write, relations: Relations) -> Iterator[str]:
    relation = relations.tables[folded(write.table)]
    source, columns = relations.made(write)
    alike = (
        stored_alike(source, columns, relation, relations.types_in(write)) if write.verb == "INSERT" else set(columns)
    )

    def asked(text: str, *, converting: Sequence[str] = ()) -> str:
        """`text` over `made`, the rows that the statement writes; these columns as the table would store them."""
        made = f"made({', '.join(map(quoted, columns))}) AS ({source})"
        changed = {folded(name) for name in columns} & set(converting) - set(map(folded, alike))
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
    named = re.match(r"(NOT NULL|UNIQUE|CHECK) constraint failed: (.*?)(?:: SQLITE|$)", message)
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
        if stored[2] != "TEXT":
            yield asked(f"SELECT count(*) FROM made WHERE {column} IS NOT NULL AND NOT ({number}{whole})")
        text = f"SELECT count(*) FROM made WHERE typeof({column}) = '{stored[1].lower()}'"
        if write.verb == "UPDATE":  # as it is, before the column makes a text of it
            source = updated(write, replace(relation, types=()), relations.types_in(write))
            made = f"made({', '.join(map(quoted, relation.columns))}) AS ({source})"
            yield relations.query(text, ctes=", ".join(filter(None, (write.ctes, made))))
        yield asked(text)
    if message.startswith("datatype mismatch"):
        key = rowid_key_in(relation.sql)
        if key is not None:
            column = quoted(key)
            yield asked(
                f"SELECT count(*) FROM made WHERE {column} IS NOT NULL AND NOT (CAST({column} AS INTEGER) = {column})"
            )


def _held_for_a_while(spared: Sequence[str], terms: Sequence[str]) -> str:
    """Rows that get what another row holds just then: an upsert moves on to its next value with each row of the same key."""
    keys = ", ".join(f"{quoted(name)} AS k{at}" for at, name in enumerate(spared))
    values = ", ".join(f"{term} AS t{at}" for at, term in enumerate(terms))
    placed = f"(SELECT row_number() OVER () AS n, {keys}, {values} FROM made)"
    alike = " AND ".join(f"b.t{at} = a.t{at}" for at in range(len(terms)))
    own = " AND ".join(f"b.k{at} = a.k{at}" for at in range(len(spared)))
    return (
        f"SELECT count(*) FROM {placed} AS a JOIN {placed} AS b ON {alike} AND b.n > a.n AND NOT ({own}) WHERE NOT EXISTS "
        f"(SELECT 1 FROM {placed} AS c WHERE {own.replace('b.', 'c.')} AND c.n > a.n AND c.n < b.n)"
    )


def _of_key(named: str, write: Write, relations: Relations, asked: Asked) -> Iterator[str]:
    _, columns = relations.made(write)
    keys = [part.strip().rpartition(".")[2] for part in named.split(",")]
    terms, condition = key_named(named, write.table, relations)
    if not terms:
        return
    yield from _taken(keys, columns, write, relations)
    where = f"({condition}) AND " if condition else ""
    converting = tuple(map(folded, (*keys, *write.spared)))
    known = all(folded(key) in set(map(folded, columns)) for key in (*keys, *write.spared))
    if write.conflict == "UPDATE" and write.spared and known:  # each row may hold it for a while
        yield asked(_held_for_a_while(write.spared, terms), converting=converting)
        listed = ", ".join(dict.fromkeys(map(quoted, (*write.spared, *keys))))
        yield asked(doubles(f"(SELECT DISTINCT {listed} FROM made)", terms, where), converting=converting)
    if write.verb == "INSERT" and known and not condition and not named.startswith("index "):
        listed = ", ".join(map(quoted, keys))
        both = f"(SELECT {listed} FROM made UNION ALL SELECT {listed} FROM {quoted(write.table)})"
        if not relations.is_empty(write.table):
            yield asked(doubles(both, terms), converting=converting)
    yield asked(doubles("made", terms, where), converting=converting)


def _taken(keys: Sequence[str], columns: Sequence[str], write: Write, relations: Relations) -> Iterator[str]:
    """Rows that have already the keys which an INSERT writes out: what somebody would ask who had only read it."""
    places = [list(map(folded, columns)).index(folded(key)) for key in keys if folded(key) in set(map(folded, columns))]
    words = significant(write.source)
    if write.verb != "INSERT" or len(places) < len(keys) or not words or not words[0].says("VALUES"):
        return
    written: list[str] = []
    at = 1
    while row := parenthesised(words, at):
        values = list(parts_of(row[1:-1]))
        key = [values[place] for place in places if place < len(values)]
        if len(key) < len(places) or any(len(value) != 1 or value[0].kind not in ("string", "number") for value in key):
            return
        written.append(", ".join(value[0].text for value in key))
        at += len(row) + 1
    listed, table = ", ".join(map(quoted, keys)), quoted(write.table)
    if len(written) == 1 and len(keys) == 1:
        yield relations.query(f"SELECT count(*) FROM {table} WHERE {listed} = {written[0]}")
    elif len(keys) == 1:
        yield relations.query(f"SELECT count(*) FROM {table} WHERE {listed} IN ({', '.join(written)})")
    elif written:
        rows = ", ".join(f"({row})" for row in written)
        yield relations.query(f"SELECT count(*) FROM {table} WHERE ({listed}) IN (VALUES {rows})")
