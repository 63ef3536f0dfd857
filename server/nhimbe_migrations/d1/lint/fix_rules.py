"""What `normalise` fixes, as rules: each fix is told as a note under one of these names."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule

__all__ = ["FINAL_SEMICOLON", "FIXES", "GUARD", "HEADER", "INDEX_NAME", "OPEN_COMMENT"]

HEADER = Rule(
    name="fixed-header",
    severity="note",
    summary="The header `-- Migration NNN: <description>` was added or corrected",
    why="The header is what lists and reviews show.",
    help="",
    target="d1",
    acceptable=False,
)
FINAL_SEMICOLON = Rule(
    name="fixed-final-semicolon",
    severity="note",
    summary="The semicolon behind the last statement was added",
    why="`wrangler d1 migrations apply` appends a statement of its own to the file.",
    help="",
    target="d1",
    acceptable=False,
)
OPEN_COMMENT = Rule(
    name="fixed-open-comment",
    severity="note",
    summary="A `/*` comment that ran to the end of the file was closed",
    why="`wrangler d1 migrations apply` would run the file and not record it.",
    help="Check that the comment holds nothing that was meant to run.",
    target="d1",
    acceptable=False,
)
INDEX_NAME = Rule(
    name="fixed-index-name",
    severity="note",
    summary="A CREATE INDEX without a name was given one",
    why="SQLite requires a name; this one follows the convention.",
    help="",
    target="d1",
    acceptable=False,
)
GUARD = Rule(
    name="fixed-guard",
    severity="note",
    summary="IF NOT EXISTS or IF EXISTS was added",
    why=("The migration can be run again. A guard is only added where the schema shows that it masks nothing."),
    help="",
    target="d1",
    acceptable=False,
)

FIXES = (HEADER, FINAL_SEMICOLON, OPEN_COMMENT, INDEX_NAME, GUARD)
