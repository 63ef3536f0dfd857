"""What writes tell of a collection's fields: inserted documents, `$set`, `$rename`, `$unset`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.values import Constructed
from nhimbe_migrations.mongodb.state.collections import Collection

__all__ = ["WRITES", "Update", "inserted", "merged_into", "updates", "value_type", "written_fields"]

WRITES = frozenset(
    {
        "insertOne", "insertMany", "updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany", "bulkWrite",
        "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete", "aggregate",
    }
)  # fmt: skip


class Update:
    """One update that a call makes: its filter, and the update document or pipeline."""

    __slots__ = ("change", "filter", "many", "method", "upsert")

    def __init__(self, method: str, found: Any, change: Any, *, upsert: bool) -> None:  # noqa: ANN401 JSValues
        self.method, self.filter, self.change, self.upsert = method, found, change, upsert
        self.many = method == "updateMany"

    def operator(self, name: str) -> Mapping[str, Any]:
        """The fields under `$set`, `$rename`, …, in an update document or any stage of a pipeline."""
        stages = self.change if isinstance(self.change, list) else [self.change]
        fields: dict[str, Any] = {}
        for stage in stages:
            value = stage.get(name) if isinstance(stage, Mapping) else None
            if isinstance(value, Mapping):
                fields |= value
            elif name == "$unset" and isinstance(value, str | list):
                fields |= dict.fromkeys([value] if isinstance(value, str) else map(str, value), "")
        return fields


def updates(call: Call) -> Iterator[Update]:
    """The updates and replacements that a call makes, those of a `bulkWrite` one by one."""
    if call.method in {"updateOne", "updateMany", "replaceOne", "findOneAndUpdate", "findOneAndReplace"}:
        yield Update(call.method, call.argument(0), call.argument(1), upsert=call.options(2).get("upsert") is True)
    elif call.method == "bulkWrite":
        for operation in _operations(call):
            for method in ("updateOne", "updateMany", "replaceOne"):
                inner = operation.get(method)
                if isinstance(inner, Mapping):
                    change = inner.get("replacement" if method == "replaceOne" else "update", {})
                    yield Update(method, inner.get("filter", {}), change, upsert=inner.get("upsert") is True)


def inserted(call: Call) -> Iterator[Any]:
    """The documents that a call inserts."""
    match call.method:
        case "insertOne":
            yield call.argument(0)
        case "insertMany":
            documents = call.argument(0)
            yield from documents if isinstance(documents, list) else [documents]
        case "bulkWrite":
            for operation in _operations(call):
                inner = operation.get("insertOne")
                if isinstance(inner, Mapping):
                    yield inner.get("document", {})
        case _:
            return


def merged_into(call: Call) -> Any:  # noqa: ANN401 JSValue
    """The collection that an aggregation writes to with `$merge` or `$out`; None for one that only reads."""
    if call.method != "aggregate" or not isinstance(call.argument(0), list):
        return None
    for stage in call.argument(0):
        if isinstance(stage, Mapping):
            target = stage.get("$merge", stage.get("$out"))
            into = target.get("into", target.get("coll")) if isinstance(target, Mapping) else target
            if into is not None:
                return into.get("coll") if isinstance(into, Mapping) else into
    return None


def written_fields(call: Call, collection: Collection) -> Collection:
    """The collection with the top-level fields that `call` writes, renames or takes away."""
    for document in inserted(call):
        if isinstance(document, Mapping):
            collection = _learnt(collection, document)
    for update in updates(call):
        if update.method in {"replaceOne", "findOneAndReplace"}:
            collection = _learnt(collection, update.change) if isinstance(update.change, Mapping) else collection
            continue
        for operator in ("$set", "$setOnInsert", "$addFields", "$min", "$max", "$inc", "$currentDate"):
            written = update.operator(operator)
            collection = _given_to(collection, {str(name) for name in written if "." not in str(name)}, update)
            collection = _learnt(collection, written)
        for name, to in update.operator("$rename").items():
            if isinstance(to, str):
                collection = collection.renamed_field(name, to).with_fields(
                    {} if to in collection.fields or name in collection.fields else {to: "unknown"}
                )
        if update.many:
            for name in update.operator("$unset"):
                collection = collection.without_field(name)
    return collection


def _given_to(collection: Collection, names: set[str], update: Update) -> Collection:
    """Note which of the fields that are new now only some documents have, and which all have from here on."""
    asked = set(update.filter) if isinstance(update.filter, Mapping) else {"$computed"}
    partial = set(collection.partial)
    for name in names:
        # "Where it is missing" leaves nobody without it.
        if update.many and asked <= {name}:
            partial.discard(name)
        elif not collection.knows(name):
            partial.add(name)
    return replace(collection, partial=frozenset(partial)) if partial != collection.partial else collection


def value_type(value: Any) -> str:  # noqa: ANN401 JSValue; one line a kind
    """The field type that a value is an example of; `unknown` where it says too little."""
    match value:
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | float():
            return "number"
        case Constructed("Date" | "ObjectId" as name, _):
            return name
        case Constructed("Int32" | "Long", _):
            return "int"
        case Constructed("Double" | "Decimal128", _):
            return "number"
        case {**fields}:
            return "unknown" if any(str(key).startswith("$") for key in fields) else "object"
        case [first, *rest]:
            kind = value_type(first)
            same = all(value_type(item) == kind for item in rest)
            return f"{kind}[]" if same and kind in {"string", "number", "ObjectId", "object"} else "unknown"
        case _:
            return "unknown"


def _learnt(collection: Collection, fields: Mapping[str, Any]) -> Collection:
    """What is known already stays: one example says less than a validator."""
    new = {
        name.split(".")[0]: "object" if "." in name else value_type(value)
        for name, value in fields.items()
        if name != "_id" or "_id" not in collection.fields
    }
    known = collection.fields
    turned = {name: _TURNED[to] for name, value in fields.items() if (to := _conversion(value)) in _TURNED}
    collection = collection.with_fields(turned)
    return collection.with_fields({n: kind for n, kind in new.items() if known.get(n, "unknown") == "unknown"})


_TURNED = {
    "string": "string",
    "double": "number",
    "decimal": "number",
    "int": "int",
    "long": "int",
    "bool": "boolean",
    "date": "Date",
    "objectId": "ObjectId",
}


def _conversion(value: Any) -> str:  # noqa: ANN401 JSValue
    """The BSON type that `$convert` or `$toDate` gives; empty where the value is no conversion."""
    match value:
        case {"$convert": {"to": str() as to, **rest}}:
            return "" if str(rest.get("onError", "")).startswith("$") else to
        case {**fields} if len(fields) == 1 and (operator := str(next(iter(fields)))).startswith("$to"):
            return operator[3:4].lower() + operator[4:]
        case _:
            return ""


def _operations(call: Call) -> Iterator[Mapping[str, Any]]:
    operations = call.argument(0)
    for operation in operations if isinstance(operations, list) else ():
        if isinstance(operation, Mapping):
            yield operation
