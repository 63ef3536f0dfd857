"""A document that is as untidy as people leave them, for a migration that tidies up.

Made-up values are tidy: lower case, no blanks around, no element twice, few decimals. What trims, rounds, lowers or deduplicates
changes nothing on those, and seems to come back. So it meets one more document, on which it has something to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.states.attempts import Settled
from nhimbe_migrations.mongodb.proof.states.neighbours import apart
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection
from nhimbe_migrations.mongodb.seed.values import accepts

__all__ = ["with_untidy"]

_CASES = re.compile(r"\$to(?:Lower|Upper)\b|\.to(?:Locale)?(?:Lower|Upper)Case\(|\.normalize\(")
_BLANKS = re.compile(r"\$[lr]?trim\b|\.trim(?:Start|End)?\(|\$replace(?:All|One)\b|\.replace(?:All)?\(")
_CUTS = re.compile(r"\$substr(?:CP|Bytes)?\b|\.substr(?:ing)?\(|\.slice\(")
_ROUNDS = re.compile(
    r"\$(?:round|trunc|floor|ceil|toInt|toLong)\b|\bMath\.(?:round|floor|ceil|trunc)\(|\bparseInt\(|\.toFixed\("
)
_ORDERS = re.compile(r"\$set(?:Union|Intersection|Difference)\b|\bnew Set\(|\.sort\(\s*(?:\)|\()|\$sortArray\b")
_KEEPS_LAST = re.compile(r"\$slice\s*[:\"']+\s*-?(\d{1,3})\b|\$slice\"?\s*:\s*\[[^\]]*?-?(\d{1,3})\s*\]")
_COPIES = re.compile(
    r"\$?\bproject(?:ion)?\b|\b(?:replaceOne|findOneAndReplace|insertOne|insertMany)\b|\$(?:out|merge|replaceRoot|replaceWith)\b"
)
_UNNAMED = "someOtherField"
_IS_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_IS_WORDS = re.compile(r"[^\W\d_]{2}")
_IS_KEY = re.compile(r"^_?id$|[a-z]Id$|_id$")
_LONG = 400
_MOST = 4
_FIRST_TWO = 2


def with_untidy(runs: Runs, settled: Settled, text: str) -> Settled:
    """Return the run with such a document in each collection that it asked for, or `settled` where that has nothing to tell."""
    if not any(pattern.search(text) for pattern in (_CASES, _BLANKS, _CUTS, _ROUNDS, _ORDERS, _KEEPS_LAST, _COPIES)):
        return settled
    if any(step.get("error") or step["faults"] for step in settled.answer.steps[:_FIRST_TWO]):
        return settled
    seed = settled.seed
    for name in list(dict.fromkeys(str(item["collection"]) for item in settled.answer.asked))[:_MOST]:
        collection = next((item for item in seed.collections if item.name == name), None)
        if collection is None:
            continue
        fixed = _as_they_are(seed, name)
        made = [_untidy(collection, example, text, fixed) for example in _of_each_shape(seed, collection)]
        documents = [document for document in made if document and not seed.promised.broken(name, (document,))]
        for number, document in enumerate(documents):
            if "$oid" in document["_id"]:
                document["_id"] = {"$oid": f"{'f' * 22}{number:02d}"}
        declared = any(owner == name for owner, _ in seed.promised.always | seed.said_optional)
        is_open = not declared and not isinstance(_schema_of(collection).get("additionalProperties"), bool)
        if _COPIES.search(text) and is_open:
            # Nobody names all fields of documents: one that is copied by its names leaves the others behind.
            seed = seed.with_documents(name, tuple({**item, _UNNAMED: "as it was"} for item in seed.documents_of(name)))
        if documents:
            seed = seed.with_documents(name, (*seed.documents_of(name), *documents))
    if seed is settled.seed:
        return settled
    again = runs.run(seed)
    failed = again.trouble or again.lacking or any(step.get("error") for step in again.steps[:_FIRST_TWO])
    return settled if failed or not again.steps else Settled(again, seed, settled.failing, settled.must_be_empty)


def _schema_of(collection: SeedCollection) -> Mapping[str, Any]:
    """What the validator of a collection says as `$jsonSchema`, empty for nothing."""
    validator = collection.options.get("validator")
    schema = validator.get("$jsonSchema") if isinstance(validator, Mapping) else None
    return schema if isinstance(schema, Mapping) else {}


def _of_each_shape(seed: Seed, collection: SeedCollection) -> list[Mapping[str, Any]]:
    """The fullest documents, one for each combination of types."""
    kept = sorted(seed.promised.kept(collection.name, collection.documents), key=len, reverse=True)
    shapes = {
        json.dumps({name: _type(value) for name, value in document.items()}, sort_keys=True): document
        for document in kept[::-1]
    }
    return sorted(shapes.values(), key=len, reverse=True)[:_MOST]


def _type(value: Any) -> str:  # noqa: ANN401 canonical Extended JSON
    return next(iter(value), "") if isinstance(value, dict) else type(value).__name__


def _untidy(
    collection: SeedCollection, example: Mapping[str, Any], text: str, fixed: Collection[str]
) -> dict[str, Any] | None:
    properties = _schema_of(collection).get("properties")
    stated = properties if isinstance(properties, Mapping) else {}
    held = dict(_fractions(collection))
    document = apart(collection, example, ())
    changed = False
    for name, value in example.items():
        if name in fixed or _IS_KEY.search(name):
            continue
        other = _other(json.loads(json.dumps(value)), name, text, held)
        told = stated.get(name)
        if other != value and (not isinstance(told, Mapping) or _fits(told, other)):
            document[name] = other
            changed = True
    # There may be no other key of its kind: an object, for one.
    return document if changed and document.get("_id") not in (None, example.get("_id")) else None


def _as_they_are(seed: Seed, name: str) -> frozenset[str]:
    """The fields whose texts are listed somewhere, or lead to another collection."""
    listed = {path for owner, path in seed.promised.allowed if owner == name}
    links = {path for owner, path, _, _ in seed.links if owner == name} | {
        key for _, _, other, key in seed.links if other == name
    }
    return frozenset(listed | links)


def _fits(schema: Mapping[str, Any], value: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
    """Whether a validator lets it through, one that looks closer than at the type not being asked."""
    return accepts(schema, value) and not schema.keys() & {
        "pattern",
        "maxLength",
        "uniqueItems",
        "maximum",
        "properties",
    }


def _other(value: Any, path: str, text: str, fractions: Mapping[str, bool]) -> Any:  # noqa: ANN401 one line a kind
    match value:
        case str() if _IS_WORDS.search(value) and value not in text and not _IS_DATE.match(value):
            return _of_text(value, text)
        case {"$numberDouble": _} | {"$numberInt": _} if _ROUNDS.search(text) and (
            fractions.get(path) or _is_named(path, text)
        ):
            return {"$numberDouble": "12.3456789"}
        case list() if value and (kept := _KEEPS_LAST.search(text)):
            more = int(kept[1] or kept[2]) + 1
            return (value * more)[: max(more, len(value))]
        case list() if value and _ORDERS.search(text) and all(isinstance(item, str) for item in value):
            return [f"{value[0]} z", value[0], f"{value[0]} z"]
        case {**inner} if not any(str(key).startswith("$") for key in inner):
            return {key: _other(item, f"{path}.{key}", text, fractions) for key, item in inner.items()}
        case _:
            return value


def _is_named(path: str, text: str) -> bool:
    """Whether the text speaks of the field: what it rounds is no whole number."""
    return re.search(rf"[$.]{re.escape(path)}\b|\.{re.escape(path.rpartition('.')[2])}\b", text) is not None


def _of_text(value: str, text: str) -> str:
    cased = value.title() if _CASES.search(text) else value
    longer = f"{cased} {'and so on ' * _LONG}".rstrip() if _CUTS.search(text) else cased
    return f" {longer}  " if _BLANKS.search(text) else longer


def _fractions(collection: SeedCollection) -> Iterator[tuple[str, bool]]:
    """The paths at which some document holds a number that is not whole."""
    for document in collection.documents:
        yield from _fractions_in(document, "")


def _fractions_in(value: Mapping[str, Any], above: str) -> Iterator[tuple[str, bool]]:
    for name, item in value.items():
        if isinstance(item, Mapping):
            if "$numberDouble" in item:
                yield f"{above}{name}", True
            else:
                yield from _fractions_in(item, f"{above}{name}.")
