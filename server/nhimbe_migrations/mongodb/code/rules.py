"""The rules that reading a file can find broken: it is not TypeScript, or not a migration."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule

__all__ = ["MISSING_EXPORT", "READING_RULES", "SYNTAX_ERROR"]

SYNTAX_ERROR = Rule(
    name="syntax-error",
    severity="error",
    summary="The file is not TypeScript",
    why="Nothing can run it, and nothing in it can be checked.",
    help="Fix the place that the finding names; what follows it may be an echo.",
    target="mongodb",
    acceptable=False,
)
MISSING_EXPORT = Rule(
    name="missing-export",
    severity="error",
    summary="`up` or `down` is not exported",
    why="A runner calls the two exports by name: without `up` nothing happens, without `down` nothing can be taken back.",
    help="Write `export async function up(db: Db): Promise<void>` and the same for `down`.",
    target="mongodb",
    acceptable=False,
)

READING_RULES = (SYNTAX_ERROR, MISSING_EXPORT)
