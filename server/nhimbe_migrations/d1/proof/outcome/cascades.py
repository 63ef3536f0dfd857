"""Which rows went although no statement of the migration names their table: seen by a hook, judged by the outcome.

The hook tells what a foreign key action did, and in which statement. Whether it matters is decided by comparing
keys before and after: rows that a migration puts back are not lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from nhimbe_migrations.d1.proof.result import CASCADE, LINKS_NULLED, ROWS_LOST
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.actions import Drop, RenameTable, WriteRows, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["DeleteObserver", "lost_rows", "nulled_links"]


@dataclass(slots=True)
class _Act:
    """What one statement does to tables that it does not name."""

    line: int
    statement: str
    deleted: dict[str, int] = field(default_factory=dict)
    nulled: dict[str, int] = field(default_factory=dict)


class DeleteObserver:
    """Watches a migration run: what each statement names, and what else it changes."""

    def __init__(self, shadow: Shadow) -> None:
        self._connection = shadow.connection
        self._acts: list[_Act] = []
        self.named_for_deletion: set[str] = set()
        """Folded names of tables that the migration itself deletes from or drops for good."""
        self.dropped: set[str] = set()
        self.updated: set[str] = set()
        self.touched: dict[str, None] = {}

    def __enter__(self) -> Self:
        self._connection.preupdate_hook(self._seen)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.preupdate_hook(None)

    def statement(self, text: str, line: int) -> None:
        """Called before each statement."""
        self._acts.append(_Act(line, text))
        words = _after_with(significant(text))
        self.touched.update(
            dict.fromkeys(folded(word.name) for word in words if word.kind in ("word", "quoted", "string"))
        )
        match read_action(words):
            case WriteRows(verb="DELETE", table=table):
                self.named_for_deletion.add(folded(table.name))
            case WriteRows(verb="UPDATE", table=table):
                self.updated.add(folded(table.name))
            case Drop(kind="table", name=name):
                self.dropped.add(folded(name.name))
            case RenameTable(name=name, to=to):
                self._renamed(folded(name.name), folded(to.name))
            case _:
                pass

    def _renamed(self, old: str, new: str) -> None:
        for act in self._acts:
            for record in (act.deleted, act.nulled):
                if old in record:
                    record[new] = record.pop(old)
        for names in (self.named_for_deletion, self.updated):
            if old in names:
                names.add(new)

    def _seen(self, change: apsw.PreUpdate) -> None:
        if not change.depth or not self._acts:
            return
        act, name = self._acts[-1], folded(change.table_name)
        if change.op == "DELETE":
            act.deleted[name] = act.deleted.get(name, 0) + 1
        elif change.op == "UPDATE" and any(
            new is None and old is not None for old, new in zip(change.old or (), change.new or (), strict=False)
        ):
            act.nulled[name] = act.nulled.get(name, 0) + 1

    def cause(self, table: str, *, nulled: bool = False) -> _Act | None:
        """The first statement whose consequences reached `table`."""
        name = folded(table)
        return next((act for act in self._acts if name in (act.nulled if nulled else act.deleted)), None)


def lost_rows(before: Shadow, after: Shadow, was: Schema, now: Schema, witness: DeleteObserver) -> Iterator[Finding]:
    """Yield an error for every table that has lost rows and is not itself deleted from."""
    for table in was.tables:
        current = now.table(table.name)
        name = folded(table.name)
        if current is None:
            continue
        act = witness.cause(table.name)
        if act is None and (name in witness.named_for_deletion or name in witness.updated):
            continue
        missing = _missing(before, after, table, current, by_key=act is not None)
        if not missing or (act is not None and name in witness.named_for_deletion and _names(act, table.name)):
            continue
        yield _loss(table, missing, act, was)


def nulled_links(before: Shadow, after: Shadow, was: Schema, now: Schema, witness: DeleteObserver) -> Iterator[Finding]:
    """Yield an error for every reference that was set to NULL by a change of another table."""
    for table in was.tables:
        act = witness.cause(table.name, nulled=True)
        current = now.table(table.name)
        if act is None or current is None or not table.primary_key:
            continue
        for key in table.foreign_keys:
            gone = _nulled(before, after, table, current, key.columns)
            if gone:
                yield LINKS_NULLED.finding(
                    f"{_rows(gone)} of {table.name} lost {'its link' if gone == 1 else 'their links'} "
                    f"({', '.join(key.columns)} is NULL now): “{_short(act.statement)}” deletes rows of "
                    f"{key.table}, and the reference says ON DELETE {key.on_delete}.",
                    line=act.line,
                )


def _loss(table: Table, missing: int, act: _Act | None, schema: Schema) -> Finding:
    if act is None:
        return ROWS_LOST.finding(f"{table.name} loses {_rows(missing)} of the proof, and no statement deletes from it.")
    keys = [key for key in table.foreign_keys if key.on_delete == "CASCADE"]
    if not keys:
        triggers = ", ".join(trigger.name for trigger in schema.triggers if folded(table.name) in folded(trigger.sql))
        why = f"a trigger deletes them ({triggers})" if triggers else "they are deleted along with it"
        return CASCADE.finding(
            f"{table.name} loses {_rows(missing)}: “{_short(act.statement)}”, and {why}.", line=act.line
        )
    parents = ", ".join(f"{table.name}.{'+'.join(key.columns)} → {key.table}" for key in keys)
    return CASCADE.finding(
        f"{table.name} loses {_rows(missing)}: “{_short(act.statement)}” deletes the rows that they reference, and "
        f"the reference says ON DELETE CASCADE ({parents}).",
        line=act.line,
    )


def _missing(before: Shadow, after: Shadow, table: Table, current: Table, *, by_key: bool) -> int:
    """How many rows of `table` are gone, by their keys; by their number where there is no key to go by.

    Keys are compared as text, since a migration may well turn numbers into text.
    """
    key = table.primary_key
    if by_key and key and all(current.column(column) for column in key):
        held = _tuples(before, table.name, key)
        return len(held - _tuples(after, current.name, key))
    return max(0, _count(before, table.name) - _count(after, current.name))


def _nulled(before: Shadow, after: Shadow, table: Table, current: Table, columns: tuple[str, ...]) -> int:
    key = table.primary_key
    if not all(current.column(column) for column in (*key, *columns)):
        return 0
    linked = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
    return len(_tuples(before, table.name, key, linked) & _tuples(after, current.name, key, f"NOT ({linked})"))


def _tuples(shadow: Shadow, table: str, columns: tuple[str, ...], where: str = "1") -> set[tuple[str, ...]]:
    listed = ", ".join(quoted(column) for column in columns)
    rows = shadow.ask(f"SELECT {listed} FROM {quoted(table)} WHERE {where}")
    return {tuple(str(value) for value in row) for row in rows}


def _count(shadow: Shadow, table: str) -> int:
    return int(shadow.ask(f"SELECT count(*) FROM {quoted(table)}")[0][0])


def _names(act: _Act, table: str) -> bool:
    action = read_action(_after_with(significant(act.statement)))
    return isinstance(action, WriteRows) and folded(action.table.name) == folded(table)


def _after_with(words: list[Token]) -> list[Token]:
    """Leave out a leading WITH …: the statement's own verb stands outside all parentheses."""
    if not words or not words[0].says("WITH"):
        return words
    depth = 0
    for at, word in enumerate(words):
        depth += word.says("(") - word.says(")")
        if depth == 0 and at and word.says("DELETE", "UPDATE", "INSERT", "REPLACE", "SELECT"):
            return words[at:]
    return words


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


_SHORT = 70


def _short(statement: str) -> str:
    flat = " ".join(statement.split())
    return flat if len(flat) <= _SHORT else f"{flat[: _SHORT - 1]}…"
