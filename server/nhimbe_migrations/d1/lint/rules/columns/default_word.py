"""A bare word as a default is a string."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.syntax_tree import Node, default_value, kind
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="default-word",
    severity="error",
    summary="DEFAULT with a bare word, or with code in quotes: both are strings",
    why="`DEFAULT SYSDATE` and `DEFAULT 'CURRENT_TIMESTAMP'` store these very words in every row.",
    help="Quote it when the text is meant; for a point in time write DEFAULT (datetime('now')).",
    target="d1",
)

QUOTES = "'\""


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the defaults of new columns; CURRENT_TIMESTAMP, NULL, TRUE and FALSE are words of SQLite's own."""
    for item, table, column in reading.new_columns():
        if code := _quoted_code(default_value(column.default)):
            message = f"The default of {table.name}.{column.name} is the text {code}, not its value."
            yield RULE.finding(
                message,
                help=f"Write it without quotes: DEFAULT ({code.strip(QUOTES)}).",
                line=item.line_of(column.name),
            )
        elif word := _bare_word(default_value(column.default)):
            message = f"The default of {table.name}.{column.name} is the text {word!r}."
            yield RULE.finding(message, line=item.line_of(column.name))


def _quoted_code(default: Node | None) -> str:
    """Return a default in quotes that was meant to run: 'CURRENT_TIMESTAMP', 'now()', 'NULL'."""
    text = str((default or {}).get("source", "")) if kind(default) == "Literal" else ""
    code = re.fullmatch(r"""['"](current_(timestamp|date|time)|null|\w+\(.*\))['"]""", text, re.IGNORECASE)
    return text if code else ""


def _bare_word(default: Node | None) -> str:
    if default is None or kind(default) != "Literal" or default["literal_type"] != "STRING":
        return ""
    word = str(default["source"])
    return word if word[:1].isalpha() and word.upper() not in {"TRUE", "FALSE", "NULL"} else ""
