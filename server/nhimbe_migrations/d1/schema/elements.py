"""What the columns and constraints of a CREATE TABLE mean, read from their tokens one constraint at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.sql.create_table import Element, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token

__all__ = ["ColumnMeaning", "ElementReader", "Names", "normal", "normals"]

Names = frozenset[str]
"""Folded names of everything in a schema: a double-quoted word that is none of them is a string to SQLite."""

_SAME_OPERATOR = {"==": "=", "<>": "!="}


def normal(token: Token, names: Names) -> str:
    """Return the token as all its spellings are written."""
    match token.kind:
        case "word":
            return folded(token.text)
        case "quoted":
            name = folded(token.name)
            if token.text[0] != '"' or name in names:
                return name
            return "'" + token.name.replace("'", "''") + "'"  # as the engine writes it once it rewrites the statement
        case "operator":
            return _SAME_OPERATOR.get(token.text, token.text)
        case "string":
            return token.text
        case _:
            return token.text.lower()


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    name: str
    type: str
    facts: frozenset[tuple[str, ...]]
    """What stands on the column alone: default, NOT NULL, collation, generated expression."""


def normals(words: Iterable[Token], names: Names) -> tuple[str, ...]:
    return tuple(normal(word, names) for word in words)


class ElementReader:
    """Reads the elements of one table; constraints gather in `constraints`, facts of a column in its meaning."""

    def __init__(self, names: Names, keys: Sequence[tuple[str, ...]], *, autoincrement: bool) -> None:
        """Read with the `names` of the schema; `keys` are the columns that each foreign key means in its parent."""
        self._keys = keys
        self._autoincrement = autoincrement
        self._names = names
        self._references = 0
        self._column: str | None = None
        self._words: tuple[Token, ...] = ()
        self._label: str | None = None
        self._facts: set[tuple[str, ...]] = set()
        self.constraints: list[tuple[Hashable, ...]] = []

    def column(self, element: Element) -> ColumnMeaning:
        self._words, self._column, self._facts = element.words, folded(element.words[0].name), set()
        at = 1
        while at < len(self._words) and not self._words[at].says(*_COLUMN_CONSTRAINTS):
            at += 1
        type_ = " ".join(normals(self._words[1:at], self._names))
        self._read(at)
        return ColumnMeaning(element.words[0].name, type_, frozenset(self._facts))

    def constraints_in(self, element: Element) -> None:
        self._words, self._column = element.words, None
        self._read(0)

    def _read(self, at: int) -> None:
        self._label = None
        while at < len(self._words):
            word = self._words[at].text.upper()
            step = self._steps.get(word)
            if word == "CONSTRAINT":
                self._label = folded(self._words[at + 1].name)
                at += 2
            elif step is None:
                at += 1
            else:
                at = step(self, at)
                self._label = None

    def _primary(self, at: int) -> int:
        columns, end = self._key_columns(at + 2)
        descending = self._says(end, "DESC")
        end += descending or self._says(end, "ASC")
        conflict, end = self._conflict(end)
        if self._column is not None:
            columns = ((self._column, "desc") if descending else (self._column,),)
        autoincrement = self._says(end, "AUTOINCREMENT") or (self._column is None and self._autoincrement)
        self.constraints.append(("primary key", columns, conflict, autoincrement))
        return end + self._says(end, "AUTOINCREMENT")

    def _unique(self, at: int) -> int:
        columns, end = self._key_columns(at + 1)
        conflict, end = self._conflict(end)
        self.constraints.append(("unique", columns, conflict))
        return end

    def _key_columns(self, at: int) -> tuple[tuple[tuple[str, ...], ...], int]:
        inner = parenthesised(self._words, at)
        if not inner:
            return (((self._column or ""),),), at
        terms: list[list[str]] = [[]]
        for token in inner[1:-1]:
            if token.says(","):
                terms.append([])
            elif not token.says("ASC", "AUTOINCREMENT"):
                terms[-1].append(folded(token.name))
        return tuple(tuple(term) for term in terms), at + len(inner)

    def _check(self, at: int) -> int:
        inner = parenthesised(self._words, at + 1)
        self.constraints.append(("check", self._label, normals(_bare(inner), self._names)))
        return at + 1 + len(inner)

    def _foreign(self, at: int) -> int:
        columns = tuple(
            folded(token.name) for token in parenthesised(self._words, at + 2) if not token.says("(", ")", ",")
        )
        return self._reference(at + 2 + len(parenthesised(self._words, at + 2)), columns)

    def _references_step(self, at: int) -> int:
        return self._reference(at, (self._column or "",))

    def _reference(self, at: int, columns: tuple[str, ...]) -> int:
        target = folded(self._words[at + 1].name)
        to: tuple[str, ...] = tuple(
            folded(token.name) for token in parenthesised(self._words, at + 2) if not token.says("(", ")", ",")
        )
        if not to and self._references < len(self._keys):
            to = tuple(folded(name) for name in self._keys[self._references])
        self._references += 1
        end = at + 2 + len(parenthesised(self._words, at + 2))
        start = end
        while end < len(self._words) and self._continues_reference(end):
            end += 2 if self._words[end].says("ON", "NOT") else 1
        clauses = " ".join(normals(self._words[start:end], self._names))
        acts = frozenset(act for act in _ACTIONS if act in clauses)
        self.constraints.append(("foreign key", columns, target, to, tuple(sorted(acts))))
        return end

    def _continues_reference(self, at: int) -> bool:
        if self._says(at, "NOT"):
            return self._says(at + 1, "DEFERRABLE")
        return self._words[at].says(*_REFERENCE_WORDS)

    def _not(self, at: int) -> int:
        conflict, end = self._conflict(at + 2)
        self._facts.add(("not null", conflict))
        return end

    def _default(self, at: int) -> int:
        inner = parenthesised(self._words, at + 1)
        end = at + 1 + len(inner)
        if not inner:
            end = at + (3 if self._words[at + 1].says("+", "-") else 2)
            inner = self._words[at + 1 : end]
        self._facts.add(("default", *normals(_bare(inner), self._names)))
        return end

    def _collate(self, at: int) -> int:
        self._facts.add(("collate", folded(self._words[at + 1].name)))
        return at + 2

    def _generated(self, at: int) -> int:
        inner = parenthesised(self._words, at + 1)
        end = at + 1 + len(inner)
        stored = "stored" if self._says(end, "STORED") else "virtual"
        self._facts.add(("generated", stored, *normals(_bare(inner), self._names)))
        return end

    def _conflict(self, at: int) -> tuple[str, int]:
        if self._says(at, "ON") and self._says(at + 1, "CONFLICT"):
            return self._words[at + 2].text.lower(), at + 3
        return "", at

    def _says(self, at: int, *words: str) -> bool:
        return at < len(self._words) and self._words[at].says(*words)

    _steps = {  # noqa: RUF012 a table of this class's own steps
        "PRIMARY": _primary,
        "UNIQUE": _unique,
        "CHECK": _check,
        "FOREIGN": _foreign,
        "REFERENCES": _references_step,
        "NOT": _not,
        "DEFAULT": _default,
        "COLLATE": _collate,
        "AS": _generated,
    }


def _bare(words: Sequence[Token]) -> Sequence[Token]:
    """Take off parentheses that hold everything."""
    while len(words) > 1 and len(parenthesised(words, 0)) == len(words):
        words = words[1:-1]
    return words


_COLUMN_CONSTRAINTS = (
    "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS",
)  # fmt: skip
_REFERENCE_WORDS = (
    "ON", "DELETE", "UPDATE", "SET", "NULL", "DEFAULT", "CASCADE", "RESTRICT", "NO", "ACTION", "MATCH", "SIMPLE",
    "PARTIAL", "FULL", "DEFERRABLE", "INITIALLY", "DEFERRED", "IMMEDIATE",
)  # fmt: skip
_ACTIONS = (
    "on delete set null", "on delete set default", "on delete cascade", "on delete restrict",
    "on update set null", "on update set default", "on update cascade", "on update restrict",
    "initially deferred",
)  # fmt: skip
