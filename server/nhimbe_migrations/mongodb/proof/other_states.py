"""After the verdict: `up` once more on data that a database may well hold, and that the documents of the verdict do not show.

What is looked for is not there; nothing matches at all; what is put in is there already; two documents share what a new
unique index holds. A migration that handles it passes, and nothing is said. One that does not depends on the documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.proof.attempts import Settled
from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.verdict import Case
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer
from nhimbe_migrations.mongodb.seed.conditions import put_at, take_away
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection
from nhimbe_migrations.mongodb.seed.values import accepts

__all__ = ["told_of_other_states"]

_TAKES_ONE = re.compile(
    r"\bfindOne\w*\s*\(|\.(?:next|tryNext|shift|pop)\s*\(\s*\)|\.at\s*\(\s*-?\d|\)\s*\[\s*\d+\s*\]|\[\s*0\s*\]|(?:const|let)\s*\[|\.find\s*\(\s*(?:\(|\w+\s*=>)"
)
"""What takes one document of several, which may be none."""
_PARSES = re.compile(
    r"\bDecimal128(?:\.fromString)?\s*\(|\bBigInt\s*\(|\bJSON\.parse\s*\(|\bnew ObjectId\s*\(\s*[^)\s]|createFromHexString|\.toISOString\s*\("
)
"""What gives up on a text that is not of its shape."""
_SHAPELESS = "on request, as told"
_TAKES_A_LIST = re.compile(r"\b(?:bulkWrite|insertMany|execute)\s*\(")
_OF_NOTHING = re.compile(
    r"^(?:Cannot (?:read|set) properties of (?:null|undefined)|Cannot destructure|(?:null|undefined) is not|Cannot convert undefined or null)|is not iterable"
)
_EMPTY_LIST = re.compile(
    r"cannot be empty|must (?:not be empty|contain at least)|No operations to execute|Invalid BulkOperation",
    re.IGNORECASE,
)
_DUPLICATE_KEY = 11000
_BOTH = ("up", "down")
_OPERANDS: Mapping[str, str] = {
    **dict.fromkeys(("$inc", "$mul"), "number"),
    **dict.fromkeys(("$push", "$addToSet", "$pull", "$pullAll", "$pop"), "array"),
}
"""Operators of an update that fail on a field of another type; one that is missing they make."""
_MOST = 4
"""Collections that are emptied in turn, and documents that are put in the way."""


def told_of_other_states(runs: Runs, settled: Settled, case: Case) -> Iterator[Finding]:
    """Yield a warning for each such state on which `up` fails, with what counts it in the real database."""
    step = settled.answer.steps[0] if settled.answer.steps else None
    if step is None or step["name"] != "up" or step.get("error") or step["faults"] or settled.answer.lacking:
        return
    trial = _Trial(runs, settled.seed, case, settled.answer.asked)
    told: set[int | None] = {case.line(failing.error["frames"]) for failing in settled.failing if failing.step == "up"}
    for found in trial.all():
        if found.line not in told:
            told.add(found.line)
            yield found


@dataclass(frozen=True, slots=True)
class _Trial:
    runs: Runs
    seed: Seed
    case: Case
    asked: Sequence[Mapping[str, Any]]

    def all(self) -> Iterator[Finding]:
        if _TAKES_ONE.search(self.case.text):
            yield from self.nothing_found()
        if _TAKES_A_LIST.search(self.case.text):
            yield from self.nothing_matches()
        yield from self.empty_lists()
        yield from self.there_already()
        yield from self.shared()
        yield from self.of_another_type()
        if _PARSES.search(self.case.text):
            yield from self.of_another_shape()

    def nothing_found(self) -> Iterator[Finding]:
        """What one of its queries looks for is not there."""
        fetched = [
            str(item["collection"]) for item in self.asked if item["verb"] in {"find", "aggregate", "findAndModify"}
        ]
        for name in list(dict.fromkeys(fetched))[:_MOST]:
            if not self.seed.documents_of(name):
                continue
            error = self._error(self.seed.with_documents(name, ()))
            if error is not None and _OF_NOTHING.search(str(error["message"])):
                what = f"up fails where {name} lacks a document that it looks for: {error['message']}"
                yield self._told(what, error, self._count_unresolved(name))

    def nothing_matches(self) -> Iterator[Finding]:
        """No document is what it looks for, so that the list which it writes is empty."""
        sane = self.seed.as_promised()
        error = self._error(sane) if sane != self.seed else None
        if error is not None and _EMPTY_LIST.search(str(error["message"])):
            what = f"up fails wherever the documents are as types.ts says, since none is what it looks for: {error['message']}"
            line = self.case.line(error["frames"]) or self.case.function_line("up")
            help_ = "Ask for the length of the list first, and look whether the values that it asks for are spelt as types.ts has them."
            yield self.case.finding("up-fails", f"{what.rstrip('.')}.", line, more=help_)
            return
        nothing = replace(self.seed, collections=tuple(replace(item, documents=()) for item in self.seed.collections))
        error = self._error(nothing)
        if error is not None and _EMPTY_LIST.search(str(error["message"])):
            what = f"up fails where nothing matches what it looks for, also when it is run again: {error['message']}"
            yield self._told(what, error, "Ask for the length of the list first.", counts=False)

    def empty_lists(self) -> Iterator[Finding]:
        """A document whose list holds nothing: what is made of its elements is nothing, and so is what comes back."""
        for collection in self.seed.collections:
            example = next(iter(collection.documents), {})
            paths = [name for name, value in example.items() if isinstance(value, list)]
            for path in [path for path in paths if self._held(collection.name, (path,)) and path in self.case.text]:
                other = {**_apart(collection, example, ()), path: []}
                other["_id"] = _another(other.get("_id")) or "another"
                answer = self.runs.run(self.seed.with_documents(collection.name, (*collection.documents, other)), _BOTH)
                error = _error_of_up(answer)
                where = f"{path} of a document of {collection.name} is an empty list"
                if error is not None:
                    count = (
                        f"db.collection({quote(collection.name)}).countDocuments({{ {quote(path)}: {{ $size: 0 }} }})"
                    )
                    yield self._told(f"up fails where {where}: {error['message']}", error, count)
                elif path in _not_back(answer, collection.name, other["_id"]):
                    what, line = f"down does not bring {path} back where {where}.", self.case.function_line("down")
                    yield self.case.finding(
                        "down-leaves-residue", what, line, "warning", "Keep the empty list, or set it in down."
                    )

    def there_already(self) -> Iterator[Finding]:
        """What it inserts has a key that a document has already."""
        for collection in self.seed.collections:
            asked = [item for item in self.asked if item["collection"] == collection.name]
            inserted = [document for item in asked for document in _put_in(item)][:_MOST]
            keys = [key for key in _unique(collection) if any(_has(document, key) for document in inserted)]
            if not inserted or not collection.documents or not keys:
                continue
            told: set[str] = set()
            for key in keys:
                document = next(item for item in inserted if _has(item, key))
                like = _apart(collection, collection.documents[0], key)
                like |= {name: _at(document, name) for name in key}
                answer = self.runs.run(self.seed.with_documents(collection.name, (*collection.documents, like)), _BOTH)
                found = self._in_the_way(answer, collection.name, like, {name: _at(document, name) for name in key})
                if found is not None and found.rule not in told:
                    told.add(found.rule)
                    yield found
            put_in = [
                document for item in asked for document in (item.get("documents") or ()) if item["verb"] == "insert"
            ]
            whole = next((document for document in put_in[:_MOST] if self._states(document.get("_id"))), None)
            if whole is not None and "down-leaves-residue" not in told:
                # Put in by an earlier hand, all of it: what looks for it first leaves it, and `down` may take it all the same.
                seed = self.seed.with_documents(collection.name, (*collection.documents, whole))
                found = self._in_the_way(self.runs.run(seed, _BOTH), collection.name, whole, {"_id": whole["_id"]})
                if found is not None and found.rule not in told:
                    yield found

    def _states(self, key: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
        """Whether the text itself says the key: one that the driver makes is another each time."""
        return isinstance(key, str) and key in self.case.text

    def _in_the_way(
        self, answer: Answer, collection: str, like: Mapping[str, Any], shared: Mapping[str, Any]
    ) -> Finding | None:
        """What goes wrong since `like` is there already and shares that with what is put in."""
        error = _error_of_up(answer)
        held = ", ".join(f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in shared.items())
        count = f"db.collection({quote(collection)}).countDocuments({json.dumps(shared, ensure_ascii=False)})"
        if error is not None and error.get("code") == _DUPLICATE_KEY:
            what = f"up fails where {collection} has a document with {held} already, since the index is unique"
            return self._told(what, error, count)
        if not _deletes(answer, collection, like["_id"]):
            return None
        what = f"down deletes a document of {collection} with {held} also where it was there before up."
        way_out = (
            f"Let down delete only what up put in, told by a mark or a date of its own. Count them first: {count}."
        )
        return self.case.finding("down-leaves-residue", what, self.case.function_line("down"), "warning", way_out)

    def shared(self) -> Iterator[Finding]:
        """Two documents hold what a sparse or partial unique index that it makes may hold once."""
        for item in self.asked:
            for index in (item.get("indexes") or ()) if item["verb"] == "createIndexes" else ():
                name, key = str(item["collection"]), tuple(str(part) for part in index.get("key") or ())
                narrowed = index.get("sparse") or index.get("partialFilterExpression")
                documents = self.seed.documents_of(name)
                if narrowed and index.get("unique") and (told := self._two_lack(name, key)) is not None:
                    yield told
                whole = [document for document in documents if key and _has(document, key)]
                if not index.get("unique") or not narrowed or len(whole) < 2 or not self._held(name, key):  # noqa: PLR2004 a pair
                    continue
                owner = next(it for it in self.seed.collections if it.name == name)
                twin = _apart(owner, whole[0], key)
                error = self._error(self.seed.with_documents(name, (*documents, twin)))
                if error is not None and error.get("code") == _DUPLICATE_KEY:
                    fields = ", ".join(key)
                    what = f"up fails where two documents of {name} share {fields}: the unique index cannot be built"
                    group = ", ".join(f"{quote(part)}: {quote('$' + part)}" for part in key)
                    present = ", ".join(f"{quote(part)}: {{ $exists: true }}" for part in key)
                    query = (
                        f"db.collection({quote(name)}).aggregate([{{ $match: {{ {present} }} }}, {{ $group: {{ _id: {{ {group} }}, "
                        "n: { $sum: 1 } } }, { $match: { n: { $gt: 1 } } }]).toArray()"
                    )
                    yield self._told(what, error, query)

    def _two_lack(self, name: str, key: tuple[str, ...]) -> Finding | None:
        """Two documents lack what the index is about, and `up` gives both of them the same before it makes it."""
        documents = self.seed.documents_of(name)
        owner = next((item for item in self.seed.collections if item.name == name), None)
        if owner is None or not documents or not key or not any((name, part) in self.seed.optional for part in key):
            return None
        lacking = []
        for turn in range(2):
            other = _apart(owner, documents[turn % len(documents)], ("_id",))
            other["_id"] = f"another {turn}" if isinstance(other.get("_id"), str) else {"$oid": f"{'f' * 23}{turn}"}
            for part in key:
                take_away(other, part)
            lacking.append(other)
        error = self._error(self.seed.with_documents(name, (*documents, *lacking)))
        if error is None or error.get("code") != _DUPLICATE_KEY:
            return None
        fields = ", ".join(key)
        what = f"up fails where two documents of {name} lack {fields}: it gives both the same, and the unique index cannot be built"
        condition = "{ " + ", ".join(f"{quote(part)}: null" for part in key) + " }"
        return self._told(what, error, f"db.collection({quote(name)}).countDocuments({condition})")

    def of_another_type(self) -> Iterator[Finding]:
        """A field that is counted up, or gets an item, holds null, as what was never filled in does."""
        for name, path, kind in list(dict.fromkeys(self._typed_operands()))[:_MOST]:
            documents = [json.loads(json.dumps(document)) for document in self.seed.documents_of(name)]
            if not documents or "[]" in path or "$" in path or not self._held(name, (path,)):
                continue
            for document in documents:
                put_at(document, path, None)
            error = self._error(self.seed.with_documents(name, tuple(documents)))
            if error is not None and "null" in str(error["message"]) and self._accepts_null(name, path):
                what = (
                    f"up fails where {path} of a document of {name} is null, or otherwise no {kind}: {error['message']}"
                )
                condition = f"{{ {quote(path)}: {{ $exists: true, $not: {{ $type: {quote(kind)} }} }} }}"
                yield self._told(what, error, f"db.collection({quote(name)}).countDocuments({condition})")

    def of_another_shape(self) -> Iterator[Finding]:
        """A text that is parsed says nothing that can be: it is no number, no id, no date."""
        told = 0
        for collection in self.seed.collections:
            example = next(iter(collection.documents), {})
            paths = [name for name, value in example.items() if isinstance(value, str)]
            if not collection.documents or self._error(self._shapeless(collection, paths)) is None:
                continue
            for path in paths:
                error = self._error(self._shapeless(collection, [path]))
                if error is not None and error.get("code") is None:
                    what = f"up fails where {path} of a document of {collection.name} holds a text of another shape: {error['message']}"
                    many = f"db.collection({quote(collection.name)}).distinct({quote(path)})"
                    line = self.case.line(error["frames"]) or self.case.function_line("up")
                    yield self.case.finding(
                        "depends-on-documents", f"{what.rstrip('.')}.", line, "warning", f"Look at them first: {many}."
                    )
                    told += 1
                    break
            if told >= _MOST:
                return

    def _shapeless(self, collection: SeedCollection, paths: Sequence[str]) -> Seed:
        """The documents, and one more that holds such a text at each of the paths."""
        other = _apart(collection, collection.documents[0], ("_id",))
        other["_id"] = other.get("_id") if not isinstance(other.get("_id"), str) else "another"
        if isinstance(other["_id"], dict):
            other["_id"] = _another(other["_id"]) or other["_id"]
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

    def _held(self, name: str, key: Sequence[str]) -> bool:
        """Whether documents have these fields, as far as the history or an interface tells; not one of its own making."""
        return all((name, part.partition(".")[0]) in self.seed.known for part in key)

    def _count_unresolved(self, name: str) -> str:
        """What counts the references that lead nowhere, or the documents that its query asks for."""
        for owner, path, other, key in self.seed.links:
            if other == name and "[]" not in path:
                return (
                    f"db.collection({quote(owner)}).aggregate([{{ $lookup: {{ from: {quote(name)}, localField: {quote(path)}, "
                    f'foreignField: {quote(key)}, as: "found" }} }}, {{ $match: {{ found: {{ $size: 0 }} }} }}, {{ $count: "n" }}]).toArray()'
                )
        asked = [item for item in self.asked if item["collection"] == name]
        condition = next((item[part] for item in asked for part in ("filter", "query") if item.get(part)), None)
        return f"db.collection({quote(name)}).countDocuments({json.dumps(condition or {}, ensure_ascii=False)})"

    def _error(self, seed: Seed) -> Mapping[str, Any] | None:
        return _error_of_up(self.runs.run(seed, ("up",)))

    def _told(self, what: str, error: Mapping[str, Any], query: str, *, counts: bool = True) -> Finding:
        line = self.case.line(error["frames"]) or self.case.function_line("up")
        more = f"Count them first: {query}" if counts else query
        return self.case.finding(
            "depends-on-documents", f"{what.rstrip('.')}.", line, "warning", f"{more.rstrip('.')}."
        )


def _error_of_up(answer: Answer) -> Mapping[str, Any] | None:
    step = answer.steps[0] if answer.steps and answer.steps[0]["name"] == "up" else None
    if step is None or answer.trouble or answer.lacking:
        return None
    error: Mapping[str, Any] | None = step.get("error")
    return error


def _deletes(answer: Answer, collection: str, key: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
    """Whether both steps ended well and took a document away that was there before."""
    if answer.trouble or len(answer.snapshots) <= len(_BOTH) or any(step.get("error") for step in answer.steps):
        return False
    before, _, after = answer.snapshots[: len(_BOTH) + 1]
    return _holds(before, collection, key) and not _holds(after, collection, key)


def _not_back(answer: Answer, collection: str, key: Any) -> set[str]:  # noqa: ANN401 canonical Extended JSON
    """The fields of a document that `down` does not leave as they were; none where a step failed."""
    if answer.trouble or len(answer.snapshots) <= len(_BOTH) or any(step.get("error") for step in answer.steps):
        return set()
    was: Mapping[str, Any]
    now: Mapping[str, Any]
    was, now = (
        next((item for item in snapshot.get(collection, {}).get("documents", ()) if item.get("_id") == key), {})
        for snapshot in (answer.snapshots[0], answer.snapshots[len(_BOTH)])
    )
    return {name for name in was if was[name] != now.get(name)} if now else set()


def _holds(snapshot: Mapping[str, Any], collection: str, key: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
    return any(item.get("_id") == key for item in snapshot.get(collection, {}).get("documents", ()))


def _put_in(asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The documents that a command puts in, those of upserts as far as they are stated."""
    yield from asked.get("documents") or () if asked["verb"] == "insert" else ()
    for operation in asked.get("updates") or ():
        if not isinstance(operation, Mapping) or not operation.get("upsert"):
            continue
        found, update = operation.get("q"), operation.get("u")
        parts = [found, *(update.get(name) for name in ("$setOnInsert", "$set"))] if isinstance(update, Mapping) else []
        document = {key: value for part in parts if isinstance(part, Mapping) for key, value in part.items()}
        yield {key: value for key, value in document.items() if not key.startswith("$")}


def _unique(collection: SeedCollection) -> list[tuple[str, ...]]:
    """The keys that no two documents of a collection may share."""
    found = [tuple(map(str, index["key"])) for index in collection.indexes if index.get("unique")]
    return [*found, ("_id",)]


def _apart(collection: SeedCollection, document: Mapping[str, Any], key: Sequence[str]) -> dict[str, Any]:
    """A document like this one, which shares nothing with it that may not be shared but `key`."""
    other: dict[str, Any] = json.loads(json.dumps(document))
    for names in _unique(collection):
        for name in names if names != tuple(key) else ():
            if name in key:
                continue
            if (value := _another(_at(other, name))) is None:
                take_away(other, name)
            else:
                put_at(other, name, value)
    return other


def _another(value: Any) -> Any:  # noqa: ANN401 canonical Extended JSON
    """A value of the same type that no made-up document has; None where there is none."""
    match value:
        case str():
            return f"another {value}"
        case {"$oid": _}:
            return {"$oid": "f" * 24}
        case {"$date": _}:
            return {"$date": {"$numberLong": "978307200000"}}
        case {**typed} if any(str(key).startswith("$number") for key in typed):
            return dict.fromkeys(typed, "987654321")
        case _:
            return None


def _has(document: Mapping[str, Any], key: Sequence[str]) -> bool:
    return all(_at(document, name) is not None for name in key)


def _at(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 Extended JSON
    at: Any = document
    for name in path.split("."):
        at = at.get(name) if isinstance(at, Mapping) else None
    return at
