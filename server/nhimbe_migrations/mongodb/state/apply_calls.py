"""What one call makes of the collections. A call that only reads makes nothing of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.values import Dynamic
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index, Validation
from nhimbe_migrations.mongodb.state.writes import WRITES, merged_into, written_fields

__all__ = ["UnreadableError", "applied", "read_indexes"]


class UnreadableError(Exception):
    """The call changes something, and what it changes is not known before it runs."""


def applied(call: Call, collections: Collections, file: str) -> Collections:
    """Return the collections after `call`.

    Raises:
        UnreadableError: a name or a definition in it is computed.
    """
    if "opaque" in call.path:
        msg = f"{call.method}() is not in this file"
        raise UnreadableError(msg)
    if call.collection is None:
        change = _ON_DATABASE.get(call.method)
        return change(call, collections, file) if change else collections
    change = _ON_COLLECTION.get(call.method)
    if change is not None:
        return change(call, collections, file)
    if call.method in WRITES:
        return _written(call, collections, file)
    return collections


def _name(value: Any) -> str:  # noqa: ANN401 JSValue
    if not isinstance(value, str):
        msg = "the name is computed"
        raise UnreadableError(msg)
    return value


def _created(call: Call, collections: Collections, file: str) -> Collections:
    return _create(_name(call.argument(0)), call.options(1), collections, file, call.line)


def _create(name: str, options: Mapping[str, Any], collections: Collections, file: str, line: int) -> Collections:
    collection = replace(collections.known(name), created=True).seen_in(file)
    kept = {key: value for key, value in options.items() if not key.startswith("validat")}
    if "validator" in options:
        collection = collection.with_validation(_validation(options, None, file, line))
    return collections.put(replace(collection, options={**collection.options, **kept}))


def _validation(options: Mapping[str, Any], before: Validation | None, file: str, line: int) -> Validation | None:
    rule = options.get("validator", before.rule if before else {})
    if not isinstance(rule, Mapping | Dynamic):
        rule = Dynamic("validator")
    if rule == {}:
        return None
    level, action = (
        str(options.get(key, getattr(before, field) if before else default))
        for key, field, default in (("validationLevel", "level", "strict"), ("validationAction", "action", "error"))
    )
    return Validation(rule, level, action, file, line)


def _index_created(call: Call, collections: Collections, file: str) -> Collections:
    shift = 0 if call.collection is not None else 1
    name = _name(call.collection if shift == 0 else call.argument(0))
    collection = collections.known(name).seen_in(file)
    for index in read_indexes(call, file):
        # The same name and keys again is no change; MongoDB then keeps what it has.
        collection = collection.with_index(index)
    return collections.put(collection)


def read_indexes(call: Call, file: str | None = None) -> tuple[Index, ...]:
    """Return the indexes that a `createIndex` or `createIndexes` call makes.

    Raises:
        UnreadableError: keys or names are computed.
    """
    shift = 0 if call.collection is not None else 1
    if call.method == "createIndex":
        return (_index(call.argument(shift), call.options(shift + 1), file, call.line),)
    specs = call.argument(shift)
    if not isinstance(specs, list) or not all(isinstance(spec, Mapping) for spec in specs):
        msg = "the list of indexes is computed"
        raise UnreadableError(msg)
    return tuple(
        _index(spec.get("key"), {key: value for key, value in spec.items() if key != "key"}, file, call.line)
        for spec in specs
    )


def _index(keys: Any, options: Mapping[str, Any], file: str | None, line: int) -> Index:  # noqa: ANN401 JSValue
    keys = _keys(keys)
    stated = options.get("name")
    if stated is not None and not isinstance(stated, str):
        msg = "the name of the index is computed"
        raise UnreadableError(msg)
    name = stated or "_".join(f"{key}_{direction}" for key, direction in keys.items())
    return Index(name, keys, {key: value for key, value in options.items() if key != "name"}, file, line)


def _keys(keys: Any) -> Mapping[str, Any]:  # noqa: ANN401 JSValue
    match keys:
        case str():
            return {keys: 1}
        case {**fields} if fields:
            return {str(field): direction for field, direction in fields.items()}
        case [str() as field, (int() | str()) as direction] if direction in {1, -1, "text", "2dsphere", "hashed", "2d"}:
            return {field: direction}
        case [_, *_]:
            merged: dict[str, Any] = {}
            for key in keys:
                merged |= _keys(key)
            return merged
        case _:
            msg = "the keys of the index are computed"
            raise UnreadableError(msg)


def _index_dropped(call: Call, collections: Collections, file: str) -> Collections:
    collection = collections.known(_name(call.collection)).seen_in(file)
    if call.method == "dropIndexes" or call.argument(0) == "*":
        return collections.put(replace(collection, indexes={}))
    return collections.put(collection.without_index(_dropped_name(call.argument(0), collection)))


def _dropped_name(given: Any, collection: Collection) -> str:  # noqa: ANN401 JSValue
    """An index is dropped by its name, or by its keys."""
    if isinstance(given, Mapping):
        for index in collection.indexes.values():
            if list(index.keys.items()) == list(given.items()):
                return index.name
    return _name(given)


def _dropped(call: Call, collections: Collections, _file: str) -> Collections:
    return collections.drop(_name(call.collection if call.collection is not None else call.argument(0)))


def _renamed(call: Call, collections: Collections, file: str) -> Collections:
    names = (call.collection, call.argument(0)) if call.collection is not None else call.arguments[:2]
    name, to = (_name(name) for name in names)
    moved = collections.rename(name, to)
    return moved.put(moved.known(to).seen_in(file))


def _everything_dropped(_call: Call, _collections: Collections, _file: str) -> Collections:
    return Collections()


def _written(call: Call, collections: Collections, file: str) -> Collections:
    collection = collections.known(_name(call.collection)).seen_in(file)
    into = merged_into(call)
    if into is not None:
        collections = collections.put(collections.known(_name(into)).seen_in(file))
    return collections.put(written_fields(call, collection)) if call.method != "aggregate" else collections


def _command(call: Call, collections: Collections, file: str) -> Collections:
    command = call.argument(0)
    if not isinstance(command, Mapping) or not command:
        msg = "the command is computed"
        raise UnreadableError(msg)
    verb = next(iter(command))
    match verb:
        case "collMod":
            return _modified(command, collections, file, call.line)
        case "create":
            rest = {key: value for key, value in command.items() if key != "create"}
            return _create(_name(command["create"]), rest, collections, file, call.line)
        case "createIndexes":
            like = replace(
                call, method="createIndexes", collection=command["createIndexes"], arguments=(command.get("indexes"),)
            )
            return _index_created(like, collections, file)
        case "dropIndexes":
            like = replace(
                call, method="dropIndex", collection=command["dropIndexes"], arguments=(command.get("index"),)
            )
            return _index_dropped(like, collections, file)
        case "drop":
            return collections.drop(_name(command["drop"]))
        case "dropDatabase":
            return Collections()
        case _:
            return collections


def _modified(command: Mapping[str, Any], collections: Collections, file: str, line: int) -> Collections:
    collection = collections.known(_name(command["collMod"])).seen_in(file)
    if any(key.startswith("validat") for key in command):
        collection = collection.with_validation(_validation(command, collection.validation, file, line))
    changed = command.get("index")
    if isinstance(changed, Mapping):
        found = collection.indexes.get(str(changed.get("name")))
        options = {key: value for key, value in changed.items() if key not in {"name", "keyPattern"}}
        if found is not None:
            collection = collection.with_index(replace(found, options={**found.options, **options}))
    return collections.put(collection)


_Change = Callable[[Call, Collections, str], Collections]
_ON_DATABASE: Mapping[str, _Change] = {
    "createCollection": _created,
    "createIndex": _index_created,
    "dropCollection": _dropped,
    "renameCollection": _renamed,
    "dropDatabase": _everything_dropped,
    "command": _command,
}
_ON_COLLECTION: Mapping[str, _Change] = {
    "createIndex": _index_created,
    "createIndexes": _index_created,
    "dropIndex": _index_dropped,
    "dropIndexes": _index_dropped,
    "drop": _dropped,
    "rename": _renamed,
}
