"""`down`, derived from `up`, where every call has an inverse.

A call has one when what it did can be said from the call itself and from what the history knew before it:
`createIndex` ← `dropIndex` by name, `dropIndex` ← the definition in the history, `collMod` ← the earlier validator,
`$rename` ← the opposite `$rename`. Anything else is a reason why `down` must be written by its author.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import ParsedFunction
from nhimbe_migrations.mongodb.code.values import Dynamic, code, is_static, value_imports
from nhimbe_migrations.mongodb.plan.documents import id_type
from nhimbe_migrations.mongodb.plan.step import AssumedNewField, Step, index_code, validation_code
from nhimbe_migrations.mongodb.state.apply_calls import UnreadableError, read_indexes
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index
from nhimbe_migrations.mongodb.state.replay import fold_calls
from nhimbe_migrations.mongodb.state.writes import inserted, merged_into, updates

__all__ = ["Inverse", "Reason", "derive_down"]

_READS = frozenset(
    {
        "find", "findOne", "countDocuments", "estimatedDocumentCount", "distinct", "listCollections", "collections",
        "indexExists", "indexes", "listIndexes", "indexInformation", "stats", "options", "isCapped",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `down` cannot be derived."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Inverse:
    steps: tuple[Step, ...]
    """Pairs of templates of which only the `down` is meant, in the order of `up`; written in the opposite one."""
    taken_as_new: tuple[AssumedNewField, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """Empty when `down` is whole."""


class _NoInverseError(Exception):
    """The call cannot be taken back from what is known."""


def derive_down(up: ParsedFunction, before: Collections) -> Inverse:
    """Return what takes `up` back, given the collections before it; or the reasons why that is not known."""
    steps: list[Step] = []
    reasons: list[Reason] = []
    collections = before
    for call in map(_as_it_will_be, up.calls):
        try:
            steps += _inverse(call, collections)
        except (_NoInverseError, UnreadableError) as error:
            reasons.append(Reason(call.line, str(error)))
        collections = fold_calls([call], collections, "")
    return Inverse(tuple(steps), tuple(_taken_as_new(up.calls)), tuple(reasons))


def _as_it_will_be(call: Call) -> Call:
    """`ensureIndex` is fixed to `createIndex` when the file is put together."""
    return replace(call, method="createIndex") if call.method == "ensureIndex" else call


def _inverse(call: Call, before: Collections) -> Sequence[Step]:
    if "try" in call.path or "catch" in call.path:
        msg = "whether it happens depends on an error"
        raise _NoInverseError(msg)
    if call.method in _READS or (call.method == "aggregate" and merged_into(call) is None):
        return ()
    inverse = _INVERSES.get(call.method)
    if inverse is None or "opaque" in call.path:
        msg = f"{call.method}() has no known inverse"
        raise _NoInverseError(msg)
    return inverse(call, before)


def _collection(call: Call, before: Collections) -> Collection:
    name = call.collection if call.collection is not None else call.argument(0)
    if not isinstance(name, str):
        msg = "the name is computed"
        raise UnreadableError(msg)
    return before.known(name)


def _create_collection(call: Call, before: Collections) -> Sequence[Step]:
    collection = _collection(call, before)
    if before.get(collection.name) is not None:
        msg = f"{collection.name} was there before; dropping it would take more than up() made"
        raise _NoInverseError(msg)
    return (Step("mongodb/create_collection", {"name": collection.name}),)


def _rename_collection(call: Call, before: Collections) -> Sequence[Step]:
    name, to = (call.collection, call.argument(0)) if call.collection is not None else call.arguments[:2]
    if not isinstance(name, str) or not isinstance(to, str):
        msg = "the names are computed"
        raise UnreadableError(msg)
    if before.get(to) is not None:
        msg = f"{to} was there before, and its content would be lost"
        raise _NoInverseError(msg)
    return (Step("mongodb/rename_collection", {"name": name, "to": to}),)


def _create_index(call: Call, before: Collections) -> Sequence[Step]:
    collection = _collection(call, before)
    return [
        Step("mongodb/create_index", {"collection": collection.name, "name": index.name})
        for index in read_indexes(call)
        if index.name not in collection.indexes
    ]


def _drop_index(call: Call, before: Collections) -> Sequence[Step]:
    collection = _collection(call, before)
    given = call.argument(0)
    if call.method == "dropIndexes" or given == "*":
        return [_restored(collection.name, index) for index in collection.indexes.values()]
    index = next((index for index in collection.indexes.values() if given in (index.name, index.keys)), None)
    if index is None:
        msg = f"no migration has the definition of index {given!r}"
        raise _NoInverseError(msg)
    return (_restored(collection.name, index),)


def _restored(collection: str, index: Index) -> Step:
    if not index.readable:
        msg = f"the definition of index {index.name!r} is computed"
        raise _NoInverseError(msg)
    values = {"collection": collection, "name": index.name, "index": index_code(index)}
    return Step("mongodb/drop_index", values, imports=value_imports(dict(index.options)))


def _command(call: Call, before: Collections) -> Sequence[Step]:
    command = call.argument(0)
    if not isinstance(command, Mapping) or next(iter(command), "") != "collMod" or "index" in command:
        msg = "this command has no known inverse"
        raise _NoInverseError(msg)
    collection = before.known(str(command["collMod"]))
    validation = collection.validation
    rule = {} if validation is None else validation.rule
    if isinstance(rule, Dynamic) or not is_static(dict(rule)):
        msg = f"the earlier validator of {collection.name} is computed"
        raise _NoInverseError(msg)
    values = {"collection": collection.name, "before": validation_code(validation)}
    return (Step("mongodb/set_validator", values, imports=value_imports(dict(rule))),)


def _update(call: Call, before: Collections) -> Sequence[Step]:
    collection = _collection(call, before)
    steps: list[Step] = []
    for update in updates(call):
        moved, filled = _reversible(update.change, update.filter, collection)
        steps += [
            Step(
                "mongodb/rename_field",
                {
                    "collection": collection.name, "old_indexes": [], "new_indexes": [], "before": None, "made": [],
                    "moved": code({to: {"$exists": True}, name: {"$exists": False}}), "move_back": code({"$rename": {to: name}}),
                },
            )
            for name, to in moved.items()
        ]  # fmt: skip
        steps += [
            Step(
                "mongodb/add_field",
                {
                    "collection": collection.name, "indexes": [], "before": None, "closed": False, "backup": None, "put_back": "",
                    "present": code({name: {"$exists": True}}), "unset": code({"$unset": {name: ""}}),
                },
            )
            for name in filled
        ]  # fmt: skip
    return steps


def _reversible(change: Any, found: Any, collection: Collection) -> tuple[Mapping[str, str], list[str]]:  # noqa: ANN401
    """What an update renames, and what it fills where nothing was; anything else is not known to be reversible."""
    match change:
        case {"$rename": {**names}} if len(change) == 1 and is_static(change):
            known = [to for to in names.values() if collection.knows(str(to))]
            if not known:
                return {str(name): str(to) for name, to in names.items()}, []
        case {"$set": {**values}} if len(change) == 1 and isinstance(found, Mapping):
            missing = [str(name) for name in values if found.get(name) == {"$exists": False} and "." not in str(name)]
            if len(missing) == len(values) and not any(collection.knows(name) for name in missing):
                return {}, missing
        case _:
            pass
    msg = "what the update replaces is not known"
    raise _NoInverseError(msg)


def _insert(call: Call, before: Collections) -> Sequence[Step]:
    ids = [document.get("_id") if isinstance(document, Mapping) else None for document in inserted(call)]
    if not ids or any(item is None or not is_static(item) for item in ids):
        msg = "documents without a stated _id cannot be found again"
        raise _NoInverseError(msg)
    values = {"collection": _collection(call, before).name, "ids": code(ids), "id_type": id_type(ids)}
    return (Step("mongodb/insert_documents", values, imports=value_imports(ids)),)


def _taken_as_new(calls: Sequence[Call]) -> list[AssumedNewField]:
    return [
        AssumedNewField(str(call.collection), str(name))
        for call in calls
        if isinstance(call.collection, str)
        for update in updates(call)
        for name in (
            *update.operator("$rename").values(),
            *(item for item, condition in _mapping(update.filter).items() if condition == {"$exists": False}),
        )
    ]


def _mapping(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 JSValue
    return value if isinstance(value, Mapping) else {}


_INVERSES: Mapping[str, Callable[[Call, Collections], Sequence[Step]]] = {
    "createCollection": _create_collection,
    "rename": _rename_collection,
    "renameCollection": _rename_collection,
    "createIndex": _create_index,
    "createIndexes": _create_index,
    "dropIndex": _drop_index,
    "dropIndexes": _drop_index,
    "command": _command,
    "updateOne": _update,
    "updateMany": _update,
    "insertOne": _insert,
    "insertMany": _insert,
}
