"""IF NOT EXISTS does nothing where something else has the name."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.sameness import same_object
from nhimbe_migrations.d1.lint.script.guards import created_name, is_there
from nhimbe_migrations.d1.lint.script.reading import Reading
from nhimbe_migrations.d1.schema.catalog import Catalog
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="guard-swallowed",
    severity="error",
    summary="IF NOT EXISTS for an object that is there with another definition",
    why="The statement does nothing, exit code 0; the columns and conditions in it never come to be.",
    help="Change what is there with ALTER TABLE or rebuild_table, or give the new object its own name.",
    target="d1",
)


def check(reading: Reading) -> Iterator[Finding]:
    """Compare what is created with what has its name; the same again is a note."""
    if reading.applied:
        return
    for each in reading.statements:
        made = created_name(each)
        if made is None or each.tree is None or not each.tree["if_not_exists"] or not is_there(each, *made):
            continue
        word, name = made
        fresh = Catalog().after(each.tree)
        if same_object(fresh, each.before, word, name):
            yield RULE.finding(
                f"The {word.lower()} {name} is already there: nothing happens.",
                help="Leave it out.",
                line=each.line,
                severity="note",
            )
        else:
            yield RULE.finding(f"Another {name} is already there: this {word.lower()} is never made.", line=each.line)
