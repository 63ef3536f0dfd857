"""What is put in is there already; two documents share what a new unique index holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.proof.states.neighbours import apart, has, unique_keys, value_at
from nhimbe_migrations.mongodb.proof.states.trial import BOTH, DUPLICATE_KEY, MOST, Trial, changed_back, error_of_up
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer
from nhimbe_migrations.mongodb.seed.conditions import take_away
from nhimbe_migrations.mongodb.seed.model import SeedCollection

__all__ = ["Conflicts"]


class Conflicts(Trial):
    """Databases in which a key is held already, or twice."""

    __slots__ = ()

    def found(self) -> Iterator[Finding]:
        """Yield what goes wrong where keys are shared."""
        yield from self.there_already()
        yield from self.shared()

    def there_already(self) -> Iterator[Finding]:
        """What it inserts has a key that a document has already."""
        for collection in self.seed.collections:
            asked = [item for item in self.asked if item["collection"] == collection.name]
            inserted = [document for item in asked for document in _put_in(item)][:MOST]
            keys = [key for key in unique_keys(collection) if any(has(document, key) for document in inserted)]
            if not inserted or not collection.documents or not keys:
                continue
            told: set[str] = set()
            for key in keys:
                document = next(item for item in inserted if has(item, key))
                like = apart(collection, collection.documents[0], key)
                like |= {name: value_at(document, name) for name in key}
                answer = self.runs.run(self.seed.with_documents(collection.name, (*collection.documents, like)), BOTH)
                found = self._in_the_way(
                    answer, collection.name, like, {name: value_at(document, name) for name in key}
                )
                if found is not None and found.rule not in told:
                    told.add(found.rule)
                    yield found
            put_in = [
                document for item in asked for document in (item.get("documents") or ()) if item["verb"] == "insert"
            ]
            whole = next((document for document in put_in[:MOST] if self._states(document.get("_id"))), None)
            if whole is not None and "down-leaves-residue" not in told:
                # Put in by an earlier hand, all of it: what looks for it first leaves it, and `down` may take it all the same.
                seed = self.seed.with_documents(collection.name, (*collection.documents, whole))
                found = self._in_the_way(self.runs.run(seed, BOTH), collection.name, whole, {"_id": whole["_id"]})
                if found is not None and found.rule not in told:
                    yield found

    def _states(self, key: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
        """Whether the text itself says the key: one that the driver makes is another each time."""
        return isinstance(key, str) and key in self.case.text

    def _in_the_way(
        self, answer: Answer, collection: str, like: Mapping[str, Any], shared: Mapping[str, Any]
    ) -> Finding | None:
        """What goes wrong since `like` is there already and shares that with what is put in."""
        error = error_of_up(answer)
        held = ", ".join(f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in shared.items())
        count = f"db.collection({quote(collection)}).countDocuments({json.dumps(shared, ensure_ascii=False)})"
        if error is not None and error.get("code") == DUPLICATE_KEY:
            what = f"up fails where {collection} has a document with {held} already, since the index is unique"
            return self.told(what, error, count)
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
                whole = [document for document in documents if key and has(document, key)]
                if not index.get("unique") or not narrowed or len(whole) < 2 or not self.held(name, key):  # noqa: PLR2004 a pair
                    continue
                owner = next(it for it in self.seed.collections if it.name == name)
                yield from self._shared_by_more(owner, whole[0], key)

    def _shared_by_more(
        self, owner: SeedCollection, held: Mapping[str, Any], key: tuple[str, ...]
    ) -> Iterator[Finding]:
        """Two documents share the key, then three: what tells twins apart may make two of three the same again."""
        name, fields = owner.name, ", ".join(key)
        twins = [apart(owner, held, key) for _ in range(2)]
        twins[1]["_id"] = f"{twins[0]['_id']} too" if isinstance(twins[0].get("_id"), str) else {"$oid": "e" * 24}
        for count, words in ((1, "two"), (2, "three")):
            documents = (*self.seed.documents_of(name), *twins[:count])
            answer = self.runs.run(self.seed.with_documents(name, documents), BOTH)
            error = error_of_up(answer)
            if error is not None and error.get("code") == DUPLICATE_KEY:
                what = f"up fails where {words} documents of {name} share {fields}: the unique index cannot be built"
                group = ", ".join(f"{quote(part)}: {quote('$' + part)}" for part in key)
                present = ", ".join(f"{quote(part)}: {{ $exists: true }}" for part in key)
                query = (
                    f"db.collection({quote(name)}).aggregate([{{ $match: {{ {present} }} }}, {{ $group: {{ _id: {{ {group} }}, "
                    f"n: {{ $sum: 1 }} }} }}, {{ $match: {{ n: {{ $gt: {count} }} }} }}]).toArray()"
                )
                yield self.told(what, error, query)
                return
            if error is None and set(key) & changed_back(answer, name, twins[0]["_id"]):
                what = f"down does not bring {fields} back where {words} documents of {name} share it."
                line = self.case.function_line("down")
                yield self.case.finding(
                    "down-leaves-residue", what, line, "warning", "Keep what was there in a field of its own."
                )
                return

    def _two_lack(self, name: str, key: tuple[str, ...]) -> Finding | None:
        """Two documents lack what the index is about, and `up` gives both of them the same before it makes it."""
        documents = self.seed.documents_of(name)
        owner = next((item for item in self.seed.collections if item.name == name), None)
        if owner is None or not documents or not key or not any((name, part) in self.seed.optional for part in key):
            return None
        lacking = []
        for turn in range(2):
            other = apart(owner, documents[turn % len(documents)], ("_id",))
            other["_id"] = f"another {turn}" if isinstance(other.get("_id"), str) else {"$oid": f"{'f' * 23}{turn}"}
            for part in key:
                take_away(other, part)
            lacking.append(other)
        error = self.error(self.seed.with_documents(name, (*documents, *lacking)))
        if error is None or error.get("code") != DUPLICATE_KEY:
            return None
        fields = ", ".join(key)
        what = f"up fails where two documents of {name} lack {fields}: it gives both the same, and the unique index cannot be built"
        condition = "{ " + ", ".join(f"{quote(part)}: null" for part in key) + " }"
        return self.told(what, error, f"db.collection({quote(name)}).countDocuments({condition})")


def _deletes(answer: Answer, collection: str, key: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
    """Whether both steps ended well and took a document away that was there before."""
    if answer.trouble or len(answer.snapshots) <= len(BOTH) or any(step.get("error") for step in answer.steps):
        return False
    before, _, after = answer.snapshots[: len(BOTH) + 1]
    return _holds(before, collection, key) and not _holds(after, collection, key)


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
