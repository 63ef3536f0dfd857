"""Candidate values that a CHECK constraint itself suggests.

Its literals and what lies beside them, and texts that fit its patterns. Whether one really fits, the engine decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.sql.tokens import Token, significant

__all__ = ["suggested"]


def suggested(expression: str) -> tuple[Value, ...]:
    """Return the values that `expression` speaks of, likeliest first, without repeats."""
    found = dict.fromkeys((type(value), value) for value in _suggestions(significant(expression)))
    return tuple(value for _, value in found)


def _suggestions(words: list[Token]) -> Iterator[Value]:
    numbers = [_number(word.text) for word in words if word.kind == "number"]
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        if word.kind in ("string", "quoted") and word.text[0] in "'\"":
            yield from _from_text(word.name, before)
    for number in numbers:
        yield from (number, number + 1, number - 1)
    if len(numbers) > 1:
        yield (numbers[0] + numbers[-1]) // 2 if isinstance(numbers[0] + numbers[-1], int) else sum(numbers) / 2
    if any(word.says("LENGTH", "OCTET_LENGTH") for word in words):
        yield from _of_length(numbers)
    if any(word.says("JSON_VALID", "JSON_TYPE", "JSON_ARRAY_LENGTH", "JSON_EXTRACT") for word in words):
        yield from ("{}", "[]", '{"a":1}', '["a"]', "[1]")
    if any(word.says("TYPEOF") for word in words):
        yield from (1, "text", 1.5, b"blob")
    if any(word.says("DATE", "DATETIME", "JULIANDAY", "STRFTIME", "TIME", "UNIXEPOCH") for word in words):
        yield from ("2026-03-05", "2026-03-05 10:00:00", "2026-03-05T10:00:00Z", "10:00:00")


def _from_text(text: str, before: Token | None) -> Iterator[Value]:
    if before is not None and before.says("GLOB"):
        yield from _fitting_glob(text)
    elif before is not None and before.says("LIKE"):
        yield text.replace("%", "abc").replace("_", "a")
        yield text.replace("%", "1").replace("_", "1")
        yield text.replace("%", "").replace("_", "a")
    else:
        yield text


_GLOB_PIECE = re.compile(r"\[(\^?)(\]?[^\]]*)\]|\*|\?|(?s:.)")


def _fitting_glob(pattern: str) -> Iterator[str]:
    for star, first in (("", 0), ("a", 0), ("1", 0), ("abc", 0), ("", -1)):
        yield "".join(_glob_piece(match, star, first) for match in _GLOB_PIECE.finditer(pattern))
    # NOT GLOB '*[^a-z0-9-]*': the text is made of what the class leaves out.
    negated = re.search(r"\[\^(\]?[^\]]*)\]", pattern)
    if negated:
        character = _of_class(negated.group(1), 0)
        yield from (character, character * 3, character * 8)


def _glob_piece(match: re.Match[str], star: str, first: int) -> str:
    text = match.group()
    if text == "*":
        return star
    if text == "?":
        return "a"
    if match.group(2) is None:
        return text
    return _of_class(match.group(2), first) if not match.group(1) else _outside(match.group(2))


def _of_class(members: str, which: int) -> str:
    if members[1:2] == "-":
        return members[0] if which == 0 else members[-1]
    return members[which] if members else "a"


def _outside(members: str) -> str:
    inside = re.compile("[" + re.escape(members).replace("\\-", "-") + "]")
    return next((char for char in "a0A-_ ~" if not inside.match(char)), "~")


def _of_length(numbers: list[int | float]) -> Iterator[str]:
    for number in numbers:
        for length in (int(number), int(number) + 1, int(number) - 1):
            if 0 < length <= _LONGEST:
                yield from ("a" * length, "A" * length, "1" * length)
    yield "a"


_LONGEST = 5_000


def _number(text: str) -> int | float:
    bare = text.replace("_", "")
    try:
        return int(bare, 0)
    except ValueError:
        return float(bare) if not bare.isdigit() else int(bare)
