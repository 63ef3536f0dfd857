"""A seed is the same everywhere, and a second time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.determinism import nondeterministic
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="nondeterministic-seed",
    severity="warning",
    summary="A seed row with a random or clock-made key",
    why="Each environment gets other keys, and each run another row: nothing can be told to be there already.",
    help="Write the key out, and INSERT OR IGNORE.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the key columns of literal rows, and at random() anywhere in them."""
    for statement in reading.of_kind("InsertStmt"):
        tree = statement.tree or {}
        table = statement.before.table(statement.target)
        if kind(tree.get("source")) != "ValuesClause":
            continue
        columns = [folded(name_of(node)) for node in items(tree, "columns")] or [
            folded(column.name) for column in (table.columns if table else ())
        ]
        keys = {column for key in (table.unique_keys() if table else ()) for column in key}
        found = next(_made_up(items(tree["source"], "rows"), columns, keys), None)
        if found:
            yield RULE.finding(
                f"{found} gives this row of {statement.target} another value in every run.",
                line=statement.line_of(found.split("(")[0]),
            )


def _made_up(rows: Sequence[Node], columns: Sequence[str], keys: set[str]) -> Iterator[str]:
    for row in rows:
        for at, value in enumerate(items(row)):
            column = columns[at] if at < len(columns) else ""
            for name in nondeterministic(value):
                if name.startswith("random") or column in keys:
                    yield name
