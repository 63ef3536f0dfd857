"""The pieces of a statement, cut where its keywords stand outside all parentheses, as text that goes into another query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nhimbe_migrations.d1.sql.actions import WriteRows, read_action
from nhimbe_migrations.d1.sql.create_table import parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import Token, names_in, significant

__all__ = [
    "Unreadable",
    "Write",
    "column_named",
    "documents_made",
    "index_terms",
    "parts_of",
    "read_write",
    "text_of",
]


class Unreadable(Exception):  # noqa: N818 it is an answer
    """The statement has a form that is not followed here."""


@dataclass(frozen=True, slots=True)
class Write:
    """An INSERT, REPLACE, UPDATE or DELETE in pieces."""

    verb: str
    """INSERT (of which REPLACE is a kind), UPDATE or DELETE."""
    table: str
    alias: str
    """The name that its own expressions may use for the table."""
    ctes: str = ""
    """What stands between WITH and the verb."""
    conflict: str = ""
    """IGNORE or REPLACE, where a row that breaks a key does not stop it; NOTHING or UPDATE, where ON CONFLICT says so."""
    columns: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    """The key that ON CONFLICT names; nothing where it means every one."""
    renewed: tuple[tuple[tuple[str, ...], str], ...] = ()
    """What DO UPDATE SET sets: columns, and the expression that they get."""
    source: str = ""
    """The SELECT or VALUES of an INSERT."""
    sets: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Of an UPDATE: columns, and the expression that they get."""
    others: str = ""
    """What UPDATE … FROM draws on."""
    where: str = ""
    words: frozenset[str] = field(default=frozenset())
    """Every name that occurs, folded."""


_CLAUSES = ("SET", "FROM", "WHERE", "RETURNING", "ORDER", "LIMIT", "INDEXED", "NOT")
_VERBS = ("INSERT", "REPLACE", "UPDATE", "DELETE")


def text_of(statement: Statement, words: Sequence[Token]) -> str:
    """Return the text from the first of these tokens to the last, on one line, without comments."""
    if not words:
        return ""
    shift = statement.span.start
    if any(token.kind == "comment" for token in statement.tokens) or "\n" in statement.text:
        parts: list[str] = []
        end = words[0].span.start
        for word in words:
            parts.append((" " if word.span.start > end else "") + word.text)
            end = word.span.end
        return "".join(parts)
    return statement.text[words[0].span.start - shift : words[-1].span.end - shift]


def parts_of(words: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the parts of a list between the commas outside all parentheses."""
    depth = 0
    part: list[Token] = []
    for word in words:
        depth += word.says("(") - word.says(")")
        if depth == 0 and word.says(","):
            yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def index_terms(statement: Statement) -> tuple[list[str], str]:
    """Return the keys of a CREATE INDEX, without their direction, and its condition; nothing where there are none."""
    words = statement.significant
    start = next((at for at, word in enumerate(words) if word.says("(")), len(words))
    inner = parenthesised(words, start)
    terms = [
        re.sub(r"\s+(ASC|DESC)$", "", text_of(statement, term), flags=re.IGNORECASE) for term in parts_of(inner[1:-1])
    ]
    after = words[start + len(inner) :]
    return terms, text_of(statement, after[1:]) if after and after[0].says("WHERE") else ""


def column_named(term: str) -> str:
    """Return the folded column that a term of a key is, without its quotes; the folded term, which names none, where it is more."""
    words = significant(term)
    return folded(words[0].name if len(words) == 1 else term)


def read_write(statement: Statement) -> Write | None:
    """Return the pieces of a statement that writes rows; None for any other.

    Raises:
        Unreadable: it writes in a form that is not followed here.
    """
    words = list(statement.significant)
    ctes = ""
    if words and words[0].says("WITH"):
        at = _outside(words, 1, *_VERBS, "SELECT")
        if at is None or words[at].says("SELECT"):
            return None
        ctes, words = text_of(statement, words[1:at]), words[at:]
    action = read_action(words)
    if not isinstance(action, WriteRows):
        return None
    if action.verb == "INSERT":
        return _insert(statement, words, action, ctes)
    at, alias = _alias(words, action.rest, action.table.name)
    clauses = _clauses(words[at:])
    if clauses.keys() & {"ORDER", "LIMIT", "INDEXED", "NOT", ""}:
        raise Unreadable(statement.text)
    sets = tuple(_assignments(statement, clauses.get("SET", [])))
    if action.verb == "UPDATE" and not sets:
        raise Unreadable(statement.text)
    return Write(
        action.verb,
        action.table.name,
        alias,
        ctes,
        _conflict(words),
        sets=sets,
        others=text_of(statement, clauses.get("FROM", [])),
        where=text_of(statement, clauses.get("WHERE", [])),
        words=_names(statement),
    )


def _names(statement: Statement) -> frozenset[str]:
    return names_in(statement.text)


def _insert(statement: Statement, words: list[Token], action: WriteRows, ctes: str) -> Write:
    conflict = _conflict(words)
    at, alias = _alias(words, action.rest, action.table.name)
    columns: tuple[str, ...] = ()
    inner = parenthesised(words, at)
    if inner:
        columns = tuple(word.name for word in inner[1:-1] if not word.says(","))
        at += len(inner)
    if at >= len(words) or not words[at].says("SELECT", "VALUES", "WITH"):
        raise Unreadable(statement.text)
    end = _outside(words, at, "RETURNING") or len(words)
    spared: tuple[str, ...] = ()
    renewed: tuple[tuple[tuple[str, ...], str], ...] = ()
    for place in range(at, end - 1):
        if words[place].says("ON") and words[place + 1].says("CONFLICT"):
            does = _outside(words, place, "DO")
            conflict = "UPDATE" if does is not None and words[does + 1].says("UPDATE") else "NOTHING"
            if does is not None and conflict == "UPDATE":
                renewed = tuple(_assignments(statement, _clauses(words[does + 2 : end]).get("SET", [])))
            inner = parenthesised(words, place + 2)
            spared = tuple(word.name for word in inner[1:-1] if word.kind in ("word", "quoted"))
            end = place
            break
    return Write(
        "INSERT",
        action.table.name,
        alias,
        ctes,
        conflict,
        columns,
        spared=spared,
        renewed=renewed,
        source=text_of(statement, words[at:end]),
        words=_names(statement),
    )


def _conflict(words: Sequence[Token]) -> str:
    if words[0].says("REPLACE"):
        return "REPLACE"
    if len(words) > 2 and words[1].says("OR"):  # noqa: PLR2004 verb, OR, what
        return words[2].text.upper()
    return ""


def _alias(words: Sequence[Token], at: int, table: str) -> tuple[int, str]:
    if at + 1 < len(words) and words[at].says("AS"):
        return at + 2, words[at + 1].name
    if at < len(words) and words[at].kind in ("word", "quoted") and not words[at].says(*_CLAUSES, "VALUES", "SELECT"):
        if words[at].says("DEFAULT", "WITH"):
            return at, table
        return at + 1, words[at].name
    return at, table


def _clauses(words: Sequence[Token]) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {}
    current, depth = "", 0
    for at, word in enumerate(words):
        depth += word.says("(") - word.says(")")
        starts = depth == 0 and word.says(*_CLAUSES) and not (word.says("NOT") and current)
        if starts and not (word.says("FROM") and at and words[at - 1].says("DISTINCT")):
            current = word.text.upper()
            found.setdefault(current, [])
        else:
            found.setdefault(current, []).append(word)
    return found


def _assignments(statement: Statement, words: Sequence[Token]) -> Iterator[tuple[tuple[str, ...], str]]:
    for part in parts_of(words):
        inner = parenthesised(part, 0)
        names = tuple(word.name for word in inner[1:-1] if not word.says(",")) if inner else (part[0].name,)
        at = len(inner) or 1
        if at + 1 >= len(part) or not part[at].says("="):
            raise Unreadable(statement.text)
        yield names, text_of(statement, part[at + 1 :])


def _outside(words: Sequence[Token], start: int, *wanted: str) -> int | None:
    """Place of the first of these words outside all parentheses."""
    depth = 0
    for at in range(start, len(words)):
        depth += words[at].says("(") - words[at].says(")")
        if depth == 0 and words[at].says(*wanted):
            return at
    return None


def documents_made(select: str) -> Iterator[tuple[str, str]]:
    """Yield, for each json_each() or json_tree() of a FROM clause that reads more than a column, what stands before it there and the document."""
    words = significant(select)
    start = _outside(words, 0, "FROM")
    for at in range(start + 1 if start is not None else len(words), len(words) - 1):
        inner = parenthesised(words, at + 1) if words[at].says("JSON_EACH", "JSON_TREE") else ()
        document = next(parts_of(inner[1:-1]), []) if inner else []
        if start is None or len(document) < 4:  # noqa: PLR2004 a name, perhaps with that of its table
            continue
        end = at
        while end > start + 1 and words[end - 1].says(",", *_JOINING):
            end -= 1
        if end > start + 1:
            yield _between(select, words[start + 1 : end]), _between(select, document)


_JOINING = ("JOIN", "LEFT", "CROSS", "INNER", "OUTER")


def _between(text: str, words: Sequence[Token]) -> str:
    return text[words[0].span.start : words[-1].span.end]
