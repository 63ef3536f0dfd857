"""SQLite's tokens, with their places in code points.

Everything in this room that looks into SQL text looks at tokens, never at characters: a keyword in a comment, a
semicolon in a string or a quote in an identifier must not be taken for what it is not. The rules are those of SQLite's
own `tokenize.c`. A hand-written scanner is used because it must survive anything that a migration file can hold
(NUL bytes, open quotes, smart quotes) in linear time; a grammar-based parser is not asked before the engine has
accepted the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.system.kept import Kept
from nhimbe_migrations.text import Span

__all__ = [
    "SPACE",
    "TOKEN_BYTES",
    "Kind",
    "Token",
    "distinct",
    "names_in",
    "quoted",
    "significant",
    "tokens",
    "tokens_between",
    "unquoted",
]

Kind = Literal[
    "space", "comment", "word", "quoted", "string", "blob", "number", "variable", "operator", "punctuation", "illegal"
]
"""`word`: keyword or bare identifier. `quoted`: "…", `…` or […]. `string`: '…'. `punctuation`: one of `;(),.`"""

SPACE: Final = " \t\n\f\r\ufeff"
"""What separates tokens."""

_WORD = r"[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*"
_DIGITS = r"[0-9](?:_?[0-9])*"
_NUMBER = (
    rf"(?:0[xX][0-9A-Fa-f](?:_?[0-9A-Fa-f])*|(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?)"
    r"(?![A-Za-z0-9_$\x80-\U0010ffff])"
)
_RULES: tuple[tuple[Kind, str], ...] = (
    ("space", r"(?:[ \t\n\f\r]|\ufeff)+"),
    ("comment", r"--[^\n\x00]*|/\*(?=[^\x00])(?s:.*?)(?:\*/|\Z)"),
    ("string", r"'(?:[^']++|'')*+'"),
    ("quoted", r'"(?:[^"]++|"")*+"|`(?:[^`]++|``)*+`|\[[^\]]*\]'),
    ("blob", r"[xX]'(?:[0-9A-Fa-f]{2})*'"),
    ("illegal", r"[xX]'[^']*'?"),
    ("number", _NUMBER),
    ("illegal", r"\.?[0-9][A-Za-z0-9_$.\x80-\U0010ffff]*"),
    ("word", _WORD),
    ("variable", r"\?[0-9]*|[$@#:](?:[A-Za-z0-9_$\x80-\U0010ffff]|::)+(?:\([^\s)]*\))?"),
    ("operator", r"->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%=<>|&~]"),
    ("punctuation", r"[;(),.]"),
    ("illegal", r"(?s:['\"`\[].*)|(?s:.)"),
)  # fmt: skip
_SCANNER = re.compile("|".join(f"({pattern})" for _, pattern in _RULES))
_KINDS: tuple[Kind, ...] = tuple(kind for kind, _ in _RULES)
_LAST_BETWEEN = _KINDS.index("comment") + 1
"""The rules up to this one are of what stands between tokens that mean something."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of SQL; the tokens of a text, joined, are the text."""

    kind: Kind
    text: str
    span: Span

    @property
    def name(self) -> str:
        """What the token says as an identifier: quotes taken off, case kept."""
        return unquoted(self.text) if self.kind in ("quoted", "string") else self.text

    def says(self, *words: str) -> bool:
        """Whether this is one of these keywords (given in upper case) or punctuation marks."""
        return self.kind in ("word", "punctuation", "operator") and self.text.upper() in words


def tokens(sql: str) -> list[Token]:
    """Return every token of `sql`, spaces and comments too; what SQLite would refuse has the kind `illegal`."""
    return list(tokens_between(sql, 0, len(sql)))


def significant(sql: str) -> list[Token]:
    """Return the tokens of a piece of SQL without spaces and comments; a `Script` has those of its statements."""
    return list(_significant.get(sql, lambda: _bare(sql)) if len(sql) <= _KEPT_LENGTH else _bare(sql))


def names_in(sql: str, *, strings: bool = True) -> frozenset[str]:
    """Return what the words, the quoted names and (with `strings`) the strings of `sql` say, folded.

    The same as reading it off its tokens, and many times as quick on the rows of a seed.
    """
    found = _names.get(sql, lambda: _read_names(sql))
    return found[0] | found[1] if strings else found[0]


def distinct(sql: str) -> Iterator[tuple[Kind, str]]:
    """Yield kind and text of the tokens of `sql`, each text once, in the order in which they come first."""
    for text in dict.fromkeys(_UNGROUPED.findall(sql)):  # what a token is depends on its own text alone
        match = _SCANNER.match(text)
        yield _KINDS[match.lastindex - 1] if match is not None and match.lastindex else "illegal", text


def _read_names(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    names: set[str] = set()
    strings: set[str] = set()
    for kind, text in distinct(sql):
        if kind in ("word", "quoted"):
            names.add(folded(unquoted(text) if kind == "quoted" else text))
        elif kind == "string":
            strings.add(folded(unquoted(text)))
    return frozenset(names), frozenset(strings)


_UNGROUPED = re.compile("|".join(f"(?:{pattern})" for _, pattern in _RULES))
_NAME_BYTES = 150
_names: Kept[str, tuple[frozenset[str], frozenset[str]]] = Kept(
    8_000_000, lambda found: 1_000 + _NAME_BYTES * (len(found[0]) + len(found[1]))
)


def tokens_between(sql: str, start: int, end: int, *, shift: int = 0, bare: bool = False) -> Iterator[Token]:
    """Yield the tokens of `sql` from `start`, where one begins, to `end`; `shift` is added to their places.

    With `bare` spaces and comments are left out, and cost next to nothing.
    """
    for match in _SCANNER.finditer(sql, start, end):
        at = match.lastindex or 1
        if bare and at <= _LAST_BETWEEN:
            continue
        begin, until = match.span()
        yield Token(_KINDS[at - 1], match.group(), Span(begin + shift, until + shift))


_KEPT_LENGTH = 65_536
"""Pieces up to this many code points are remembered: a definition's CHECK is asked for once for each column."""


def _bare(sql: str) -> tuple[Token, ...]:
    return tuple(tokens_between(sql, 0, len(sql), bare=True))


TOKEN_BYTES: Final = 220
"""About what a token takes in memory, with its place and its text."""
_KEPT_BYTES = 16_000_000
_significant: Kept[str, tuple[Token, ...]] = Kept(_KEPT_BYTES, lambda words: TOKEN_BYTES * len(words) + 300)


def quoted(name: str) -> str:
    """Return `name` as an identifier in double quotes, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def unquoted(text: str) -> str:
    """Return the name in a quoted identifier or string; other text comes back as it is."""
    if len(text) > 1 and text[0] in "\"'`" and text[-1] == text[0]:
        return text[1:-1].replace(text[0] * 2, text[0])
    if len(text) > 1 and text[0] == "[" and text[-1] == "]":
        return text[1:-1]
    return text
