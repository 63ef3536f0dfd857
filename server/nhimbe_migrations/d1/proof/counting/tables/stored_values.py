"""Values as their column stores them: SQLite turns 1 into '1' in a column of texts, and '1' into 1 in one of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.proof.counting.tables.definitions import stored_as
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.create_table import parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant

__all__ = ["NUMBERS", "REALS", "TEXTS", "as_stored", "copied_alike", "stored_alike"]

TEXTS = (
    "lower", "upper", "trim", "ltrim", "rtrim", "replace", "hex", "date", "datetime", "time", "strftime", "typeof",
    "printf", "format", "quote", "group_concat", "string_agg", "json", "json_object", "json_array", "json_set", "json_insert", "json_replace",
    "json_remove", "json_patch", "json_group_array", "json_group_object", "concat", "concat_ws",
)  # fmt: skip
NUMBERS = ("length", "octet_length", "count", "instr", "unixepoch", "unicode", "row_number", "rank", "dense_rank", "random", "total", "julianday", "changes")  # fmt: skip
"""Functions that give numbers, or NULL."""
REALS = ("total", "julianday")
"""Those of them that give no whole ones, of which a column of REAL makes others: 3 becomes 3.0, which is seen as a text."""


def as_stored(value: str, type_: str, types: Mapping[str, str]) -> str:
    """Return the expression `value` as a column of `type_` stores it, or as it is where that changes nothing.

    `types` are those of the columns that it may name, by folded name.
    """
    wanted = affinity(type_)
    if wanted == "BLOB" or _is_stored_so(_Reading(wanted, types), significant(value)):
        return value
    if wanted == "TEXT" or len(value) <= _SHORT:
        return stored_as(f"({value})", type_)
    return f"(SELECT {stored_as('v', type_)} FROM (SELECT ({value}) AS v))"


def stored_alike(source: str, columns: Sequence[str], relation: Relation, types: Mapping[str, str]) -> set[str]:
    """Return the folded names of `columns`, of `relation`, that hold what the SELECT `source` gives as it is."""
    found = set()
    for column, value in _given(source, columns):
        wanted = affinity(relation.type_of(column))
        if wanted == "BLOB" or _is_stored_so(_Reading(wanted, types), value):
            found.add(folded(column))
    return found


def copied_alike(source: str, columns: Sequence[str], relation: Relation, types: Mapping[str, str]) -> set[str]:
    """Return the folded names of those that get a column of the same affinity: it compares as theirs does."""
    found = set()
    for column, value in _given(source, columns):
        name = _copied(_bare(value))
        if name is not None and name in types and affinity(types[name]) == affinity(relation.type_of(column)):
            found.add(folded(column))
    return found


def _given(source: str, columns: Sequence[str]) -> Iterator[tuple[str, Sequence[Token]]]:
    """Each column with the expression that a SELECT gives it; nothing where that is not known."""
    if source[:6].upper() == "VALUES":  # the rows of a seed: many, and none of them a copy of a column
        return
    words = significant(source)
    if not words or not words[0].says("SELECT") or _outside(words, "UNION", start=0) < len(words):
        return
    start = 2 if words[1].says("DISTINCT", "ALL") else 1
    values = _arguments(words[start : _outside(words, "FROM", start=start)])
    if len(values) != len(columns):  # a star: columns of the same name, as it is with copies
        values = [[_named(column)] for column in columns]
    yield from ((column, _unnamed(value)) for column, value in zip(columns, values, strict=True))


def _copied(words: Sequence[Token]) -> str | None:
    """The folded name of the column that an expression is; None where it is more."""
    is_name = len(words) == 1 or (len(words) == _QUALIFIED and words[1].says("."))
    return folded(words[-1].name) if is_name and words[0].kind in ("word", "quoted") else None


def _named(column: str) -> Token:
    return significant(quoted(column))[0]


def _unnamed(words: Sequence[Token]) -> Sequence[Token]:
    """An expression without the name that AS gives it."""
    at = _outside(words, "AS", start=0)
    return words[:at]


_SHORT = 40


@dataclass(frozen=True, slots=True)
class _Reading:
    wanted: str
    types: Mapping[str, str]


def _is_stored_so(reading: _Reading, words: Sequence[Token]) -> bool:
    """Whether a column of the affinity that is wanted leaves the expression as it is, whatever it gives."""
    words, wanted = _bare(words), reading.wanted
    if not words or (len(words) == 1 and words[0].says("NULL")):
        return True
    first = words[0]
    if len(words) == 1 and first.kind in ("string", "number"):
        return (first.kind == "string") is (wanted == "TEXT") and not (wanted == "REAL" and first.text.isdigit())
    name = _copied(words)
    if name is not None:
        return name in reading.types and affinity(reading.types[name]) == wanted
    if first.says("SELECT"):
        column = words[1 : _outside(words, "FROM", start=1)]
        return not any(word.says(",") for word in column) and _is_stored_so(reading, column)
    if first.says("CASE") and words[-1].says("END"):
        return all(_is_stored_so(reading, outcome) for outcome in _outcomes(words[1:-1]))
    inner = parenthesised(words, 1) if len(words) > 1 else ()
    if inner and len(inner) == len(words) - 1:
        return _is_call_stored_so(reading, folded(first.name), _arguments(inner[1:-1]))
    return wanted == "TEXT" and _is_joined(words)


def _is_call_stored_so(reading: _Reading, name: str, arguments: list[Sequence[Token]]) -> bool:
    match name:
        case "coalesce" | "ifnull":
            return all(_is_stored_so(reading, argument) for argument in arguments)
        case "iif":
            return all(_is_stored_so(reading, argument) for argument in arguments[1:])
        case "substr" | "substring":  # of a blob it is a blob
            return reading.wanted == "TEXT" and all(_is_stored_so(reading, argument) for argument in arguments[:1])
        case "nullif" | "min" | "max":
            return all(_is_stored_so(reading, argument) for argument in arguments[:1])
        case _:
            return name in (TEXTS if reading.wanted == "TEXT" else REALS if reading.wanted == "REAL" else NUMBERS)


_QUALIFIED = 3
"""Tokens of `table.column`."""


def _bare(words: Sequence[Token]) -> Sequence[Token]:
    while words and words[0].says("(") and len(parenthesised(words, 0)) == len(words):
        words = words[1:-1]
    return words


def _outside(words: Sequence[Token], wanted: str, *, start: int) -> int:
    """Place of the first such word outside all parentheses; the end where there is none."""
    depth = 0
    for at in range(start, len(words)):
        depth += words[at].says("(") - words[at].says(")")
        if depth == 0 and words[at].says(wanted):
            return at
    return len(words)


def _arguments(words: Sequence[Token]) -> list[Sequence[Token]]:
    found: list[Sequence[Token]] = []
    start = 0
    while start <= len(words):
        end = _outside(words, ",", start=start)
        found.append(words[start:end])
        start = end + 1
    return found


def _outcomes(words: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What stands behind each THEN and the ELSE of one CASE, those of a CASE inside it left out."""
    depth, start = 0, None
    for at, word in enumerate(words):
        depth += word.says("(", "CASE") - word.says(")", "END")
        if depth == 0 and word.says("WHEN", "ELSE") and start is not None:
            yield words[start:at]
            start = None
        if depth == 0 and word.says("THEN", "ELSE"):
            start = at + 1
    if start is not None:
        yield words[start:]


def _is_joined(words: Sequence[Token]) -> bool:
    """Whether texts are put together at the top: nothing binds more loosely than `||` there."""
    depth, joins = 0, False
    for word in words:
        depth += word.says("(") - word.says(")")
        if depth == 0 and word.says("||"):
            joins = True
        elif depth == 0 and (word.kind == "operator" or word.says(*_LOOSER)):
            return False
    return joins


_LOOSER = ("CASE", "SELECT", "AND", "OR", "NOT", "IS", "IN", "LIKE", "GLOB", "BETWEEN")
