"""A rebuilt table that forgot a reference."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.script.rebuilds import changed_tables
from nhimbe_migrations.d1.schema.model import ForeignKey
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="drop-foreign-key",
    severity="warning",
    summary="A rebuilt table without a foreign key that it had",
    why="From then on nothing stops rows without a parent.",
    help="Repeat the reference in the new definition.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare the references of each table at both ends of the file."""
    for changed in changed_tables(reading):
        kept = {_key(reference) for reference in changed.new.foreign_keys}
        for reference in changed.old.foreign_keys:
            stays = all(changed.new.column(column) for column in reference.columns)
            if stays and _key(reference) not in kept and reading.end.table(reference.table):
                columns = ", ".join(reference.columns)
                message = f"{changed.new.name}({columns}) no longer references {reference.table}."
                yield RULE.finding(message, line=changed.line)


def _key(reference: ForeignKey) -> tuple[str, ...]:
    return (*map(folded, reference.columns), folded(reference.table))
