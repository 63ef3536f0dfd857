"""What the SQL of 3.54 has and that of 3.47 had not: the statement is refused as the older grammar would have."""

from __future__ import annotations

from nhimbe_migrations.d1.tokens import Token, significant

__all__ = ["refused_by_baseline"]


def refused_by_baseline(statement: str) -> str | None:
    """Return D1's error where SQLite 3.47 refuses `statement` although 3.54 takes it, else None."""
    words = significant(statement[:400]) if statement[:5].upper() == "ALTER" else []
    return _new_alter(words)


def _new_alter(words: list[Token]) -> str | None:
    """ALTER TABLE t ADD [CONSTRAINT c] CHECK …, DROP CONSTRAINT, ALTER [COLUMN] c SET/DROP NOT NULL: new in 3.53."""
    at = next((place for place, word in enumerate(words) if place > 2 and word.says("ADD", "DROP", "ALTER")), None)
    if at is None or at + 1 >= len(words):
        return None
    verb, following = words[at], words[at + 1]
    if verb.says("ALTER"):
        return _syntax_error(verb)
    return _syntax_error(following) if following.says("CONSTRAINT", "CHECK") else None


def _syntax_error(token: Token) -> str:
    return f'near "{token.text}": syntax error at offset {token.span.start}: SQLITE_ERROR'
