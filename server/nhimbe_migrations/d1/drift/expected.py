"""What schema.sql should say: the database after its history, less what only running that history again did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.drift.replay import Replay, ReplayStep, replay
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.elements import Names
from nhimbe_migrations.d1.schema.model import Index, Object, Schema, Table, Trigger, View, VirtualTable
from nhimbe_migrations.d1.schema.normal_form import meaning_of, names_of, table_meaning
from nhimbe_migrations.d1.sql.actions import (
    Action,
    AddColumn,
    Create,
    Drop,
    DropColumn,
    RenameColumn,
    RenameTable,
    WriteRows,
)
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.d1.states.origins import slot_of

__all__ = ["expect", "only_touched"]


def expect(
    before: Schema, schema_sql: str, steps: Sequence[ReplayStep], *, whole_history: bool = True
) -> tuple[Replay, Replay]:
    """Run `steps` over `schema_sql`, and over the tables that no step makes; return both.

    `after` of the first is what schema.sql should say.

    What the history makes alone exactly as schema.sql has it is right, whatever running it twice does to it. Indexes
    and triggers that only schema.sql makes survive the rebuild of their table. Columns in another order are no drift.
    """

    def lost(replayed: Replay) -> list[str]:
        return list(_lost(before, replayed, whole_history=whole_history))

    replayed = replay(schema_sql, steps, lost)
    relations: list[Table | VirtualTable] = [*before.tables, *before.virtual_tables]
    baseline = [item.sql for item in relations if ("table", folded(item.name)) not in replayed.made]
    alone = replay(";\n".join(baseline), steps)
    replayed.after = _settled(before, replayed, alone.after)
    return replayed, alone


def only_touched(before: Schema, after: Schema, own: Sequence[ReplayStep], later: Sequence[ReplayStep]) -> Schema:
    """Return `after` where it shows what the statements `own` touch, and `before` elsewhere.

    What `later` statements rename is followed, and what they drop stays dropped.
    """
    touched: set[str] = set()
    for step in own:
        touched.update(folded(token.name) for token in _named(step.action))
    for step in later:
        if isinstance(step.action, RenameTable) and folded(step.action.name.name) in touched:
            touched.add(folded(step.action.to.name))

    def is_touched(item: Object) -> bool:
        return folded(item.name) in touched or (isinstance(item, Index | Trigger) and folded(item.table) in touched)

    shown = [item for _, item in after.objects() if is_touched(item)]
    shown += [item for _, item in before.objects() if not is_touched(item)]
    return _schema_of(shown, after)


def _named(action: Action) -> list[Token]:
    """The names of objects in a statement."""
    match action:
        case Create(_, name) | Drop(_, name):
            return [name]
        case RenameTable(name, to):
            return [name, to]
        case AddColumn(table) | DropColumn(table) | RenameColumn(table) | WriteRows(_, table):
            return [table]


def _lost(before: Schema, replayed: Replay, *, whole_history: bool) -> Iterator[str]:
    """SQL of indexes and triggers that went with a table which came back, and that no statement drops.

    With the whole history at hand, those that no migration makes were put into schema.sql otherwise. With one
    migration, those of a table that is as it was belong to later ones; a table that changes loses them in truth.
    """
    after = replayed.after
    found = differences(before, after)
    changed = {folded(item.name) for item in found if item.object == "table" and not item.order_only}
    hung: list[tuple[ObjectKind, Index | Trigger]] = [
        *(("index", index) for index in before.indexes),
        *(("trigger", trigger) for trigger in before.triggers),
    ]
    for kind, item in hung:
        key = (slot_of(kind), folded(item.name))
        if after.find(kind, item.name) is not None or key in replayed.dropped or not after.named(item.table):
            continue
        if key not in replayed.made if whole_history else folded(item.table) not in changed:
            yield item.sql


def _settled(before: Schema, replayed: Replay, alone: Schema) -> Schema:
    after = replayed.after
    names = names_of(before, after, alone)
    kept: dict[tuple[str, str], Object] = {}
    for kind, item in before.objects():
        made, now = alone.find(kind, item.name), after.find(kind, item.name)
        if (made is not None and _same(item, made, names)) or (now is not None and _same(item, now, names)):
            kept[kind, folded(item.name)] = item
    objects: list[Object] = []
    for kind, item in after.objects():
        key, slot = (kind, folded(item.name)), (slot_of(kind), folded(item.name))
        dropped = slot in replayed.dropped and slot not in replayed.made
        if before.find(kind, item.name) is not None or not dropped:
            objects.append(kept.pop(key, item))
    return _schema_of([*objects, *kept.values()], after)


def _same(left: Object, right: Object, names: Names) -> bool:
    """Whether two objects mean the same but for the order of columns."""
    if not isinstance(left, Table) or not isinstance(right, Table):
        return meaning_of(left, names) == meaning_of(right, names)
    # Alone, the history may lack the tables that references without columns point at.
    was = table_meaning(left, names)
    now = table_meaning(replace(right, foreign_keys=left.foreign_keys), names)
    if was is None or now is None:
        return meaning_of(left, names) == meaning_of(right, names)
    return (set(was.columns), was.constraints, was.options) == (set(now.columns), now.constraints, now.options)


def _schema_of(objects: Sequence[Object], model: Schema) -> Schema:
    return replace(
        model,
        tables=tuple(item for item in objects if isinstance(item, Table)),
        indexes=tuple(item for item in objects if isinstance(item, Index)),
        triggers=tuple(item for item in objects if isinstance(item, Trigger)),
        views=tuple(item for item in objects if isinstance(item, View)),
        virtual_tables=tuple(item for item in objects if isinstance(item, VirtualTable)),
    )
