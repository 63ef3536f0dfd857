"""IF NOT EXISTS does nothing where something else has the name."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.sameness import same_object
from nhimbe_migrations.d1.lint.script.guards import created_name, is_there
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.proof.result import GUARD_SWALLOWED as RULE
from nhimbe_migrations.d1.schema.catalog.catalog import Catalog
from nhimbe_migrations.findings.finding import Finding

__all__ = ["RULE", "check"]


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare what is created with what has its name; the same again is a note."""
    if reading.applied:
        return
    for statement in reading.statements:
        made = created_name(statement)
        if (
            made is None
            or statement.tree is None
            or not statement.tree["if_not_exists"]
            or not is_there(statement, *made)
        ):
            continue
        word, name = made
        fresh = Catalog().after(statement.statement)
        if same_object(fresh, statement.before, word, name):
            yield RULE.finding(
                f"The {word.lower()} {name} is already there: nothing happens.",
                help="Leave it out.",
                line=statement.line,
                severity="note",
            )
        else:
            yield RULE.finding(
                f"Another {name} is already there: this {word.lower()} is never made.", line=statement.line
            )
