"""What a migration reads and writes, so that documents can be made with it and without it.

Only literals say something here; what the code computes as it runs meets the documents that the history implies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.values import Dynamic, is_static
from nhimbe_migrations.mongodb.seed.asked.pipelines import pipeline
from nhimbe_migrations.mongodb.seed.asked.touched import Touched, look_for, plain

__all__ = ["note_indexes", "touched_by"]

_FILTERS_FIRST = {
    "find", "findOne", "countDocuments", "distinct", "deleteOne", "deleteMany", "updateOne", "updateMany", "replaceOne",
    "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete",
}  # fmt: skip
_WRITES = {"$set", "$setOnInsert", "$inc", "$mul", "$min", "$max", "$push", "$addToSet", "$currentDate", "$addFields"}
_READS = {"$unset", "$pull", "$pop", "$pullAll"}


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
        case "dropIndex":
            touched.drops(first)
        case "createIndexes" | "command":
            note_indexes(first, touched)
        case "aggregate":
            pipeline(first, touched, everything)
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
    look_for(condition, touched)
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


def _pulled(named: Mapping[str, Any], touched: Touched) -> None:
    """What is taken out of a list is in that of some document."""
    for name, wanted in named.items():
        if "[]" in name or not is_static(wanted):
            continue
        if isinstance(wanted, Mapping) and not any(str(key).startswith("$") for key in wanted):
            touched.conditions.append({name: {"$elemMatch": wanted}})
        elif plain(wanted):
            touched.conditions.append({name: wanted})


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


def note_indexes(argument: Any, touched: Touched) -> None:  # noqa: ANN401 JSValue
    listed = argument.get("indexes") if isinstance(argument, Mapping) else argument
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, Mapping):
            _keys(item.get("key"), item, touched)
    validator = argument.get("validator") if isinstance(argument, Mapping) else None
    schema = validator.get("$jsonSchema") if isinstance(validator, Mapping) else None
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    for name, stated in properties.items() if isinstance(properties, Mapping) else ():
        if name not in touched.reads:
            touched.first_stated.add(name)
        touched.reads.add(name)
        if isinstance(stated, Mapping) and is_static(stated):
            touched.stated[name] = stated


def _update(update: Any, touched: Touched, everything: dict[str, Touched]) -> None:  # noqa: ANN401 JSValue
    if isinstance(update, list):
        pipeline(update, touched, everything)
        return
    for operator, fields in update.items() if isinstance(update, Mapping) else ():
        if not isinstance(fields, Mapping):
            continue
        named = {_path(str(name)): value for name, value in fields.items()}
        if operator in _WRITES:
            if operator == "$set":
                # The value that it writes may be there already, on documents that it does not touch.
                touched.already += [(n, v) for n, v in named.items() if plain(v)]
            if operator in {"$push", "$addToSet"}:
                touched.kinds |= {name: "array" for name in named if "[]" not in name}
            touched.reads |= {name.rpartition(".")[0] for name in named if "[]." in name}
            touched.write(name for name in named if "[]" not in name)
        elif operator in _READS:
            touched.reads |= set(named)
            if operator == "$pull":
                _pulled(named, touched)
            touched.kinds |= {
                name: "array" for name in named if operator in {"$pull", "$pop", "$pullAll"} and "[]" not in name
            }
        elif operator == "$rename":
            touched.reads |= set(fields)
            touched.write(to for to in fields.values() if isinstance(to, str))
