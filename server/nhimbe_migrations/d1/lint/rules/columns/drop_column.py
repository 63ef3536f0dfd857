"""A dropped column takes its values along."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.mirrors import Mirror, mirror_of
from nhimbe_migrations.d1.lint.script.queries import differing, values
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.script.rebuilds import copied_out, kept_whole
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import name_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="drop-column",
    severity="error",
    summary="DROP COLUMN of a column that may hold values",
    why="The values are gone, and the Worker that still runs reads a column that is not there.",
    help="Deploy code that no longer reads it, then accept the loss with a reason.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Find drops in tables from before this file; values that were copied first, or that triggers kept elsewhere, are milder."""
    for item, tree in reading.altering("DROP_COLUMN"):
        column = name_of(tree["old_name"])
        if not reading.holds_old_rows(item.target, item) or _new_here(reading, item, column):
            continue
        table = item.before.table(item.target)
        known = table.column(column) if table else None
        if known is not None and known.generated:
            continue  # an expression makes its values: none go
        copied = copied_out(reading, item, column)
        if copied and _comes_back(reading, item, column):
            continue
        if not copied and (mirror := mirror_of(reading, item, column)) is not None:
            yield _kept_in_step(item, column, mirror)
            continue
        before = ""
        if copied:
            whole = kept_whole(reading, item, column)
            before = " (copied before)" if whole else " (only what an expression makes of them was copied before)"
        message = f"DROP COLUMN takes the values of {item.target}.{column}{before}."
        query = values(item.target, column)
        yield RULE.finding(
            message,
            help=f"See what is there: {query} To go on, accept {RULE.name} with a reason.",
            line=item.line,
            severity="warning" if copied else "error",
        )


def _kept_in_step(item: LintedStatement, column: str, mirror: Mirror) -> Finding:
    what = "holds the same" if mirror.as_is else "holds what an expression makes of them"
    return RULE.finding(
        f"DROP COLUMN takes the values of {item.target}.{column}; {mirror.column}, which triggers kept in step, {what}.",
        help=f"See whether a row slipped past them: {differing(item.target, column, mirror.column, same=mirror.as_is)}",
        line=item.line,
        severity="warning",
    )


def _new_here(reading: LintedScript, this: LintedStatement, column: str) -> bool:
    """Whether the file itself added the column."""
    return any(
        item.position < this.position
        and folded(item.target) == folded(this.target)
        and folded(name_of(tree["column"]["column_name"])) == folded(column)
        for item, tree in reading.altering("ADD_COLUMN")
    )


def _comes_back(reading: LintedScript, this: LintedStatement, column: str) -> bool:
    """Whether another column takes the name afterwards (add, copy, drop, rename)."""
    return any(
        item.position > this.position
        and folded(item.target) == folded(this.target)
        and folded(name_of(tree["new_name"])) == folded(column)
        for item, tree in reading.altering("RENAME_COLUMN")
    )
