"""Which rows went although no statement of the migration names their table: seen by a hook, judged by the outcome.

The hook tells what a foreign key action did, and in which statement. Whether it matters is decided by comparing
keys before and after: rows that a migration puts back are not lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.losses import Losses
from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.outcome.observer import Act, DeleteObserver, after_with
from nhimbe_migrations.d1.proof.result import CASCADE, LINKS_NULLED, ROWS_LOST, look_first
from nhimbe_migrations.d1.rows.table_plan import rowid_of
from nhimbe_migrations.d1.schema.model import ForeignKey, Table
from nhimbe_migrations.d1.sql.actions import Drop, WriteRows, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted, significant
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.quotation import excerpt

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["lost_rows", "nulled_links"]


def lost_rows(ends: BothEnds, witness: DeleteObserver, beyond: Collection[str] = ()) -> Iterator[Finding]:
    """Yield an error for every table that has lost rows and is not itself deleted from.

    The tables of `beyond` are those that no statement of the migration reaches: only what the hook tells of them is looked at.
    """
    found: list[_Loss] = []
    for table in ends.was.tables:
        current = ends.now.table(table.name)
        name = folded(table.name)
        if current is None:
            continue
        act = witness.cause(table.name)
        if act is None and (table.name in beyond or name in witness.named_for_deletion or name in witness.updated):
            continue
        if act is not None and _names(act, table.name) and (below := ends.losses.below(table, act.statement, act.line)):
            found.append(_below(table, act, *below))
            continue
        missing = _missing(ends.before, ends.after, table, current, by_key=act is not None)
        if not missing or (act is not None and name in witness.named_for_deletion and _names(act, table.name)):
            continue
        found.append(_loss(table, missing, act, ends))
    yield from _with_queries(found)


def nulled_links(ends: BothEnds, witness: DeleteObserver) -> Iterator[Finding]:
    """Yield an error for every reference that was set to NULL by a change of another table."""
    found: list[_Loss] = []
    for table in ends.was.tables:
        act = witness.cause(table.name, nulled=True)
        current = ends.now.table(table.name)
        if act is None or current is None:
            continue
        for key in table.foreign_keys:
            gone = _nulled(ends.before, ends.after, table, current, key.columns)
            if gone:
                finding = LINKS_NULLED.finding(
                    f"{table.name} loses {gone} link{'' if gone == 1 else 's'} through ON DELETE {key.on_delete} "
                    f"({table.name}.{'+'.join(key.columns)} → {key.table}): “{excerpt(act.statement)}”.",
                    line=act.line,
                    help=_way_out(act, "links"),
                )
                query = ends.losses.links(table, key, gone, act.statement, act.line)
                found.append(_Loss(finding, f"{table.name}.{'+'.join(key.columns)}", query))
    yield from _with_queries(found)


@dataclass(frozen=True, slots=True)
class _Loss:
    finding: Finding
    what: str
    query: str | None
    """What counts it in the real database."""


def _with_queries(found: list[_Loss]) -> Iterator[Finding]:
    """One statement often takes rows of many tables: one query counts them all, so that it is said once."""
    for loss in found:
        same = [
            other
            for other in found
            if other.query and (other.finding.line, other.finding.help) == (loss.finding.line, loss.finding.help)
        ]
        counts = ", ".join(f"({other.query}) AS {quoted(other.what)}" for other in _few(same))
        query = same[0].query if len(same) == 1 else f"SELECT {counts}" if same else None
        yield replace(loss.finding, help=look_first(query, loss.finding.help))


def _few(losses: Sequence[_Loss]) -> Iterator[_Loss]:
    """As many as a reader can take in: whether there are rows at all shows in the first tables."""
    length = 0
    for loss in losses:
        length += len(loss.query or "") + len(loss.what)
        if length > _LONG and loss is not losses[0]:
            return
        yield loss


_LONG = 200


def _loss(table: Table, missing: int, act: Act | None, ends: BothEnds) -> _Loss:
    losses = ends.losses
    if act is None:
        query = losses.rows(table, missing, None, None)
        elsewhere = _stand_in(table, ends)
        if elsewhere is not None:
            message = f"{table.name} loses {_rows(missing)} of the proof, which {'stands' if missing == 1 else 'stand'} in {elsewhere}."
            return _Loss(ROWS_LOST.finding(message, severity="warning"), table.name, query)
        message = f"{table.name} loses {_rows(missing)} of the proof, and no statement deletes from it."
        return _Loss(ROWS_LOST.finding(message), table.name, query)
    query = losses.rows(table, missing, act.statement, act.line)
    keys = _fired(table, act, losses)
    if keys:
        parents = ", ".join(f"{table.name}.{'+'.join(key.columns)} → {key.table}" for key in keys)
        message = (
            f"{table.name} loses {_rows(missing)} through ON DELETE CASCADE ({parents}): “{excerpt(act.statement)}”."
        )
    else:
        triggers = ", ".join(trigger.name for trigger in ends.was.triggers if folded(table.name) in folded(trigger.sql))
        why = f"a trigger deletes them ({triggers})" if triggers else "they are deleted along with it"
        message = f"{table.name} loses {_rows(missing)}: “{excerpt(act.statement)}”, and {why}."
    return _Loss(CASCADE.finding(message, line=act.line, help=_way_out(act, "rows")), table.name, query)


def _stand_in(table: Table, ends: BothEnds) -> str | None:
    """The table, by the name that it has at the end, in which every row that `table` has no more stands whole."""
    columns = [column.name for column in table.columns if not column.generated]
    gone = _tuples(ends.before, table.name, columns)
    current = ends.now.table(table.name)
    if current is not None and all(current.column(column) for column in columns):
        gone -= _tuples(ends.after, current.name, columns)
    for other in ends.now.tables:
        known = all(other.column(column) for column in columns)
        if (
            gone
            and known
            and folded(other.name) != folded(table.name)
            and gone <= _tuples(ends.after, other.name, columns)
        ):
            return other.name
    return None


def _below(table: Table, act: Act, gone: int, query: str) -> _Loss:
    keys = ", ".join("+".join(key.columns) for key in table.foreign_keys if folded(key.table) == folded(table.name))
    message = (
        f"{table.name} loses {_rows(gone)} that the condition does not meet, through ON DELETE CASCADE "
        f"({table.name}.{keys} → {table.name}): “{excerpt(act.statement)}”."
    )
    return _Loss(CASCADE.finding(message, line=act.line, help=_way_out(act, "rows")), table.name, query)


def _fired(table: Table, act: Act, losses: Losses) -> list[ForeignKey]:
    """The references that took the rows: where the query tells them apart those, else all whose parent lost rows."""
    keys = [key for key in table.foreign_keys if key.on_delete == "CASCADE"]
    told = [key for key in losses.keys_that_fire(table, act.statement, act.line) if key in keys]
    if told:
        return list(dict.fromkeys(told))
    reached = {*act.deleted, folded(_named(act))}
    return [key for key in keys if folded(key.table) in reached] or keys


def _way_out(act: Act, what: str) -> str:
    """The next move: DROP TABLE has another than DELETE."""
    if isinstance(_action(act), Drop):
        return CASCADE.help if what == "rows" else LINKS_NULLED.help
    if what == "links":
        return "Change these links first, or narrow the condition; accept it where they are meant to be emptied."
    return "Move them first, delete them explicitly, narrow the condition, or accept the loss."


def _named(act: Act) -> str:
    match _action(act):
        case WriteRows(table=table):
            return table.name
        case Drop(name=name):
            return name.name
        case _:
            return ""


def _action(act: Act) -> object:
    return read_action(after_with(significant(act.statement)))


def _missing(before: Shadow, after: Shadow, table: Table, current: Table, *, by_key: bool) -> int:
    """How many rows of `table` are gone, by their keys; by their number where there is no key to go by.

    Keys are compared as text, since a migration may well turn numbers into text.
    """
    key = table.primary_key
    if by_key and key and all(current.column(column) for column in key):
        keys_before = _tuples(before, table.name, key)
        return len(keys_before - _tuples(after, current.name, key))
    return max(0, _count(before, table.name) - _count(after, current.name))


def _nulled(before: Shadow, after: Shadow, table: Table, current: Table, columns: tuple[str, ...]) -> int:
    key = table.primary_key or (rowid_of(table),)
    if not all(current.column(column) for column in (*table.primary_key, *columns)):
        return 0
    linked = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
    return len(_tuples(before, table.name, key, linked) & _tuples(after, current.name, key, f"NOT ({linked})"))


def _tuples(shadow: Shadow, table: str, columns: Sequence[str], where: str = "1") -> set[tuple[str, ...]]:
    listed = ", ".join(quoted(column) for column in columns)
    rows = shadow.ask(f"SELECT {listed} FROM {quoted(table)} WHERE {where}")
    return {tuple(str(value) for value in row) for row in rows}


def _count(shadow: Shadow, table: str) -> int:
    return int(shadow.ask(f"SELECT count(*) FROM {quoted(table)}")[0][0])


def _names(act: Act, table: str) -> bool:
    return isinstance(_action(act), WriteRows) and folded(_named(act)) == folded(table)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
