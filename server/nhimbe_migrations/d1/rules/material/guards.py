"""Where an `IF [NOT] EXISTS` is missing, and whether it may be added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from nhimbe_migrations.d1.rules.material.catalog import fold
from nhimbe_migrations.d1.rules.material.reading import Read
from nhimbe_migrations.d1.rules.material.tree import name_of
from nhimbe_migrations.d1.tokens import unquoted

__all__ = ["Guard", "created_name", "is_there", "missing_guard"]

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


def created_name(each: Read) -> tuple[str, str] | None:
    """Return (TABLE, VIEW, INDEX or TRIGGER; its name) for a CREATE statement."""
    if each.tree is None or each.kind not in _CREATED or each.tree.get("temporary", "NONE") != "NONE":
        return None
    word, key = _CREATED[each.kind]
    return word, unquoted(str(each.tree[key]))


def is_there(each: Read, word: str, name: str) -> bool:
    """Whether the name is taken when the statement runs: tables, views and indexes share one space of names."""
    before = each.before
    if word == "TRIGGER":
        return fold(name) in before.triggers
    return fold(name) in {*before.tables, *before.views, *before.indexes}


def missing_guard(each: Read) -> Guard | None:
    """Return the guard that can be added so that it hides nothing: the object is absent (CREATE) or there (DROP)."""
    if each.tree is None:
        return None
    if (made := created_name(each)) and not each.tree["if_not_exists"]:
        word, name = made
        return None if is_there(each, word, name) else Guard("IF NOT EXISTS", _behind(each, word), name)
    if each.kind == "DropStmt" and not each.tree["if_exists"]:
        word, name = str(each.tree["object_type"]), name_of(each.tree["target"])
        shelves: dict[str, Collection[str]] = {
            "TABLE": each.before.tables,
            "VIEW": each.before.views,
            "INDEX": each.before.indexes,
            "TRIGGER": each.before.triggers,
        }
        return Guard("IF EXISTS", _behind(each, word), name) if fold(name) in shelves[word] else None
    return None


def _behind(each: Read, word: str) -> int:
    return next(token.span.end for token in each.statement.significant if token.says(word))
