"""A bare word as a default is a string."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.changes.rule import Rule
from nhimbe_migrations.d1.rules.material.reading import Reading
from nhimbe_migrations.d1.rules.material.tree import Node, kind
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="default-word",
    severity="error",
    summary="DEFAULT with a bare word, which SQLite takes for a string",
    why="`DEFAULT SYSDATE` stores the text 'SYSDATE' in every row.",
    help="Quote it when the text is meant; for a point in time write DEFAULT (datetime('now')).",
    target="d1",
)


def check(reading: Reading) -> Iterator[Finding]:
    """Look at the defaults of new columns; CURRENT_TIMESTAMP, NULL, TRUE and FALSE are words of SQLite's own."""
    for each, table, column in reading.new_columns():
        word = _bare_word(column.default)
        if word:
            message = f"The default of {table.name}.{column.name} is the text {word!r}."
            yield RULE.finding(message, line=each.line_of(column.name))


def _bare_word(default: Node | None) -> str:
    if default is None or kind(default) != "Literal" or default["literal_type"] != "STRING":
        return ""
    word = str(default["source"])
    return word if word[:1].isalpha() and word.upper() not in {"TRUE", "FALSE", "NULL"} else ""
