"""A field holds null, a value of another type, or a text of another shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.proof.states.neighbours import another, apart
from nhimbe_migrations.mongodb.proof.states.trial import DUPLICATE_KEY, MOST, Trial
from nhimbe_migrations.mongodb.seed.conditions import put_at
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection
from nhimbe_migrations.mongodb.seed.values import accepts

__all__ = ["OtherValues"]

_PARSES = re.compile(
    r"\bDecimal128(?:\.fromString)?\s*\(|\bBigInt\s*\(|\bJSON\.parse\s*\(|\bnew ObjectId\s*\(\s*[^)\s]|createFromHexString|\.toISOString\s*\("
)
"""What gives up on a text that is not of its shape."""
_CONVERTS = re.compile(r"\$(?:toDate|toInt|toLong|toDouble|toDecimal|toObjectId|dateFromString)\b")
_DIVIDES = re.compile(r"\$(?:divide|mod|ln|log10|log)\b")
_VALIDATION = 121
_OF_VALUES = frozenset({None, 241})
"""No code is JavaScript's own error; ConversionFailure is the server's."""
_SHAPELESS = "on request, as told"
_OPERANDS: Mapping[str, str] = {
    **dict.fromkeys(("$inc", "$mul"), "number"),
    **dict.fromkeys(("$push", "$addToSet", "$pull", "$pullAll", "$pop"), "array"),
}
"""Operators of an update that fail on a field of another type; one that is missing they make."""


class OtherValues(Trial):
    """Databases whose fields hold other values."""

    __slots__ = ()

    def found(self) -> Iterator[Finding]:
        """Yield what goes wrong on such values."""
        yield from self.of_another_type()
        if _PARSES.search(self.case.text) or _CONVERTS.search(self.case.text):
            yield from self.of_another_shape()
        if _DIVIDES.search(self.case.text):
            yield from self.of_zero()
        if "2dsphere" in self.case.text and "Point" not in self.case.text:
            yield from self.of_no_place()

    def of_another_type(self) -> Iterator[Finding]:
        """A field that is counted up, or gets an item, holds null, as what was never filled in does."""
        for name, path, kind in list(dict.fromkeys(self._typed_operands()))[:MOST]:
            documents = [json.loads(json.dumps(document)) for document in self.seed.documents_of(name)]
            if not documents or "[]" in path or "$" in path or not self.held(name, (path,)):
                continue
            for document in documents:
                put_at(document, path, None)
            error = self.error(self.seed.with_documents(name, tuple(documents)))
            if error is not None and "null" in str(error["message"]) and self._accepts(name, path, None):
                what = (
                    f"up fails where {path} of a document of {name} is null, or otherwise no {kind}: {error['message']}"
                )
                condition = f"{{ {quote(path)}: {{ $exists: true, $not: {{ $type: {quote(kind)} }} }} }}"
                yield self.told(what, error, f"db.collection({quote(name)}).countDocuments({condition})")

    def of_another_shape(self) -> Iterator[Finding]:
        """A text that is parsed says nothing that can be: it is no number, no id, no date."""
        told = 0
        for collection in self.seed.collections:
            example = next(iter(collection.documents), {})
            paths = [name for name, value in example.items() if isinstance(value, str)]
            if not collection.documents or self.error(self._shapeless(collection, paths)) is None:
                continue
            for path in paths:
                error = self.error(self._shapeless(collection, [path]))
                if error is not None and error.get("code") in _OF_VALUES:
                    what = f"up fails where {path} of a document of {collection.name} holds a text of another shape: {error['message']}"
                    many = f"db.collection({quote(collection.name)}).distinct({quote(path)})"
                    line = self.case.line(error["frames"]) or self.case.function_line("up")
                    yield self.case.finding(
                        "depends-on-documents", f"{what.rstrip('.')}.", line, "warning", f"Look at them first: {many}."
                    )
                    told += 1
                    break
            if told >= MOST:
                return

    def of_no_place(self) -> Iterator[Finding]:
        """What is to be indexed as a place is a text, unless something says that it is an object or a list."""
        declared = self.seed.promised.always | self.seed.said_optional
        for item in self.asked:
            for index in (item.get("indexes") or ()) if item["verb"] == "createIndexes" else ():
                name = str(item["collection"])
                owner = next((other for other in self.seed.collections if other.name == name), None)
                places = [path for path, kind in (index.get("key") or {}).items() if kind == "2dsphere"]
                if owner is None or not owner.documents:
                    continue
                for path in [path for path in places if (name, path) not in declared and self._accepts(name, path, "")]:
                    other = _fresh(owner, owner.documents[0])
                    put_at(other, path, _SHAPELESS)
                    error = self.error(self.seed.with_documents(name, (*owner.documents, other)))
                    if error is not None and error.get("code") not in {None, DUPLICATE_KEY, _VALIDATION}:
                        what = f"up fails where {path} of a document of {name} is neither GeoJSON nor a pair of numbers: the index cannot be built"
                        condition = (
                            f'{{ {quote(path)}: {{ $exists: true, $not: {{ $type: ["object", "array", "null"] }} }} }}'
                        )
                        count = f"Count them first: db.collection({quote(name)}).countDocuments({condition})."
                        line = self.case.line(error["frames"]) or self.case.function_line("up")
                        # Who makes such an index knows of places there; a note, since nothing says otherwise.
                        yield self.case.finding("depends-on-documents", f"{what}.", line, "note", count)

    def of_zero(self) -> Iterator[Finding]:
        """A number that is divided by is zero, which a count that never moved is."""
        for collection in self.seed.collections:
            example = next(iter(collection.documents), {})
            for path in [path for path in _numbers(example) if path in self.case.text]:
                zero = _fresh(collection, example)
                put_at(zero, path, {"$numberInt": "0"})
                error = self.error(self.seed.with_documents(collection.name, (*collection.documents, zero)))
                if error is not None and error.get("code") not in {None, DUPLICATE_KEY, _VALIDATION}:
                    what = f"up fails where {path} of a document of {collection.name} is 0: {error['message']}"
                    count = f"db.collection({quote(collection.name)}).countDocuments({{ {quote(path)}: 0 }})"
                    yield self.told(what, error, count)

    def _shapeless(self, collection: SeedCollection, paths: Sequence[str]) -> Seed:
        """The documents, and one more that holds such a text at each of the paths."""
        other = _fresh(collection, collection.documents[0])
        for path in paths:
            other[path] = _SHAPELESS
        return self.seed.with_documents(collection.name, (*collection.documents, other))

    def _typed_operands(self) -> Iterator[tuple[str, str, str]]:
        for item in self.asked:
            for operation in item.get("updates") or ():
                update = operation.get("u") if isinstance(operation, Mapping) else None
                for operator, fields in update.items() if isinstance(update, Mapping) else ():
                    kind = _OPERANDS.get(operator)
                    for path in fields if kind and isinstance(fields, Mapping) else ():
                        yield str(item["collection"]), str(path), kind or ""

    def _accepts(self, name: str, path: str, value: object) -> bool:
        """Whether no validator keeps the value out."""
        options = next((item.options for item in self.seed.collections if item.name == name), {})
        validator = options.get("validator")
        schema = validator.get("$jsonSchema") if isinstance(validator, Mapping) else None
        for part in path.split("."):
            properties = schema.get("properties") if isinstance(schema, Mapping) else None
            schema = properties.get(part) if isinstance(properties, Mapping) else None
        return not isinstance(schema, Mapping) or accepts(schema, value)


def _fresh(collection: SeedCollection, example: Mapping[str, Any]) -> dict[str, Any]:
    """A document like `example` with a key of its own."""
    other = apart(collection, example, ("_id",))
    other["_id"] = "another" if isinstance(other.get("_id"), str) else another(other.get("_id")) or other.get("_id")
    return other


def _numbers(document: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The paths of numbers."""
    for name, value in document.items():
        if isinstance(value, Mapping):
            if any(str(key).startswith("$number") for key in value):
                yield f"{above}{name}"
            else:
                yield from _numbers(value, f"{above}{name}.")
