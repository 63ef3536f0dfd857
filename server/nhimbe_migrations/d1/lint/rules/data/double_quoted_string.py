"""A misspelt name in double quotes is a string."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.names import known_names
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.proof.result import DOUBLE_QUOTED as RULE
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import columns_named, kind, walk
from nhimbe_migrations.d1.sql.tokens import unquoted
from nhimbe_migrations.d1.sql.value_places import places_of_values
from nhimbe_migrations.findings.finding import Finding

__all__ = ["RULE", "check"]


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look double-quoted names up among the columns of the statement's tables; where one is unknown, say nothing."""
    for statement in reading.statements:
        quoted_names = {token.name for token in statement.statement.significant if token.text.startswith('"')}
        if not quoted_names:
            continue
        for text in _default_strings(statement):
            yield RULE.finding(
                f"{text} is a string.",
                help="Write it with single quotes.",
                line=statement.line_of(unquoted(text)),
                severity="warning",
            )
        known = known_names(statement, reading.end)
        if known is None:
            continue
        values = set(places_of_values(statement.tree, known))
        parents = {
            id(column) for node in walk(statement.tree) if kind(node) == "ForeignKeyClause" for column in walk(node)
        }
        for node in columns_named(statement.tree):
            name = str(node["column"])
            if id(node) in parents:
                continue  # `REFERENCES "accounts"("handle")`: a column of the other table, and never a string
            if node["table"] is None and name in quoted_names and folded(name) not in known:
                meant = id(node) in values or not name.isidentifier()
                way = "Write it with single quotes." if meant else ""
                message = f'No column is called "{name}": SQLite takes it for a string.'
                yield RULE.finding(
                    message, help=way, line=statement.line_of(name), severity="warning" if meant else "error"
                )


def _default_strings(statement: LintedStatement) -> Iterator[str]:
    for node in walk(statement.tree):
        if kind(node) == "Literal" and str(node["source"]).startswith('"'):
            yield str(node["source"])
