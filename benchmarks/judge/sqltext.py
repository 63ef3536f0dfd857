"""What a migration says that it takes away: read from its words, without any parser of the product that is measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Said", "said", "statements", "words"]

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w$]+|\s+|.", re.DOTALL
)


def words(sql: str) -> list[str]:
    """The tokens without comments and blanks; quoted names lose their quotes, strings keep theirs."""
    found = []
    for token in _TOKEN.findall(sql):
        if token.isspace() or token.startswith(("--", "/*")):
            continue
        if len(token) > 1 and token[0] in '"`[':
            found.append(token[1:-1])
        else:
            found.append(token)
    return found


def statements(sql: str) -> Iterator[list[str]]:
    """The words of each statement; the body of a trigger stays in one piece."""
    current: list[str] = []
    depth = 0
    for word in words(sql):
        upper = word.upper()
        head = [item.upper() for item in current[:4]]
        if head[:1] == ["CREATE"] and "TRIGGER" in head:
            depth += (upper in {"BEGIN", "CASE"}) - (upper == "END")
        if word == ";" and depth <= 0:
            if current:
                yield current
            current, depth = [], 0
        else:
            current.append(word)
    if current:
        yield current


@dataclass(slots=True)
class Said:
    """Names in lower case; `(table, column)` pairs carry the table's name at that statement."""

    dropped: set[str] = field(default_factory=set)
    """Tables named by DROP TABLE."""
    deleted: set[str] = field(default_factory=set)
    """Tables named by DELETE FROM."""
    replaced: set[str] = field(default_factory=set)
    """Tables into which INSERT OR REPLACE writes."""
    updated: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Columns named by UPDATE … SET → the words of the value."""
    columns_dropped: set[tuple[str, str]] = field(default_factory=set)
    columns_renamed: dict[tuple[str, str], str] = field(default_factory=dict)
    objects_dropped: set[str] = field(default_factory=set)
    """Indexes, triggers and views named by DROP."""
    casts: bool = False
    """Some value is turned into another type."""
    path: dict[str, str] = field(default_factory=dict)
    """Table before → the name under which the same table stands afterwards; a dropped one is missing."""


def said(sql: str, tables: list[str]) -> Said:
    """Read `sql`, which meets `tables`."""
    found = Said()
    current = {name.lower(): name.lower() for name in tables}
    for statement in statements(sql):
        _read(statement, found, current)
    found.casts = bool({"cast", "round", "abs"} & {word.lower() for word in words(sql)})
    found.path = {origin: name for name, origin in current.items() if origin in {item.lower() for item in tables}}
    return found


def _read(statement: list[str], found: Said, current: dict[str, str]) -> None:
    words_ = [word.lower() for word in statement]
    plain = [word for word in words_ if word not in {"if", "exists", "not", "main", "."}]
    match plain[:2]:
        case ["drop", "table"] if len(plain) > 2:
            found.dropped.add(plain[2])
            current.pop(plain[2], None)
        case ["drop", "index" | "trigger" | "view"] if len(plain) > 2:
            found.objects_dropped.add(plain[2])
        case ["create", "table"] if len(plain) > 2:
            current.setdefault(plain[2], "")
        case ["delete", "from"]:
            found.deleted.add(plain[2])
        case ["update", _]:
            _read_update(words_, found)
        case ["insert" | "replace", _]:
            if "replace" in words_[:3] and "into" in words_[:4]:
                found.replaced.add(words_[words_.index("into") + 1])
            # ON CONFLICT … DO UPDATE SET says what it changes, as an UPDATE does.
            at = next((at for at in range(len(words_) - 2) if words_[at : at + 3] == ["do", "update", "set"]), None)
            if at is not None and "into" in words_:
                _read_update(["update", words_[words_.index("into") + 1], *words_[at + 2 :]], found)
        case ["alter", "table"]:
            _read_alter(plain, found, current)
        case ["with", _]:
            if "delete" in plain and "from" in plain[plain.index("delete") :]:
                found.deleted.add(plain[plain.index("delete") + 2])
            elif "update" in plain:
                _read_update(words_[words_.index("update") :], found)
        case _:
            pass


def _read_alter(plain: list[str], found: Said, current: dict[str, str]) -> None:
    table, rest = plain[2], plain[3:]
    match rest:
        case ["rename", "to", new, *_]:
            if table in current:
                current[new] = current.pop(table)
        case ["rename", "column", old, "to", new, *_] | ["rename", old, "to", new, *_]:
            found.columns_renamed[table, old] = new
        case ["drop", "column", column, *_] | ["drop", column, *_]:
            found.columns_dropped.add((table, column))
        case _:
            pass


def _read_update(words_: list[str], found: Said) -> None:
    if "set" not in words_:
        return
    start = words_.index("set")
    table = next((word for word in reversed(words_[:start]) if re.match(r"\w", word)), "")
    before = words_[1:start]
    if "as" in before:
        table = before[before.index("as") - 1]
    depth, column, value, wants = 0, "", [], True
    for word in words_[start + 1 :]:
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in {"where", "from", "returning"}:
            break
        if depth == 0 and word == ",":
            wants = True
            continue
        if wants and word == "=":
            wants = False
            value = found.updated.setdefault((table, column), [])
        elif wants:
            column = word
            if word not in {"(", ")"}:
                found.updated.setdefault((table, column), [])
        else:
            value.append(word)
