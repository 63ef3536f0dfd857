"""The scratch database that a history implies: its collections, validators and indexes, and documents for a migration to meet."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb.code.evaluate import DatabaseHandle
from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration
from nhimbe_migrations.mongodb.code.tree import walk
from nhimbe_migrations.mongodb.code.values import Dynamic
from nhimbe_migrations.mongodb.seed.asked.fields_touched import touched_by
from nhimbe_migrations.mongodb.seed.asked.observed import Observed, note_described, note_observed
from nhimbe_migrations.mongodb.seed.asked.pipelines import GUESSED_NUMBER
from nhimbe_migrations.mongodb.seed.asked.reads import Reads, reads_of
from nhimbe_migrations.mongodb.seed.asked.touched import Touched
from nhimbe_migrations.mongodb.seed.conditions import put_at
from nhimbe_migrations.mongodb.seed.documents import Wanted, documents_for
from nhimbe_migrations.mongodb.seed.extended_json import extended_json
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection, promised_by
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index

if TYPE_CHECKING:
    from tree_sitter import Node

    from nhimbe_migrations.mongodb.plan.step import AssumedNewField

__all__ = ["seed_for"]


def seed_for(
    parsed: ParsedMigration,
    collections: Collections,
    *,
    absent: Iterable[AssumedNewField] = (),
    observed: Observed | None = None,
    declared: Sequence[Sequence[Any]] = (),
) -> Seed:
    """Return what the database holds before `parsed` runs.

    Args:
        parsed: The migration.
        collections: What the history before it made.
        absent: Fields that no document has, since the migration takes them as new. A field that `up` gives a value, and of
            which the history does not speak, counts as such too.
        declared: What interfaces say of the fields of collections: collection, path, type, the texts allowed, whether documents
            may lack it, whether the field was there before the migration, and the texts and the lack allowed then.
        observed: What a run of it showed that its text does not tell.
    """
    touched, dynamic = touched_by(parsed.up.calls if parsed.up else ())
    note_described(touched, [item for item in declared if item[0] in touched])
    if observed is not None:
        note_observed(touched, observed)
    reads = _reads(parsed)
    for name, condition in reads.conditions:
        what = touched.setdefault(name, Touched())
        what.conditions.append(condition)
        # What is compared before it is written was there before, whatever the order of the calls says.
        what.fresh -= {_first(path) for path in condition}
        what.reads |= set(condition)
    for name, read in reads.paths.items():
        what = touched.setdefault(name, Touched())
        fields = collections.known(name).fields
        # What the migration itself wrote before it read it is not there before.
        paths = {path: kind for path, kind in read.items() if _first(path) not in what.fresh}
        what.reads |= set(paths)
        what.kinds = {
            **{path: kind for path, kind in paths.items() if kind and fields.get(path, "unknown") == "unknown"},
            **what.kinds,
            # That a text is made a number of says more than that it is text.
            **{
                path: kind
                for path, kind in paths.items()
                if kind.endswith(" string") and what.kinds.get(path) == "string"
            },
        }
    gone = {(item.collection, item.field) for item in absent}
    wanted = [name for name in collections.by_name if dynamic or name in touched or _mentions(parsed.text, name)]
    own = _dropped_by_down(parsed)
    unknown = [
        name
        for name, what in touched.items()
        if collections.get(name) is None and name not in own and not _made_here(what)
    ]
    optional = {(item[0], item[1]) for item in declared if len(item) > _OPTIONAL and item[_OPTIONAL]}
    seeds: list[SeedCollection] = []
    left_out: list[str] = []
    for name in (*wanted, *unknown):
        known, what = collections.known(name), touched.get(name, Touched())
        new = {field for owner, field in gone if owner == name}
        new |= {field for field in what.fresh if not known.knows(field) and "." not in field}
        if told := {_first(item[1]) for item in declared if item[0] == name and len(item) > _STOOD and item[_STOOD]}:
            # The interface says what documents have, and a field that only the new validator speaks of is none of it.
            new |= {field for field in what.first_stated - told if not known.knows(field)}
        indexes = tuple(index for index in known.indexes.values() if index.readable)
        made = _made_before_dropped(parsed)
        own = {index.name for index in known.indexes.values()}
        indexes += tuple(
            Index(gone_index, keys)
            for gone_index, keys in what.dropped.items()
            if gone_index not in own | made and not any(dict(index.keys) == keys for index in indexes)
        )
        left_out += [f"index {index.name} of {name}" for index in known.indexes.values() if not index.readable]
        if known.validation is not None and isinstance(known.validation.rule, Dynamic):
            left_out.append(f"the validator of {name}")
        seeds.append(
            SeedCollection(
                name,
                _options(known),
                tuple(map(_index, indexes)),
                documents_for(replace(_wanted(known, what, indexes, new), lacking=_parts(name, optional))),
            )
        )
    links = [*reads.links, *((name, *link) for name, what in touched.items() for link in what.links)]
    said = {(item[0], item[1]) for item in declared if len(item) > _STOOD and item[_OPTIONAL] and item[_STOOD]}
    for name, what in touched.items():
        optional |= {(name, path) for path in what.reads if _may_lack(collections.known(name), path)}
    spared = sorted((name, path) for name, what in touched.items() for path in what.needed)
    held = {(name, field) for name in touched for field in collections.known(name).fields}
    held |= {(item[0], _first(item[1])) for item in declared if len(item) > _STOOD and item[_STOOD]}
    return Seed(
        tuple(_linked(seeds, links)),
        tuple(left_out),
        tuple(spared),
        frozenset(optional),
        frozenset(said),
        frozenset(held),
        promised_by(declared),
        tuple(dict.fromkeys(links)),
    )


def _parts(name: str, optional: set[tuple[str, str]]) -> frozenset[str]:
    return frozenset(path for owner, path in optional if owner == name and "." in path)


_STOOD = 5
"""Where a declared field says that it was there before the migration."""
_OPTIONAL = 4
"""Where a declared field says that documents may lack it."""


def _may_lack(known: Collection, path: str) -> bool:
    """Whether the history says so: its validator names the field and demands it not, or a migration wrote it to some alone."""
    top = _first(path)
    if top in known.partial:
        return True
    schema = known.validation.schema if known.validation is not None else None
    for name in path.replace("[]", "").split("."):
        properties = schema.get("properties") if isinstance(schema, Mapping) else None
        stated = properties.get(name) if isinstance(properties, Mapping) else None
        if not isinstance(schema, Mapping) or not isinstance(stated, Mapping):
            return False
        if name not in (schema.get("required") or ()):
            return True
        schema = stated.get("items") if isinstance(stated.get("items"), Mapping) else stated
    return False


def _reads(parsed: ParsedMigration) -> Reads:
    """What the code of the file reads of documents, its helpers included."""
    if parsed.up is None:
        return Reads()
    names = {parameter.name for parameter in parsed.up.parameters[:1]} | {"db"}
    helpers = [
        node
        for node in walk(parsed.tree.root)
        if node.type in {"function_declaration", "arrow_function", "method_definition"}
    ]
    down = parsed.down.node if parsed.down else None
    inside = [node for node in helpers if node.parent is None or node.parent.type != "arguments"]
    functions = [
        parsed.up.node,
        *(node for node in inside if node not in (parsed.up.node, down) and not _within(node, (parsed.up.node, down))),
    ]
    return reads_of(functions, {**parsed.constants, **dict.fromkeys(names, DatabaseHandle())})


def _made_before_dropped(parsed: ParsedMigration) -> set[Any]:
    """The names of indexes that it makes; one that it drops first was there before."""
    dropped: set[Any] = set()
    made: set[Any] = set()
    for call in parsed.up.calls if parsed.up else ():
        if call.method == "dropIndex" and isinstance(call.argument(0), str):
            dropped.add(call.argument(0))
        elif call.method == "createIndex" and isinstance(call.argument(1), Mapping):
            made |= {call.argument(1).get("name")} - dropped
    return made


def _dropped_by_down(parsed: ParsedMigration) -> set[Any]:
    """The collections that the way back drops: the way there made them, if nothing else did."""
    calls = parsed.down.calls if parsed.down else ()
    return {
        call.argument(0) if call.method == "dropCollection" else call.collection
        for call in calls
        if call.method in _DROPS
    }


_DROPS = frozenset({"drop", "dropCollection"})


def _within(node: Node, others: tuple[Node | None, ...]) -> bool:
    return any(o is not None and o.start_byte <= node.start_byte and node.end_byte <= o.end_byte for o in others)


def _first(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


def _made_here(what: Touched) -> bool:
    """It makes the collection, or it only puts documents into one that nothing speaks of."""
    return what.created or bool(what.methods & {"insertOne", "insertMany"} and what.methods <= _FILLING)


_FILLING = frozenset({"insertOne", "insertMany", "createIndex", "createIndexes", "createCollection"})


def _linked(seeds: list[SeedCollection], links: Iterable[tuple[str, str, str, str]]) -> list[SeedCollection]:
    """Let references resolve: what one collection holds is found in the other."""
    by_name = {seed.name: seed for seed in seeds}
    for name, path, other, key in links:
        of, to = by_name.get(name), by_name.get(other)
        if of is None or to is None or of is to or path == "_id":
            continue
        found = [document[key] for document in to.documents if key in document]
        documents = [copy.deepcopy(dict(document)) for document in of.documents]
        holding = [document for document in documents if _first(path) in document]
        # The last points nowhere, as one does in a database that has lived.
        for index, document in enumerate(holding[: -1 if len(holding) > 1 else None]):
            if found:
                put_at(document, path, found[index % len(found)])
        by_name[name] = replace(of, documents=tuple(documents))
    return [by_name[seed.name] for seed in seeds]


def _wanted(known: Collection, what: Touched, indexes: tuple[Index, ...], new: set[str]) -> Wanted:
    keys = {key: direction for index in indexes for key, direction in index.keys.items()}
    values = {
        name: tuple(extended_json(value) for value in _distinct(found) if not _put_in(name, value, what))
        for name, found in what.values.items()
        if name != "_id" and "." not in name
    }
    schema = extended_json(dict(known.validation.schema)) if known.validation and known.validation.schema else {}
    return Wanted(
        fields=known.fields,
        stated={name: extended_json(schema) for name, schema in what.stated.items()},
        schema=schema,
        touched=frozenset(
            (what.reads | what.writes | set(keys)) - {"_id", "$**"} - new - {name for name in what.fresh if "." in name}
        ),
        absent=frozenset(new),
        kinds={
            **_kinds(known, what),
            **{key: "point" for key, direction in keys.items() if direction == "2dsphere"},
            **what.shapes,
        },
        unique=frozenset(key for index in indexes if index.unique for key in index.keys) | what.unique,
        twinned=frozenset(path for shared in what.twins for path in shared)
        - {key for index in indexes if index.unique for key in index.keys},
        values=values,
        conditions=tuple(
            extended_json(item) for item in _distinct(what.conditions) if not _stands_in_the_way(item, what)
        ),
        already=tuple(
            (name, extended_json(value))
            for name, value in _distinct(what.already)
            if name not in new and name != "_id" and _may_be_there(name, known, what)
        ),
        needed=frozenset(path for path in what.needed if path != "_id" and _first(path) not in new),
        twins=tuple(what.twins),
    )


def _may_be_there(name: str, known: Collection, what: Touched) -> bool:
    """Whether documents may hold the field before: a part of a list's elements only where something speaks of that part."""
    if name in what.values:
        return True
    if "[]." in name:
        return name in what.reads or name in known.fields
    # That the object is read says nothing of a part that nobody speaks of.
    return known.knows(_first(name)) or (name if "." in name else _first(name)) in what.reads


def _kinds(known: Collection, what: Touched) -> dict[str, str]:
    """What the migration takes fields to be; that it could be a list says nothing where the history knows better."""
    scalars = {
        name for name, kind in known.fields.items() if kind not in {"unknown", "object"} and not kind.endswith("[]")
    }
    # What gets a part of its own is an object, though the part is not there yet.
    parents = {name.rpartition(".")[0]: "object" for name in sorted(what.fresh) if "." in name and "[" not in name}
    kinds = {**{path: kind for path, kind in parents.items() if path not in known.fields}, **what.kinds}
    stated = {name for name, kind in known.fields.items() if kind != "unknown"} | set(what.stated)
    return {
        path: kind.removesuffix("?")
        for path, kind in kinds.items()
        if (path not in scalars or kind not in {"array", "object[]"})
        and (kind != GUESSED_NUMBER or (_first(path) not in stated and path != "_id"))
    }


def _stands_in_the_way(condition: Mapping[str, Any], what: Touched) -> bool:
    """A document that meets it would keep out what the migration inserts: it was asked for first."""
    return any(_put_in(name, value, what) for name, value in condition.items())


def _put_in(name: str, value: Any, what: Touched) -> bool:  # noqa: ANN401 JSValue
    return any(name in item and item[name] == value for item in what.inserted)


def _distinct(values: Iterable[Any]) -> Iterator[Any]:
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
