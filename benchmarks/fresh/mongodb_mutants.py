"""Mutants of MongoDB migrations: safe cases, each with one thing changed that people and assistants get wrong.

The change is made by rule and nothing says what comes of it: a real mongod labels a mutant like any other case, and one that
turns out harmless is a safe case.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise

from fresh.mutants import Mutation, mutated, safe_cases
from judge.cases import Case

__all__ = ["MONGO_MUTATIONS", "mongodb_mutants"]

_STATEMENT = re.compile(r"^  (?:await|const|let|for|if)\b.*;$|^  await\b.*;$", re.MULTILINE)


def _bodies(text: str) -> tuple[int, int, int, int] | None:
    """Where the bodies of `up` and `down` begin and end."""
    found = re.search(r"function up\([^{]*\{\n(.*?)\n\}.*?function down\([^{]*\{\n?(.*?)\n?\}\s*$", text, re.DOTALL)
    return (*found.span(1), *found.span(2)) if found else None


def _in(which: str, mutate: Mutation) -> Mutation:
    """Change one of the two functions alone."""

    def changed(text: str, chance: random.Random) -> str | None:
        places = _bodies(text)
        if places is None:
            return None
        start, end = places[:2] if which == "up" else places[2:]
        new = mutate(text[start:end], chance)
        return None if new is None else text[:start] + new + text[end:]

    return changed


def _replaced(pattern: str, by: str) -> Callable[[str, random.Random], str | None]:
    def mutate(body: str, chance: random.Random) -> str | None:
        places = [*re.finditer(pattern, body)]
        if not places:
            return None
        found = chance.choice(places)
        return body[: found.start()] + found.expand(by) + body[found.end() :]

    return mutate


def _filter_dropped(methods: str) -> Callable[[str, random.Random], str | None]:
    """The first argument of a call becomes `{}`."""

    def mutate(body: str, chance: random.Random) -> str | None:
        places = list(re.finditer(rf"\.(?:{methods})\((?=\{{\s*[^}}\s])", body))
        if not places:
            return None
        at = chance.choice(places).end()
        depth = 0
        for place in range(at, len(body)):
            depth += {"{": 1, "}": -1}.get(body[place], 0)
            if depth == 0:
                return f"{body[:at]}{{}}{body[place + 1 :]}"
        return None

    return mutate


def _statement_dropped(pattern: str) -> Callable[[str, random.Random], str | None]:
    def mutate(body: str, chance: random.Random) -> str | None:
        lines = [found for found in _STATEMENT.finditer(body) if re.search(pattern, found[0])]
        if not lines or len([*_STATEMENT.finditer(body)]) < 2:
            return None
        found = chance.choice(lines)
        return body[: found.start()] + body[found.end() + 1 :]

    return mutate


def _order_swapped(body: str, chance: random.Random) -> str | None:
    lines = [*_STATEMENT.finditer(body)]
    pairs = [(one, two) for one, two in pairwise(lines) if one.end() + 1 == two.start()]
    if not pairs:
        return None
    one, two = chance.choice(pairs)
    return f"{body[: one.start()]}{two[0]}\n{one[0]}{body[two.end() :]}"


def _emptied(body: str, _: random.Random) -> str | None:
    return "" if body.strip() else None


MONGO_MUTATIONS: dict[str, Mutation] = {
    "filter dropped": _in("up", _filter_dropped("updateMany|updateOne|find")),
    "delete filter dropped": _in("up", _filter_dropped("deleteMany|deleteOne")),
    "filter of down dropped": _in("down", _filter_dropped("updateMany|updateOne|deleteMany|deleteOne")),
    "order swapped": _in("up", _order_swapped),
    "order of down swapped": _in("down", _order_swapped),
    "index forgotten": _in("up", _statement_dropped("createIndex")),
    "index not dropped": _in("down", _statement_dropped("dropIndex")),
    "step forgotten": _in("up", _statement_dropped("await")),
    "step of down forgotten": _in("down", _statement_dropped("await")),
    "down missing": _in("down", _emptied),
    "await lost": _in("up", _replaced(r"(?m)^  await (?=db\.)", "  ")),
    "await of down lost": _in("down", _replaced(r"(?m)^  await (?=db\.)", "  ")),
    "set made unset": _in("up", _replaced(r"\$set:", "$unset:")),
    "unset made set": _in("down", _replaced(r"\$unset:", "$set:")),
    "set only on insert": _in("up", _replaced(r"\$set:", "$setOnInsert:")),
    "many made one": _in("up", _replaced(r"\b(update|delete|insert)Many\((?!\[)", r"\1One(")),
    "many of down made one": _in("down", _replaced(r"\b(update|delete)Many\(", r"\1One(")),
    "exists turned": _in("up", _replaced(r"\$exists: false", "$exists: true")),
    "index made unique": _in(
        "up", _replaced(r"createIndex\((\{[^}]*\})(?:, \{ (?!unique))?", r"createIndex(\1, { unique: true, ")
    ),
    "unique lost": _in("up", _replaced(r"unique: true,? ?", "")),
    "sparse lost": _in("up", _replaced(r"(?:sparse: true|partialFilterExpression: \{[^}]*\{[^}]*\}[^}]*\}),? ?", "")),
    "upsert added": _in(
        "up", _replaced(r"(?m)^(\s*await db\.collection\([^)]*\)\.updateOne\(.*\})\);$", r"\1, { upsert: true });")
    ),
    "upsert lost": _in("up", _replaced(r", \{ upsert: true \}", "")),
    "optional chaining lost": _in("up", _replaced(r"\?\.(?=\w)", ".")),
    "fallback lost": _in("up", _replaced(r" \?\? (?:\"[^\"]*\"|\w+|\[\]|\{\})", "")),
    "default of the server lost": _in("up", _replaced(r"\{ \$ifNull: \[(\"\$[\w.]+\"), [^\]]*\] \}", r"\1")),
    "pipeline lost": _in("up", _replaced(r", \[(\{ \$(?:set|unset): .*\})\](?=[,)])", r", \1")),
    "moderate made strict": _in("up", _replaced(r"validationLevel: \"moderate\"", 'validationLevel: "strict"')),
    "rename turned": _in("up", _replaced(r"\$rename: \{ \"?([\w.]+)\"?: \"([\w.]+)\" \}", r'$rename: { "\2": "\1" }')),
    "set made push": _in("up", _replaced(r"\$addToSet:", "$push:")),
    "type check lost": _in("up", _replaced(r"\{ \"?[\w.]+\"?: \{ \$type: [^}]*\} \}", "{}")),
}


def mongodb_mutants(seed: int, count: int) -> list[Case]:
    """Return at most `count` mutants of MongoDB cases, every mutation as often as it can be, chosen by `seed`."""
    return mutated(MONGO_MUTATIONS, safe_cases("mongodb"), seed, count)
