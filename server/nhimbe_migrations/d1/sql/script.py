"""A text of SQL, read once: its statements, and of each its tokens, what it does, and its tree.

Whoever needs to look into SQL takes a `Script` (or one `Statement` of it) and hands it on, so that nothing is cut, cut
into tokens or parsed twice. Each view is worked out when it is first asked for: a file of many megabytes is cut into
statements without a single token being made.

There are two layers, each with one task. Tokens say where things stand (the grammar's trees carry no places), and what
the head of a statement names: `action`. The tree says what the text means: every question about the inside of a
statement that does not need a place asks `tree`. The tokens are our own scanner's and not the grammar's: syntaqlite's
`tokenize` never returns on a text with a NUL byte (measured, 0.13).

How wrangler cuts a file is another matter (see `wrangler_splitter`); this is the truth that people mean when they say
"the third statement". The only semicolons inside a statement are those of a trigger's body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from weakref import WeakValueDictionary

from nhimbe_migrations.d1.sql.actions import Action, Create, WriteRows, read_action
from nhimbe_migrations.d1.sql.syntax_tree import Node, parse
from nhimbe_migrations.d1.sql.tokens import SPACE, Token, tokens_between
from nhimbe_migrations.text import Span

__all__ = ["Script", "Statement"]

_HEAD = 60
"""A statement up to so many code points is read whole."""
_HEAD_WORDS = 16
_WORDS = 5
_KEPT_LENGTH = 262_144
"""Texts up to this many code points are remembered; a longer one as long as somebody holds its script."""


@dataclass(frozen=True)
class Statement:
    """One statement of a script."""

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
    unfinished: bool = False
    """A trigger whose END is missing: no semicolon behind it would end it."""

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of `text`, with comments, at their places in the file."""
        return tuple(tokens_between(self.text, 0, len(self.text), shift=self.span.start))

    @cached_property
    def significant(self) -> tuple[Token, ...]:
        """The tokens without spaces and comments."""
        return tuple(tokens_between(self.text, 0, len(self.text), shift=self.span.start, bare=True))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The first five significant tokens in upper case: enough to tell what the statement does."""
        read = tokens_between(self.text, 0, len(self.text), bare=True)
        return tuple(token.text.upper() for token in islice(read, _WORDS))

    @cached_property
    def action(self) -> Action | None:
        """What the statement's head says it does to the schema or to rows; None for anything else."""
        if len(self.text) > _HEAD and (action := self._action_of_head()) is not None:
            return action
        return read_action(self.significant)

    def _action_of_head(self) -> Action | None:
        """The action where the first few words of a CREATE or INSERT tell it, as they mostly do."""
        read = tokens_between(self.text, 0, len(self.text), shift=self.span.start, bare=True)
        words = list(islice(read, _HEAD_WORDS))
        action = read_action(words)
        if not isinstance(action, Create | WriteRows) or action.rest >= len(words):
            return None
        return None if action.table is words[-1] else action  # `main`, perhaps, and more of the name to come

    @cached_property
    def tree(self) -> Node | None:
        """Its syntax tree as D1 reads it; None when it does not parse.

        D1's SQLite also takes ORDER BY and LIMIT on UPDATE and DELETE (SQLITE_ENABLE_UPDATE_DELETE_LIMIT, d1-notes
        section 1), for which syntaqlite's grammar is not built: those clauses are left out.
        """
        tree = parse(self.text.strip("\v"))  # wrangler trims what JavaScript calls white space
        if tree is None and self.words[:1] in {("UPDATE",), ("DELETE",), ("WITH",)}:
            return parse(self._without_limit())
        return tree

    def _without_limit(self) -> str:
        depth = 0
        for token in self.significant:
            depth += token.says("(") - token.says(")")
            if depth == 0 and token.says("ORDER", "LIMIT"):
                return self.text[: token.span.start - self.span.start]
        return self.text


class Script:
    """A text of SQL and what is read of it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def of(cls, sql: str | Script) -> Script:
        """Return the script of a text; the same one again for a text that was just read, or whose script is still held."""
        if isinstance(sql, Script):
            return sql
        if len(sql) <= _KEPT_LENGTH:
            return _remembered(sql)
        return _held.setdefault(sql, cls(sql))

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in order; empty ones are left out, the last may lack its semicolon."""
        return self._cut[0]

    @property
    def comments(self) -> tuple[Token, ...]:
        """Every comment outside the statements and inside them, in order."""
        return self._cut[1]

    @cached_property
    def start(self) -> int:
        """Where the first token that is neither space nor comment stands, a lone semicolon too; else the text's end."""
        if self.statements and self.statements[0].leading.start == 0:
            return self.statements[0].span.start
        bare = tokens_between(self.text, 0, len(self.text), bare=True)
        return next((token.span.start for token in bare), len(self.text))

    @cached_property
    def last(self) -> Token | None:
        """The last token that is no space; a comment counts."""
        start = self.statements[-1].span.end if self.statements else 0
        rest = [token for token in tokens_between(self.text, start, len(self.text)) if token.kind != "space"]
        return rest[-1] if rest else self.statements[-1].tokens[-1] if self.statements else None

    @cached_property
    def _cut(self) -> tuple[tuple[Statement, ...], tuple[Token, ...]]:
        cutter = _Cutter(self.text)
        return tuple(cutter.statements()), tuple(cutter.comments)


@lru_cache(maxsize=64)
def _remembered(text: str) -> Script:
    return Script(text)


_held: WeakValueDictionary[str, Script] = WeakValueDictionary()
"""Of long texts: a proof that holds one lets all its steps read the same."""


_PIECES = re.compile(
    r"(?P<comment>--[^\n\x00]*|/\*(?=[^\x00])(?s:.*?)(?:\*/|\Z))"
    r"|(?P<semicolon>;)"
    r"|(?P<held>'(?:[^']++|'')*+'|\"(?:[^\"]++|\"\")*+\"|`(?:[^`]++|``)*+`|\[[^\]]*\]|(?s:['\"`\[].*))"
    r"|(?P<other>[^;'\"`\[/-]+|[/-])"
)
"""The text in pieces just fine enough to tell which semicolons count."""
_TCL_VARIABLE = re.compile(r"[$@#:][A-Za-z0-9_$:\x80-\U0010ffff]*\(")
"""A variable with a suffix in parentheses, in which quotes and semicolons mean nothing."""


class _Cutter:
    """Cuts a text where semicolons end statements."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.comments: list[Token] = []

    def statements(self) -> Iterator[Statement]:
        text = self._text
        start, line, counted = 0, 1, 0
        first, end, semicolon = -1, 0, -1  # of the statement being read; the last semicolon inside a trigger's body
        for kind, begin, until in self._pieces():
            if kind == "held":
                first, end = (begin if first < 0 else first), until
            elif kind == "other":
                bare = _stripped(text, begin, until)
                if bare.start < bare.end:
                    first, end = (bare.start if first < 0 else first), bare.end
            elif first < 0:  # a semicolon with nothing before it
                start = until
            elif self._is_inside(first, semicolon, begin):
                semicolon, end = until, until
            else:
                line, counted = line + _line_breaks(text, counted, first), first
                yield self._statement(first, end, line, start, Span(begin, until))
                start, first, semicolon = until, -1, -1
        if first >= 0:
            line += _line_breaks(text, counted, first)
            unfinished = self._is_inside(first, semicolon, len(text))
            yield self._statement(first, end, line, start, None, unfinished=unfinished)

    def _statement(
        self, first: int, end: int, line: int, start: int, terminator: Span | None, *, unfinished: bool = False
    ) -> Statement:
        return Statement(self._text[first:end], Span(first, end), line, Span(start, first), terminator, unfinished)

    def _pieces(self) -> Iterator[tuple[str, int, int]]:
        if _TCL_VARIABLE.search(self._text):
            for token in tokens_between(self._text, 0, len(self._text)):
                if token.kind == "comment":
                    self.comments.append(token)
                else:
                    kind = "semicolon" if token.text == ";" else "other" if token.kind == "space" else "held"
                    yield kind, token.span.start, token.span.end
            return
        for match in _PIECES.finditer(self._text):
            if match.lastgroup == "comment":
                self.comments.append(Token("comment", match.group(), Span(*match.span())))
            else:
                yield match.lastgroup or "other", match.start(), match.end()

    def _is_inside(self, start: int, before: int, at: int) -> bool:
        """Whether the semicolon at `at` stands in a trigger's body; `before` is the one before it there, or -1."""
        if before >= 0:
            return not self._is_end(before, at)
        return self._opens_trigger(start, at)

    def _opens_trigger(self, start: int, end: int) -> bool:
        if not self._text[start : start + len("EXPLAIN")].upper().startswith(("CREATE", *_BEFORE_TRIGGER)):
            return False
        words: list[str] = []
        for token in tokens_between(self._text, start, end, bare=True):
            words.append(token.text.upper())
            head = [word for word in words if word not in _BEFORE_TRIGGER]
            if head == ["CREATE", "TRIGGER"]:
                return True
            if len(words) == _LONGEST_HEAD or head not in ([], ["CREATE"]):
                return False
        return False

    def _is_end(self, start: int, end: int) -> bool:
        """Whether nothing but END stands between two semicolons of a trigger's body."""
        words = [token.text.upper() for token in tokens_between(self._text, start, end, bare=True)]
        return words == ["END"]


_BEFORE_TRIGGER = ("EXPLAIN", "QUERY", "PLAN", "TEMP", "TEMPORARY")
_LONGEST_HEAD = 6
"""EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER."""


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    bare = piece.lstrip(SPACE)
    start += len(piece) - len(bare)
    bare = bare.rstrip(SPACE.rstrip(_MARK))
    if not bare.endswith(_MARK):
        return Span(start, start + len(bare))
    # A byte order mark is a space by itself, and a letter in a word.
    ends = [token.span.end for token in tokens_between(bare, 0, len(bare)) if token.kind != "space"]
    return Span(start, start + ends[-1])


_MARK = "\ufeff"


def _line_breaks(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)
