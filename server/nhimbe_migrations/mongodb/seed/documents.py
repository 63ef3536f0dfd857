"""Documents for one collection: whole ones, and for each field that matters one that lacks it.

Unique fields never clash, and at most one document lacks each: clashes are what real data may have, not what we make up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.mongodb.seed.conditions import meeting, put_at, take_away
from nhimbe_migrations.mongodb.seed.values import accepts, value_for_schema, value_for_type

__all__ = ["Wanted", "documents_for"]

_WHOLE = 2
_MOST_LACKING = 24
_MOST_VALUES = 12
"""Of one field: a filter that lists hundreds of codes is met by one of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the documents of a collection."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """Top-level fields and their types, from the history."""
    schema: Mapping[str, Any] = field(default_factory=dict)
    """Its `$jsonSchema`; empty for none."""
    stated: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What the migration itself will say of fields; it counts for those that the history does not know."""
    touched: frozenset[str] = frozenset()
    """Fields that the migration reads or writes; dotted where it names a part."""
    absent: frozenset[str] = frozenset()
    """Fields that no document has yet."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Types that the migration or an index demands (`point`, `numeric string`)."""
    unique: frozenset[str] = frozenset()
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """Values that the migration looks for: some document has each."""
    conditions: tuple[Mapping[str, Any], ...] = ()
    """Filters: some document meets all that each asks."""
    already: tuple[tuple[str, Any], ...] = ()
    """What the migration writes: some document that it may not touch has it already."""
    needed: frozenset[str] = frozenset()
    """Fields that each document has."""
    lacking: frozenset[str] = frozenset()
    """Parts of fields that documents may lack, as an interface says."""
    twins: tuple[tuple[str, ...], ...] = ()
    """Fields that two documents share."""
    twinned: frozenset[str] = frozenset()
    """Of those the ones that no index keeps from being shared before the migration makes one."""


def documents_for(wanted: Wanted) -> tuple[dict[str, Any], ...]:  # noqa: C901, PLR0912 one line a kind of document
    """Return documents that the collection could hold when the migration meets it."""
    properties = wanted.schema.get("properties")
    known = dict(properties) if isinstance(properties, Mapping) else {}
    required = dict.fromkeys(wanted.schema.get("required") or ())
    names = [
        name
        for name in dict.fromkeys([*known, *map(str, required), *wanted.fields, *_tops(wanted)])
        if name not in wanted.absent and name != "_id"
    ]
    if wanted.schema.get("additionalProperties") is False:
        names = [name for name in names if name in known]
    documents = [_document(wanted, known, names, turn) for turn in range(1, _WHOLE + 1)]
    optional = [name for name in names if name not in required]
    first = sorted(optional, key=lambda name: name not in _tops(wanted))
    for name in first[:_MOST_LACKING]:
        documents.append(_document(wanted, known, [item for item in names if item != name], len(documents) + 1))
    for path in _inner(wanted, names, known):
        _join(documents, _lacking(_document(wanted, known, names, len(documents) + 1), path), wanted, known)
    for name in names:
        if _nullable(known.get(name)) and name not in wanted.unique:
            documents.append({**_document(wanted, known, names, len(documents) + 1), name: None})
    for name, looked_for in wanted.values.items():
        for value in looked_for[:_MOST_VALUES] if name in names else ():
            # What a filter compares a list with is one of its items.
            shaped = [value] if isinstance(documents[0][name], list) and not isinstance(value, list) else value
            documents.append({**_document(wanted, known, names, len(documents) + 1), name: shaped})
    for name, kind in wanted.kinds.items():
        # Text where the history knows a number is what a conversion is for; a validator would have kept it out.
        if kind.endswith(" string") and name in names and name not in known and not isinstance(documents[0][name], str):
            turn = len(documents) + 1
            documents.append({**_document(wanted, known, names, turn), name: value_for_type(kind, name, turn)})
    for condition in wanted.conditions:
        for met in meeting(_document(wanted, known, names, len(documents) + 1), condition):
            _join(documents, met, wanted, known)
    for path, value in wanted.already:
        example = _document(wanted, known, names, len(documents) + 1)
        put_at(example, path, value)
        _join(documents, example, wanted, known)
    for shared in wanted.twins:
        for _ in range(2):
            twin = _document(wanted, known, names, len(documents) + 1)
            for path in shared:
                value = _held(documents[0], path)
                if value is not None:
                    put_at(twin, path, value)
            _join(documents, twin, wanted, known, shared=wanted.twinned)
    for document in documents:
        for path in wanted.absent:
            take_away(document, path)
    whole = [document for document in documents if all(_held(document, path) is not None for path in wanted.needed)]
    return tuple(whole or documents)


def _inner(wanted: Wanted, names: list[str], known: Mapping[str, Any]) -> list[str]:
    """Parts of fields, each of which some document lacks, as a first element of a list does."""
    paths = sorted(path for path in wanted.touched if "." in path and ("[]" in path or path in wanted.lacking))
    return [path for path in paths if _top(path) in names and _top(path) not in known][:_MOST_INNER]


_MOST_INNER = 8


def _lacking(document: dict[str, Any], path: str) -> dict[str, Any]:
    """Take a part away where it comes first."""
    *parents, last = path.split(".")
    at: Any = document
    for name in parents:
        at = at.get(name.removesuffix("[]")) if isinstance(at, dict) else None
        if isinstance(at, list):
            at = at[0] if at else None
    if isinstance(at, dict):
        at.pop(last, None)
    return document


_MOST_DOCUMENTS = 90


def _join(
    documents: list[dict[str, Any]],
    new: dict[str, Any],
    wanted: Wanted,
    known: Mapping[str, Any],
    shared: frozenset[str] = frozenset(),
) -> None:
    """Take a document in, unless a unique field or the validator would keep it out."""
    if len(documents) >= _MOST_DOCUMENTS or any(name in new for name in wanted.absent):
        return
    if new["_id"] is None and wanted.kinds.get("_id") == "id string":
        return
    for path in {"_id", *(wanted.unique - shared)}:
        value = _held(new, path)
        if any(_held(other, path) == value for other in documents):
            return
    for name, schema in known.items():
        if name in new and isinstance(schema, Mapping) and not accepts(schema, new[name]):
            return
    documents.append(new)


def _held(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 canonical Extended JSON
    at: Any = document
    for name in path.replace("[]", "").split("."):
        at = at[0] if isinstance(at, list) and at else at
        at = at.get(name) if isinstance(at, Mapping) else None
    return at


def _document(wanted: Wanted, known: Mapping[str, Any], names: list[str], turn: int) -> dict[str, Any]:
    identity = known.get("_id")
    document: dict[str, Any] = {
        "_id": value_for_schema(identity, "doc", turn)
        if isinstance(identity, Mapping)
        else value_for_type(_id_kind(wanted), "doc", turn)
    }
    for name in names:
        document[name] = _value(wanted, known.get(name), name, turn)
    for path in sorted(wanted.touched | set(wanted.kinds)):
        top = _top(path)
        if top != path and top in names and top not in known:
            _put(document, path, wanted.kinds.get(path, "unknown"), turn)
    return document


def _id_kind(wanted: Wanted) -> str:
    kinds = {wanted.fields.get("_id"), wanted.kinds.get("_id")}
    if wanted.kinds.get("_id") == "id string":
        return "id string"
    return "ObjectId" if "ObjectId" in kinds and wanted.fields.get("_id") != "string" else "string"


def _value(wanted: Wanted, schema: Any, name: str, turn: int) -> Any:  # noqa: ANN401 canonical Extended JSON
    stated = wanted.fields.get(name, "unknown")
    demanded = wanted.kinds.get(name)
    is_list = demanded is not None and (demanded == "array" or demanded.endswith("[]"))
    if is_list and isinstance(schema, Mapping) and accepts(schema, []):
        # The validator says what its items are.
        return value_for_schema(schema, name, turn)
    # "a string that says a number" only refines a string.
    if demanded and not (demanded.endswith(" string") and stated not in {"string", "unknown"}):
        value = value_for_type(demanded, name, turn)
        # types.ts says number of what the validator wants as a long.
        if not isinstance(schema, Mapping) or accepts(schema, value):
            return value
    if schema is None and stated == "unknown":
        schema = wanted.stated.get(name)
    if isinstance(schema, Mapping):
        return value_for_schema(schema, name, turn)
    return value_for_type(stated, name, turn)


def _put(document: dict[str, Any], path: str, kind: str, turn: int) -> None:  # noqa: C901 one line a kind of place
    """Put a value at a path, into each of two elements where a list is on the way."""
    head, _, rest = path.partition(".")
    name, many = head.removesuffix("[]"), head.endswith("[]")
    leaf = rest.rpartition(".")[2] or name
    if not many:
        if not rest:
            if not isinstance(document.get(name), dict | list) or kind != "unknown":
                document[name] = value_for_type(kind, leaf, turn)
            return
        elements = document.get(name)
        if isinstance(elements, list):
            many = True
        elif not isinstance(elements, dict) or any(key.startswith("$") for key in elements):
            document[name] = {}
    if not many:
        _put(document[name], rest, kind, turn)
        return
    elements = document.get(name)
    if not isinstance(elements, list) or not elements:
        elements = document[name] = [{"note": f"{name} {turn + step}"} for step in range(2)]
    if not rest:
        if kind not in {"unknown", "object"}:
            document[name] = [value_for_type(kind, leaf, turn + step) for step in range(2)]
        return
    for step, element in enumerate(elements):
        if not isinstance(element, dict) or any(key.startswith("$") for key in element):
            elements[step] = {}
        _put(elements[step], rest, kind, turn + step)


def _top(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


def _tops(wanted: Wanted) -> list[str]:
    return sorted({_top(path) for path in wanted.touched | set(wanted.kinds)} - {""})


def _nullable(schema: Any) -> bool:  # noqa: ANN401 a part of a $jsonSchema
    stated = schema.get("bsonType", schema.get("type")) if isinstance(schema, Mapping) else None
    return isinstance(stated, list) and "null" in stated
