"""What counts, of the rows that one statement writes, those that break a constraint of their table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.tables.clauses import Write, parts_of
from nhimbe_migrations.d1.proof.counting.tables.compared import compared_columns
from nhimbe_migrations.d1.proof.counting.tables.definitions import (
    collation_in,
    is_odd,
    primary_key_in,
    rowid_key_in,
    stored_as,
    typed_as,
)
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.tables.stored_values import as_stored, copied_alike, stored_alike
from nhimbe_migrations.d1.proof.counting.tables.updates import updated
from nhimbe_migrations.d1.proof.counting.violations import Asked, doubles, each_and_all, key_named, orphans
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.create_table import checks_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant

__all__ = ["NUMBERED", "of_any_partner", "of_rows"]

NUMBERED = " where it is NULL and gets a number"
"""What is said of a rowid's own key beside the words of D1: a row without one takes a number that another has written out."""


_BROKEN = re.compile(r"(NOT NULL|UNIQUE|CHECK) constraint failed: (.*?)(?:: SQLITE|$)")


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

    def asked(text: str, *, converting: Sequence[str] = (), typed: Collection[str] = ()) -> str:  # noqa: ARG001 they are converted
        return relations.query(text, ctes=ctes)

    if message.startswith("UNIQUE"):
        yield from _of_any_key(message, write, relations, asked)
    else:
        yield from _of_constraint(message, write, relations, asked)
        yield from _of_type(message, write, relations, asked)
    if message.startswith("FOREIGN KEY"):
        yield from orphans(write.table, "SELECT * FROM made", relations, asked)


def _of_any_key(message: str, write: Write, relations: Relations, asked: Asked) -> Iterator[str]:
    """Rows of which one may get what another one gets, or holds until it is its turn."""
    primary = primary_key_in(relations.tables[folded(write.table)].sql)
    named = _BROKEN.match(message)
    terms, condition = key_named(named[2], write.table, relations) if named else ((), "")
    if (
        not terms
        or not primary
        or {folded(name) for names, _ in write.sets for name in names} & set(map(folded, primary))
    ):
        return
    where = f" WHERE {condition}" if condition else ""
    listed = ", ".join(
        (
            *(f"{quoted(name)} AS k{at}" for at, name in enumerate(primary)),
            *(f"{term} AS t{at}" for at, term in enumerate(terms)),
        )
    )
    later = "b.k0 > m.k0" if len(primary) == 1 else ""
    same = " AND ".join(f"m.t{at} = b.t{at}" for at in range(len(terms)))
    own = " AND ".join(f"m.k{at} = b.k{at}" for at in range(len(primary)))
    others = f"NOT ({own})"
    yield asked(
        f"SELECT count(*) FROM (SELECT {listed} FROM made{where}) AS m JOIN (SELECT 1 AS new, {listed} FROM made{where} UNION ALL "
        f"SELECT 0, {listed} FROM {quoted(write.table)}{where}) AS b ON {same} AND CASE WHEN b.new THEN {others} ELSE {later or others} END"
    )


def of_rows(message: str, write: Write, relations: Relations) -> Iterator[str]:
    relation = relations.tables[folded(write.table)]
    source, columns = relations.made(write)
    alike = (
        stored_alike(source, columns, relation, relations.types_in(write)) if write.verb == "INSERT" else set(columns)
    )

    def asked(text: str, *, converting: Sequence[str] = (), typed: Collection[str] = ()) -> str:
        """`text` over `made`, the rows that the statement writes; these columns as the table would store them.

        Those that are `typed` compare as columns of their types do.
        """
        named = ", ".join(map(quoted, columns))
        changed = {folded(name) for name in columns} & set(converting) - set(map(folded, alike))
        typed = _compared_anew(typed, source, columns, write, relations)
        collates = bool(converting) and relations.collates(write)
        ctes = [write.ctes, f"made({named}) AS ({source})"]
        if changed or collates or typed:
            stored = {
                name: stored_as(quoted(name), relation.type_of(name)) if folded(name) in changed else quoted(name)
                for name in columns
            }
            ordinary = {
                name: typed_as(quoted(name), relation.type_of(name)) if folded(name) in typed else value
                for name, value in stored.items()
            }
            odd = [
                is_odd(quoted(name), relation.type_of(name))
                for name in columns
                if folded(name) in changed & typed and affinity(relation.type_of(name)) != "BLOB"
            ]
            ending = f" WHERE NOT ({' OR '.join(odd)})" if odd else ""
            ctes[1:] = [f"written({named}) AS ({source})", f"made AS ({_selected(ordinary, write, relations)}{ending})"]
            if odd:  # a blob among texts, a text among numbers: it compares with nothing that its column converts
                others = {name: quoted(name) if folded(name) in typed else value for name, value in stored.items()}
                ctes.append(f"others AS ({_selected(others, write, relations)} WHERE {' OR '.join(odd)})")
                text = f"SELECT ({text}) + ({text.replace(' FROM made ', ' FROM others ')})"
        return relations.query(text, ctes=", ".join(filter(None, ctes)))

    yield from _of_constraint(message, write, relations, asked)
    yield from _of_type(message, write, relations, asked)
    if message.startswith("FOREIGN KEY"):
        yield from each_and_all(orphans(write.table, "SELECT * FROM made", relations, asked))


def _selected(values: Mapping[str, str], write: Write, relations: Relations) -> str:
    """The rows that are written, with these values of their columns."""
    if relations.collates(write):  # a value takes the collation of its column along, and the table has its own
        sql = relations.tables[folded(write.table)].sql
        values = {name: f"{value}{collation_in(sql, name) or ' COLLATE BINARY'}" for name, value in values.items()}
    return f"SELECT {', '.join(f'{value} AS {quoted(name)}' for name, value in values.items())} FROM written"


def _compared_anew(
    typed: Collection[str], source: str, columns: Sequence[str], write: Write, relations: Relations
) -> set[str]:
    """Those of the `typed` columns that do not compare yet as columns of their types do."""
    if not typed:
        return set()
    given = {folded(name) for name in columns}
    if write.verb == "UPDATE":
        return given & set(typed) & {folded(name) for names, _ in write.sets for name in names}
    relation = relations.tables[folded(write.table)]
    return given & set(typed) - copied_alike(source, columns, relation, relations.types_in(write))


def _of_constraint(message: str, write: Write, relations: Relations, asked: Asked) -> Iterator[str]:
    named = _BROKEN.match(message)
    if named is None:
        return
    if named[1] == "NOT NULL" or named[2].endswith(NUMBERED):
        column = named[2].removesuffix(NUMBERED).rpartition(".")[2]
        yield asked(f"SELECT count(*) FROM made WHERE {quoted(column)} IS NULL")
    elif named[1] == "UNIQUE":
        yield from _of_key(named[2], write, relations, asked)
    else:
        for check in checks_of(relations.tables[folded(write.table)].sql):
            if named[2] in (check.name, check.expression):
                words = {folded(word.name) for word in significant(check.expression)}
                typed = compared_columns(check.expression, relations.tables[folded(write.table)])
                count = f"SELECT count(*) FROM made WHERE NOT ({check.expression})"
                yield asked(count, converting=tuple(words), typed=typed)
                yield asked(count)


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


def _held_for_a_while(write: Write, terms: Sequence[str], names: Collection[str]) -> str:
    """Rows that get what another row holds just then: an upsert goes on, row by row, with what DO UPDATE makes of the value.

    `names` are the folded columns of the key `terms`. It takes the value of each next row of the same key, if it is as
    most write it; lets go of it, with NULL; or keeps the first.
    """
    renewed = {folded(column): value.upper() for columns, value in write.renewed for column in columns}
    keeps = not names & renewed.keys()
    empties = any(renewed.get(name) == "NULL" for name in names)
    keys = ", ".join(f"{quoted(name)} AS k{at}" for at, name in enumerate(write.spared))
    values = ", ".join(f"{term} AS t{at}" for at, term in enumerate(terms))
    placed = f"(SELECT row_number() OVER () AS n, {keys}, {values} FROM made)"

    def same(row: str, other: str) -> str:
        return " AND ".join(f"{row}.k{at} = {other}.k{at}" for at in range(len(write.spared)))

    def none(row: str, since: str, until: str) -> str:
        after = f"c.n > {since}.n AND " if since else ""
        return f"NOT EXISTS (SELECT 1 FROM {placed} AS c WHERE {same('c', row)} AND {after}c.n < {until}.n)"

    alike = " AND ".join(f"b.t{at} = a.t{at}" for at in range(len(terms)))
    conditions = [] if keeps else [none("a", "a", "b")]
    if keeps or empties:
        conditions += [none("a", "", "a"), none("b", "", "b")]
    return (
        f"SELECT count(*) FROM {placed} AS a JOIN {placed} AS b ON {alike} AND b.n > a.n "
        f"AND NOT coalesce({same('b', 'a')}, 0) WHERE {' AND '.join(conditions)}"
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
        names = {folded(key) for key in keys}
        yield asked(_held_for_a_while(write, terms, names), converting=converting)
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
    if write.spared and written and write.conflict in {"NOTHING", "UPDATE"}:
        yield from _taken_by_others(keys, columns, write, relations)
    elif len(written) == 1 and len(keys) == 1:
        yield relations.query(f"SELECT count(*) FROM {table} WHERE {listed} = {written[0]}")
    elif len(keys) == 1:
        yield relations.query(f"SELECT count(*) FROM {table} WHERE {listed} IN ({', '.join(written)})")
    elif written:
        rows = ", ".join(f"({row})" for row in written)
        yield relations.query(f"SELECT count(*) FROM {table} WHERE ({listed}) IN (VALUES {rows})")


def _taken_by_others(keys: Sequence[str], columns: Sequence[str], write: Write, relations: Relations) -> Iterator[str]:
    """The same of an upsert: where the key that it names is there already, no row is added.

    What it makes of that row may be what another one holds, if it sets the key.
    """
    named = [folded(name) for name in columns]
    if not {folded(name) for name in write.spared} <= set(named):
        return
    renewed = {folded(name) for names, _ in write.renewed for name in names}

    def same(row: str, of: Sequence[str]) -> str:
        return " AND ".join(f"{row}.{quoted(name)} = m.column{named.index(folded(name)) + 1}" for name in of)

    table = quoted(write.table)
    if renewed & set(map(folded, keys)):
        others = f"NOT coalesce({same('b', write.spared)}, 0)"
    else:
        others = f"NOT EXISTS (SELECT 1 FROM {table} AS o WHERE {same('o', write.spared)})"
    yield relations.query(
        f"SELECT count(*) FROM ({write.source}) AS m JOIN {table} AS b ON {same('b', keys)} WHERE {others}"
    )
