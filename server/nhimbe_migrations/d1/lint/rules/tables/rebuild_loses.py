"""What hangs on a table vanishes with DROP TABLE."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.lint.wording import listed
from nhimbe_migrations.d1.schema.model import Index
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="rebuild-loses",
    severity="warning",
    summary="A rebuilt table whose indexes, triggers or AUTOINCREMENT are not made again",
    why="DROP TABLE drops them with the old table; without AUTOINCREMENT ids are used twice.",
    help="Create them again after the rename; rebuild_table writes all of it.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare what hung on each rebuilt table with what hangs on it in the end."""
    for drop, old, new in reading.rebuilt():
        if new.opaque:
            message = f"{new.name} was made by CREATE TABLE … AS SELECT: it has no key, no default and no constraint."
            way = "Write CREATE TABLE with the whole definition, then INSERT … SELECT."
            yield RULE.finding(message, help=way, line=drop.line, severity="error")
        lost = [
            index.name
            for key, index in drop.before.indexes.items()
            if folded(index.table) == folded(old.name) and not _again(reading, key, index)
        ]
        lost += [
            trigger.name
            for key, trigger in drop.before.triggers.items()
            if folded(trigger.table) == folded(old.name) and key not in reading.end.triggers
        ]
        if lost:
            yield RULE.finding(f"After the rebuild {new.name} has lost {listed(lost)}.", line=drop.line)
        if old.autoincrement and not new.autoincrement:
            yield RULE.finding(f"After the rebuild {new.name} has lost AUTOINCREMENT.", line=drop.line)


def _again(reading: LintedScript, key: str, index: Index) -> bool:
    """Whether the index is there in the end, under its name or another."""
    same = (
        item.indexed == index.indexed and item.unique == index.unique for item in reading.end.indexes_of(index.table)
    )
    gone = reading.end.table(index.table)
    columns_gone = gone is not None and any(column and gone.column(column) is None for column in index.indexed)
    return key in reading.end.indexes or any(same) or columns_gone
