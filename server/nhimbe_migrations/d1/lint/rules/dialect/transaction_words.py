"""wrangler searches the file for BEGIN TRANSACTION, also in comments and strings."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import line_at

__all__ = ["RULE", "check"]

RULE = Rule(
    name="transaction-words",
    severity="error",
    summary="The words BEGIN TRANSACTION in a comment, a string or a name",
    why="wrangler searches the text for them: it refuses the whole file, or cuts `BEGIN TRANSACTION;` out of a string.",
    help="Write the words in lower case, or apart.",
    target="d1",
    acceptable=False,
)

_WORDS = "BEGIN TRANSACTION"


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at tokens that hold both words; the statement itself is transaction-control's."""
    tokens = (token for item in reading.statements for token in item.statement.significant)
    for token in (*(comment for comment, _ in reading.comments), *tokens):
        if _WORDS in token.text:
            line = line_at(reading.sql, token.span.start + token.text.index(_WORDS))
            yield RULE.finding(f"wrangler takes these words in a {token.kind} for a transaction.", line=line)
