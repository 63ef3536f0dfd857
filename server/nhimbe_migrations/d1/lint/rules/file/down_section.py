"""Nothing in SQL files runs only on the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="down-section",
    severity="error",
    summary="A `-- Down`, `-- +goose Down` or `-- migrate:down` section with statements",
    why="To D1 the marker is a comment: both sections run, and the second undoes the first.",
    help="Take the section out. The way back is a new migration.",
    target="d1",
)

_MARKER = re.compile(
    r"--[\s+@/-]*((goose|migrate|dbmate)[\s:]*)?(down|undo|rollback|revert)\b[\s:=-]*(migration|section|script)?[\s:=-]*$",
    re.IGNORECASE,
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find markers on lines of their own that statements follow."""
    ends = [statement.statement.span.start for statement in reading.statements]
    for comment, line in reading.comments:
        if _MARKER.match(comment.text.strip()) and any(start > comment.span.end for start in ends):
            yield RULE.finding(f"What follows `{comment.text.strip()}` runs too.", line=line)
