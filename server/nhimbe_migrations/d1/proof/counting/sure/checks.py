"""Whether a CHECK holds of all rows that a statement writes, for what the CHECK says and what the rows are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nhimbe_migrations.d1.proof.counting.sure.expressions import text_in
from nhimbe_migrations.d1.proof.counting.tables.definitions import stored_as
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, parse
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
    """Whether `expression` holds wherever `other` does: it says the same, but for values more in lists that AND and OR join."""
    mine, theirs = (parse(f"SELECT 1 WHERE {text}") for text in (expression, other))
    if mine is None or theirs is None:
        return False
    return _allows(mine["where_clause"], theirs["where_clause"])


def _allows(mine: Node, theirs: Node) -> bool:
    if text_in(mine) == text_in(theirs):
        return True
    if kind(mine) != kind(theirs):
        return False
    match kind(mine):
        case "ParenExpr":
            return _allows(mine["expr"], theirs["expr"])
        case "BinaryExpr" if mine["op"] == theirs["op"] and mine["op"] in ("AND", "OR"):
            return _allows(mine["left"], theirs["left"]) and _allows(mine["right"], theirs["right"])
        case "InExpr" if not (mine["negated"] or theirs["negated"]):
            values, fewer = _listed(mine), _listed(theirs)
            return text_in(mine["operand"]) == text_in(theirs["operand"]) and bool(fewer) and fewer <= values
        case _:
            return False


def _listed(node: Node) -> set[str]:
    """The values of IN (…); nothing where they are not all written out."""
    values = items(node, "source")
    return {text_in(value) for value in values} if all(kind(value) == "Literal" for value in values) else set()
