"""Mutants: safe (or depending) cases of the corpus, each with one thing changed that people and assistants get wrong.

The change is made by rule and nothing says what comes of it: the engines label a mutant like any other case, and one that
turns out harmless is a safe case.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from judge.cases import Case, Store, developed
from judge.labels import read_labels

__all__ = ["MUTATIONS", "Mutation", "mutants", "mutated", "safe_cases"]

Mutation = Callable[[str, random.Random], str | None]
"""Changes a text by chance; None where it holds nothing to change."""


def _where_dropped(sql: str, _: random.Random) -> str | None:
    found = re.search(r"\b(?:UPDATE|DELETE FROM)\b[^;]*?(\s+WHERE\b[^;]*)", sql, re.IGNORECASE | re.DOTALL)
    return sql[: found.start(1)] + sql[found.end(1) :] if found else None


def _pieces(sql: str) -> list[str]:
    return [piece for piece in re.split(r"(?<=;)\s*\n", sql.strip()) if piece.strip()]


def _order_swapped(sql: str, chance: random.Random) -> str | None:
    pieces = _pieces(sql)
    if len(pieces) < 2 or "BEGIN" in sql.upper():
        return None
    at = chance.randrange(len(pieces) - 1)
    pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]
    return "\n".join(pieces) + "\n"


def _statement_dropped(kind: str) -> Callable[[str, random.Random], str | None]:
    def mutate(sql: str, _: random.Random) -> str | None:
        pieces = _pieces(sql)
        kept = [piece for piece in pieces if not re.match(rf"\s*{kind}\b", piece, re.IGNORECASE)]
        return "\n".join(kept) + "\n" if 0 < len(kept) < len(pieces) else None

    return mutate


def _not_null_without_default(sql: str, _: random.Random) -> str | None:
    found = re.search(
        r"(ADD COLUMN\s+\S+\s+\w+)(?:\s+NOT NULL)?(?:\s+DEFAULT\s+(?:'[^']*'|\([^)]*\)|\S+?))?(?=\s*(?:;|CHECK|REFERENCES))",
        sql,
        re.IGNORECASE,
    )
    return sql[: found.end(1)] + " NOT NULL" + sql[found.end() :] if found else None


def _column_not_copied(sql: str, chance: random.Random) -> str | None:
    """One column fewer on both sides of INSERT INTO … (a, b) SELECT a, b."""
    found = re.search(
        r"INSERT INTO\s+[^\s(]+\s*\(([^()]*)\)\s*SELECT\s+([^;()]*?)\s+FROM\b", sql, re.IGNORECASE | re.DOTALL
    )
    if not found:
        return None
    names, values = found[1].split(","), found[2].split(",")
    if len(names) != len(values) or len(names) < 3:
        return None
    at = chance.randrange(1, len(names))
    del names[at], values[at]
    return (
        sql[: found.start(1)]
        + ",".join(names)
        + sql[found.end(1) : found.start(2)]
        + ",".join(values)
        + sql[found.end(2) :]
    )


def _columns_crossed(sql: str, chance: random.Random) -> str | None:
    found = re.search(
        r"INSERT INTO\s+[^\s(]+\s*\([^()]*\)\s*SELECT\s+([^;()]*?)\s+FROM\b", sql, re.IGNORECASE | re.DOTALL
    )
    if not found:
        return None
    values = found[1].split(",")
    if len(values) < 4:
        return None
    at = chance.randrange(1, len(values) - 1)
    values[at], values[at + 1] = " " + values[at + 1].strip(), " " + values[at].strip()
    return sql[: found.start(1)] + ",".join(values) + sql[found.end(1) :]


def _replaced(pattern: str, by: str) -> Callable[[str, random.Random], str | None]:
    def mutate(sql: str, _: random.Random) -> str | None:
        changed, count = re.subn(pattern, by, sql, count=1, flags=re.IGNORECASE)
        return changed if count else None

    return mutate


def _appended(text: str) -> Callable[[str, random.Random], str | None]:
    def mutate(sql: str, chance: random.Random) -> str | None:
        del chance
        table = re.search(r"\b(?:ALTER TABLE|UPDATE|INTO|ON)\s+[\"`]?(\w+)", sql, re.IGNORECASE)
        column = re.search(r"\bADD COLUMN\s+[\"`]?(\w+)", sql, re.IGNORECASE)
        if not table or ("{column}" in text and not column):
            return None
        return f"{sql.rstrip()}\n{text.format(table=table[1], column=column[1] if column else '')}\n"

    return mutate


MUTATIONS: dict[str, Mutation] = {
    "where dropped": _where_dropped,
    "order swapped": _order_swapped,
    "index forgotten": _statement_dropped(r"CREATE\s+(?:UNIQUE\s+)?INDEX"),
    "trigger forgotten": _statement_dropped(r"CREATE\s+TRIGGER"),
    "copy forgotten": _statement_dropped(r"INSERT\s+INTO"),
    "backfill forgotten": _statement_dropped(r"UPDATE"),
    "not null without default": _not_null_without_default,
    "column not copied": _column_not_copied,
    "columns crossed": _columns_crossed,
    "cascade for restrict": _replaced(r"ON DELETE (?:SET NULL|RESTRICT)", "ON DELETE CASCADE"),
    "action lost": _replaced(r"\s+ON DELETE (?:CASCADE|SET NULL|RESTRICT)", ""),
    "coalesce lost": _replaced(r"\bcoalesce\(([^(),]+),[^()]*\)", r"\1"),
    "distinct lost": _replaced(r"\bSELECT DISTINCT\b", "SELECT"),
    "or ignore added": _replaced(r"\bINSERT INTO\b", "INSERT OR IGNORE INTO"),
    "left join made inner": _replaced(r"\bLEFT JOIN\b", "JOIN"),
    "guard lost": _replaced(r"\s+IF (?:NOT )?EXISTS\b", ""),
    "json check lost": _replaced(r"\s+WHERE json_valid\(\w+\)", ""),
    "index made unique": _replaced(r"\bCREATE INDEX\b", "CREATE UNIQUE INDEX"),
    "unique added": _appended("CREATE UNIQUE INDEX mutant_unique ON {table}({column});"),
    "constant filled in": _appended("UPDATE {table} SET {column} = 'x';"),
    "in a transaction": lambda sql, _: f"BEGIN;\n{sql.strip()}\nCOMMIT;\n",
    "default made now": _replaced(r"\bDEFAULT (?:'[^']*'|-?\d+)", "DEFAULT (datetime('now'))"),
}


def mutants(seed: int, count: int) -> list[Case]:
    """Return at most `count` mutants of D1 cases, every mutation as often as it can be, chosen by `seed`."""
    return mutated(MUTATIONS, safe_cases("d1"), seed, count)


def safe_cases(store: Store) -> list[Case]:
    """Return the developed cases of a store that its engine calls safe, or that say what they do."""
    labels = read_labels()
    return [
        case for case in developed(store) if case.id in labels and labels[case.id][1].verdict in {"safe", "declared"}
    ]


def mutated(mutations: Mapping[str, Mutation], parents: Sequence[Case], seed: int, count: int) -> list[Case]:
    """Return at most `count` mutants of `parents`, every mutation as often as it can be, chosen by `seed`."""
    chance = random.Random(seed)
    by_mutation = {name: [*_of(name, mutate, parents, seed)] for name, mutate in mutations.items()}
    for made in by_mutation.values():
        chance.shuffle(made)
    found: list[Case] = []
    while len(found) < count and any(by_mutation.values()):
        for made in by_mutation.values():
            if made and len(found) < count:
                found.append(made.pop())
    return found


def _of(name: str, mutate: Mutation, parents: Sequence[Case], seed: int) -> Iterator[Case]:
    for case in parents:
        text = mutate(case.migration, random.Random(f"{seed}:{name}:{case.id}"))
        if text is not None and text.strip() != case.migration.strip():
            identity = f"mutant/{name.replace(' ', '-')}/{case.id}"
            yield replace(case, id=identity, part="mutant", kind=name, by="script", migration=text, origin=case.id)
