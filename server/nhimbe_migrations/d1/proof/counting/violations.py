"""What counts the rows of a table that break one of its constraints, as the tables stand at some point of a migration."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from nhimbe_migrations.d1.proof.counting.tables.clauses import Write, column_named
from nhimbe_migrations.d1.proof.counting.tables.definitions import collation_in, primary_key_in, rowid_key_in
from nhimbe_migrations.d1.proof.counting.tables.links import links_to
from nhimbe_migrations.d1.proof.counting.tables.references import Reference, references_in, stays_linked
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.tables.updates import updated
from nhimbe_migrations.d1.schema.model import ForeignKey
from nhimbe_migrations.d1.sql.create_table import body_of, checks_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = [
    "Asked",
    "doubles",
    "each_and_all",
    "held_by_itself",
    "held_rows",
    "in_passing",
    "is_about",
    "key_named",
    "left_pointing",
    "orphans",
    "standing_orphans",
    "summed",
    "violations",
]


class Asked(Protocol):
    """Makes a query out of a question about the rows that a statement writes."""

    def __call__(self, text: str, *, converting: Sequence[str] = (), typed: Collection[str] = ()) -> str: ...


def violations(message: str, table: str, relations: Relations) -> Iterator[str]:
    """What counts the rows of a table that break the constraint that `message` names."""
    named = _named(message)
    if message.startswith("FOREIGN KEY"):
        yield from orphans(table, f"SELECT * FROM {quoted(table)}", relations)
    elif named is None:
        return
    elif named[1] == "NOT NULL":
        yield relations.query(
            f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(named[2].rpartition('.')[2])} IS NULL"
        )
    elif named[1] == "UNIQUE":
        terms, condition = key_named(named[2], table, relations)
        if terms:
            yield relations.query(doubles(quoted(table), terms, f"({condition}) AND " if condition else ""))
    else:
        for check in checks_of(relations.tables[folded(table)].sql):
            if named[2] in (check.name, check.expression):
                yield relations.query(f"SELECT count(*) FROM {quoted(table)} WHERE NOT ({check.expression})")


def in_passing(message: str, write: Write, relations: Relations) -> Iterator[str]:
    """Rows whose new key is the key of a row that an UPDATE has yet to come to: it goes row by row, and D1 looks after each."""
    named = _named(message)
    relation = relations.tables[folded(write.table)]
    if named is None or named[1] != "UNIQUE":
        return
    terms, condition = key_named(named[2], write.table, relations)
    identity = _identity(write, relation)
    if not terms or not identity:
        return
    where = f" WHERE {condition}" if condition else ""
    own = [f"{quoted(name)} AS k{at}" for at, name in enumerate(identity)]
    new = ", ".join((*own, *(f"{term} AS t{at}" for at, term in enumerate(terms))))
    same = " AND ".join(f"b.t{at} = m.t{at}" for at in range(len(terms)))  # as the columns of the table compare
    if identity == _ROWID:
        relation = replace(relation, columns=(*relation.columns, *_ROWID))
        source, columns = updated(write, relation, relations.types_in(write)), relation.columns
    else:
        source, columns = relations.made(write)
    made = f"made({', '.join(map(quoted, columns))}) AS ({source})"
    for place, order in _orders(identity, relation):
        old, joined = f"{place}{new}", ""
        if place:  # the order of the rows is that of their rowid, which the new rows do not have
            here = " AND ".join(f"o.{quoted(name)} = m.k{at}" for at, name in enumerate(identity))
            joined = f"JOIN {quoted(write.table)} AS o ON {here} "
        yield relations.query(
            f"SELECT count(*) FROM (SELECT {new} FROM made{where}) AS m {joined}"
            f"JOIN (SELECT {old} FROM {quoted(write.table)}{where}) AS b ON {same} WHERE {order}",
            ctes=", ".join(filter(None, (write.ctes, made))),
        )


_ROWID = ("rowid",)


def _identity(write: Write, relation: Relation) -> tuple[str, ...]:
    """The columns by which a row is known before and after: its key, or its rowid where the key moves; nothing where neither does."""
    primary = primary_key_in(relation.sql)
    moved = {folded(name) for names, _ in write.sets for name in names}
    if primary and not moved & {folded(name) for name in primary}:
        return primary
    body = body_of(relation.sql)
    without = body is None or any(word.says("WITHOUT") for word in body.options)
    hidden = {folded(name) for name in relation.columns} & set(_ROWID)
    moves = without or hidden or rowid_key_in(relation.sql) is not None or relation.step is not None
    return () if moves else _ROWID


def _orders(identity: Sequence[str], relation: Relation) -> Iterator[tuple[str, str]]:
    """What tells that row b comes after m, likeliest first: a term that the old rows need besides, and the condition."""
    body = body_of(relation.sql)
    without = body is not None and any(word.says("WITHOUT") for word in body.options)
    if not without and identity != _ROWID and rowid_key_in(relation.sql) is None and relation.step is None:
        yield "rowid AS place, ", "b.place > o.rowid"
    mine, theirs = (", ".join(f"{row}.k{at}" for at in range(len(identity))) for row in "mb")
    if without or len(identity) == 1:
        yield "", f"({theirs}) > ({mine})" if len(identity) > 1 else f"{theirs} > {mine}"
    yield "", f"NOT ({' AND '.join(f'm.k{at} = b.k{at}' for at in range(len(identity)))})"


def each_and_all(queries: Iterable[str]) -> Iterator[str]:
    """Yield the sum of several queries, where any of them may be the cause, and then each by itself."""
    found = [*dict.fromkeys(queries)]
    if len(found) > 1:
        yield summed(found)
    yield from found


def summed(queries: Sequence[str]) -> str:
    """Return one query that counts what all of them do."""
    return queries[0] if len(queries) == 1 else f"SELECT {' + '.join(f'({query})' for query in queries)}"


def is_about(message: str, table: str) -> bool:
    """Whether a message may be about a constraint of this table: it names no other."""
    named = re.match(r"(?:NOT NULL|UNIQUE) constraint failed: ([^.' ]+)\.", message)
    return named is None or folded(named[1]) == folded(table)


def _named(message: str) -> re.Match[str] | None:
    return re.match(r"(NOT NULL|UNIQUE|CHECK) constraint failed: (.*?)(?:: SQLITE|$)", message, re.DOTALL)


def key_named(named: str, table: str, relations: Relations) -> tuple[Sequence[str], str]:
    """The terms of the key that D1 names, and its condition where it is an index that has one."""
    by_name = re.fullmatch(r"index '(.*)'", named, re.DOTALL)
    keys = [part.strip().rpartition(".")[2] for part in named.split(",")]
    for index in relations.indexes_of(table):
        if (by_name and folded(index.name) == folded(by_name[1])) or (
            index.where and [*map(column_named, index.terms)] == [*map(folded, keys)]
        ):
            return index.terms, index.where
    if by_name:
        return (), ""
    return [f"{quoted(key)}{collation_in(relations.tables[folded(table)].sql, key)}" for key in keys], ""


def held_rows(table: str, condition: str, relations: Relations) -> Iterator[str]:
    """Rows that keep the rows of `table` that meet `condition` from going, since their key lets none go."""
    origin = relations.tables[folded(table)].origin or table if folded(table) in relations.tables else table
    known = relations.schema.table(origin)
    for key in known.foreign_keys if known and not known.without_rowid else ():
        # But for RESTRICT it is looked at when all are gone.
        if key.on_delete == "RESTRICT" and folded(key.table) == folded(origin) and len(key.columns) == len(key.to):
            yield relations.query(_held_by_itself(table, key, condition))
    for child, key, meets in links_to(relations.schema, origin, condition):
        if folded(child) == folded(origin):
            continue  # these may go themselves
        if not key.acts_on_delete and folded(child) in relations.tables:
            yield relations.query(f"SELECT count(*) FROM {quoted(child)} WHERE {meets}")


def _held_by_itself(table: str, key: ForeignKey, condition: str) -> str:
    """Rows whose parent in the same table goes before they do, or without them: RESTRICT looks after each row."""
    name = quoted(table)
    same = " AND ".join(f"p.{quoted(to)} = c.{quoted(column)}" for column, to in zip(key.columns, key.to, strict=True))
    going = f"(SELECT rowid FROM {name} WHERE {condition})"
    return (
        f"SELECT count(*) FROM {name} AS c JOIN {name} AS p ON {same} "
        f"WHERE p.rowid IN {going} AND (c.rowid NOT IN {going} OR c.rowid > p.rowid)"
    )


def held_by_itself(
    table: str, condition: str, relations: Relations, *, alias: str = "", ctes: str = ""
) -> Iterator[str]:
    """Rows that keep rows of their own table from going which meet `condition`, by RESTRICT, where no rowid tells their order.

    `held_rows` tells them where there is one, and the condition needs no `ctes`.
    """
    known = relations.schema.table(relations.tables[folded(table)].origin or table)
    if known is not None and not known.without_rowid and not ctes:
        return
    restricts = "RESTRICT" in relations.tables[folded(table)].sql.upper()
    going = f"(SELECT * FROM {quoted(table)} AS {quoted(alias or table)} WHERE {condition})"
    for columns, parent, to in references_in(table, relations) if restricts else ():
        if folded(parent) == folded(table):
            same = " AND ".join(f"p.{quoted(t)} = c.{quoted(c)}" for c, t in zip(columns, to, strict=True))
            itself = " AND ".join(f"c.{quoted(t)} = c.{quoted(c)}" for c, t in zip(columns, to, strict=True))
            yield relations.query(
                f"SELECT count(*) FROM {quoted(table)} AS c WHERE NOT coalesce(({itself}), 0) AND EXISTS (SELECT 1 FROM {going} AS p WHERE {same})",
                ctes=ctes,
            )


def doubles(source: str, terms: Sequence[str], where: str = "") -> str:
    present = " AND ".join(f"({term}) IS NOT NULL" for term in terms)
    return (
        f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where}{present} "
        f"GROUP BY {', '.join(terms)} HAVING count(*) > 1)"
    )


def standing_orphans(table: str, relations: Relations) -> Iterator[str]:
    """Rows that stand in `table` and point at rows which are not there, by the keys of which that is not ruled out."""
    doubted = [key for key in references_in(table, relations) if not stays_linked(table, key, relations)]
    yield from _orphans(doubted, f"SELECT * FROM {quoted(table)}", relations)


def left_pointing(dropped: str, before: Relations) -> Iterator[str]:
    """Rows that point at rows of a table when it is dropped: that another gets its name afterwards does not settle them."""
    for name in before.tables:
        if name == folded(dropped) or before.is_empty(name):
            continue
        for columns, parent, to in references_in(name, before):
            if folded(parent) == folded(dropped):
                same = " AND ".join(f"p.{quoted(t)} = c.{quoted(c)}" for c, t in zip(columns, to, strict=True))
                yield before.query(
                    f"SELECT count(*) FROM {quoted(name)} AS c WHERE EXISTS (SELECT 1 FROM {quoted(parent)} AS p WHERE {same})"
                )


def orphans(table: str, source: str, relations: Relations, asked: Asked | None = None) -> Iterator[str]:
    """Rows of `source`, to stand in `table`, that point at rows which are not there."""
    yield from _orphans(references_in(table, relations), source, relations, asked)


def _orphans(
    references: Iterable[Reference], source: str, relations: Relations, asked: Asked | None = None
) -> Iterator[str]:
    for columns, parent, to in references:
        if folded(parent) not in relations.tables:
            continue
        present = " AND ".join(f"c.{quoted(column)} IS NOT NULL" for column in columns)
        same = " AND ".join(f"p.{quoted(t)} = c.{quoted(c)}" for c, t in zip(columns, to, strict=True))
        text = (
            f"SELECT count(*) FROM ({source}) AS c WHERE {present} AND NOT EXISTS "
            f"(SELECT 1 FROM {quoted(parent)} AS p WHERE {same})"
        )
        yield asked(text) if asked is not None else relations.query(text)
