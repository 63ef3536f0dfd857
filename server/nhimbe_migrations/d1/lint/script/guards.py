"""Where an `IF [NOT] EXISTS` is missing, and whether it may be added."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.lint.script.reading import LintedStatement
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import name_of
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = ["Guard", "created_name", "is_scratch", "is_there", "missing_guards"]

_CREATED = {
    "CreateTableStmt": ("TABLE", "table_name"),
    "CreateVirtualTableStmt": ("TABLE", "table_name"),
    "CreateViewStmt": ("VIEW", "view_name"),
    "CreateIndexStmt": ("INDEX", "index_name"),
    "CreateTriggerStmt": ("TRIGGER", "trigger_name"),
}


@dataclass(frozen=True, slots=True)
class Guard:
    """`words` can stand at offset `at` of the file, with a blank before them."""

    words: str
    at: int
    name: str


def created_name(statement: LintedStatement) -> tuple[str, str] | None:
    """Return (TABLE, VIEW, INDEX or TRIGGER; its name) for a CREATE statement."""
    if statement.tree is None or statement.kind not in _CREATED or statement.tree.get("temporary", "NONE") != "NONE":
        return None
    word, key = _CREATED[statement.kind]
    return word, unquoted(str(statement.tree[key]))


def is_there(statement: LintedStatement, word: str, name: str) -> bool:
    """Whether the name is taken when the statement runs: tables, views and indexes share one space of names."""
    before = statement.before
    if word == "TRIGGER":
        return folded(name) in before.triggers
    return folded(name) in before.indexes or before.relation(name)


def missing_guards(statements: Sequence[LintedStatement]) -> Iterator[tuple[LintedStatement, Guard]]:
    """Yield the guards that can be added so that they hide nothing: the object is absent (CREATE) or there (DROP).

    A table that only serves this file (made here, then dropped or renamed) gets none: had an older attempt left
    one of that name behind, the guard would pour the rows into it.
    """
    for statement in statements:
        guard = _missing_guard(statement)
        if guard and not is_scratch(statement, statements):
            yield statement, guard


def is_scratch(statement: LintedStatement, statements: Sequence[LintedStatement]) -> bool:
    """Whether the statement makes or drops a table that only serves this file, or makes one from a SELECT."""
    name = folded(statement.target)
    if statement.kind == "CreateTableStmt":
        return bool((statement.tree or {}).get("as_select")) or any(
            _leaves(later) and folded(later.target) == name for later in statements[statement.position + 1 :]
        )
    made = (earlier for earlier in statements[: statement.position] if earlier.kind == "CreateTableStmt")
    return statement.kind == "DropStmt" and any(folded(earlier.target) == name for earlier in made)


def _leaves(statement: LintedStatement) -> bool:
    """Whether the statement takes a table's name away."""
    if statement.tree is None:
        return False
    dropped = statement.kind == "DropStmt" and statement.tree["object_type"] == "TABLE"
    return dropped or (statement.kind == "AlterTableStmt" and statement.tree["op"] == "RENAME_TABLE")


def _missing_guard(statement: LintedStatement) -> Guard | None:
    if statement.tree is None:
        return None
    if (made := created_name(statement)) and not statement.tree["if_not_exists"]:
        word, name = made
        return None if is_there(statement, word, name) else Guard("IF NOT EXISTS", _behind(statement, word), name)
    if statement.kind == "DropStmt" and not statement.tree["if_exists"]:
        word, name = str(statement.tree["object_type"]), name_of(statement.tree["target"])
        shelves: dict[str, Collection[str]] = {
            "TABLE": {*statement.before.tables, *statement.before.virtual_tables},
            "VIEW": statement.before.views,
            "INDEX": statement.before.indexes,
            "TRIGGER": statement.before.triggers,
        }
        return Guard("IF EXISTS", _behind(statement, word), name) if folded(name) in shelves[word] else None
    return None


def _behind(linted: LintedStatement, word: str) -> int:
    return next(token.span.end for token in linted.statement.significant if token.says(word))
