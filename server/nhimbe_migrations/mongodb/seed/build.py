"""The scratch database that a history implies: its collections, validators and indexes, and documents for a migration to meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration
from nhimbe_migrations.mongodb.code.values import Constructed, Dynamic
from nhimbe_migrations.mongodb.plan.step import AssumedNewField
from nhimbe_migrations.mongodb.seed.documents import Wanted, documents_for
from nhimbe_migrations.mongodb.seed.fields_touched import Touched, touched_by
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index

__all__ = ["extended_json", "seed_for"]

_WRAPPERS = {
    "Date": "$date",
    "ObjectId": "$oid",
    "Int32": "$numberInt",
    "Long": "$numberLong",
    "Double": "$numberDouble",
    "Decimal128": "$numberDecimal",
}


def seed_for(parsed: ParsedMigration, collections: Collections, *, absent: Iterable[AssumedNewField] = ()) -> Seed:
    """Return what the database holds before `parsed` runs.

    Args:
        parsed: The migration.
        collections: What the history before it made.
        absent: Fields that no document has, since the migration takes them as new. A field that `up` gives a value, and of
            which the history does not speak, counts as such too.
    """
    touched, dynamic = touched_by(parsed.up.calls if parsed.up else ())
    gone = {(item.collection, item.field) for item in absent}
    wanted = [name for name in collections.by_name if dynamic or name in touched or _mentions(parsed.text, name)]
    unknown = [name for name, what in touched.items() if collections.get(name) is None and not what.created]
    seeds: list[SeedCollection] = []
    left_out: list[str] = []
    for name in (*wanted, *unknown):
        known, what = collections.known(name), touched.get(name, Touched())
        new = {field for owner, field in gone if owner == name}
        new |= {field for field in what.fresh if not known.knows(field) and "." not in field}
        indexes = tuple(index for index in known.indexes.values() if index.readable)
        left_out += [f"index {index.name} of {name}" for index in known.indexes.values() if not index.readable]
        if known.validation is not None and isinstance(known.validation.rule, Dynamic):
            left_out.append(f"the validator of {name}")
        seeds.append(
            SeedCollection(
                name, _options(known), tuple(map(_index, indexes)), documents_for(_wanted(known, what, indexes, new))
            )
        )
    return Seed(tuple(seeds), tuple(left_out))


def extended_json(value: Any) -> Any:  # noqa: ANN401 JSValue in, Extended JSON out; one line a kind
    """Return a value of a migration's text as Extended JSON."""
    match value:
        case Constructed("RegExp", (pattern, flags)):
            return {"$regularExpression": {"pattern": pattern, "options": flags}}
        case Constructed("Date", (int() | float() as milliseconds,)):
            return {"$date": {"$numberLong": str(int(milliseconds))}}
        case Constructed("Date", (str() as text,)):
            return {"$date": text}
        case Constructed(name, (argument,)) if name in _WRAPPERS:
            return {_WRAPPERS[name]: str(argument)}
        case {**fields}:
            return {key: extended_json(field) for key, field in fields.items()}
        case str():
            return value
        case [*items]:
            return [extended_json(item) for item in items]
        case _:
            return value


def _wanted(known: Collection, what: Touched, indexes: tuple[Index, ...], new: set[str]) -> Wanted:
    keys = {key: direction for index in indexes for key, direction in index.keys.items()}
    values = {
        name: tuple(extended_json(value) for value in _distinct(found))
        for name, found in what.values.items()
        if name != "_id" and "." not in name
    }
    schema = extended_json(dict(known.validation.schema)) if known.validation and known.validation.schema else {}
    return Wanted(
        fields=known.fields,
        stated={name: extended_json(schema) for name, schema in what.stated.items()},
        schema=schema,
        touched=frozenset((what.reads | what.writes | set(keys)) - {"_id", "$**"} - new),
        absent=frozenset(new),
        kinds={**what.kinds, **{key: "point" for key, direction in keys.items() if direction == "2dsphere"}},
        unique=frozenset(key for index in indexes if index.unique for key in index.keys) | what.unique,
        values=values,
    )


def _distinct(values: list[Any]) -> Iterator[Any]:
    seen: list[Any] = []
    for value in values:
        if value not in seen:
            seen.append(value)
            yield value


def _options(known: Collection) -> dict[str, Any]:
    options: dict[str, Any] = extended_json(dict(known.options))
    validation = known.validation
    if validation is not None and isinstance(validation.rule, Mapping) and validation.rule:
        options |= {
            "validator": extended_json(dict(validation.rule)),
            "validationLevel": validation.level,
            "validationAction": validation.action,
        }
    return options


def _index(index: Index) -> dict[str, Any]:
    return {"key": extended_json(dict(index.keys)), "name": index.name, **extended_json(dict(index.options))}


def _mentions(text: str, name: str) -> bool:
    return any(f"{quote}{name}{quote}" in text for quote in "\"'`")
