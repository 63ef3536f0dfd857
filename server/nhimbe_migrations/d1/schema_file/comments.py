"""Whose a comment is: that of the thing below it, of the file, or code that somebody put aside.

Code that is commented out belongs to nobody. It may come back, so no edit takes it away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import tokens
from nhimbe_migrations.text import Span

__all__ = ["Unit", "is_ruled", "last_heading", "mentions", "own_start", "speaks_of_file", "units_of"]

_SHORTEST_RULE = 3
_SHORTEST_STEM = 3
_STATEMENT = re.compile(
    r"""\s*(?:CREATE\s+(?:UNIQUE\s+|VIRTUAL\s+|TEMP\s+|TEMPORARY\s+)?(?:TABLE|INDEX|VIEW|TRIGGER)\s+[\w"`\[.]+.*[(;\w]
    |ALTER\s+TABLE\s+\S+\s+(?:ADD|DROP|RENAME)\b
    |(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO\s+\S+
    |UPDATE\s+\S+\s+SET\b|DELETE\s+FROM\s+\S+
    |DROP\s+(?:TABLE|INDEX|VIEW|TRIGGER)\s+(?:IF\s+EXISTS\s+)?[\w"`\[.]+\s*;?\s*$
    |PRAGMA\s+\w+|SELECT\s.*(?:;|\bFROM\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_TYPE = (
    r"(?:TEXT|INTEGER|INT|BIGINT|SMALLINT|TINYINT|REAL|DOUBLE|FLOAT|BLOB|NUMERIC|DECIMAL|BOOLEAN|BOOL|DATE|DATETIME"
    r"|TIMESTAMP|JSON|CHAR|VARCHAR|UUID)"
)
_NAME = r"""(?:[\w$]+|"[^"]+"|`[^`]+`|\[[^\]]+\])"""
_COLUMN = re.compile(
    rf"\s*,?\s*{_NAME}\s+(?:{_TYPE}\b(?:\s*\([\d\s,]*\))?"
    r"(?:\s*,?\s*$|\s+(?:NOT\s+NULL|NULL|PRIMARY|DEFAULT|CHECK|REFERENCES|UNIQUE|COLLATE|GENERATED|AS)\b)|\w+\s*,\s*$)",
    re.IGNORECASE,
)
_CONSTRAINT = re.compile(
    r"\s*,?\s*(?:CONSTRAINT\s+\S+\s+)?(?:(?:FOREIGN|PRIMARY)\s+KEY|UNIQUE|CHECK)\s*\(.*\).*\s*,?\s*$", re.IGNORECASE
)
_OF_FILE = re.compile(
    r"\b(?:schema|database|wrangler|generated|copyright|licen[cs]e|migrations?|d1|do not edit)\b|\.sql\b|SPDX|@",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One comment: a line, or a block."""

    span: Span
    text: str
    is_code: bool
    """A statement, or a part of a table, that was commented out."""


def units_of(text: str, span: Span) -> list[Unit]:
    """Return the comments in `span` of `text`, in order, each told apart from commented-out code."""
    found: list[Unit] = []
    inside = False
    for token in tokens(span.of(text)):
        if token.kind != "comment":
            continue
        place = Span(token.span.start + span.start, token.span.end + span.start)
        comment = _without_note(_bare(token.text))
        starts = _begins_statement(comment)
        inside = inside or starts
        holds = any(_begins_statement(line) and line.rstrip().endswith((";", "(")) for line in comment.splitlines())
        found.append(Unit(place, token.text, inside or holds or _is_part(comment)))
        if inside and comment.rstrip().endswith(";"):
            inside = False
    return found


def _bare(comment: str) -> str:
    """The words of a comment without its marks."""
    if comment.startswith("--"):
        return comment[2:]
    return comment.removeprefix("/*").removesuffix("*/").strip("*! \t\n")


def _without_note(comment: str) -> str:
    """A line that was commented out, without the comment that stood behind its code."""
    code = comment.split("--", 1)[0]
    return code if _is_part(code) or (_begins_statement(code) and code.rstrip().endswith((";", "(", ","))) else comment


def _begins_statement(comment: str) -> bool:
    """Whether the words are SQL: said in capitals, or with the marks of SQL, since people begin sentences so too."""
    match = _STATEMENT.match(comment)
    if match is None:
        return False
    first = comment.split(None, 1)[0]
    return first.isupper() or comment.rstrip().endswith((";", "(", ","))


def _is_part(comment: str) -> bool:
    return bool(_COLUMN.match(comment) or _CONSTRAINT.match(comment)) and not comment.rstrip().endswith(".")


def own_start(
    text: str, comment: Span, names: Sequence[str], *, top_of_file: bool, told_apart: bool, to_next: bool
) -> int:
    """Return where the part of `comment` begins that belongs to the thing below it, which is called one of `names`.

    What is no part of the thing's own stays, with all above it.

    Args:
        text: the whole text.
        comment: the comments right above the thing.
        names: what the thing is called.
        top_of_file: nothing that stays stands above it.
        told_apart: things of its kind mostly have a comment of their own here.
        to_next: without the thing it would stand right above another, and so may speak of both.
    """
    units = units_of(text, comment)
    own: list[Unit] = []
    heading = last_heading(text, comment)
    for unit in reversed(units):
        if unit.is_code or (heading is not None and unit.span.start < heading.end):
            break
        own.insert(0, unit)
    if top_of_file:
        own = _without_heading_of_file(own, names, told_apart=told_apart)
    elif to_next and not any(mentions(unit.text, name) for unit in own for name in names):
        own = []
    if not own:
        return comment.end
    return comment.start if own[0] is units[0] else _line_break_before(text, own[0].span.start)


def last_heading(text: str, comment: Span) -> Span | None:
    """Return the last heading with a drawn line in `comment`: its title, and the lines drawn above and below it.

    It begins at its line break. A single line is drawn below its title where words stand above it, else above it.
    """
    units = units_of(text, comment)
    last = next((at for at in range(len(units) - 1, -1, -1) if is_ruled(units[at].text)), None)
    if last is None:
        return None
    bare = [at for at, unit in enumerate(units) if _is_bare_line(unit.text)]
    first, end = last, last
    if last in bare and len(bare) % 2 == 0:
        first = bare[-2]
    elif last in bare:
        first, end = 0, max(last, min(1, len(units) - 1))
    return Span(_line_break_before(text, units[first].span.start), units[end].span.end)


def _is_bare_line(comment: str) -> bool:
    return is_ruled(comment) and not any(sign.isalnum() for sign in comment)


def speaks_of_file(comment: str) -> bool:
    """Whether a comment speaks of the file or the database, not of one thing in it."""
    return bool(_OF_FILE.search(comment))


def _without_heading_of_file(units: list[Unit], names: Sequence[str], *, told_apart: bool) -> list[Unit]:
    """The units that speak of the first thing in a file, and not of the file."""
    first = max((at + 1 for at, unit in enumerate(units) if _OF_FILE.search(unit.text)), default=0)
    for at, unit in enumerate(units[first:], first):
        if told_apart or any(mentions(unit.text, name) for name in names):
            return units[at:]
    return []


def _line_break_before(text: str, place: int) -> int:
    """Where the line break before `place` is, if only blanks lie between; else `place`."""
    at = text.rfind("\n", 0, place)
    return at if at >= 0 and not text[at:place].strip() else place


def mentions(comment: str, name: str) -> bool:
    """Whether `comment` names `name`, as SQL or as people write it (`event_reviews`, "Event reviews", "a review")."""
    text, plain = (folded(words).replace("_", " ") for words in (comment, name))
    stem = plain.removesuffix("s")
    return bool(plain) and (plain in text or (len(stem) >= _SHORTEST_STEM and f" {stem} " in f" {_words(text)} "))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def is_ruled(comment: str) -> bool:
    """Whether a comment is a heading with a drawn line (`-- =====`): it speaks of everything below it."""
    for line in comment.splitlines():
        drawn = line.strip().removeprefix("--").removeprefix("/*").removesuffix("*/").strip()
        if len(drawn) >= _SHORTEST_RULE and len(set(drawn)) == 1 and not drawn[0].isalnum():
            return True
        if any(mark * (_SHORTEST_RULE + 1) in drawn for mark in "=-─═*#~"):
            return True
    return False
