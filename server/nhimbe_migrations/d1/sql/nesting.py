"""How deep a statement nests, told from its tokens: the grammar's parser is recursive, and a deep nest ends the process.

SQLite refuses an expression deeper than a hundred levels on D1, so nothing that runs there is anywhere near the limit.
"""

from __future__ import annotations

from functools import lru_cache

from nhimbe_migrations.d1.sql.tokens import Token, significant

__all__ = ["DEEPEST", "too_deep"]

DEEPEST = 200
"""Levels of brackets, CASE, and operators behind one another, together."""
_LINKS = frozenset(
    {
        "AND", "BETWEEN", "CASE", "COLLATE", "ESCAPE", "GLOB", "IN", "IS", "ISNULL", "JOIN", "LIKE", "MATCH", "NOT",
        "NOTNULL", "OR", "REGEXP",
    }
)  # fmt: skip
_COMPOUNDS = frozenset({"UNION", "INTERSECT", "EXCEPT"})
_FRESH = frozenset({"FROM", "GROUP", "HAVING", "LIMIT", "ORDER", "SELECT", "SET", "VALUES", "WHERE"})


@lru_cache(maxsize=2048)
def too_deep(statement: str) -> int | None:
    """Return the place, in code points, where a statement nests deeper than the limit; None where it does not."""
    if len(statement) < DEEPEST:
        return None
    chains, compounds = [0], [0]
    total = 0
    for token in significant(statement):
        total += _step(token, chains, compounds)
        if total > DEEPEST:
            return token.span.start
    return None


def _step(token: Token, chains: list[int], compounds: list[int]) -> int:
    """Take in one token; return by how much the depth changes."""
    word = token.text.upper() if token.kind in {"word", "punctuation", "operator"} else ""
    if word == "(":
        chains.append(0)
        compounds.append(0)
        return 1
    if word == ")" and len(chains) > 1:
        return -1 - chains.pop() - compounds.pop()
    if word in {",", ";"} or word in _FRESH:
        fresh, chains[-1] = chains[-1], 0
        if word != ";":
            return -fresh
        fresh, compounds[-1] = fresh + compounds[-1], 0
        return -fresh
    if word in _COMPOUNDS:
        compounds[-1] += 1
        return 1
    if word in _LINKS or token.kind == "operator":
        chains[-1] += 1
        return 1
    return 0
