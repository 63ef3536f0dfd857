"""Who made what: the statements of a history that define, rename and drop, kept by the names that things have in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

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
from nhimbe_migrations.d1.sql.create_table import body_of
from nhimbe_migrations.d1.sql.names import ObjectKind, folded

__all__ = ["Origin", "Origins", "is_done", "slot_of"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A statement of the history."""

    file: str
    line: int


def slot_of(kind: ObjectKind | str) -> str:
    """Return the kind under which a name is kept: virtual tables are tables, as DROP TABLE has it."""
    return "table" if kind == "virtual table" else kind


@dataclass(slots=True)
class Origins:
    """What statements say that they did, whether they could run or not: it is the history that says so."""

    made: dict[tuple[str, str], Origin] = field(default_factory=dict)
    """(slot, folded name as it is in the end) → the statement that makes it."""
    columns: dict[tuple[str, str], Origin] = field(default_factory=dict)
    """(folded table, folded column) → the statement that adds it, names as they are in the end."""
    dropped: dict[tuple[str, str], Origin] = field(default_factory=dict)
    """(slot, folded name) → the statement that drops or renames it last."""
    touched: dict[str, Origin] = field(default_factory=dict)
    """Folded table → the last statement that makes or alters it."""
    left: dict[tuple[str, str], Origin] = field(default_factory=dict)
    """(folded table, folded column) → the statement that drops the column or renames it away."""
    tables: dict[str, list[str]] = field(default_factory=dict)
    """Folded table → the CREATE TABLE statements under whose names it lived, first to last."""

    def note(self, action: Action, origin: Origin, sql: str = "") -> None:
        """Write down what one statement says."""
        match action:
            case Create(kind, name):
                self._create(slot_of(kind), folded(name.name), origin, sql)
            case Drop(kind, name):
                key = (kind, folded(name.name))
                self.dropped[key] = origin
                self.made.pop(key, None)
            case RenameTable(name, to):
                self._move_table(folded(name.name), folded(to.name), origin)
            case RenameColumn(table, name, to):
                of, old, new = folded(table.name), folded(name.name), folded(to.name)
                self.touched[of] = origin
                self.columns[of, new] = self.columns.pop((of, old), origin)
                self.left[of, old] = origin
                self.left.pop((of, new), None)
            case AddColumn(table, name):
                of = folded(table.name)
                self.touched[of] = origin
                self.columns[of, folded(name.name)] = origin
                self.left.pop((of, folded(name.name)), None)
            case DropColumn(table, name):
                of = folded(table.name)
                self.touched[of] = origin
                self.columns.pop((of, folded(name.name)), None)
                self.left[of, folded(name.name)] = origin
            case WriteRows():
                pass

    def maker_of_column(self, table: str, column: str) -> Origin | None:
        """The statement that gave `table` the column: the ALTER, else the CREATE TABLE that lists it."""
        of = folded(table)
        added = self.columns.get((of, folded(column)))
        if added is not None:
            return added
        made = self.made.get(("table", of))
        texts = self.tables.get(of, ())
        return made if any(folded(column) in _columns_in(text) for text in texts) else None

    def _create(self, slot: str, name: str, origin: Origin, sql: str) -> None:
        self.made.setdefault((slot, name), origin)
        self.touched.setdefault(name, origin)
        if slot == "table" and sql:
            self.tables.setdefault(name, []).append(sql)

    def _move_table(self, old: str, new: str, origin: Origin) -> None:
        made = self.made.pop(("table", old), None)
        if made is not None:
            self.made["table", new] = made
        self.dropped["table", old] = origin
        self.dropped.pop(("table", new), None)
        self.touched[new] = self.touched.pop(old, origin)
        self.tables[new] = self.tables.pop(old, [])
        for columns in (self.columns, self.left):
            for table, column in [key for key in columns if key[0] == old]:
                columns[new, column] = columns.pop((table, column))


def _columns_in(sql: str) -> set[str]:
    body = body_of(sql)
    return {folded(element.name) for element in body.columns if element.name} if body else set()


_DONE = ("already exists", "already another", "duplicate column name", "there is already", "no such")
"""What SQLite says where a statement's work is done, or what it works on is gone or renamed."""


def is_done(message: str) -> bool:
    """Whether a statement failed because its work is done. A broken view that stands in its way is another matter."""
    stopped = message.startswith("error in") and "duplicate column" not in message
    return not stopped and any(words in message for words in _DONE)
