"""A query of the code: its text, its place, what it is called on and given."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nhimbe_migrations.code_use.texts.parts import Hole, Part

__all__ = ["Argument", "Query", "begins_as_sql"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One value given to bind(): a literal, NULL where it may be, or whatever the program has then."""

    text: str
    literal: str | int | float | None = None
    known: bool = False
    may_be_null: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A text that reaches the database."""

    file: str
    line: int
    """Where the text starts that is sent (the literal itself where it is one)."""
    parts: tuple[Part, ...]
    owner: str
    """What prepare() was called on: `env.DB`, `this.db`."""
    function: tuple[int, int]
    """Bytes of the function that it stands in; the whole file outside of any."""
    arguments: tuple[Argument, ...] = ()
    at: int = 0
    """Byte where the text, or the part of it that a call gives, is given."""
    guessed: bool = False
    """The call is known by its function's name alone."""
    fragment: str | None = None
    """The part that a call gives to a query which stands, and is read, elsewhere."""

    @property
    def text(self) -> str:
        """The text as a person would quote it, holes as `${…}`."""
        return "".join(part if isinstance(part, str) else f"${{{part.expression}}}" for part in self.parts)

    @property
    def looks_like_sql(self) -> bool:
        first = next((part for part in self.parts if not isinstance(part, str) or part.strip()), None)
        return first is not None and (isinstance(first, Hole) or begins_as_sql(first))


def begins_as_sql(text: str) -> bool:
    """Say whether `text` begins with a word that a statement of SQL begins with."""
    return _SQL.match(text) is not None


_SQL = re.compile(
    r"\s*(?:(?:--[^\n]*\n|/\*[\s\S]*?\*/)\s*)*"
    r"(?:select|insert|update|delete|replace|with|create|alter|drop|explain|values|pragma|reindex|analyze)\b",
    re.IGNORECASE,
)
