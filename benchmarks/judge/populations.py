"""Rows that the schema allows, beside those of the author: what a database that has lived may hold.

They are made from the schema, the author's rows and the literals of the migration, by a seed that is the case's own
name; they never contradict a column's type or a constraint, since each row is tried on SQLite first.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import apsw
from judge.cases import Case

__all__ = ["MOODS", "generated"]

MOODS = ("twins", "gaps", "shapes", "strangers", "named", "taken")
"""`twins`: few values, often the same. `gaps`: NULL wherever it may stand. `shapes`: other case, blanks, long and odd texts,
negative and large numbers. `strangers`: values that no row elsewhere has, also in columns that look like references.
`named`: keys that the migration's own literals name, in the tables that it writes no rows of its own into; `taken`: the
same in those that it does."""


def generated(case: Case, *, rows: int = 7) -> dict[str, str]:
    """Return name → SQL, for each mood that could be made."""
    found = {}
    for mood in MOODS:
        text = _made(case, mood, rows)
        if text:
            found[mood] = text
    return found


_BY_KEY = ("named", "taken")
_WRITTEN = r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?|REPLACE\s+)INTO\s+[\"`\[]?(\w+)"


def _made(case: Case, mood: str, rows: int) -> str:
    chance = random.Random(f"{case.id}:{mood}")
    connection = apsw.Connection(":memory:")
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(case.schema)
        pools = _pools(case)
        tables = _in_order(connection)
        literals = _literals(case.migration)
        made: list[str] = []
        written = {name.lower() for name in re.findall(_WRITTEN, case.migration, re.IGNORECASE)}
        if mood in _BY_KEY and not (
            literals and any((table.lower() in written) is (mood == "taken") for table in tables)
        ):
            return ""
        for table in tables:
            by_key = mood in _BY_KEY and (table.lower() in written) is (mood == "taken")
            # Where the migration finds what it names, it does not find its own rows there already.
            words = [] if mood == "named" and not by_key else literals
            made += _filled(connection, table, mood, pools, chance, rows, words, by_key=by_key)
        return "\n".join(made)
    except apsw.Error:
        return ""
    finally:
        connection.close()


def _pools(case: Case) -> dict[tuple[str, str], list[Any]]:
    """What the author's rows hold, per column."""
    connection = apsw.Connection(":memory:")
    connection.execute(case.schema)
    connection.execute(case.populations.get("sane", ""))
    found: dict[tuple[str, str], list[Any]] = {}
    for table in _tables(connection):
        names = [row[1] for row in connection.execute(f"PRAGMA table_xinfo({_quoted(table)})") if row[6] == 0]
        for row in connection.execute(f"SELECT {', '.join(map(_quoted, names))} FROM {_quoted(table)}"):
            for name, value in zip(names, row, strict=True):
                found.setdefault((table, name), []).append(value)
    connection.close()
    return found


def _literals(sql: str) -> list[Any]:
    texts = [
        text.replace("''", "'")
        for text in re.findall(r"'((?:[^']|'')*)'", sql)
        if 0 < len(text) < 40 and "%" not in text
    ]
    numbers = [int(number) for number in re.findall(r"(?<![\w.'-])\d{1,6}(?![\w.'-])", sql)]
    return [*dict.fromkeys((*texts, *numbers))]


def _tables(connection: apsw.Connection) -> list[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    found = [*connection.execute(query)]
    virtual = [name for name, sql in found if re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE)]
    return [name for name, _ in found if not any(name == owner or name.startswith(f"{owner}_") for owner in virtual)]


def _in_order(connection: apsw.Connection) -> list[str]:
    """Parents first; a circle is cut where it is met."""
    waiting = _tables(connection)
    parents = {
        table: {row[2] for row in connection.execute(f"PRAGMA foreign_key_list({_quoted(table)})")} for table in waiting
    }
    done: list[str] = []
    while waiting:
        ready = next((table for table in waiting if not (parents[table] & {*waiting}) - {table}), waiting[0])
        waiting.remove(ready)
        done.append(ready)
    return done


def _filled(
    connection: apsw.Connection,
    table: str,
    mood: str,
    pools: dict[tuple[str, str], list[Any]],
    chance: random.Random,
    rows: int,
    literals: Sequence[Any],
    *,
    by_key: bool,
) -> Iterator[str]:
    columns = [row for row in connection.execute(f"PRAGMA table_xinfo({_quoted(table)})") if row[6] == 0]
    keys = {row[3]: (row[2], row[4]) for row in connection.execute(f"PRAGMA foreign_key_list({_quoted(table)})")}
    kept = tried = 0
    while kept < rows and tried < rows * 6:
        tried += 1
        values: dict[str, Any] = {}
        for _, name, kind, notnull, default, key, _ in columns:
            parent = keys.get(name)
            if parent is not None:
                values[name] = _of_parent(connection, *parent, chance, may_lack=not notnull, mood=mood)
            else:
                pool = pools.get((table, name), [])
                values[name] = _value(
                    mood,
                    kind or "",
                    pool,
                    literals,
                    chance,
                    notnull=bool(notnull),
                    key=bool(key),
                    at=tried,
                    default=default,
                )
            if by_key and key:
                named = [item for item in literals if isinstance(item, int) is isinstance(values[name], int)]
                values[name] = named[tried - 1] if tried <= len(named) else values[name]
        text = f"INSERT INTO {_quoted(table)} ({', '.join(map(_quoted, values))}) VALUES ({', '.join(map(_sql, values.values()))});"
        try:
            connection.execute(text)
        except apsw.Error:
            continue
        kept += 1
        yield text


def _of_parent(
    connection: apsw.Connection, parent: str, column: str | None, chance: random.Random, *, may_lack: bool, mood: str
) -> Any:
    if may_lack and chance.random() < (0.5 if mood == "gaps" else 0.1):
        return None
    if column is None:
        row = next((item for item in connection.execute(f"PRAGMA table_info({_quoted(parent)})") if item[5]), None)
        column = row[1] if row else "rowid"
    found = [
        row[0]
        for row in connection.execute(
            f"SELECT {_quoted(column)} FROM {_quoted(parent)} WHERE {_quoted(column)} IS NOT NULL"
        )
    ]
    return chance.choice(found) if found else None


def _value(
    mood: str,
    kind: str,
    pool: Sequence[Any],
    literals: Sequence[Any],
    chance: random.Random,
    *,
    notnull: bool,
    key: bool,
    at: int,
    default: str | None,
) -> Any:
    kept = [value for value in pool if value is not None]
    if key:
        if kept and isinstance(kept[0], str):
            return f"{mood[0]}{at}"
        return 1000 + at
    if not notnull and chance.random() < {"gaps": 0.5, "twins": 0.15}.get(mood, 0.1):
        return None
    is_text = isinstance(kept[0], str) if kept else not re.search(r"INT|REAL|NUM|BOOL|FLOA|DOUB|DEC", kind.upper())
    is_real = any(isinstance(value, float) for value in kept) or bool(re.search(r"REAL|FLOA|DOUB", kind.upper()))
    if is_text:
        return _text(
            mood,
            [value for value in kept if isinstance(value, str)],
            [item for item in literals if isinstance(item, str)],
            chance,
            at,
            default,
        )
    number = [value for value in kept if isinstance(value, (int, float))] or [0, 1]
    if set(number) <= {0, 1}:
        return chance.choice([0, 1])
    wide = [item for item in literals if isinstance(item, int)]
    match mood:
        case "twins":
            return chance.choice([*number[:2], *wide[:2]])
        case "shapes":
            return chance.choice([*number, *wide, 0, -1, 1_000_000_007, *([0.5, -2.25] if is_real else [])])
        case "strangers":
            return 7_000 + at
        case _:
            return chance.choice([*number, *wide])


def _text(
    mood: str, pool: Sequence[str], literals: Sequence[str], chance: random.Random, at: int, default: str | None
) -> str:
    words = [*pool] or [f"w{at % 3}"]
    structured = any(re.match(r"\s*[\[{]|\d{4}-\d\d", word) for word in words)
    near = [item for item in literals if item in words or (default and item in default)] or [*literals]
    match mood:
        case "twins":
            return chance.choice([*words[:2], *near])
        case "shapes" if not structured:
            # Each shape in turn: which of them a database holds must not hang on a draw.
            word = chance.choice(words)
            forms = [
                word.upper(),
                "",
                f"{word} é✓",
                word.title(),
                f" {word}",
                f"{word}  ",
                word * 40,
                chance.choice([*near, word]),
            ]
            return forms[at % len(forms)]
        case "strangers" if not structured:
            return f"stranger {at}"
        case _:
            return chance.choice([*words, *near] if not structured else words)


def _sql(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
