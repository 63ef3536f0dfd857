"""What one database asks of the rows of a table that another does not: keys, references, conditions."""

from __future__ import annotations

from dataclasses import dataclass, field

from nhimbe_migrations.d1.schema.model import ForeignKey, Index, Reference, Schema, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = ["Tightened", "touched_tables"]

Columns = frozenset[str]


@dataclass(frozen=True, slots=True)
class Tightened:
    """The new demands on one table."""

    keys: tuple[Columns, ...] = ()
    """Folded columns that must be unique together; those that an expression or a condition of an index names included."""
    own_keys: frozenset[str] = frozenset()
    """Folded columns of what was unique before."""
    references: tuple[ForeignKey, ...] = ()
    new_parents: frozenset[str] = frozenset()
    """Folded tables that are referenced and new themselves: they hold what the migration puts there."""
    referenced_by: tuple[Reference, ...] = ()
    """New references from tables that there were."""
    tested: Columns = field(default=frozenset())
    """Folded columns of new conditions: CHECKs and triggers."""

    @classmethod
    def of(cls, table: str, less: Schema, more: Schema) -> Tightened:
        """What `more` asks of `table` beyond what `less` asks."""
        before, after = less.table(table), more.table(table)
        if before is None or after is None:
            return cls()
        known = {name for name, _ in _keys(less, before)}
        references = tuple(key for key in after.foreign_keys if _same(key) not in map(_same, before.foreign_keys))
        old = {(folded(item.table), _same(item.key)) for item in less.references_to(table)}
        return cls(
            tuple(columns for name, columns in _keys(more, after) if name not in known),
            frozenset[str]().union(*(columns for _, columns in _keys(less, before))),
            references,
            frozenset(folded(key.table) for key in references if less.table(key.table) is None),
            tuple(
                item
                for item in more.references_to(table)
                if less.table(item.table) is not None and (folded(item.table), _same(item.key)) not in old
            ),
            _tested(less, before, more, after),
        )


def touched_tables(one: Schema, other: Schema) -> frozenset[str]:
    """Return the folded tables of which the two ask something else, those that a new reference points at included."""
    changed: set[str] = set()
    for less, more in ((one, other), (other, one)):
        for table in less.tables:
            there = more.table(table.name)
            if there is None or there.sql != table.sql:
                changed.add(folded(table.name))
                changed.update(folded(key.table) for key in table.foreign_keys)
        for view in less.views:
            changed.update({folded(view.name)} if view not in more.views else ())
        sqls = {*(trigger.sql for trigger in more.triggers), *(index.sql for index in more.indexes)}
        changed.update(folded(trigger.table) for trigger in less.triggers if trigger.sql not in sqls)
        changed.update(folded(index.table) for index in less.indexes if index.unique and index.sql not in sqls)
    return frozenset(changed)


def _same(key: ForeignKey) -> tuple[object, ...]:
    return (
        tuple(map(folded, key.columns)),
        folded(key.table),
        tuple(map(folded, key.to)),
        key.on_delete,
        key.on_update,
    )


def _keys(schema: Schema, table: Table) -> list[tuple[object, Columns]]:
    """Each key by what makes it the same key, and its columns."""
    found: list[tuple[object, Columns]] = [(frozenset(columns), frozenset(columns)) for columns in table.unique_keys()]
    for index in schema.indexes_of(table.name):
        if index.unique:
            plain = index.compared_as(table) if not index.partial else None
            if plain is not None:
                found.append((frozenset(plain), frozenset(plain)))
            else:
                words = _words(index)
                found.append((words, _named(frozenset(words), table)))
    return found


def _words(index: Index) -> tuple[str, ...]:
    """What the index is over and under which condition; its name is not asked."""
    said = _texts(index.sql)
    return said[said.index("on") + 1 :] if "on" in said else said


def _texts(sql: str) -> tuple[str, ...]:
    return tuple(
        folded(unquoted(token.text)) for statement in Script.of(sql).statements for token in statement.significant
    )


def _named(words: Columns, table: Table) -> Columns:
    return frozenset(folded(column.name) for column in table.columns) & words


def _tested(less: Schema, before: Table, more: Schema, after: Table) -> Columns:
    old = {" ".join(_texts(check.expression)) for check in before.checks}
    words: set[str] = set()
    for check in after.checks:
        said = _texts(check.expression)
        words.update(said if " ".join(said) not in old else ())
    known = {trigger.sql for trigger in less.triggers_of(before.name)}
    for trigger in more.triggers_of(after.name):
        words.update(_texts(trigger.sql) if trigger.sql not in known else ())
    return _named(frozenset(words), after)
