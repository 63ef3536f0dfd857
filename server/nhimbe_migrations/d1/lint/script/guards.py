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


def created_name(each: LintedStatement) -> tuple[str, str] | None:
    """Return (TABLE, VIEW, INDEX or TRIGGER; its name) for a CREATE statement."""
    if each.tree is None or each.kind not in _CREATED or each.tree.get("temporary", "NONE") != "NONE":
        return None
    word, key = _CREATED[each.kind]
    return word, unquoted(str(each.tree[key]))


def is_there(each: LintedStatement, word: str, name: str) -> bool:
    """Whether the name is taken when the statement runs: tables, views and indexes share one space of names."""
    before = each.before
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


def is_scratch(each: LintedStatement, statements: Sequence[LintedStatement]) -> bool:
    """Whether the statement makes or drops a table that only serves this file, or makes one from a SELECT."""
    name = folded(each.target)
    if each.kind == "CreateTableStmt":
        return bool((each.tree or {}).get("as_select")) or any(
            _leaves(later) and folded(later.target) == name for later in statements[each.position + 1 :]
        )
    made = (one for one in statements[: each.position] if one.kind == "CreateTableStmt")
    return each.kind == "DropStmt" and any(folded(one.target) == name for one in made)


def _leaves(each: LintedStatement) -> bool:
    """Whether the statement takes a table's name away."""
    if each.tree is None:
        return False
    dropped = each.kind == "DropStmt" and each.tree["object_type"] == "TABLE"
    return dropped or (each.kind == "AlterTableStmt" and each.tree["op"] == "RENAME_TABLE")


def _missing_guard(each: LintedStatement) -> Guard | None:
    if each.tree is None:
        return None
    if (made := created_name(each)) and not each.tree["if_not_exists"]:
        word, name = made
        return None if is_there(each, word, name) else Guard("IF NOT EXISTS", _behind(each, word), name)
    if each.kind == "DropStmt" and not each.tree["if_exists"]:
        word, name = str(each.tree["object_type"]), name_of(each.tree["target"])
        shelves: dict[str, Collection[str]] = {
            "TABLE": {*each.before.tables, *each.before.virtual_tables},
            "VIEW": each.before.views,
            "INDEX": each.before.indexes,
            "TRIGGER": each.before.triggers,
        }
        return Guard("IF EXISTS", _behind(each, word), name) if folded(name) in shelves[word] else None
    return None


def _behind(each: LintedStatement, word: str) -> int:
    return next(token.span.end for token in each.statement.significant if token.says(word))
