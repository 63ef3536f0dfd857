"""What a statement says it does to the schema, read from its tokens: the kind of object and its names, no more.

Whether it really does so is for the engine to say. Where SQLite takes a string for a name, so does this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.sql.names import ObjectKind
from nhimbe_migrations.d1.sql.tokens import Token

__all__ = [
    "Action",
    "AddColumn",
    "Create",
    "Drop",
    "DropColumn",
    "RenameColumn",
    "RenameTable",
    "WriteRows",
    "read_action",
]


@dataclass(frozen=True, slots=True)
class Create:
    kind: ObjectKind
    name: Token
    table: Token | None
    """On what an index or trigger stands."""
    guarded: bool
    """IF NOT EXISTS."""
    rest: int
    """Place, among the significant tokens, of the first one after the name."""
    guard_at: int
    """Place where IF NOT EXISTS stands, or would."""


@dataclass(frozen=True, slots=True)
class Drop:
    kind: ObjectKind
    """`table` for virtual tables too: DROP TABLE does not tell them apart."""
    name: Token
    guarded: bool


@dataclass(frozen=True, slots=True)
class RenameTable:
    name: Token
    to: Token


@dataclass(frozen=True, slots=True)
class RenameColumn:
    table: Token
    name: Token
    to: Token


@dataclass(frozen=True, slots=True)
class AddColumn:
    table: Token
    name: Token
    definition: int
    """Place of the column's name among the significant tokens."""


@dataclass(frozen=True, slots=True)
class DropColumn:
    table: Token
    name: Token


@dataclass(frozen=True, slots=True)
class WriteRows:
    """INSERT, REPLACE, UPDATE or DELETE without a WITH before it."""

    verb: str
    table: Token
    rest: int


Action = Create | Drop | RenameTable | RenameColumn | AddColumn | DropColumn | WriteRows


def read_action(words: Sequence[Token]) -> Action | None:
    """Return what the statement made of these significant tokens says it does; None for anything else."""
    cursor = _Cursor(words)
    verb = cursor.take("CREATE", "DROP", "ALTER", "INSERT", "REPLACE", "UPDATE", "DELETE")
    try:
        if verb == "CREATE":
            return _create(cursor)
        if verb == "DROP":
            return _drop(cursor)
        if verb == "ALTER":
            return _alter(cursor)
        return _rows(cursor, verb) if verb else None
    except IndexError:
        return None


class _Cursor:
    def __init__(self, words: Sequence[Token]) -> None:
        self._words = words
        self.at = 0

    def take(self, *options: str) -> str | None:
        """Step over the next token if it is one of these words, and return it in upper case."""
        if self.at < len(self._words) and self._words[self.at].says(*options):
            self.at += 1
            return self._words[self.at - 1].text.upper()
        return None

    def take_all(self, *words: str) -> bool:
        start = self.at
        if all(self.take(word) for word in words):
            return True
        self.at = start
        return False

    def name(self) -> Token:
        """Step over a name, and the database before it."""
        token = self._words[self.at]
        self.at += 1
        if self.take("."):
            token = self._words[self.at]
            self.at += 1
        return token

    def name_after(self, word: str) -> Token:
        while not self.take(word):
            if self.at >= len(self._words):
                raise IndexError
            self.at += 1
        return self.name()


_KINDS: dict[str, ObjectKind] = {"TABLE": "table", "INDEX": "index", "TRIGGER": "trigger", "VIEW": "view"}


def _create(cursor: _Cursor) -> Create | None:
    temporary = cursor.take("TEMP", "TEMPORARY")
    unique, virtual = cursor.take("UNIQUE"), cursor.take("VIRTUAL")
    noun = cursor.take(*_KINDS)
    if noun is None or temporary or (unique and noun != "INDEX") or (virtual and noun != "TABLE"):
        return None
    guard_at = cursor.at
    guarded = cursor.take_all("IF", "NOT", "EXISTS")
    name = cursor.name()
    rest = cursor.at
    table = cursor.name_after("ON") if noun in ("INDEX", "TRIGGER") else None
    kind: ObjectKind = "virtual table" if virtual else _KINDS[noun]
    return Create(kind, name, table, guarded, rest, guard_at)


def _drop(cursor: _Cursor) -> Drop | None:
    noun = cursor.take(*_KINDS)
    if noun is None:
        return None
    guarded = cursor.take_all("IF", "EXISTS")
    return Drop(_KINDS[noun], cursor.name(), guarded)


def _alter(cursor: _Cursor) -> Action | None:
    if not cursor.take("TABLE"):
        return None
    table = cursor.name()
    match cursor.take("RENAME", "ADD", "DROP"):
        case "RENAME":
            return _rename(cursor, table)
        case "ADD" if cursor.take("COLUMN") or not cursor.take("CONSTRAINT", "CHECK"):
            at = cursor.at
            return AddColumn(table, cursor.name(), at)
        case "DROP" if cursor.take("COLUMN") or not cursor.take("CONSTRAINT"):
            return DropColumn(table, cursor.name())
        case _:
            return None


def _rename(cursor: _Cursor, table: Token) -> Action | None:
    if cursor.take("TO"):
        return RenameTable(table, cursor.name())
    cursor.take("COLUMN")
    name = cursor.name()
    return RenameColumn(table, name, cursor.name()) if cursor.take("TO") else None


def _rows(cursor: _Cursor, verb: str) -> WriteRows | None:
    if cursor.take("OR"):
        cursor.at += 1
    if verb == "DELETE":
        cursor.take("FROM")
    elif verb != "UPDATE":
        cursor.take("INTO")
    table = cursor.name()
    return WriteRows("INSERT" if verb == "REPLACE" else verb, table, cursor.at)
