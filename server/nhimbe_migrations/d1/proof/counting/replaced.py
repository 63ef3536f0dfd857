"""Rows of other tables that point at rows which REPLACE takes away, because another one gets the same key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.proof.counting.tables.clauses import Write
from nhimbe_migrations.d1.proof.counting.tables.definitions import collation_in, keys_in
from nhimbe_migrations.d1.proof.counting.tables.references import references_in, references_that_hold
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.violations import each_and_all
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant, unquoted

__all__ = ["held_by_replaced", "may_replace"]


def may_replace(write: Write, relations: Relations) -> bool:
    """Whether a row that the statement writes may take the place of another one that rows refer to."""
    return write.conflict == "REPLACE" and any(True for _ in _referring(write.table, relations))


def held_by_replaced(write: Write, relations: Relations) -> Iterator[str]:
    """What counts the rows that refer to a row which goes: all of them, then those of each reference and key."""
    yield from each_and_all(_held_by_replaced(write, relations))


def _held_by_replaced(write: Write, relations: Relations) -> Iterator[str]:
    source, columns = relations.made(write)
    made = f"made({', '.join(map(quoted, columns))}) AS ({source})"
    ctes = ", ".join(filter(None, (write.ctes, made)))
    known = {folded(column) for column in columns}
    moved = {folded(name) for names, _ in write.sets for name in names} or known
    for child, mine, to in _referring(write.table, relations):
        refers = " AND ".join(f"c.{quoted(a)} = g.{quoted(b)}" for a, b in zip(mine, to, strict=True))
        other = " AND ".join(f"m.{quoted(name)} = g.{quoted(name)}" if folded(name) in known else "0" for name in to)
        for key in _keys(write.table, relations):
            names = _names(key, relations.tables[folded(write.table)].columns)
            if not names <= known or not names & moved or (write.verb == "INSERT" and set(map(folded, to)) == names):
                continue
            terms = ", ".join(f'{term} AS "key {at}"' for at, term in enumerate(key))
            sql = relations.tables[folded(write.table)].sql  # rows that are only made compare as those of the table do
            same = " AND ".join(
                f'm."key {at}" = g."key {at}"{collation_in(sql, unquoted(term))}' for at, term in enumerate(key)
            )
            # A row that has just taken another's place may be replaced in its turn.
            for gone, number, later in (("made", _NUMBER, ' AND m."row" > g."row"'), (quoted(write.table), "", "")):
                yield relations.query(
                    f"SELECT count(*) FROM {quoted(child)} AS c JOIN (SELECT *, {terms}{number} FROM {gone}) AS g ON {refers} "
                    f"WHERE EXISTS (SELECT 1 FROM (SELECT *, {terms}{number} FROM made) AS m WHERE {same} AND NOT coalesce({other}, 0){later})",
                    ctes=ctes,
                )


_NUMBER = ', row_number() OVER () AS "row"'


def _referring(table: str, relations: Relations) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """The references that let no row of `table` go, or would take one along that is held itself."""
    for name in relations.tables:
        holding = set(references_that_hold(name, relations))
        for reference in references_in(name, relations):
            columns, parent, to = reference
            if folded(parent) == folded(table) and (reference in holding or _is_held(name, relations)):
                yield name, columns, to


def _is_held(table: str, relations: Relations) -> bool:
    return any(
        folded(parent) == folded(table)
        for name in relations.tables
        for _, parent, _ in references_that_hold(name, relations)
    )


def _keys(table: str, relations: Relations) -> Iterator[Sequence[str]]:
    relation = relations.tables[folded(table)]
    columns = {folded(name) for name in relation.columns}
    found = [*keys_in(relation.sql), *(index.terms for index in relations.indexes_of(table))]
    for key in dict.fromkeys(tuple(key) for key in found):
        bare = [term.strip('"`[]') for term in key]
        yield [quoted(name) if folded(name) in columns else term for name, term in zip(bare, key, strict=True)]


def _names(key: Sequence[str], columns: Sequence[str]) -> set[str]:
    words = {folded(word.name) for term in key for word in significant(term)}
    return words & {folded(name) for name in columns}
