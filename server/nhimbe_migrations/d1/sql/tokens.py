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
from typing import Literal

from nhimbe_migrations.text import Span

__all__ = ["Kind", "Token", "quoted", "significant", "tokens", "unquoted"]

Kind = Literal[
    "space", "comment", "word", "quoted", "string", "blob", "number", "variable", "operator", "punctuation", "illegal"
]
"""`word`: keyword or bare identifier. `quoted`: "…", `…` or […]. `string`: '…'. `punctuation`: one of `;(),.`"""

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
_SKIPPED = 2
"""The first two rules are spaces and comments."""
_KINDS: tuple[Kind, ...] = tuple(kind for kind, _ in _RULES)


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
    return list(_scan(sql))


def significant(sql: str) -> list[Token]:
    """Return the tokens of `sql` without spaces and comments."""
    return [
        Token(_KINDS[match.lastindex - 1], match.group(), Span(*match.span()))
        for match in _SCANNER.finditer(sql)
        if match.lastindex is not None and match.lastindex > _SKIPPED
    ]


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


def _scan(sql: str) -> Iterator[Token]:
    for match in _SCANNER.finditer(sql):
        yield Token(_KINDS[(match.lastindex or 1) - 1], match.group(), Span(*match.span()))
