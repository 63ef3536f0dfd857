"""How D1 words what it refuses, and the values in which a refusal travels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.shadow.generations import LATEST

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.authorizer import Authorizer

__all__ = [
    "BINDINGS",
    "INTERNAL",
    "NOT_AUTHORIZED",
    "NO_STATEMENT",
    "NUL",
    "RESET",
    "TOO_LONG",
    "EngineError",
    "LoadProblem",
    "StatementRefused",
    "is_of_rows",
    "wording",
]

INTERNAL = "internal error"
RESET = (
    "Durable Object was reset and rolled back to its last known good state because the application left the database "
    "in a state where constraints were violated: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT"
)
TOO_LONG = "statement too long: SQLITE_TOOBIG"
NO_STATEMENT = "SQL code did not contain a statement."
NOT_AUTHORIZED = "not authorized: SQLITE_AUTH"
NUL = 'unrecognized token: "\\x00": SQLITE_ERROR'
BINDINGS = "Wrong number of parameter bindings for SQL query."


@dataclass(frozen=True, slots=True)
class EngineError:
    """Why D1 does not run something."""

    message: str
    """As D1 words it."""
    statement: str | None = None
    """The statement that failed; None where it was the file as a whole, or the commit."""
    line: int | None = None
    """Where the statement begins, from 1."""
    generation: str = LATEST.name
    """Which D1 said so."""


@dataclass(frozen=True, slots=True)
class LoadProblem:
    """A statement of schema.sql that D1 would not run."""

    error: EngineError


class StatementRefused(Exception):  # noqa: N818 it is a verdict, not a fault of the program
    """A statement that D1 does not run; `message` is D1's wording."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def is_of_rows(message: str) -> bool:
    """Whether D1 says with `message` that rows break a constraint."""
    return ": SQLITE_CONSTRAINT" in message


def wording(error: apsw.Error, authorizer: Authorizer | None = None) -> str:
    """Return `error` as workerd words it."""
    import apsw

    text = str(error)
    if isinstance(error, apsw.CorruptError):  # no file is damaged: a fault of SQLite that D1 has too
        return f"{INTERNAL} (SQLite: {text})"
    refused = text.removeprefix("not authorized to use function: ")
    if refused != text and authorizer is not None and authorizer.is_absent(refused):
        text = f"no such function: {refused}"
    result = getattr(error, "result", apsw.SQLITE_ERROR)
    code = apsw.mapping_result_codes.get(result, "SQLITE_ERROR")
    offset = getattr(error, "error_offset", -1)
    place = f" at offset {offset}" if offset is not None and offset >= 0 else ""
    whole = getattr(error, "extendedresult", result)
    extended = apsw.mapping_extended_result_codes.get(whole)
    more = f" (extended: {extended})" if extended is not None and whole != result else ""
    return f"{text}{place}: {code}{more}"
