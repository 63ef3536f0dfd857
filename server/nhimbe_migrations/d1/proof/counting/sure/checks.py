"""Whether a CHECK holds of all rows that a statement writes, for what the CHECK says and what the rows are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nhimbe_migrations.d1.proof.counting.tables.definitions import stored_as
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.create_table import parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant

__all__ = ["is_as_wide", "is_kept_by_literals", "unqualified"]


def is_kept_by_literals(words: Sequence[Token], values: Mapping[str, Node], relation: Relation) -> bool:
    """Whether each column that a CHECK names gets a value that is written out, and the values keep it."""
    import apsw

    columns = {folded(one) for one in relation.columns}
    names = {folded(word.name) for word in words if word.kind in ("word", "quoted")} & columns
    literals = {name: values.get(name) for name in names}
    given = {name: value for name, value in literals.items() if value and kind(value) == "Literal"}
    if not names or len(given) < len(names):
        return False
    terms = [
        f"{stored_as(str(value['source']), relation.type_of(name))} AS {quoted(name)}" for name, value in given.items()
    ]
    check = " ".join(word.text for word in words)
    shadow = open_shadow(LATEST)
    try:
        return not shadow.ask(f"SELECT 1 FROM (SELECT {', '.join(terms)}) WHERE NOT ({check})")
    except apsw.Error:
        return False
    finally:
        shadow.close()


def unqualified(expression: str) -> str:
    """A CHECK in which no column stands behind the name of its table: it knows no other."""
    words = significant(expression)
    kept = [
        word
        for at, word in enumerate(words)
        if not word.says(".") and not (at + 1 < len(words) and words[at + 1].says("."))
    ]
    return expression if len(kept) == len(words) else " ".join(word.text for word in kept)


def is_as_wide(expression: str, other: str) -> bool:
    """Whether `expression` holds wherever `other` does: it says the same, but for values more in its lists."""
    (mine, values), (theirs, fewer) = _with_lists(expression), _with_lists(other)
    return mine == theirs and (values == fewer or "not" not in mine) and all(map(set.issubset, fewer, values))


def _with_lists(expression: str) -> tuple[list[str], list[set[str]]]:
    """The words of an expression without the values of its lists, and those; only strings are told apart by their case."""
    words = significant(expression)
    found: list[str] = []
    lists: list[set[str]] = []
    at = 0
    while at < len(words):
        word = words[at]
        found.append(word.text if word.kind == "string" else word.text.lower())
        inner = parenthesised(words, at + 1) if word.says("IN") else ()
        if inner and all(one.kind in ("string", "number") or one.says(",") for one in inner[1:-1]):
            lists.append({one.text for one in inner[1:-1]} - {","})
            at += len(inner)
        at += 1
    return found, lists
