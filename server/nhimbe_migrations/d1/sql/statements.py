"""Where one statement ends and the next begins, as SQLite's own parser sees it.

How wrangler cuts a file is another matter (see `splitter`); this is the truth that people mean when they say
"the third statement". The only semicolons inside a statement are those of a trigger's body.
"""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.sql.tokens import Token, tokens
from nhimbe_migrations.text import Span

__all__ = ["Statement", "split"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file."""

    text: str
    """From its first token to its last, without the semicolon."""
    span: Span
    """Where `text` is."""
    line: int
    """Line of its first token, from 1."""
    leading: Span
    """Spaces and comments between the semicolon before (or the start of the file) and the statement."""
    terminator: Span | None
    """Its semicolon; None where the file ends without one."""
    tokens: tuple[Token, ...]
    """All tokens of `text`, with comments, at their places in the file."""

    @property
    def significant(self) -> tuple[Token, ...]:
        """The tokens without spaces and comments."""
        return tuple(token for token in self.tokens if token.kind not in ("space", "comment"))

    @property
    def words(self) -> tuple[str, ...]:
        """The first five significant tokens in upper case: enough to tell what the statement does."""
        return tuple(token.text.upper() for token in self.significant[:5])


def split(sql: str) -> tuple[Statement, ...]:
    """Return the statements of `sql` in order; empty ones are left out, the last may lack its semicolon."""
    statements: list[Statement] = []
    cutter = _Cutter()
    pending: list[Token] = []
    start = 0
    line, counted = 1, 0
    for token in [*tokens(sql), None]:
        if token is not None and not (token.text == ";" and cutter.ends_statement(token)):
            if token.kind not in ("space", "comment") and token.text != ";":
                cutter.see(token)
            pending.append(token)
            continue
        end = len(sql) if token is None else token.span.start
        body = _trimmed(pending)
        if body:
            first, last = body[0].span.start, body[-1].span.end
            line += _newlines(sql, counted, first)
            counted = first
            terminator = None if token is None else token.span
            span = Span(first, last)
            statements.append(Statement(span.of(sql), span, line, Span(start, first), terminator, tuple(body)))
        pending, cutter = [], _Cutter()
        start = end if token is None else token.span.end
    return tuple(statements)


class _Cutter:
    """Reads one statement's tokens and knows whether a semicolon ends it."""

    __slots__ = ("_after_semicolon", "_head", "_is_trigger", "_over")

    def __init__(self) -> None:
        self._head: list[str] = []
        self._is_trigger = False
        self._after_semicolon = False
        self._over = False

    def see(self, token: Token) -> None:
        word = token.text.upper()
        if self._is_trigger:
            self._over = self._after_semicolon and word == "END"
            self._after_semicolon = False
        elif len(self._head) < _LONGEST_HEAD:
            self._head.append(word)
            self._is_trigger = _opens_trigger(self._head)

    def ends_statement(self, semicolon: Token) -> bool:
        del semicolon
        if not self._is_trigger or self._over:
            return True
        self._after_semicolon = True
        return False


_LONGEST_HEAD = 6
"""EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER."""


def _opens_trigger(head: list[str]) -> bool:
    words = [word for word in head if word not in ("EXPLAIN", "QUERY", "PLAN", "TEMP", "TEMPORARY")]
    return words == ["CREATE", "TRIGGER"]


def _trimmed(pending: list[Token]) -> list[Token]:
    kept = [at for at, token in enumerate(pending) if token.kind not in ("space", "comment")]
    return pending[kept[0] : kept[-1] + 1] if kept else []


def _newlines(sql: str, start: int, end: int) -> int:
    piece = sql[start:end]
    return piece.count("\n") + piece.count("\r") - piece.count("\r\n")
