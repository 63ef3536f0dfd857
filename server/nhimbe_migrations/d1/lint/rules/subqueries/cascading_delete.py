"""DELETE takes the children's rows along."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.queries import quoted
from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.lint.wording import listed
from nhimbe_migrations.d1.schema.model import ForeignKey, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import sources
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="cascading-delete",
    severity="warning",
    summary="DELETE … WHERE of rows that another table references ON DELETE CASCADE or SET NULL, without a look at that table",
    why="D1 keeps foreign keys on: the children of a deleted row are deleted or lose their link, without an error.",
    help="Count the children first; move them, or say in the WHERE that there are none (NOT EXISTS).",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Name the children that neither the WHERE nor an earlier statement of the file looks at."""
    if reading.applied:
        return
    for statement in reading.of_kind("DeleteStmt"):
        condition = (statement.tree or {}).get("where_clause")
        if condition is None or not reading.holds_old_rows(statement.target, statement):
            continue
        seen = {folded(name) for name in sources(condition)}
        children = [
            (child, key)
            for child, key in statement.before.referring_to(statement.target)
            if key.acts_on_delete
            and folded(child.name) not in seen
            and reading.holds_old_rows(child.name, statement)
            and not _looked_after(reading, statement, child.name)
        ]
        if children:
            names = listed(list(dict.fromkeys(f"{child.name} ({key.on_delete})" for child, key in children)))
            query = _count(statement, *children[0])
            yield RULE.finding(
                f"What this deletes from {statement.target} takes or changes rows of {names}.",
                help=(f"Count them first: {query} " if query else "Count them first. ")
                + "Move them, or say in the WHERE that there are none (NOT EXISTS).",
                line=statement.line,
            )


def _looked_after(reading: LintedScript, this: LintedStatement, child: str) -> bool:
    """Whether an earlier statement moves, deletes or copies rows of the child, or a later one fills it again."""
    before = any(
        earlier.kind in {"DeleteStmt", "UpdateStmt"} and folded(earlier.target) == folded(child)
        for earlier in reading.statements[: this.position]
    )
    after = any(
        later.kind == "InsertStmt" and folded(later.target) == folded(child) for later in reading.statements_after(this)
    )
    return before or after or any(reading.copied_before(child, this))


def _count(statement: LintedStatement, child: Table, key: ForeignKey) -> str | None:
    """The query for the first child's rows; None where the DELETE's condition cannot stand alone."""
    tree = statement.tree or {}
    parent = statement.before.table(statement.target)
    to = key.to or (parent.primary_key if parent else ())
    if tree.get("with_ctes") or (tree.get("table") or {}).get("alias") or len(key.columns) != 1 or len(to) != 1:
        return None
    if tree.get("limit_clause") or tree.get("orderby") or tree.get("returning"):
        return None
    where = next(token for token in statement.statement.significant if token.text.upper() == "WHERE")
    text = statement.statement.text[where.span.start - statement.statement.span.start :].rstrip().rstrip(";")
    if "--" in text or "\n" in text:
        return None
    return (
        f"SELECT count(*) FROM {quoted(child.name)} WHERE {quoted(key.columns[0])} IN "
        f"(SELECT {quoted(to[0])} FROM {quoted(statement.target)} {text});"
    )
