"""An index that another one already is."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="redundant-index",
    severity="note",
    summary="An index whose columns begin another index, a UNIQUE or the primary key",
    why="It is never needed for a query, and every write pays for it.",
    help="Leave it out.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare each new index with what the table has at the file's end; a UNIQUE one says the same only of the same columns."""
    for statement in reading.of_kind("CreateIndexStmt"):
        index = reading.end.index(statement.tree)
        if index is None or reading.made_again(index) or index.partial or "DESC" in statement.statement.text.upper():
            continue
        table = reading.end.table(index.table)
        if (columns := index.compared_as(table)) is None:
            continue
        others = [("its key", key) for key in table.unique_keys()] if table else []
        others += [
            (other.name, other.compared_as(table) or ())
            for other in reading.end.indexes_of(index.table)
            if other.name != index.name and not other.partial and (other.unique or not index.unique)
        ]
        covering = next(
            (name for name, key in others if (key if index.unique else key[: len(columns)]) == columns), None
        )
        if covering:
            yield RULE.finding(f"{index.name} is already covered by {covering}.", line=statement.line)
