"""What a migration reads and writes, so that documents can be made with it and without it.

Only literals say something here; what the code computes as it runs meets the documents that the history implies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.values import Constructed, Dynamic, is_static

__all__ = ["Touched", "touched_by"]

_FILTERS_FIRST = {
    "find", "findOne", "countDocuments", "distinct", "deleteOne", "deleteMany", "updateOne", "updateMany", "replaceOne",
    "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete",
}  # fmt: skip
_WRITES = {"$set", "$setOnInsert", "$inc", "$mul", "$min", "$max", "$push", "$addToSet", "$currentDate", "$addFields"}
_READS = {"$unset", "$pull", "$pop", "$pullAll"}
_TO = {
    "$toInt": "numeric string", "$toLong": "numeric string", "$toDouble": "numeric string", "$toDecimal": "numeric string",
    "$toDate": "date string", "$toObjectId": "id string", "$dateFromString": "date string",
}  # fmt: skip
_CONVERT_TO = {
    "int": "numeric string", "long": "numeric string", "double": "numeric string", "decimal": "numeric string",
    "date": "date string", "objectId": "id string",
}  # fmt: skip


@dataclass(slots=True)
class Touched:
    """What a migration does to one collection, as far as its text tells."""

    reads: set[str] = field(default_factory=set)
    """Fields that it looks for, takes away, moves or indexes."""
    writes: set[str] = field(default_factory=set)
    """Fields that it gives a value."""
    fresh: set[str] = field(default_factory=set)
    """Those of them that it gave a value before it asked for one."""
    kinds: dict[str, str] = field(default_factory=dict)
    unique: set[str] = field(default_factory=set)
    """Fields of a unique index that it makes."""
    stated: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What a validator that it sets says of a field."""
    values: dict[str, list[Any]] = field(default_factory=dict)
    """Literals that its filters compare with."""
    conditions: list[Mapping[str, Any]] = field(default_factory=list)
    """Its filters, whole: some document meets all that each asks."""
    inserted: list[Mapping[str, Any]] = field(default_factory=list)
    """What it puts in, or would by upsert: a document that is there already would stand in its way."""
    already: list[tuple[str, Any]] = field(default_factory=list)
    """What it writes, literally."""
    twins: list[tuple[str, ...]] = field(default_factory=list)
    """Fields of which it looks for documents that share them."""
    links: list[tuple[str, str, str]] = field(default_factory=list)
    """(path, other collection, its field): what `$lookup` joins."""
    methods: set[str] = field(default_factory=set)
    created: bool = False
    """It makes the collection, so that there is none before."""

    def write(self, names: Iterable[str]) -> None:
        new = set(names)
        self.fresh |= new - self.reads
        self.writes |= new


def touched_by(calls: tuple[Call, ...]) -> tuple[dict[str, Touched], bool]:
    """Return what is touched in which collection, and whether some collection's name is not known before it runs."""
    found: dict[str, Touched] = {}
    dynamic = False
    for call in calls:
        names = [call.collection] if call.collection is not None else _named_by(call)
        dynamic |= any(isinstance(name, Dynamic) for name in names) or call.method in {"collections", "listCollections"}
        for name in names:
            if isinstance(name, str):
                _call(call, found.setdefault(name, Touched()), found)
    return found, dynamic


def _named_by(call: Call) -> list[Any]:
    first = call.argument(0)
    if call.method in {"createCollection", "dropCollection", "renameCollection", "createIndex", "indexInformation"}:
        return [first]
    if call.method == "command" and isinstance(first, Mapping) and first:
        return [next(iter(first.values()))]
    if call.method == "listCollections" and isinstance(first, Mapping) and isinstance(first.get("name"), str):
        return []
    return []


def _call(call: Call, touched: Touched, everything: dict[str, Touched]) -> None:  # noqa: C901, PLR0912 one line a method
    method, first, second = call.method, call.argument(0), call.argument(1)
    touched.methods.add(method)
    match method:
        case "insertOne" | "insertMany":
            touched.inserted += [
                item for item in (first if isinstance(first, list) else [first]) if isinstance(item, Mapping)
            ]
        case "createCollection":
            # A guarded creation of what is already there changes nothing; the history decides.
            touched.created = True
        case "rename" | "renameCollection":
            target = first if method == "rename" else second
            if isinstance(target, str):
                everything.setdefault(target, Touched()).created = True
        case "createIndex":
            keys, options = (first, second) if call.collection is not None else (second, call.argument(2))
            _keys(keys, options, touched)
        case "createIndexes" | "command":
            _indexes(first, touched)
        case "aggregate":
            _pipeline(first, touched, everything)
        case "bulkWrite":
            for item in first if isinstance(first, list) else ():
                for operation in item.values() if isinstance(item, Mapping) else ():
                    if isinstance(operation, Mapping):
                        _condition(operation.get("filter"), operation, touched)
                        _update(operation.get("update"), touched, everything)
        case _:
            if method in _FILTERS_FIRST:
                _condition(first, call.options(2), touched)
                _update(second, touched, everything)
                _array_filters(second, call.options(2), touched)


def _condition(condition: Any, options: Mapping[str, Any], touched: Touched) -> None:  # noqa: ANN401 JSValue
    if not isinstance(condition, Mapping):
        return
    _filter(condition, touched)
    if options.get("upsert") is True:
        touched.inserted.append(condition)
    elif condition:
        touched.conditions.append(condition)


def _array_filters(update: Any, options: Mapping[str, Any], touched: Touched) -> None:  # noqa: ANN401 JSValue
    """`"orders.$[old].unit"` with `{ "old.unit": "kg" }` looks for an element of `orders` whose unit is kg."""
    fields = [
        key
        for part in (update.values() if isinstance(update, Mapping) else ())
        if isinstance(part, Mapping)
        for key in part
    ]
    for wanted in options.get("arrayFilters", ()) if isinstance(options.get("arrayFilters"), list) else ():
        if not isinstance(wanted, Mapping):
            continue
        names = {str(key).partition(".")[0] for key in wanted if not str(key).startswith("$")}
        for name in names:
            place = next((key.partition(f".$[{name}]")[0] for key in fields if f".$[{name}]" in key), None)
            if place is None:
                continue
            inside = {
                str(key).partition(".")[2]: value for key, value in wanted.items() if str(key).startswith(f"{name}.")
            }
            if inside:
                touched.conditions.append({_path(place): {"$elemMatch": inside}})
            elif name in wanted:
                touched.conditions.append({_path(place): wanted[name]})


def _path(name: str) -> str:
    """A path as documents have it: `orders.$[].unit`, `orders.$.unit` and `orders.$[x].unit` are `orders[].unit`."""
    return re.sub(r"\.\$(?:\[\w*\])?", "[]", name)


def _keys(keys: Any, options: Any, touched: Touched) -> None:  # noqa: ANN401 JSValue
    unique = isinstance(options, Mapping) and options.get("unique") is True
    for name, direction in keys.items() if isinstance(keys, Mapping) else ():
        touched.reads.add(name)
        touched.unique |= {name} if unique else set()
        if direction == "2dsphere":
            touched.kinds[name] = "point"


def _indexes(argument: Any, touched: Touched) -> None:  # noqa: ANN401 JSValue
    listed = argument.get("indexes") if isinstance(argument, Mapping) else argument
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, Mapping):
            _keys(item.get("key"), item, touched)
    validator = argument.get("validator") if isinstance(argument, Mapping) else None
    schema = validator.get("$jsonSchema") if isinstance(validator, Mapping) else None
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    for name, stated in properties.items() if isinstance(properties, Mapping) else ():
        touched.reads.add(name)
        if isinstance(stated, Mapping) and is_static(stated):
            touched.stated[name] = stated


def _filter(condition: Any, touched: Touched) -> None:  # noqa: ANN401 JSValue
    for name, wanted in condition.items() if isinstance(condition, Mapping) else ():
        if name in {"$and", "$or", "$nor"}:
            for item in wanted if isinstance(wanted, list) else ():
                _filter(item, touched)
        elif not name.startswith("$") and wanted != {"$exists": False}:
            if isinstance(wanted, Mapping) and isinstance(wanted.get("$elemMatch"), Mapping):
                touched.reads |= {f"{name}[].{key}" for key in wanted["$elemMatch"] if not key.startswith("$")}
                continue
            touched.reads.add(name)
            touched.values.setdefault(name, []).extend(_literals(wanted))


def _literals(wanted: Any) -> Iterator[Any]:  # noqa: ANN401 JSValue
    if isinstance(wanted, Mapping):
        inside = wanted.get("$in", [wanted["$eq"]] if "$eq" in wanted else [])
        yield from (item for item in inside if _plain(item)) if isinstance(inside, list) else ()
    elif _plain(wanted):
        yield wanted


def _plain(value: Any) -> bool:  # noqa: ANN401 JSValue
    pattern = isinstance(value, Constructed) and value.name == "RegExp"
    return is_static(value) and value is not None and not isinstance(value, Mapping | list) and not pattern


def _update(update: Any, touched: Touched, everything: dict[str, Touched]) -> None:  # noqa: ANN401 JSValue
    if isinstance(update, list):
        _pipeline(update, touched, everything)
        return
    for operator, fields in update.items() if isinstance(update, Mapping) else ():
        if not isinstance(fields, Mapping):
            continue
        named = {_path(str(name)): value for name, value in fields.items()}
        if operator in _WRITES:
            if operator == "$set":
                # The value that it writes may be there already, on documents that it does not touch.
                touched.already += [(n, v) for n, v in named.items() if _plain(v)]
            if operator in {"$push", "$addToSet"}:
                touched.kinds |= {name: "array" for name in named if "[]" not in name}
            touched.reads |= {name.rpartition(".")[0] for name in named if "[]." in name}
            touched.write(name for name in named if "[]" not in name)
        elif operator in _READS:
            touched.reads |= set(named)
            touched.kinds |= {
                name: "array" for name in named if operator in {"$pull", "$pop", "$pullAll"} and "[]" not in name
            }
        elif operator == "$rename":
            touched.reads |= set(fields)
            touched.write(to for to in fields.values() if isinstance(to, str))


def _pipeline(stages: Any, touched: Touched, everything: dict[str, Touched]) -> None:  # noqa: ANN401, C901, PLR0912 one line a stage
    grouped, joined, before = False, set[str](), set(touched.reads)
    for stage in stages if isinstance(stages, list) else ():
        for name, content in stage.items() if isinstance(stage, Mapping) else ():
            match name:
                case "$match":
                    _filter(content, touched)
                    if isinstance(content, Mapping) and not grouped:
                        touched.conditions.append(content)
                case "$group" if isinstance(content, Mapping):
                    grouped = True
                    touched.twins += [shared] if (shared := tuple(_paths(content.get("_id")))) else []
                    _expression(content, touched)
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
                    _expression(content, touched)
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
                    _expression(content, touched)
    # What a stage joined or grouped is no field of the documents.
    made = {name for name in touched.reads - before if name.partition(".")[0].removesuffix("[]") in joined}
    touched.reads -= made
    for name in [name for name in touched.kinds if name.partition(".")[0] in joined]:
        del touched.kinds[name]


def _expression(value: Any, touched: Touched) -> None:  # noqa: ANN401 JSValue
    match value:
        case str():
            if value.startswith("$") and not value.startswith("$$"):
                touched.reads.add(value[1:])
        case {**fields}:
            for operator, inner in fields.items():
                kind = _TO.get(str(operator))
                if operator == "$convert" and isinstance(inner, Mapping) and isinstance(inner.get("to"), str):
                    kind = _CONVERT_TO.get(inner["to"])
                _expression(inner, touched)
                if kind:
                    # The outer conversion says what the field is read as: inner ones only prepare for it.
                    touched.kinds |= dict.fromkeys(_paths(inner), kind)
        case [*items]:
            for item in items:
                _expression(item, touched)
        case _:
            pass


def _paths(value: Any) -> Iterator[str]:  # noqa: ANN401 JSValue
    match value:
        case str():
            if value.startswith("$") and not value.startswith("$$"):
                yield value[1:]
        case {**fields}:
            for inner in fields.values():
                yield from _paths(inner)
        case [*items]:
            for inner in items:
                yield from _paths(inner)
        case _:
            pass
