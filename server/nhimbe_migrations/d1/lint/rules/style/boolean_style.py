"""Truth is INTEGER or BOOLEAN, 0 or 1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.model import Column
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="boolean-style",
    severity="note",
    summary="A boolean that is stored as text",
    why="The text 'false' is not false: `WHERE is_public` and JavaScript's `if (row.is_public)` both read it wrongly.",
    help="Declare `INTEGER NOT NULL DEFAULT 0` (or BOOLEAN), and store 0 and 1.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at new columns with a truth's default, or a truth's name and the type TEXT."""
    for item, table, column in reading.new_columns():
        if _is_text_truth(column):
            yield RULE.finding(
                f"{table.name}.{column.name} holds a truth value as text.", line=item.line_of(column.name)
            )


def _is_text_truth(column: Column) -> bool:
    default = column.default or ""
    if default[:1] not in {"'", '"'} or default.strip("'\"").lower() not in {"true", "false", "yes", "no"}:
        return False
    named = re.match(r"(is|has|can|should)_", column.name) is not None
    return named or column.type.upper() in {"BOOLEAN", "BOOL", "INTEGER", "INT"}
