"""The foreign keys that a CREATE TABLE writes out, and whether what they point at is there as it was."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.proof.counting.tables.relation import Provenance
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.sql.create_table import body_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token

__all__ = ["is_held_still", "may_hold_back", "references_in", "references_that_hold", "refers", "stays_linked"]

Reference = tuple[tuple[str, ...], str, tuple[str, ...]]


def references_in(table: str, relations: Relations) -> Iterator[Reference]:
    """Yield the foreign keys of a table: columns, parent, the parent's columns."""
    return _completed(relations.tables[folded(table)].sql, relations)


def references_that_hold(table: str, relations: Relations) -> Iterator[Reference]:
    """Yield those of them that let no parent go: the others take the row along, or let it point nowhere."""
    for reference, acts in _with_actions(relations.tables[folded(table)].sql, relations):
        if not acts:
            yield reference


def refers(
    origin: Provenance, columns: Sequence[str | None], parent: str, to: Sequence[str], relations: Relations
) -> bool:
    """Whether the rows' own table has a foreign key from these folded columns to `to` of `parent`."""
    return any(
        [folded(name) for name in mine] == list(columns)
        and folded(theirs) == folded(parent)
        and [folded(name) for name in target] == [folded(name) for name in to]
        for mine, theirs, target in _completed(origin.relation.sql, relations)
    )


def is_held_still(table: str, step: str | None, to: Sequence[str], relations: Relations) -> bool:
    """Whether `table` holds these keys of every row that it had at `step`."""
    relation = relations.tables.get(folded(table))
    if relation is None:
        return False
    if relation.step == step:
        return True
    copied = relation.copied
    return (
        copied is not None
        and copied.whole
        and copied.table == folded(table)
        and copied.relation.step == step
        and all(copied.columns.get(folded(name)) == folded(name) for name in to)
    )


def stays_linked(table: str, reference: Reference, relations: Relations) -> bool:
    """Whether each row that stands in `table` points, by this key, at a row that is there, or at none."""
    columns, parent, to = reference
    relation = relations.tables[folded(table)]
    if relation.step is None:
        return is_held_still(parent, None, to, relations)
    origin = relation.copied
    if relations.is_empty(table):
        return True
    if origin is None:
        return False
    if not refers(origin, [origin.columns.get(folded(name)) for name in columns], parent, to, relations):
        return False
    return is_held_still(parent, origin.moment.get(folded(parent)), to, relations)


def may_hold_back(table: str, relations: Relations, *, all_of_it: bool, seen: set[str] | None = None) -> bool:
    """Whether rows may refer to rows of `table` that are to go; `all_of_it`, all of its rows go at once.

    What goes along with them may be held itself; `seen` are the folded tables that were asked already.
    """
    seen = set() if seen is None else seen
    if relations.is_empty(table) or folded(table) in seen:
        return False
    seen.add(folded(table))
    for name, relation in relations.tables.items():
        if relations.is_empty(name):
            continue
        itself = name == folded(table)
        if itself and all_of_it and "RESTRICT" not in relation.sql.upper():
            continue
        for (columns, parent, _), acts in _with_actions(relation.sql, relations):
            if folded(parent) != folded(table) or {folded(column) for column in columns} & relation.nulls:
                continue
            along = acts and "SET DEFAULT" not in " ".join(relation.sql.upper().split())
            if not along or may_hold_back(name, relations, all_of_it=False, seen=seen):
                return True
    return False


def _completed(sql: str, relations: Relations) -> Iterator[Reference]:
    return (reference for reference, _ in _with_actions(sql, relations))


def _with_actions(sql: str, relations: Relations) -> Iterator[tuple[Reference, bool]]:
    """Each reference, and whether ON DELETE does something with the row."""
    for (own, parent, named), acts in _written_in(sql):
        to = named
        if not to:
            known = relations.schema.table(parent)
            to = known.primary_key if known is not None else ()
        if own and len(own) == len(to):
            yield (own, parent, to), acts


@functools.lru_cache(maxsize=512)
def _written_in(sql: str) -> tuple[tuple[Reference, bool], ...]:
    found: list[tuple[Reference, bool]] = []
    body = body_of(sql)
    for element in body.elements if body else ():
        words = element.words
        for at, word in enumerate(words[:-1]):
            if word.says("REFERENCES"):
                own = (element.name or "",) if element.is_column else tuple(_names(_before(words, at)))
                reference = own, words[at + 1].name, tuple(_names(parenthesised(words, at + 2)))
                found.append((reference, _acts(words[at + 1 :])))
    return tuple(found)


def _acts(words: Sequence[Token]) -> bool:
    """Whether what follows REFERENCES says ON DELETE CASCADE, SET NULL or SET DEFAULT."""
    for at, word in enumerate(words[:-2]):
        if word.says("REFERENCES"):
            return False  # the next one begins
        if word.says("ON") and words[at + 1].says("DELETE"):
            return words[at + 2].says("CASCADE", "SET")
    return False


def _before(words: Sequence[Token], at: int) -> Sequence[Token]:
    start = next((n for n, word in enumerate(words[:at]) if word.says("(")), at)
    return parenthesised(words, start)


def _names(words: Sequence[Token]) -> Iterator[str]:
    return (word.name for word in words[1:-1] if not word.says(","))
