"""The inside of a CREATE TABLE: its columns and constraints, each with its place, cut at the commas that count.

It is read from tokens, for two readers: the editor, which must know where each element stands, and `compare`,
which must know what two texts mean. The engine has accepted the text before; this does not judge it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nhimbe_migrations.d1.sql.actions import Create, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import TOKEN_BYTES, Token, significant
from nhimbe_migrations.system.kept import Kept
from nhimbe_migrations.text import Span

__all__ = [
    "COLUMN_CONSTRAINTS",
    "Body",
    "Check",
    "Element",
    "body_in",
    "body_of",
    "checks_of",
    "default_in",
    "generated_in",
    "module_of",
    "parenthesised",
]

_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
"""Words with which a table constraint starts; all are reserved, so no bare column name is one of them."""

COLUMN_CONSTRAINTS = (
    "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS",
)  # fmt: skip
"""Words that end the type of a column."""
_VALUES = ("TRUE", "FALSE", "NULL", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME")
"""Words that are values."""


@dataclass(frozen=True, slots=True)
class Check:
    """A CHECK constraint: `expression` as written, between its parentheses."""

    expression: str
    column: str | None = None
    """The column that it stands on; None for a constraint of the table."""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A column definition or a table constraint."""

    words: tuple[Token, ...]
    comma: Span | None
    """The comma after it."""

    @property
    def is_column(self) -> bool:
        return not self.words[0].says(*_CONSTRAINTS)

    @property
    def name(self) -> str | None:
        """The column's name; None for a constraint."""
        return self.words[0].name if self.is_column else None

    @property
    def span(self) -> Span:
        return Span(self.words[0].span.start, self.words[-1].span.end)


@dataclass(frozen=True, slots=True)
class Body:
    opening: Span
    elements: tuple[Element, ...]
    closing: Span
    options: tuple[Token, ...]
    """After the closing parenthesis: WITHOUT ROWID, STRICT."""

    @property
    def columns(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements if element.is_column)


def body_in(words: Sequence[Token]) -> Body | None:
    """Return the body of the CREATE TABLE made of these significant tokens; None for CREATE TABLE … AS SELECT."""
    action = read_action(words)
    if not isinstance(action, Create) or action.kind != "table":
        return None
    start = action.rest
    if start >= len(words) or not words[start].says("("):
        return None
    elements: list[Element] = []
    gathered: list[Token] = []
    depth = 0
    for at in range(start, len(words)):
        token = words[at]
        depth += token.says("(") - token.says(")")
        if depth == 0:
            if gathered:
                elements.append(Element(tuple(gathered), None))
            return Body(words[start].span, tuple(elements), token.span, tuple(words[at + 1 :]))
        if depth == 1 and token.says(","):
            elements.append(Element(tuple(gathered), token.span))
            gathered = []
        elif at > start:
            gathered.append(token)
    return None


def body_of(sql: str) -> Body | None:
    """Return the body of the CREATE TABLE `sql`, with places in it."""
    return _bodies.get(sql, lambda: body_in(significant(sql)))


def _weight(body: Body | None) -> int:
    return 300 + TOKEN_BYTES * (sum(len(element.words) for element in body.elements) if body else 0)


_KEPT_BYTES = 32_000_000
_bodies: Kept[str, Body | None] = Kept(_KEPT_BYTES, _weight)


def default_in(sql: str, definition: Sequence[Token], *, shift: int = 0) -> str | None:
    """Return the default of a column definition as the engine tells it: SQL, without outer parentheses.

    A lone word keeps its parentheses: `DEFAULT (x)` names a column, which the engine refuses, and `DEFAULT x` is a text.

    Args:
        sql: the text in which the definition stands.
        definition: the tokens of the column definition.
        shift: where `sql` starts in the text that the tokens count their places in.
    """
    at = 1
    while at < len(definition) and not definition[at].says("DEFAULT"):
        at += max(1, len(parenthesised(definition, at)))
    value = definition[at + 1 : at + 2]
    if not value:
        return None
    if whole := parenthesised(definition, at + 1):
        value = whole[1:-1]
        if len(value) == 1 and value[0].kind == "word" and not value[0].says(*_VALUES):
            value = whole
    elif value[0].says("+", "-"):
        value = definition[at + 1 : at + 3]
    return sql[value[0].span.start - shift : value[-1].span.end - shift] if value else None


@lru_cache(maxsize=16_384)
def checks_of(sql: str) -> tuple[Check, ...]:
    """Return the CHECK constraints of the CREATE TABLE `sql`, in the order in which they are written."""
    body = body_of(sql)
    return tuple(check for element in body.elements for check in _checks_in(sql, element)) if body else ()


def _checks_in(sql: str, element: Element) -> list[Check]:
    found: list[Check] = []
    at = 0
    while at < len(element.words):
        token = element.words[at]
        if token.says("("):
            at += len(parenthesised(element.words, at))
        elif token.says("CHECK") and (inner := parenthesised(element.words, at + 1)):
            name = element.words[at - 1].name if at > 1 and element.words[at - 2].says("CONSTRAINT") else None
            expression = sql[inner[0].span.end : inner[-1].span.start].strip()
            found.append(Check(expression, element.name, name))
            at += 1 + len(inner)
        else:
            at += 1
    return found


def parenthesised(words: Sequence[Token], at: int) -> Sequence[Token]:
    """Return the tokens from the parenthesis at `at` to the one that closes it; none where none opens there."""
    if at >= len(words) or not words[at].says("("):
        return ()
    depth = 0
    for end in range(at, len(words)):
        depth += words[end].says("(") - words[end].says(")")
        if depth == 0:
            return words[at : end + 1]
    return words[at:]


def module_of(sql: str) -> str:
    """Return the module that the CREATE VIRTUAL TABLE `sql` uses, in lower case."""
    words = significant(sql)
    action = read_action(words)
    if not isinstance(action, Create) or action.rest + 1 >= len(words):
        return ""
    return words[action.rest + 1].name.lower()


def generated_in(sql: str) -> dict[str, str]:
    """The generated columns of the CREATE TABLE `sql`, folded, each with its expression."""
    body = body_of(sql)
    found: dict[str, str] = {}
    for element in body.columns if body else ():
        words = element.words
        at = next((n for n, word in enumerate(words[:-1]) if word.says("AS") and words[n + 1].says("(")), None)
        inner = parenthesised(words, at + 1) if at is not None else ()
        if inner:
            found[folded(element.name or "")] = sql[inner[0].span.start : inner[-1].span.end]
    return found
