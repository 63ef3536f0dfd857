"""Words behind a type become part of it: a comment, an AFTER, the next column."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.datatypes import TypeReading, read_type
from nhimbe_migrations.d1.lint.script.definitions import column_definitions
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="swallowed-words",
    severity="error",
    summary="Words that SQLite takes for a part of a column's type",
    why="`x TEXT` and a forgotten comma before `y TEXT` make one column of the type `TEXT y TEXT`; "
    "COMMENT, AFTER and `[]` vanish in the same way.",
    help="Put a comma between two columns; take out what SQLite does not know.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at what stands behind each type that is known."""
    for statement in reading.statements:
        for column in column_definitions(statement.statement):
            found = read_type(column.type)
            if found and found.extra and not found.pseudo:
                words = " ".join(token.text for token in found.extra)
                message = f"SQLite takes {words!r} for a part of the type of {column.name.name}."
                yield RULE.finding(message, help=_help(found), line=statement.line_at(found.extra[0]))


def _help(found: TypeReading) -> str:
    first = found.extra[0].text.upper()
    if first == "COMMENT":
        return "SQLite keeps no comments on columns: use a `--` comment."
    if first in {"AFTER", "FIRST", "BEFORE"}:
        return "SQLite always adds a column at the end; take the word out."
    if first.startswith("["):
        return "SQLite has no arrays: write TEXT, and keep JSON in it (DEFAULT '[]')."
    if first in {"UNSIGNED", "SIGNED", "ZEROFILL"}:
        return "SQLite has no unsigned numbers: write INTEGER, with CHECK (column >= 0) where it matters."
    if first in {"CHARACTER", "CHARSET"}:
        return "SQLite's text is UTF-8; take the words out."
    return "Put a comma before it, if it is the next column; else take it out."
