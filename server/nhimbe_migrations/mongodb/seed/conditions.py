"""Documents that meet a condition: each of its literals, operators and parts at once, as a query would look for them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.mongodb.code.values import is_static
from nhimbe_migrations.mongodb.seed.values import value_for_type

__all__ = ["meeting", "put_at", "take_away", "text_for"]

_KINDS = {
    "string": "string", "double": "double", "int": "int", "long": "long", "decimal": "decimal", "bool": "boolean", "date": "Date",
    "objectId": "ObjectId", "object": "object", "array": "array", "null": "null", "number": "int",
}  # fmt: skip
_NUMBERED = {
    1: "double",
    2: "string",
    3: "object",
    4: "array",
    7: "objectId",
    8: "bool",
    9: "date",
    10: "null",
    16: "int",
    18: "long",
    19: "decimal",
}


def meeting(document: Mapping[str, Any], condition: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the document changed so that it meets `condition` (Extended JSON), one for each way of an `$or`."""
    found: list[dict[str, Any]] = [copy.deepcopy(dict(document))]
    for name, wanted in condition.items():
        if name in {"$or", "$nor"} and isinstance(wanted, list):
            branches = [branch for branch in wanted if isinstance(branch, Mapping)] if name == "$or" else []
            found = [
                changed for candidate in found for branch in branches for changed in meeting(candidate, branch)
            ] or found
        elif name == "$and" and isinstance(wanted, list):
            for part in wanted:
                if isinstance(part, Mapping):
                    found = [changed for candidate in found for changed in meeting(candidate, part)]
        elif not name.startswith("$"):
            for candidate in found:
                _meet(candidate, name, wanted)
        if len(found) > 8:  # noqa: PLR2004 ways, each of which is a document
            found = found[:8]
    yield from found


def _meet(document: dict[str, Any], path: str, wanted: Any) -> None:  # noqa: ANN401, C901, PLR0912 one line an operator
    operators = isinstance(wanted, Mapping) and wanted and all(str(key).startswith("$") for key in wanted)
    if not operators or _is_value(wanted):
        if is_static(wanted) and not _is_pattern(wanted):
            put_at(document, path, wanted)
        elif _is_pattern(wanted):
            put_at(document, path, text_for(wanted["$regularExpression"]["pattern"]))
        return
    last = path.rpartition(".")[2]
    for operator, value in wanted.items():
        match operator:
            case "$eq" if is_static(value):
                put_at(document, path, value)
            case "$in" if isinstance(value, list) and value and is_static(value[0]):
                put_at(
                    document,
                    path,
                    text_for(value[0]["$regularExpression"]["pattern"]) if _is_pattern(value[0]) else value[0],
                )
            case "$all" if isinstance(value, list) and is_static(value):
                put_at(document, path, value)
            case "$exists" if not value:
                take_away(document, path)
            case "$not" if isinstance(value, Mapping) and "$type" in value:
                kinds = value["$type"] if isinstance(value["$type"], list) else [value["$type"]]
                present = _at(document, path)
                if "string" in kinds and isinstance(present, str):
                    put_at(document, path, value_for_type("int", last, 7))
                elif "array" in kinds and isinstance(_whole(document, path), list):
                    put_at(document, path, value_for_type("string", last, 7))
            case "$exists" | "$ne" | "$nin" | "$not":
                if _at(document, path) is None and operator != "$not":
                    put_at(document, path, value_for_type("unknown", last, 7))
            case "$type":
                first = value[0] if isinstance(value, list) and value else value
                kind = _KINDS.get(str(_NUMBERED.get(first, first) if isinstance(first, int) else first))
                present = _whole(document, path)
                if kind == "array" and isinstance(present, Mapping) and not _is_value(present):
                    # The same things by another name: a list of what was held by key.
                    put_at(document, path, [*present.values()] if all(map(_is_plain, present.values())) else [present])
                elif kind and not _is_kind(present, kind):
                    put_at(document, path, value_for_type(kind, last, 7))
            case "$regex":
                pattern = value["$regularExpression"]["pattern"] if _is_pattern(value) else value
                if isinstance(pattern, str):
                    put_at(document, path, text_for(pattern))
            case "$gt" | "$gte" | "$lt" | "$lte" if is_static(value):
                put_at(document, path, _beside(value, up=operator.startswith("$g")))
            case "$size" if isinstance(value, int):
                put_at(document, path, [value_for_type("string", last, step) for step in range(value)])
            case "$elemMatch" if isinstance(value, Mapping):
                element = _first(_at(document, path))
                put_at(document, path, [next(meeting(element if isinstance(element, dict) else {}, value))])
            case "$mod" if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 divisor and rest
                put_at(document, path, value[1])
            case _:
                pass


def put_at(document: dict[str, Any], path: str, value: Any) -> None:  # noqa: ANN401 canonical Extended JSON
    """Put a value at a path; a list on the way (`items.unit`, `items[].unit`) gets it in its first element."""
    *parents, last = path.split(".")
    at: Any = document
    for index, parent in enumerate(parents):
        name, many = (parent[:-2], True) if parent.endswith("[]") else (parent, False)
        if isinstance(at, list):
            if name.isdigit():
                continue
            at = _first_object(at)
        inner = at.get(name)
        if isinstance(inner, list) or many or (index + 1 < len(parents) and parents[index + 1].isdigit()):
            if not isinstance(inner, list):
                inner = at[name] = [{}]
            at = _first_object(inner)
            continue
        if not isinstance(inner, dict) or _is_value(inner):
            inner = at[name] = {}
        at = inner
    if isinstance(at, list):
        at = _first_object(at)
    name, many = (last[:-2], True) if last.endswith("[]") else (last, False)
    inner = at.get(name)
    # What a condition compares a list with is one of its items.
    at[name] = [value] if (many or isinstance(inner, list)) and not isinstance(value, list) else copy.deepcopy(value)


def take_away(document: dict[str, Any], path: str) -> None:
    """Take a field away, in each element of a list too."""
    *parents, last = path.replace("[]", "").split(".")
    waiting: list[tuple[Any, int]] = [(document, 0)]
    while waiting:
        at, depth = waiting.pop()
        if isinstance(at, list):
            waiting += [(item, depth) for item in at]
        elif isinstance(at, dict):
            if depth == len(parents):
                at.pop(last, None)
            else:
                waiting.append((at.get(parents[depth]), depth + 1))


def text_for(pattern: str) -> str:
    """Return a text that a regular expression most likely finds: its first alternative, each class by one of its characters."""
    try:
        from re import _parser  # type: ignore[attr-defined]

        text = "".join(_texts(_parser.parse(pattern)))
        return text if re.search(pattern, text) else re.sub(r"[\\^$.*+?()\[\]{}|]", "", pattern)
    except (re.error, RecursionError, OverflowError, ImportError):
        return re.sub(r"[\\^$.*+?()\[\]{}|]", "", pattern)


def _texts(parsed: Any) -> Iterator[str]:  # noqa: ANN401 what the standard library reads of an expression
    for operation, value in parsed:
        match str(operation):
            case "LITERAL":
                yield chr(value)
            case "NOT_LITERAL":
                yield "a" if value != ord("a") else "b"
            case "ANY":
                yield "a"
            case "IN":
                yield _one_of(value)
            case "BRANCH":
                yield "".join(_texts(value[1][0]))
            case "SUBPATTERN":
                yield "".join(_texts(value[3]))
            case "MAX_REPEAT" | "MIN_REPEAT":
                yield "".join(_texts(value[2])) * max(1, min(value[0], 500)) if value[1] else ""
            case _:
                pass


def _one_of(choices: Any) -> str:  # noqa: ANN401
    for operation, value in choices:
        match str(operation):
            case "LITERAL":
                return chr(value)
            case "RANGE":
                return chr(value[0])
            case "CATEGORY":
                return {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " "}.get(str(value), "a")
            case "NEGATE":
                return "x"
            case _:
                pass
    return "a"


def _beside(value: Any, *, up: bool) -> Any:  # noqa: ANN401 canonical Extended JSON
    step = 1 if up else -1
    match value:
        case bool():
            return value
        case int() | float():
            return value + step
        case {"$date": {"$numberLong": text}}:
            return {"$date": {"$numberLong": str(int(text) + step * 86_400_000)}}
        case {"$date": str()}:
            return {"$date": "2200-01-01T00:00:00.000Z" if up else "1900-01-01T00:00:00.000Z"}
        case {"$numberInt": text} | {"$numberLong": text}:
            return {next(iter(value)): str(int(text) + step)}
        case str():
            return f"{value}a" if up else value[:-1]
        case _:
            return value


def _is_pattern(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, Mapping) and isinstance(value.get("$regularExpression"), Mapping)


def _is_value(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in {
        "$date", "$oid", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$regularExpression", "$binary", "$timestamp",
    }  # fmt: skip


def _at(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401
    at: Any = document
    for name in path.replace("[]", "").split("."):
        at = _first(at) if isinstance(at, list) and not name.isdigit() else at
        at = at.get(name) if isinstance(at, Mapping) else None
    return at


def _is_plain(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, Mapping) and not _is_value(value)


def _is_kind(value: Any, kind: str) -> bool:  # noqa: ANN401
    """Whether what stands there is of that type already, and may well be more than a bare example of it."""
    match kind:
        case "object":
            return isinstance(value, Mapping) and not _is_value(value)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case _:
            return False


def _whole(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401
    """What stands at a path that leads through objects alone."""
    at: Any = document
    for name in path.split("."):
        at = at.get(name) if isinstance(at, Mapping) else None
    return at


def _first(value: Any) -> Any:  # noqa: ANN401
    return value[0] if isinstance(value, list) and value else value


def _first_object(items: list[Any]) -> dict[str, Any]:
    if not items or not isinstance(items[0], dict) or _is_value(items[0]):
        items[:1] = [{}]
    first: dict[str, Any] = items[0]
    return first
