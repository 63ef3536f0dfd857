"""Column definitions as their author typed them: the tree knows a type only as one lump of text.

`x TEXT` + newline + `y TEXT` without a comma is, to SQLite, a column x of the type "TEXT y TEXT".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.sql.create_table import COLUMN_CONSTRAINTS
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import Token

__all__ = ["Definition", "column_definitions"]

_TABLE_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


@dataclass(frozen=True, slots=True)
class Definition:
    """One column definition."""

    name: Token
    type: tuple[Token, ...]
    """The tokens that SQLite takes for the type; none where the column has no type."""
    rest: tuple[Token, ...]
    """Constraints and default."""

    def constrained(self, *words: str) -> bool:
        """Whether these keywords stand one after another at the outer level of the constraints."""
        outer = [token.text.upper() for token in _outer(self.rest)]
        return any(outer[at : at + len(words)] == list(words) for at in range(len(outer)))


def column_definitions(statement: Statement) -> tuple[Definition, ...]:
    """Return the columns that a CREATE TABLE or ALTER TABLE ... ADD COLUMN defines; none for other statements."""
    tokens = statement.significant
    words = [token.text.upper() for token in tokens]
    if words[:1] == ["CREATE"] and "TABLE" in words[1:3] and "VIRTUAL" not in words[:2]:
        if "AS" in words[: words.index("(") if "(" in words else None]:
            return ()  # CREATE TABLE … AS SELECT: the parentheses are the query's
        parts = _parts(tokens)
        return tuple(_definition(part) for part in parts if part and not part[0].says(*_TABLE_CONSTRAINTS))
    if words[:2] == ["ALTER", "TABLE"] and "ADD" in words:
        at = words.index("ADD") + 1
        part = tokens[at + 1 :] if words[at : at + 1] == ["COLUMN"] else tokens[at:]
        return (_definition(part),) if part else ()
    return ()


def _definition(part: Sequence[Token]) -> Definition:
    cut = next((at for at, token in enumerate(part[1:], 1) if token.says(*COLUMN_CONSTRAINTS)), len(part))
    return Definition(part[0], tuple(part[1:cut]), tuple(part[cut:]))


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield what stands between the commas of the first parenthesis."""
    depth = 0
    part: list[Token] = []
    for token in tokens:
        if token.says("("):
            depth += 1
            if depth == 1:
                continue
        elif token.says(")"):
            depth -= 1
            if depth == 0:
                yield part
                return
        elif token.says(",") and depth == 1:
            yield part
            part = []
            continue
        if depth:
            part.append(token)
    yield part


def _outer(tokens: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.says("(")
        if not depth:
            yield token
        depth -= token.says(")")
