"""UPDATEs without WHERE: which columns they write in every row, and which of those the file itself added."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import items, name_of

__all__ = ["whole_table_updates"]


def whole_table_updates(reading: LintedScript) -> Iterator[tuple[LintedStatement, frozenset[str], frozenset[str]]]:
    """Yield each UPDATE of every row of a table from before the file, with the folded columns written and those added."""
    for statement in reading.of_kind("UpdateStmt"):
        tree = statement.tree
        if tree is None or tree["where_clause"] or not reading.holds_old_rows(statement.target, statement):
            continue
        written = frozenset(folded(str(clause["column"])) for clause in items(tree, "setlist") if clause["column"])
        added = frozenset(
            folded(name_of(adding["column"]["column_name"]))
            for item, adding in reading.altering("ADD_COLUMN")
            if folded(item.target) == folded(statement.target)
        )
        yield statement, written, added
