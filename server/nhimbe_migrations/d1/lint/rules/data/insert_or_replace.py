"""REPLACE deletes the row that it replaces."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.wording import listed
from nhimbe_migrations.d1.sql.syntax_tree import kind, name_of, walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="insert-or-replace",
    severity="warning",
    summary="INSERT OR REPLACE, which deletes the row first",
    why="Columns that are not given fall back to their defaults, and children that reference the row ON DELETE CASCADE go with it.",
    help="Write INSERT … ON CONFLICT (…) DO UPDATE SET column = excluded.column.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find it, also in triggers; a table that others reference makes it an error."""
    for statement in reading.statements:
        for node in walk(statement.tree) if statement.may_say("REPLACE") else ():
            if kind(node) != "InsertStmt" or node["conflict_action"] != "REPLACE":
                continue
            name = name_of(node["table"])
            if statement.before.virtual_table(name) or not reading.holds_old_rows(name, statement):
                continue
            hurt = sorted(
                {child.name for child, reference in statement.before.referring_to(name) if reference.acts_on_delete}
            )
            message = f"Replacing a row of {name} deletes it first" + (
                f", and changes {listed(hurt)}." if hurt else "."
            )
            yield RULE.finding(message, line=statement.line, severity="error" if hurt else "warning")
