"""What a MongoDB migration makes of the collections, fields and values that code speaks of, read off its own calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration
from nhimbe_migrations.mongodb.code.values import is_static
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold_parsed

__all__ = ["MongoEffect", "effect_of_calls"]

Field = tuple[str, str]
"""Collection and path."""

_TO = {
    "$toInt": "int", "$toLong": "int", "$toDouble": "number", "$toDecimal": "decimal", "$toString": "string",
    "$toBool": "boolean", "$toDate": "Date", "$toObjectId": "ObjectId",
}  # fmt: skip
_CONVERT = {"int": "int", "long": "int", "double": "number", "decimal": "decimal", "string": "string", "bool": "boolean", "date": "Date", "objectId": "ObjectId"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MongoEffect:
    """The collections before and after, and what happens to documents."""

    before: Collections
    after: Collections
    gone: frozenset[Field] = frozenset()
    new: frozenset[Field] = frozenset()
    """Fields that documents get."""
    gone_collections: frozenset[str] = frozenset()
    new_names: frozenset[str] = frozenset()
    """Collections under a new name, and new ones that the migration fills."""
    words: Mapping[Field, tuple[tuple[Any, Any], ...]] = field(default_factory=dict)
    """Values that become others: (old, new)."""
    types: Mapping[Field, str] = field(default_factory=dict)
    """Fields that get another type."""
    renames: bool = False


@dataclass(slots=True)
class _Found:
    before: Collections
    gone: set[Field] = field(default_factory=set)
    new: set[Field] = field(default_factory=set)
    gone_collections: set[str] = field(default_factory=set)
    new_names: set[str] = field(default_factory=set)
    words: dict[Field, list[tuple[Any, Any]]] = field(default_factory=dict)
    types: dict[Field, str] = field(default_factory=dict)
    renames: bool = False

    def update(self, name: str, filter_: Mapping[str, Any], stage: Mapping[str, Any]) -> None:
        for operator in ("$set", "$addFields"):
            given = stage.get(operator)
            for path, value in given.items() if isinstance(given, Mapping) else ():
                self._set(name, path, value, filter_)
        renamed = stage.get("$rename")
        for old, new in renamed.items() if isinstance(renamed, Mapping) else ():
            self.renames = True
            self.gone.add((name, old))
            self.new.update({(name, new)} if isinstance(new, str) else ())
        unset = stage.get("$unset")
        fields = [unset] if isinstance(unset, str) else unset
        self.gone.update((name, path) for path in fields or () if isinstance(path, str))

    def _set(self, name: str, path: str, value: Any, filter_: Mapping[str, Any]) -> None:  # noqa: ANN401 a value as it stands in the file
        condition = filter_.get(path)
        absent = (path in filter_ and condition is None) or (
            isinstance(condition, Mapping) and condition.get("$exists") is False
        )
        kind = _converted(value)
        if kind is not None:
            self.types[name, path] = kind
        elif absent or (path not in filter_ and not self.before.known(name).knows(path.partition(".")[0])):
            self.new.add((name, path))
        if path in filter_ and not absent and is_static(value) and not isinstance(value, Mapping):
            self.words.setdefault((name, path), []).extend((old, value) for old in _matched(condition))
        self.words.setdefault((name, path), []).extend(_switched(value))


def effect_of_calls(
    parsed: ParsedMigration, before: Collections, changes: Sequence[Mapping[str, Any]] = ()
) -> MongoEffect:
    """Read what `parsed` does; typed `changes` say more of values than the code that is made of them."""
    found = _Found(before)
    for call in parsed.up.calls if parsed.up else ():
        if "catch" not in call.path:
            _call(found, call)
    for change in changes:
        key = (str(change.get("collection")), str(change.get("field")))
        if change.get("kind") == "convert_field":
            found.types[key] = str(change.get("to_type"))
        elif change.get("kind") == "map_values" and isinstance(values := change.get("values"), Mapping):
            found.words.setdefault(key, []).extend(values.items())
    return MongoEffect(
        before,
        fold_parsed(parsed, before),
        frozenset(found.gone),
        frozenset(found.new),
        frozenset(found.gone_collections),
        frozenset(found.new_names),
        {key: tuple(pairs) for key, pairs in found.words.items() if pairs},
        found.types,
        found.renames,
    )


def _call(found: _Found, call: Call) -> None:
    name, first = call.collection, call.argument(0)
    if not isinstance(name, str):
        if call.method in {"dropCollection", "renameCollection"} and isinstance(first, str):
            found.gone_collections.add(first)
            found.renames |= call.method == "renameCollection"
            to = call.argument(1)
            found.new_names.update({to} if call.method == "renameCollection" and isinstance(to, str) else ())
        return
    match call.method:
        case "drop":
            found.gone_collections.add(name)
        case "rename":
            found.renames = True
            found.gone_collections.add(name)
            found.new_names.update({first} if isinstance(first, str) else ())
        case "insertOne" | "insertMany" if found.before.get(name) is None:
            found.new_names.add(name)
        case "updateOne" | "updateMany":
            update = call.argument(1)
            filter_ = first if isinstance(first, Mapping) else {}
            for stage in update if isinstance(update, list) else [update]:
                if isinstance(stage, Mapping):
                    found.update(name, filter_, stage)
        case _:
            pass


def _converted(value: Any) -> str | None:  # noqa: ANN401 a value as it stands in the file
    """The type that an expression makes."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    (operator, given), *_ = value.items()
    if operator == "$convert" and isinstance(given, Mapping):
        return _CONVERT.get(str(given.get("to")))
    return _TO.get(operator)


def _matched(condition: Any) -> Iterator[Any]:  # noqa: ANN401 likewise
    """The values that a condition asks for."""
    if isinstance(condition, Mapping):
        listed = condition.get("$in")
        yield from listed if isinstance(listed, list) else [condition["$eq"]] if "$eq" in condition else []
    elif is_static(condition):
        yield condition


def _switched(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 likewise
    """The pairs of a `$switch` over a field's values."""
    switch = value.get("$switch") if isinstance(value, Mapping) else None
    for branch in switch.get("branches", ()) if isinstance(switch, Mapping) else ():
        case = branch.get("case") if isinstance(branch, Mapping) else None
        equal = case.get("$eq") if isinstance(case, Mapping) else None
        if isinstance(equal, list) and len(equal) == 2 and is_static(equal[1]) and is_static(branch.get("then")):  # noqa: PLR2004 both sides
            yield equal[1], branch.get("then")
