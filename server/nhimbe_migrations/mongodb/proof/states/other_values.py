"""A field holds null, a value of another type, or a text of another shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.proof.states.neighbours import another, apart
from nhimbe_migrations.mongodb.proof.states.trial import MOST, Trial
from nhimbe_migrations.mongodb.seed.conditions import put_at
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection
from nhimbe_migrations.mongodb.seed.values import accepts

__all__ = ["OtherValues"]

_PARSES = re.compile(
    r"\bDecimal128(?:\.fromString)?\s*\(|\bBigInt\s*\(|\bJSON\.parse\s*\(|\bnew ObjectId\s*\(\s*[^)\s]|createFromHexString|\.toISOString\s*\("
)
"""What gives up on a text that is not of its shape."""
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
        if _PARSES.search(self.case.text):
            yield from self.of_another_shape()

    def of_another_type(self) -> Iterator[Finding]:
        """A field that is counted up, or gets an item, holds null, as what was never filled in does."""
        for name, path, kind in list(dict.fromkeys(self._typed_operands()))[:MOST]:
            documents = [json.loads(json.dumps(document)) for document in self.seed.documents_of(name)]
            if not documents or "[]" in path or "$" in path or not self.held(name, (path,)):
                continue
            for document in documents:
                put_at(document, path, None)
            error = self.error(self.seed.with_documents(name, tuple(documents)))
            if error is not None and "null" in str(error["message"]) and self._accepts_null(name, path):
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
                if error is not None and error.get("code") is None:
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

    def _shapeless(self, collection: SeedCollection, paths: Sequence[str]) -> Seed:
        """The documents, and one more that holds such a text at each of the paths."""
        other = apart(collection, collection.documents[0], ("_id",))
        other["_id"] = other.get("_id") if not isinstance(other.get("_id"), str) else "another"
        if isinstance(other["_id"], dict):
            other["_id"] = another(other["_id"]) or other["_id"]
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

    def _accepts_null(self, name: str, path: str) -> bool:
        """Whether no validator keeps null out."""
        options = next((item.options for item in self.seed.collections if item.name == name), {})
        validator = options.get("validator")
        schema = validator.get("$jsonSchema") if isinstance(validator, Mapping) else None
        for part in path.split("."):
            properties = schema.get("properties") if isinstance(schema, Mapping) else None
            schema = properties.get(part) if isinstance(properties, Mapping) else None
        return not isinstance(schema, Mapping) or accepts(schema, None)
