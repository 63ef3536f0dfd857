"""What the SQL of 3.54 has and that of 3.47 had not: the statement is refused as the older grammar would have."""

from __future__ import annotations

from nhimbe_migrations.d1.sql.tokens import Token, significant

__all__ = ["functions_in_defaults", "refused_by_baseline"]


def refused_by_baseline(statement: str) -> str | None:
    """Return D1's error where SQLite 3.47 refuses `statement` although 3.54 takes it, else None."""
    verb = statement[:6].upper()
    if verb.startswith("ALTER"):
        return _new_alter(significant(statement[:400]))
    if verb == "REINDE" and significant(statement)[-1].says("EXPRESSIONS"):
        return "unable to identify the object to be reindexed: SQLITE_ERROR"
    folded = statement.lower()
    if "jsonb_each" in folded or "jsonb_tree" in folded:
        return _new_table_function(significant(statement))
    if "iif" in folded and "iif" not in functions_in_defaults(statement):
        words = significant(statement)
        if not any(word.says("VIEW", "TRIGGER") for word in words[1:4]):  # their bodies are read on use
            return _short_iif(words)
    return None


def functions_in_defaults(statement: str) -> frozenset[str]:
    """Return the folded names called in `DEFAULT (…)`: 3.47 does not look them up before a row needs them."""
    if "default" not in statement.lower():
        return frozenset()
    words = significant(statement)
    found: set[str] = set()
    depth = 0
    for at, word in enumerate(words[:-1]):
        if word.says("DEFAULT") and words[at + 1].says("("):
            depth = 1
        elif depth:
            depth += (word.says("(") and not words[at - 1].says("DEFAULT")) - word.says(")")
            if words[at + 1].says("("):
                found.add(word.name.lower())
    return frozenset(found)


def _new_table_function(words: list[Token]) -> str | None:
    """jsonb_each() and jsonb_tree() came with 3.51. In views and triggers they are looked up on use."""
    if any(word.says("VIEW", "TRIGGER") for word in words[1:4]):
        return None
    for at, word in enumerate(words[:-1]):
        if word.says("JSONB_EACH", "JSONB_TREE") and words[at + 1].says("("):
            return f"no such table: {word.text}: SQLITE_ERROR"
    return None


def _short_iif(words: list[Token]) -> str | None:
    """`iif(a, b)` and `iif(a, b, c, d, e)` came with 3.48; before, it takes three arguments."""
    for at, word in enumerate(words[:-1]):
        if word.says("IIF") and words[at + 1].says("(") and _arguments(words, at + 2) != _IIF_ARGUMENTS:
            return f"wrong number of arguments to function {word.text}() at offset {word.span.start}: SQLITE_ERROR"
    return None


_IIF_ARGUMENTS = 3


def _arguments(words: list[Token], at: int) -> int:
    depth, commas = 0, 0
    for word in words[at:]:
        depth += word.says("(") - word.says(")")
        if depth < 0:
            break
        commas += depth == 0 and word.says(",")
    return commas + 1


def _new_alter(words: list[Token]) -> str | None:
    """ALTER TABLE t ADD [CONSTRAINT c] CHECK …, DROP CONSTRAINT, ALTER [COLUMN] c SET/DROP NOT NULL: new in 3.53."""
    at = next(
        (place for place, word in enumerate(words) if place >= _AFTER_NAME and word.says("ADD", "DROP", "ALTER")), None
    )
    if at is None or at + 1 >= len(words):
        return None
    verb, following = words[at], words[at + 1]
    if verb.says("ALTER"):
        return _syntax_error(verb)
    return _syntax_error(following) if following.says("CONSTRAINT", "CHECK") else None


_AFTER_NAME = 3
"""ALTER TABLE name."""


def _syntax_error(token: Token) -> str:
    return f'near "{token.text}": syntax error at offset {token.span.start}: SQLITE_ERROR'
