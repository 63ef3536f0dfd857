"""Short ways to say: these changes, on this history, went there and back."""

import random
from dataclasses import dataclass
from typing import Any

from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.plan.plan import Plan, assemble, plan
from nhimbe_migrations.mongodb.proof.prove import Execution, execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.rendering import render

FILE = "worker/src/db/migrations/002_change.ts"
HISTORY = (
    {
        "kind": "create_collection",
        "name": "users",
        "fields": [
            {"name": "_id", "type": "string", "required": True},
            {"name": "email", "type": "string", "required": True, "unique": True},
            {"name": "handle", "type": "string"},
            {"name": "age", "type": "int"},
            {"name": "phone", "type": "string"},
            {"name": "joined", "type": "Date"},
            {"name": "score", "type": "number"},
            {"name": "tags", "type": "string[]"},
            {"name": "status", "type": "string", "enum": ["draft", "live"]},
            {"name": "nickname", "type": "string", "nullable": True},
        ],
    },
    {"kind": "create_index", "collection": "users", "keys": {"age": -1}},
    {"kind": "create_index", "collection": "users", "keys": {"handle": 1, "joined": -1}, "sparse": True},
    {
        "kind": "create_collection",
        "name": "events",
        "fields": [
            {"name": "_id", "type": "string", "required": True},
            {"name": "slug", "type": "string", "required": True, "unique": True},
            {"name": "startsAt", "type": "Date", "required": True},
            {"name": "host", "type": "ObjectId"},
            {"name": "place", "type": "object"},
        ],
    },
    {"kind": "create_index", "collection": "events", "keys": {"place": "2dsphere"}},
    {"kind": "create_index", "collection": "reviews", "keys": {"eventId": 1}},
)


@dataclass(frozen=True)
class Proof:
    text: str
    plan: Plan
    execution: Execution

    def explain(self) -> str:
        said = "\n".join(f"{each.rule}:{each.line}: {each.message}" for each in self.execution.findings)
        return f"{self.execution.status} {self.execution.why}\n{said}\n{self.text}"


def history() -> Collections:
    return plan(parse_changes(HISTORY), Collections()).collections


def prove(changes: list[dict[str, Any]], sandbox, root, before: Collections | None = None, losses=()) -> Proof:
    before = before or history()
    planned = plan(parse_changes(changes), before)
    text = assemble(planned, number="002", description="change", render=render)
    seed = seed_for(read_migration(text, FILE), before, absent=planned.taken_as_new)
    found = execute(text, seed=seed, repository_root=root, file=FILE, sandbox=sandbox, losses=losses)
    return Proof(text, planned, found)


class Author:
    """Asks for changes at random, each of which makes sense on what those before it left."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.collections = history()
        self.names = 0

    def sequence(self) -> list[dict[str, Any]]:
        wanted = self.random.randint(2, 6)
        changes: list[dict[str, Any]] = []
        while len(changes) < wanted:
            change = self._one()
            if change is None:
                continue
            planned = plan(parse_changes([change]), self.collections)
            if any(finding.severity == "error" for finding in planned.findings):
                continue
            changes.append(change)
            self.collections = planned.collections
        return changes

    def _new(self, word: str) -> str:
        self.names += 1
        return f"{word}{self.names}"

    def _one(self) -> dict[str, Any] | None:
        maker = self.random.choice(
            [
                self._create_collection, self._drop_collection, self._rename_collection, self._create_index, self._drop_index,
                self._set_validator, self._add_field, self._rename_field, self._remove_field, self._convert_field,
                self._seed_documents, self._run,
            ]
        )  # fmt: skip
        return maker()

    def _collection(self) -> str:
        return self.random.choice(sorted(self.collections.by_name))

    def _field(self, collection: str, *kinds: str) -> str | None:
        fields = self.collections.known(collection).fields
        fitting = sorted(name for name, kind in fields.items() if name != "_id" and (not kinds or kind in kinds))
        return self.random.choice(fitting) if fitting else None

    def _spec(self, *, unique: bool = True) -> dict[str, Any]:
        kind = self.random.choice(
            ["string", "number", "int", "boolean", "Date", "ObjectId", "object", "string[]", "number[]"]
        )
        spec: dict[str, Any] = {"name": self._new("field"), "type": kind, "required": self.random.random() < 0.3}
        if unique and kind in {"string", "int", "Date"} and self.random.random() < 0.3:
            spec |= {"unique": True, "required": True}
        elif self.random.random() < 0.3:
            spec["nullable"] = True
        return spec

    def _create_collection(self) -> dict[str, Any]:
        fields = [self._spec() for _ in range(self.random.randint(0, 4))]
        return {"kind": "create_collection", "name": self._new("things"), "fields": fields}

    def _drop_collection(self) -> dict[str, Any]:
        return {"kind": "drop_collection", "name": self._collection(), "backup": self._new("dropped")}

    def _rename_collection(self) -> dict[str, Any]:
        return {"kind": "rename_collection", "name": self._collection(), "to": self._new("renamed")}

    def _create_index(self) -> dict[str, Any] | None:
        collection = self._collection()
        fields = self.collections.known(collection).fields
        scalars = [
            name
            for name, kind in sorted(fields.items())
            if kind in {"string", "int", "number", "Date", "boolean"} and name != "_id"
        ]
        if not scalars:
            return None
        keys = self.random.sample(scalars, min(len(scalars), self.random.randint(1, 3)))
        change: dict[str, Any] = {
            "kind": "create_index",
            "collection": collection,
            "keys": {key: self.random.choice([1, -1]) for key in keys},
        }
        kind = self.random.choice(["plain", "sparse", "partial", "ttl", "text", "hashed", "named"])
        if kind == "sparse":
            change["sparse"] = True
        elif kind == "partial":
            change["partial_filter"] = {keys[0]: {"$exists": True}}
        elif kind == "ttl" and fields[keys[0]] == "Date":
            change |= {"keys": {keys[0]: 1}, "expire_after_seconds": 3600}
        elif kind == "text" and not self._has_text(collection):
            change["keys"] = dict.fromkeys(keys, "text")
        elif kind == "hashed":
            change["keys"] = {keys[0]: "hashed"}
        elif kind == "named":
            change["name"] = self._new("idx_named_")
        return None if self._taken(change) else change

    def _taken(self, change: dict[str, Any]) -> bool:
        """A server refuses a second index of one name, or of one key."""
        index = parse_changes([change])[0].index_name
        there = self.collections.known(change["collection"]).indexes
        return index in there or any(dict(each.keys) == change["keys"] for each in there.values())

    def _has_text(self, collection: str) -> bool:
        return any("text" in index.keys.values() for index in self.collections.known(collection).indexes.values())

    def _drop_index(self) -> dict[str, Any] | None:
        collection = self._collection()
        names = sorted(self.collections.known(collection).indexes)
        return {"kind": "drop_index", "collection": collection, "name": self.random.choice(names)} if names else None

    def _set_validator(self) -> dict[str, Any] | None:
        collection = self._collection()
        known = self.collections.known(collection)
        fields = [
            {"name": name, "type": kind}
            for name, kind in sorted(known.fields.items())
            if kind != "unknown" and self.random.random() < 0.7
        ]
        if not fields:
            return None
        action = self.random.choice(["error", "warn"])
        return {"kind": "set_validator", "collection": collection, "fields": fields, "action": action}

    def _add_field(self) -> dict[str, Any]:
        spec = self._spec(unique=False)
        values = {
            "string": "x", "number": 1.5, "int": 3, "boolean": False, "Date": {"$date": "2026-01-01T00:00:00Z"},
            "ObjectId": {"$oid": "65f000000000000000000001"}, "object": {"a": {"b": 1}}, "string[]": ["a"], "number[]": [1, 2.5],
        }  # fmt: skip
        change = {"kind": "add_field", "collection": self._collection(), "field": spec}
        if spec["required"] or self.random.random() < 0.6:
            change["value"] = values[spec["type"]]
            if self.random.random() < 0.3:
                change["backup"] = self._new("filled")
        return change

    def _rename_field(self) -> dict[str, Any] | None:
        collection = self._collection()
        field = self._field(collection)
        return field and {"kind": "rename_field", "collection": collection, "field": field, "to": self._new("moved")}

    def _remove_field(self) -> dict[str, Any] | None:
        collection = self._collection()
        field = self._field(collection)
        return field and {
            "kind": "remove_field",
            "collection": collection,
            "field": field,
            "backup": self._new("removed"),
        }

    def _convert_field(self) -> dict[str, Any] | None:
        collection = self._collection()
        field = self._field(collection, "string", "int", "number", "boolean", "Date")
        if field is None:
            return None
        ways = {
            "string": ["string"],
            "int": ["number", "string", "boolean"],
            "number": ["string", "boolean"],
            "boolean": ["int", "string"],
            "Date": ["string", "number"],
        }
        to_type = self.random.choice(ways[self.collections.known(collection).fields[field]])
        on_error = self.random.choice(["fail", "keep", "null"])
        return {
            "kind": "convert_field",
            "collection": collection,
            "field": field,
            "to_type": to_type,
            "on_error": on_error,
            "backup": self._new("written"),
        }

    def _seed_documents(self) -> dict[str, Any] | None:
        collection = self._collection()
        known = self.collections.known(collection)
        demanding = known.validation is not None and known.validation.action == "error"
        if demanding or any(index.unique for index in known.indexes.values()):
            return None
        documents = [
            {"_id": self._new("seeded"), "n": 1, "list": [1, "a", None]} for _ in range(self.random.randint(1, 3))
        ]
        if self.random.random() < 0.5:
            return {"kind": "seed_documents", "collection": collection, "documents": documents}
        documents.append({"_id": "doc 1", "replaced": True})
        return {
            "kind": "seed_documents",
            "collection": collection,
            "documents": documents,
            "overwrite": True,
            "backup": self._new("kept"),
        }

    def _run(self) -> dict[str, Any]:
        collection = self._collection()
        field = self._new("ran")
        return {
            "kind": "run",
            "up": f'await db.collection("{collection}").updateMany({{ {field}: {{ $exists: false }} }}, [{{ $set: {{ {field}: "$_id" }} }}]);',
            "down": f'await db.collection("{collection}").updateMany({{}}, {{ $unset: {{ {field}: "" }} }});',
            "why": "Copies the id",
        }
