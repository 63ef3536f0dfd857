"""How a path of fields is asked for, and how what stands there is computed anew: filters and aggregation expressions.

A plain path takes the plain operators; one that goes into the elements of lists takes `$map`. Documents in which
the path leads through something else (a null, a text, a list where an object is meant) are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nhimbe_migrations.changes.field_paths import FieldPath

__all__ = ["Leaf", "computed", "missing_filter", "present_filter", "restored", "value_filter"]

Leaf = Callable[[str, str], Any]
"""The value at a path and the object that holds it, as expressions → the new value."""
_OBJECT: Mapping[str, Any] = {"$type": "object", "$not": {"$type": "array"}}


def present_filter(path: FieldPath) -> dict[str, Any]:
    """Documents that have the field, in some element where the path goes into lists."""
    if path.in_lists:
        return _some_element(path, {"$exists": True})
    return {**_no_lists(path), path.dotted: {"$exists": True}}


def missing_filter(path: FieldPath) -> dict[str, Any]:
    """Documents that lack the field, but have the place where it belongs."""
    if path.in_lists:
        return _some_element(path, {"$exists": False})
    around = dict.fromkeys(path.ancestors[-1:], _OBJECT)
    return {**_no_lists(path), **around, path.dotted: {"$exists": False}}


def value_filter(path: FieldPath, condition: Mapping[str, Any]) -> dict[str, Any]:
    """Documents whose field meets `condition`, in some element where the path goes into lists."""
    if path.in_lists:
        return _some_element(path, condition)
    return {**_no_lists(path), path.dotted: dict(condition)}


def _no_lists(path: FieldPath) -> dict[str, Any]:
    """A filter looks into lists by itself, an update does not."""
    return {ancestor: {"$not": {"$type": "array"}} for ancestor in path.ancestors}


def _some_element(path: FieldPath, condition: Mapping[str, Any]) -> dict[str, Any]:
    """`groups[].members[].name` → an element of groups, of whose members one has such a name."""
    names: list[str] = []
    for place, (name, is_list) in enumerate(path.segments):
        names.append(name)
        if is_list:
            rest = FieldPath(path.segments[place + 1 :])
            if not rest.segments:
                return {".".join(names): {"$elemMatch": dict(condition)}}
            return {".".join(names): {"$elemMatch": _element(rest, condition)}}
    return {path.dotted: dict(condition)}


def _element(rest: FieldPath, condition: Mapping[str, Any]) -> dict[str, Any]:
    return _some_element(rest, condition)


def computed(path: FieldPath, leaf: Leaf) -> dict[str, Any]:
    """Return what `$set` takes so that the value at `path` becomes what `leaf` makes of it.

    `leaf` is called with two expressions (`$$each.unit` and `$$each`); `missing` values stay missing where it keeps them.
    """
    if not path.in_lists:
        holder = f"${'.'.join(path.ancestors[-1:])}" if path.ancestors else "$$ROOT"
        return {path.dotted: leaf(f"${path.dotted}", holder)}
    names = iter(_variables(path))
    return {path.top: _within(f"${path.top}", "$$ROOT", path.segments[0][1], path.segments[1:], leaf, names)}


def _within(at: str, holder: str, is_list: bool, rest: tuple[tuple[str, bool], ...], leaf: Leaf, names: Any) -> Any:  # noqa: ANN401, FBT001, PLR0917 JSValue
    if is_list:
        name = next(names)
        inside = _into(f"$${name}", f"$${name}", rest, leaf, names)
        return {"$cond": [{"$isArray": at}, {"$map": {"input": at, "as": name, "in": inside}}, at]}
    return _into(at, holder, rest, leaf, names)


def _into(at: str, holder: str, rest: tuple[tuple[str, bool], ...], leaf: Leaf, names: Any) -> Any:  # noqa: ANN401 JSValue
    if not rest:
        return leaf(at, holder)
    name, is_list = rest[0]
    inner = _within(f"{at}.{name}", at, is_list, rest[1:], leaf, names)
    return {"$cond": [{"$eq": [{"$type": at}, "object"]}, {"$mergeObjects": [at, {name: inner}]}, at]}


def _variables(path: FieldPath) -> list[str]:
    """The innermost element is `each`; those around it are told apart by number."""
    count = sum(is_list for _, is_list in path.segments)
    return [*(f"around{number}" for number in range(1, count)), "each"]


def restored(path: FieldPath, kept: str = "$$new", *, exact: bool = False) -> dict[str, Any]:
    """Return what `$set` takes so that the value at `path` is again what the document `kept` holds there.

    Elements are matched by their place in the list; what has come behind them since stays as it is. With `exact` an
    element that had no such field loses it again.
    """
    if not path.in_lists:
        return {path.dotted: f"{kept}.{path.dotted}"}
    rest = path.segments[1:]
    return {path.top: _put_back((f"${path.top}", f"{kept}.{path.top}"), path.segments[0][1], rest, 0, exact)}


def _put_back(
    pair: tuple[str, str],
    is_list: bool,  # noqa: FBT001
    rest: tuple[tuple[str, bool], ...],
    depth: int,
    exact: bool,  # noqa: FBT001
) -> Any:  # noqa: ANN401 JSValue
    now, was = pair
    if is_list:
        place, element, old = (f"{name}{depth or ''}" for name in ("place", "element", "old"))
        inner = _put_into((f"$${element}", f"$${old}"), rest, depth + 1, exact)
        elements = {element: {"$arrayElemAt": [now, f"$${place}"]}, old: {"$arrayElemAt": [was, f"$${place}"]}}
        places = {"$range": [0, {"$size": now}]}
        mapped = {"$map": {"input": places, "as": place, "in": {"$let": {"vars": elements, "in": inner}}}}
        return {"$cond": [{"$and": [{"$isArray": now}, {"$isArray": was}]}, mapped, now]}
    return _put_into(pair, rest, depth, exact)


def _put_into(pair: tuple[str, str], rest: tuple[tuple[str, bool], ...], depth: int, exact: bool) -> Any:  # noqa: ANN401, FBT001 JSValue
    now, was = pair
    if not rest:
        return {"$cond": [{"$eq": [{"$type": was}, "missing"]}, now, was]}
    name, is_list = rest[0]
    inner = _put_back((f"{now}.{name}", f"{was}.{name}"), is_list, rest[1:], depth, exact)
    changed: Any = {"$mergeObjects": [now, {name: inner}]}
    if exact and len(rest) == 1:
        others = {"$filter": {"input": {"$objectToArray": now}, "as": "key", "cond": {"$ne": ["$$key.k", name]}}}
        changed = {"$cond": [{"$eq": [{"$type": f"{was}.{name}"}, "missing"]}, {"$arrayToObject": others}, changed]}
    return {"$cond": [{"$eq": [{"$type": now}, "object"]}, changed, now]}
