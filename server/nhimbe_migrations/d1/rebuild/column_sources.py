"""What one column of a new definition takes from the old row."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.schema.model import Column, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, significant, tokens, unquoted
from nhimbe_migrations.errors import ArgumentError

__all__ = ["Value", "mentions", "value_of"]


@dataclass(frozen=True, slots=True)
class Value:
    """A column of the new table and where its values come from."""

    column: Column
    taken: Column | None = None
    """The old column whose values it takes."""
    otherwise: str | None = None
    """SQL that stands in for a NULL of the old column."""
    expression: str | None = None
    """SQL over the old row, where the caller gave one."""

    @property
    def is_plain(self) -> bool:
        """Whether it is an old column and nothing else."""
        return self.taken is not None and self.otherwise is None


def value_of(column: Column, old: Table, given: str | None) -> Value | None:
    """Return what `column` takes: the mapped expression, else the old column of its name; None leaves its default.

    Raises:
        ArgumentError: `given` is not one expression.
    """
    if given is not None:
        return _mapped(column, old, given)
    same = old.column(column.name)
    if same is None:
        return None
    tightens = column.notnull and not same.notnull and not same.primary_key
    return Value(column, same, _as_literal(column.default) if tightens else None)


def mentions(expression: str | None, column: str) -> bool:
    """Whether `expression` names `column`, as far as its words tell."""
    words = significant(expression or "")
    return any(word.kind in ("word", "quoted") and folded(word.name) == folded(column) for word in words)


def _mapped(column: Column, old: Table, given: str) -> Value:
    words = significant(given)
    if len(words) == 1 and words[0].kind in ("word", "quoted") and (taken := old.column(words[0].name)):
        return Value(column, taken)
    if not words or not _is_one_expression(words):
        raise ArgumentError(
            f"What `columns` gives for {column.name} is not one SQL expression: {given[:80]!r}.",
            way_out="Give an old column, a literal in single quotes, or an expression over the old row.",
        )
    text = "".join(" " if token.kind in ("space", "comment") else token.text for token in tokens(given)).strip()
    return Value(column, expression=text)


def _is_one_expression(words: list[Token]) -> bool:
    depth = 0
    for word in words:
        depth += word.says("(") - word.says(")")
        if depth < 0 or word.kind in ("illegal", "variable") or word.says(";") or (depth == 0 and word.says(",")):
            return False
    return depth == 0 and not words[0].says("SELECT", "WITH")


def _as_literal(default: str | None) -> str | None:
    """Return a column's default as an expression: SQLite takes a bare or double-quoted word there for a string."""
    words = significant(default or "")
    if not words or words[0].says("NULL"):
        return None
    if len(words) == 1 and (words[0].kind == "quoted" or (words[0].kind == "word" and not words[0].says(*_CONSTANTS))):
        return "'" + unquoted(words[0].text).replace("'", "''") + "'"
    return default


_CONSTANTS = ("CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP", "TRUE", "FALSE")
