"""The line that says what a migration is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="missing-header",
    severity="note",
    summary="No `// Migration NNN: description` at the top, or another number than the file's",
    why="The list of migrations takes its titles from it.",
    help="Begin the file with `// Migration NNN: <description>`.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    first = next(iter(context.parsed.text.lstrip("\ufeff").splitlines()), "")
    header = re.match(r"// Migration (\d{3,}): \S", first)
    number = re.match(r"(\d{3,})_", context.parsed.file.rsplit("/", 1)[-1])
    if number is None and header is None:
        return  # named by a date or by words: the header is of files that are numbered
    if header is None:
        yield RULE.finding("The file does not begin with its header.", line=1)
    elif number is not None and header[1] != number[1]:
        yield RULE.finding(f"The header says {header[1]}, and the file name {number[1]}.", line=1)
