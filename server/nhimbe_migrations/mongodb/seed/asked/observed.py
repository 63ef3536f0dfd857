"""What a run of `up` asked of the database, for documents that the next run meets: names and values that only running it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb.code.values import from_json
from nhimbe_migrations.mongodb.seed.asked.fields_touched import note_indexes
from nhimbe_migrations.mongodb.seed.asked.pipelines import pipeline
from nhimbe_migrations.mongodb.seed.asked.touched import Touched, look_for

if TYPE_CHECKING:
    from nhimbe_migrations.mongodb.sandbox.sandbox import Answer

__all__ = ["Observed", "note_described", "note_observed", "type_wanted"]

_MAKES = frozenset({"insert", "create"})
_METHODS = (
    (re.compile(r"reading '(?:map|forEach|filter|reduce|some|every|includes|find|flatMap|join|push|slice|length|at)'|not iterable|\.(?:map|forEach|filter|reduce|flatMap|some|every|find|findIndex|findLast|sort) is not a function"), "array"),
    (re.compile(r"reading '(?:trim|split|toLowerCase|toUpperCase|replace|replaceAll|match|startsWith|endsWith|charAt|substring|substr|normalize|padStart)'"), "string"),
    (re.compile(r"reading '(?:getTime|getFullYear|getMonth|getDate|toISOString|valueOf)'|\.(?:getTime|toISOString) is not a function"), "Date"),
    (re.compile(r"reading '(?:toFixed|toPrecision)'"), "number"),
    (re.compile(r"reading '(?:toHexString|getTimestamp|equals|toString)'|24 character hex string"), "ObjectId"),
)  # fmt: skip
"""What the language says when a value is not there, and the type that it would have had."""
_SETS = re.compile(
    r"Cannot (?:use 'in' operator to search for '[^']*' in|set properties of (?:undefined|null)|create property '[^']*' on (?:string|number|boolean))"
)
_MEMBER = re.compile(r"reading '([A-Za-z_$][\w$]*)'")


@dataclass(frozen=True, slots=True)
class Observed:
    """A run, as far as it tells what to make."""

    asked: tuple[Mapping[str, Any], ...] = ()
    """Commands in order: `verb`, `collection`, and `filter`, `pipeline`, `updates`, `deletes`, `documents` or `query` as Extended JSON."""
    lacked: tuple[tuple[str, str], ...] = ()
    """Collection and path of fields that it read and no document had, the last one last."""
    described: tuple[Sequence[Any], ...] = ()
    """What models of the repository say: collection, path, type, and the texts allowed."""
    errors: tuple[str, ...] = ()
    """The message that ended each run, with the last field that was read before: `path\\tmessage` of that collection."""

    shapes: tuple[tuple[str, str, str], ...] = ()
    """Collection, path and type of fields that a step failed on until they were of that type."""

    def and_then(self, answer: Answer, error: str) -> Observed:
        """This run and the one after it."""
        asked, lacked = answer.asked, answer.lacked
        last = ("\t".join((*answer.last, error)),) if answer.last and error else ()
        new = [item for item in asked if item not in self.asked]
        return Observed(
            (*self.asked, *new),
            tuple(dict.fromkeys((*self.lacked, *lacked))),
            answer.described or self.described,
            tuple(dict.fromkeys((*self.errors, *last))),
            self.shapes,
        )


def note_observed(touched: dict[str, Touched], observed: Observed) -> None:
    """Add to what the text says of each collection what the run showed."""
    made = _asked(touched, observed)
    asked = {str(item["collection"]) for item in observed.asked} - made
    note_described(touched, [item for item in observed.described if item[0] in asked])
    for name, path in observed.lacked:
        if name not in made:
            touched.setdefault(name, Touched()).reads.add(path)
    for line in observed.errors:
        name, path, message = line.split("\t", 2)
        if name not in made:
            _said(touched.setdefault(name, Touched()), path, message)
    for name, path, kind in observed.shapes:
        what = touched.setdefault(name, Touched())
        what.shapes[path] = kind
        what.reads.add(path)
        what.fresh.discard(_top(path))


def note_described(touched: dict[str, Touched], described: Iterable[Sequence[Any]]) -> None:
    """Add what a model or an interface says of fields.

    Of each: collection, path, type, the texts allowed, whether documents may lack it, and whether it is older than the migration.
    What the migration itself brings is not there before, however new the description is.
    """
    for name, path, kind, *allowed in described:
        what = touched.setdefault(name, Touched())
        if len(allowed) > _STOOD and allowed[_STOOD]:
            what.fresh -= {path, _top(path)}
        if _top(path) in what.fresh:
            continue
        listed = allowed[0] if allowed and "." not in path and path != "_id" else ()
        if listed:
            what.stated.setdefault(path, {"bsonType": "string", "enum": list(listed)})
        else:
            what.kinds.setdefault(path, kind)
        what.reads |= {path} - {"_id"}


_STOOD = 2
"""Where a description says that it is older than the migration."""


def _said(what: Touched, path: str, message: str) -> None:
    """An error of the language tells what was to be done with the field that was read last."""
    # What is null and not undefined was most likely looked for and not found.
    missing = ("Cannot read properties of undefined", "Cannot set properties of")
    if message.startswith(missing) or "is not iterable" in message:
        what.needed.add(path)
        # It was read before it was written, whatever the order of the calls says.
        what.fresh.discard(_top(path))
    if _SETS.search(message):
        listed = what.kinds.get(path, "").endswith(("array", "[]"))
        what.kinds[path] = "object[]" if listed else "object"
        return
    kind = type_wanted(message)
    if kind == "ObjectId" and "hex string" in message and what.kinds.get(path) == "string":
        kind = "id string"  # a text, as the interface says: of the shape that an ObjectId is made of
    if kind:
        what.kinds[path] = kind
    elif (member := _MEMBER.search(message)) and "of undefined" in message:
        what.reads.add(f"{path}.{member[1]}")


def type_wanted(message: str) -> str | None:
    """Return the type that a value would have had on which the language gave up so; None where it does not tell."""
    return next((kind for pattern, kind in _METHODS if pattern.search(message)), None)


def _top(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


def _asked(touched: dict[str, Touched], observed: Observed) -> set[str]:
    """Note what was asked of collections that were there before; return those that the migration made itself."""
    made = _made_itself(observed)
    for item in observed.asked:
        name, verb = str(item["collection"]), item["verb"]
        if name in made:
            continue
        what = touched.setdefault(name, Touched())
        what.methods.add("find")
        if verb == "dropIndexes" and (index := item.get("index")):
            for dropped in index if isinstance(index, list) else [index]:
                what.drops(from_json(dropped))
        if verb == "createIndexes":
            note_indexes(from_json(item.get("indexes") or []), what)
        if verb == "aggregate":
            pipeline(from_json(item.get("pipeline") or []), what, touched)
        for condition, upsert in _conditions(item):
            _note(what, from_json(condition), upsert=upsert)
    return made


def _made_itself(observed: Observed) -> set[str]:
    """The collections that it made, or filled first and asked for nothing that it did not put there."""
    made: set[str] = set()
    met: set[str] = set()
    put_in: dict[str, list[Mapping[str, Any]]] = {}
    for item in observed.asked:
        name, verb = str(item["collection"]), item["verb"]
        if verb in _MAKES and name not in met:
            made.add(name)
        met.add(name)
        if verb == "insert":
            put_in.setdefault(name, []).extend(item.get("documents") or ())
        if name in made and put_in.get(name) and any(_unmet(wanted, put_in[name]) for wanted, _ in _conditions(item)):
            made.discard(name)
    return made


def _unmet(condition: Mapping[str, Any], documents: Sequence[Mapping[str, Any]]) -> bool:
    """Whether none of the documents has the plain values that a condition asks for, and it asks for some."""
    plain = {key: value for key, value in condition.items() if "." not in key and isinstance(value, str | int | float)}
    return bool(plain) and not any(all(item.get(key) == value for key, value in plain.items()) for item in documents)


def _conditions(item: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], bool]]:
    found = [(item.get("filter"), False), (item.get("query"), item.get("upsert") is True)]
    for part in ("updates", "deletes"):
        found += [
            (operation.get("q"), operation.get("upsert") is True)
            for operation in item.get(part) or ()
            if isinstance(operation, Mapping)
        ]
    return [(condition, upsert) for condition, upsert in found if isinstance(condition, Mapping) and condition]


_MOST_CONDITIONS = 40


def _note(what: Touched, condition: Mapping[str, Any], *, upsert: bool) -> None:
    look_for(condition, what)
    if upsert:
        what.inserted.append(condition)
    elif condition not in what.conditions and len(what.conditions) < _MOST_CONDITIONS:
        what.conditions.append(condition)
