"""What the stages and expressions of an aggregation read and write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.mongodb.seed.asked.touched import Touched, look_for

__all__ = ["GUESSED_NUMBER", "paths_in", "pipeline", "read_expression"]

_TO = {
    "$toInt": "numeric string", "$toLong": "numeric string", "$toDouble": "decimal string", "$toDecimal": "decimal string",
    "$toDate": "date string", "$toObjectId": "id string", "$dateFromString": "date string",
}  # fmt: skip
_CONVERT_TO = {
    "int": "numeric string", "long": "numeric string", "double": "decimal string", "decimal": "decimal string",
    "date": "date string", "objectId": "id string",
}  # fmt: skip
GUESSED_NUMBER = "number?"
"""A type that counts only where nothing else tells one."""
_OF_LISTS = frozenset({"$arrayElemAt", "$size", "$first", "$last", "$slice", "$concatArrays", "$reverseArray"})
_CALCULATING = frozenset(
    {"$multiply", "$divide", "$subtract", "$abs", "$ceil", "$floor", "$round", "$mod", "$pow", "$sqrt"}
)
_DOCUMENT: Mapping[str, str] = {"ROOT": "", "CURRENT": ""}
"""The variables that stand for the document itself."""


def pipeline(stages: Any, touched: Touched, everything: dict[str, Touched]) -> None:  # noqa: ANN401, C901, PLR0912 one line a stage
    grouped, joined, before = False, set[str](), set(touched.reads)
    for stage in stages if isinstance(stages, list) else ():
        for name, content in stage.items() if isinstance(stage, Mapping) else ():
            match name:
                case "$match":
                    look_for(content, touched)
                    if isinstance(content, Mapping) and not grouped:
                        touched.conditions.append(content)
                case "$group" if isinstance(content, Mapping):
                    grouped = True
                    touched.twins += [shared] if (shared := tuple(paths_in(content.get("_id")))) else []
                    read_expression(content, touched)
                case "$lookup" if isinstance(content, Mapping):
                    wanted = (content.get("localField"), content.get("from"), content.get("foreignField"))
                    if all(isinstance(item, str) for item in wanted):
                        touched.links.append(wanted)  # type: ignore[arg-type]
                        touched.reads.add(str(wanted[0]))
                        everything.setdefault(str(wanted[1]), Touched()).reads.add(str(wanted[2]))
                    joined.add(str(content.get("as")))
                case "$unwind":
                    place = content.get("path") if isinstance(content, Mapping) else content
                    if isinstance(place, str) and place[1:].partition(".")[0] not in joined:
                        touched.reads.add(f"{place[1:]}[]")
                case "$set" | "$addFields" if isinstance(content, Mapping):
                    read_expression(content, touched)
                    touched.write(content)
                case "$unset":
                    touched.reads |= (
                        {content} if isinstance(content, str) else set(content if isinstance(content, list) else ())
                    )
                case "$out" | "$merge":
                    target = content.get("into") if isinstance(content, Mapping) else content
                    if isinstance(target, str):
                        # What nothing spoke of before is most likely made here.
                        everything.setdefault(target, Touched(created=True))
                case _:
                    read_expression(content, touched)
    # What a stage joined or grouped is no field of the documents.
    made = {name for name in touched.reads - before if name.partition(".")[0].removesuffix("[]") in joined}
    touched.reads -= made
    for name in [name for name in touched.kinds if name.partition(".")[0] in joined]:
        del touched.kinds[name]


def read_expression(value: Any, touched: Touched, scope: Mapping[str, str] = _DOCUMENT) -> None:  # noqa: ANN401, C901, PLR0912 JSValue
    """Take down the fields that an expression reads; `scope` says which path each variable stands for."""
    match value:
        case str():
            path = _path_of(value, scope)
            if path:
                touched.reads.add(path)
        case {**fields}:
            for operator, inner in fields.items():
                kind = _TO.get(str(operator))
                if operator == "$convert" and isinstance(inner, Mapping) and isinstance(inner.get("to"), str):
                    kind = _CONVERT_TO.get(inner["to"])
                if operator == "$eq" and (typed := _said_type(inner, scope)):
                    touched.kinds.setdefault(*typed)
                if operator in {"$map", "$filter", "$reduce", "$let"} and isinstance(inner, Mapping):
                    _binding(str(operator), inner, touched, scope)
                    continue
                read_expression(inner, touched, scope)
                if kind:
                    # The outer conversion says what the field is read as: inner ones only prepare for it.
                    touched.kinds |= dict.fromkeys(paths_in(inner, scope), kind)
                elif operator == "$toString":
                    for path in paths_in(inner, scope):
                        # What is made text is none yet.
                        is_id = path.endswith("[]") or re.search(r"(?:[a-z]I|_i|^i)ds?$", path)
                        touched.kinds.setdefault(path, "ObjectId" if is_id else GUESSED_NUMBER)
                elif operator in _OF_LISTS:
                    first = inner[0] if isinstance(inner, list) and inner else inner
                    path = _path_of(first, scope) if isinstance(first, str) else ""
                    if path:
                        # What is taken out of "groups.item" are the items of each group.
                        head, dot, last = path.rpartition(".")
                        touched.kinds.setdefault(head or last, "object[]" if dot else "array")
                elif operator in _CALCULATING:
                    for path in paths_in(inner, scope):
                        touched.kinds.setdefault(path, "number")
        case [*items]:
            for item in items:
                read_expression(item, touched, scope)
        case _:
            pass


def _said_type(pair: Any, scope: Mapping[str, str]) -> tuple[str, str] | None:  # noqa: ANN401 JSValue
    """`{ $eq: [{ $type: "$profile" }, "object"] }` takes it to be an object."""
    match pair:
        case [{"$type": str() as text}, ("object" | "array") as kind]:
            path = _path_of(text, scope)
            return (path, kind) if path and not path.endswith("[]") else None
        case _:
            return None


def _binding(operator: str, content: Mapping[str, Any], touched: Touched, scope: Mapping[str, str]) -> None:
    """What binds a variable: to each element of a list, or to what it says."""
    if operator == "$let":
        stated = content.get("vars")
        bound = stated if isinstance(stated, Mapping) else {}
        read_expression(bound, touched, scope)
        inner = {**scope, **{str(name): path for name, value in bound.items() if (path := _first_path(value, scope))}}
        read_expression(content.get("in"), touched, inner)
        return
    source = content.get("input")
    read_expression(source, touched, scope)
    name = str(content.get("as", "this"))
    path = _first_path(source, scope)
    if isinstance(source, Mapping) and "$objectToArray" in source:
        # Its elements are the keys of an object, and no fields of any.
        if path:
            touched.kinds.setdefault(path, "object")
        path = ""
    inner = {**scope, name: f"{path}[]"} if path else {key: meaning for key, meaning in scope.items() if key != name}
    if path:
        touched.reads.add(f"{path}[]")
    for key in ("in", "cond", "initialValue"):
        read_expression(content.get(key), touched, inner)


def _first_path(value: Any, scope: Mapping[str, str]) -> str:  # noqa: ANN401 JSValue
    """The list that an expression most likely gives: `$lines`, `{ $ifNull: ["$lines", []] }`."""
    return next(iter(paths_in(value, scope)), "")


def _path_of(text: str, scope: Mapping[str, str]) -> str:
    if not text.startswith("$"):
        return ""
    if not text.startswith("$$"):
        return text[1:]
    name, _, rest = text[2:].partition(".")
    base = scope.get(name)
    if base is None:
        return ""
    return ".".join(filter(None, (base, rest)))


def paths_in(value: Any, scope: Mapping[str, str] = _DOCUMENT) -> Iterator[str]:  # noqa: ANN401 JSValue
    match value:
        case str():
            if path := _path_of(value, scope):
                yield path
        case {**fields}:
            for inner in fields.values():
                yield from paths_in(inner, scope)
        case [*items]:
            for inner in items:
                yield from paths_in(inner, scope)
        case _:
            pass
