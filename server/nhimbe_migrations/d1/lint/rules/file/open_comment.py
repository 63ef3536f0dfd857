"""No `/*` is left open."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.header import is_open_comment
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="open-comment",
    severity="error",
    summary="A `/*` comment that is never closed",
    why="`wrangler d1 migrations apply` runs the file with exit code 0 but does not record it: its own INSERT is swallowed "
    "by the comment, and the next apply runs the file again.",
    help="Close the comment with `*/`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at each comment's end."""
    for comment, line in reading.comments:
        if is_open_comment(comment):
            yield RULE.finding("This comment is never closed.", line=line)
