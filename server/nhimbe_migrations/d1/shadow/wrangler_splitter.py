"""How wrangler cuts a file into queries, for both generations, its mistakes included.

D1 gets these queries, not the statements that `statements.split` finds. Where the two differ, a good file can fail
and a bad one pass, so the shadow has to be fed with the same pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.system.kept import Kept

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.generations import Generation

__all__ = ["SEVERAL_TRANSACTIONS", "Query", "SplitError", "split_as_wrangler"]

SEVERAL_TRANSACTIONS = (
    "Wrangler could not process the provided SQL file, as it contains several transactions.\n"
    "D1 runs your SQL in a transaction for you.\n"
    "Please export an SQL file from your SQLite database and try again."
)

_JS_SPACE = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""What JavaScript's `trim()` and `\\s` take for white space."""


class SplitError(Exception):
    """wrangler itself refuses the file, before D1 sees it."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query that wrangler sends; it may hold several statements, or a piece of one."""

    text: str
    places: tuple[tuple[int, int], ...]
    """(offset in `text`, offset in the file) wherever the two begin to run in step."""

    def place(self, offset: int) -> int:
        """Return where in the file the character at `offset` of the query stands."""
        here, there = 0, 0
        for at, source in self.places:
            if at > offset:
                break
            here, there = at, source
        return there + offset - here


def split_as_wrangler(sql: str, generation: Generation) -> tuple[Query, ...]:
    """Return the queries that `wrangler d1 execute --file` makes of `sql`.

    Raises:
        SplitError: the file is refused, in wrangler's words.
    """
    return _queries.get((sql, generation), lambda: _split(sql, generation))


_KEPT_BYTES = 16_000_000
_QUERY_BYTES = 400
_queries: Kept[tuple[str, Generation], tuple[Query, ...]] = Kept(
    _KEPT_BYTES, lambda queries: sum(2 * len(query.text) + _QUERY_BYTES for query in queries), least=0
)
"""A proof runs the same migration on many databases."""


def _split(sql: str, generation: Generation) -> tuple[Query, ...]:
    text, places = _without_transaction(sql)
    trimmed = text.rstrip(_JS_SPACE)
    first = trimmed.find(";")
    if first in (-1, len(trimmed) - 1):
        return (Query(text, places),)
    cut = _complete_statements(text) if generation.splits_as_sqlite else _character_loop(text)
    queries = tuple(
        Query(piece, tuple((at, Query(text, places).place(source)) for at, source in marks)) for piece, marks in cut
    )
    return queries or (Query(text, places),)


def _without_transaction(sql: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    if "BEGIN TRANSACTION" not in sql:
        return sql, ((0, 0),)
    cuts = []
    for words in ("BEGIN TRANSACTION;", "COMMIT;"):
        at = sql.find(words)
        if at >= 0:
            cuts.append((at, at + len(words)))
    text, places, start = "", [], 0
    for begin, end in [*sorted(cuts), (len(sql), len(sql))]:
        places.append((len(text), start))
        text += sql[start:begin]
        start = end
    if "BEGIN TRANSACTION" in text:
        raise SplitError(SEVERAL_TRANSACTIONS)
    return text, tuple(places)


Piece = tuple[str, tuple[tuple[int, int], ...]]

_LATEST_TOKEN = re.compile(
    r"(?P<space>[ \r\t\n\f]+)|(?P<block>/\*)|(?P<line>--)|(?P<quote>[\['\"`])"
    r"|(?P<word>[A-Za-z0-9_$\x80-\U0010ffff]+)|(?P<semicolon>;)|(?P<other>(?s:.))"
)
_KEYWORDS = {"explain": "E", "create": "C", "temp": "T", "temporary": "T", "trigger": "R", "end": "N"}
# sqlite3_complete(): state → token → state. Tokens: `;`, other, Explain, Create, Temp, tRigger, eNd.
_NEXT = {
    "start": {";": "start", "o": "normal", "E": "explain", "C": "create", "T": "normal", "R": "normal", "N": "normal"},
    "normal": {";": "start"},
    "explain": {
        ";": "start",
        "o": "explain",
        "E": "normal",
        "C": "create",
        "T": "normal",
        "R": "normal",
        "N": "normal",
    },
    "create": {";": "start", "o": "normal", "E": "normal", "C": "normal", "T": "create", "R": "trigger", "N": "normal"},
    "trigger": {";": "semi"},
    "semi": {";": "semi", "N": "end"},
    "end": {";": "start"},
}
_STAY = {"normal": "normal", "trigger": "trigger", "semi": "trigger", "end": "trigger"}


def _complete_statements(sql: str) -> list[Piece]:
    pieces: list[Piece] = []
    start, state, useful = 0, "start", False
    for sign, _begin, end in _latest_tokens(sql):
        if sign == "open":  # an unclosed comment is dropped, an unclosed quote is sent along
            break
        useful = useful or sign != ";"
        state = _NEXT[state].get(sign) or _STAY[state]
        if state == "start":
            if useful:
                pieces += _trimmed(sql, start, end - 1)
            start, useful = end, False
    if useful:
        pieces += _trimmed(sql, start, len(sql)) or [("", ((0, start),))]
    return pieces


def _latest_tokens(sql: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    while at < len(sql):
        match = _LATEST_TOKEN.match(sql, at)
        if match is None:
            return
        kind, begin, at = match.lastgroup, match.start(), match.end()
        if kind in ("block", "line", "quote"):
            closing = {"block": "*/", "line": "\n"}.get(kind) or ("]" if match.group() == "[" else match.group())
            found = sql.find(closing, at)
            if found < 0:
                if kind == "quote":
                    yield "o", begin, len(sql)
                yield "open", begin, len(sql)
                return
            at = found + len(closing)
            if kind == "quote":
                yield "o", begin, at
        elif kind == "word":
            yield _KEYWORDS.get(match.group().lower(), "o"), begin, at
        elif kind == "semicolon":
            yield ";", begin, at
        elif kind == "other":
            yield "o", begin, at


def _trimmed(sql: str, start: int, end: int) -> list[Piece]:
    while start < end and sql[start] in _JS_SPACE:
        start += 1
    text = sql[start:end].rstrip(_JS_SPACE)
    return [(text, ((0, start),))] if text else []


_OPENS = re.compile(rf"[{_JS_SPACE}](?:BEGIN|CASE)[{_JS_SPACE}]\Z", re.IGNORECASE)
_CLOSES = re.compile(rf"[{_JS_SPACE}]END[;{_JS_SPACE}]\Z")
_LONGEST_MARK = 8
_PLAIN = re.compile(rf"[^'\"`$\-/;{_JS_SPACE}]+")


class _Loop:
    """The older splitter: one character at a time, comments thrown away, a stack of BEGIN and CASE."""

    def __init__(self, sql: str) -> None:
        self._sql = sql
        self._at = 0
        self._depth = 0
        self._parts: list[str] = []
        self._length = 0
        self._tail = ""
        self._marks: list[tuple[int, int]] = [(0, 0)]
        self.pieces: list[Piece] = []

    def run(self) -> list[Piece]:
        sql = self._sql
        while self._at < len(sql):
            char = sql[self._at]
            if self._depth and _CLOSES.search(self._tail + char):
                self._depth -= 1
            if self._step(char) and _OPENS.search(self._tail):
                self._depth += 1
        self._finish()
        return self.pieces

    def _step(self, char: str) -> bool:
        """Take one step; return whether the loop then looks for BEGIN and CASE."""
        following = self._sql[self._at + 1 : self._at + 2]
        if char in "'\"`":
            self._take(self._until(char, self._at + 1))
        elif char == "$":
            self._take(self._dollar_quote())
        elif char == "-":
            return self._comment_or(following, "-", "\n")
        elif char == "/":
            return self._comment_or(following, "*", "*/")
        elif char == ";" and not self._depth:
            self._finish()
            self._at += 1
            self._marks = [(0, self._at)]
        else:
            plain = _PLAIN.match(self._sql, self._at)
            self._take(plain.end() if plain else self._at + 1)
        return True

    def _comment_or(self, following: str, second: str, closing: str) -> bool:
        if following != second:
            self._take(self._at + 1)
            return False
        self._at = self._until(closing, self._at + 2)
        if closing == "\n":
            self._put("\n")
        self._marks.append((self._length, self._at))
        return True

    def _until(self, closing: str, start: int) -> int:
        found = self._sql.find(closing, start)
        return len(self._sql) if found < 0 else found + len(closing)

    def _dollar_quote(self) -> int:
        end = self._at + 1
        while end < len(self._sql):
            char = self._sql[end]
            end += 1
            if char == "$" or not (char in "0123456789_" or char.lower() != char.upper()):
                break
        quote = self._sql[self._at : end]
        return self._until(quote, end) if quote.endswith("$") else end

    def _take(self, end: int) -> None:
        self._put(self._sql[self._at : end])
        self._at = end

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        self._tail = (self._tail + text)[-_LONGEST_MARK:]

    def _finish(self) -> None:
        text = "".join(self._parts)
        bare = text.lstrip(_JS_SPACE)
        lost = len(text) - len(bare)
        bare = bare.rstrip(_JS_SPACE)
        if bare:
            whole = Query(text, tuple(self._marks))
            marks = [(0, whole.place(lost)), *((at - lost, source) for at, source in self._marks if at > lost)]
            self.pieces.append((bare, tuple(marks)))
        self._parts, self._length, self._tail = [], 0, ""


def _character_loop(sql: str) -> list[Piece]:
    return _Loop(sql).run()
