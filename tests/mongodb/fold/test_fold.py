"""The history's `up`s, folded, are what a server would hold after them."""

from __future__ import annotations

from typing import Any

import pytest

from mongodb.plan.building import structure
from nhimbe_migrations.mongodb.code.values import Constructed, Dynamic
from nhimbe_migrations.mongodb.state.collections import Collections, Unread
from nhimbe_migrations.mongodb.state.replay import fold

NOTHING: dict[str, Any] = {}


def file(body: str, before: str = "") -> str:
    return f"{before}\nexport async function up(db: Db): Promise<void> {{\n{body}\n}}\nexport async function down(db: Db): Promise<void> {{}}\n"


def folded(*bodies: str) -> Collections:
    return fold([(f"{number:03}.ts", file(body)) for number, body in enumerate(bodies, start=1)])


def held(*bodies: str) -> dict[str, Any]:
    return structure(folded(*bodies))


CITY = {"idx_a_city": ([("city", 1)], {})}


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (['await db.createCollection("a");'], {"a": (NOTHING, None, {}, True)}),
        (
            ['await db.createCollection("a", { capped: true, size: 9, validator: { x: 1 } });'],
            {"a": (NOTHING, ({"x": 1}, "strict", "error"), {"capped": True, "size": 9}, True)},
        ),
        (['await db.command({ create: "a", capped: true });'], {"a": (NOTHING, None, {"capped": True}, True)}),
        (['await db.collection("a").createIndex({ city: 1 }, { name: "idx_a_city" });'], {"a": (CITY, None, {}, False)}),
        (['await db.createIndex("a", { city: 1 }, { name: "idx_a_city" });'], {"a": (CITY, None, {}, False)}),
        (
            ['await db.collection("a").createIndexes([{ key: { city: 1 }, name: "idx_a_city" }]);'],
            {"a": (CITY, None, {}, False)},
        ),
        (
            ['await db.command({ createIndexes: "a", indexes: [{ key: { city: 1 }, name: "idx_a_city" }] });'],
            {"a": (CITY, None, {}, False)},
        ),
        (
            ['await db.collection("a").createIndex("city");', 'await db.collection("a").createIndex([["b", -1], ["c", 1]]);'],
            {"a": ({"city_1": ([("city", 1)], {}), "b_-1_c_1": ([("b", -1), ("c", 1)], {})}, None, {}, False)},
        ),
        (
            ['await db.collection("a").createIndex({ city: 1 });', 'await db.collection("a").dropIndex("city_1");'],
            {},
        ),
        (['await db.collection("a").createIndex({ city: 1 });', 'await db.collection("a").dropIndex({ city: 1 });'], {}),
        (['await db.collection("a").createIndex({ city: 1 });', 'await db.collection("a").dropIndexes();'], {}),
        (
            ['await db.collection("a").createIndex({ city: 1 });', 'await db.command({ dropIndexes: "a", index: "*" });'],
            {},
        ),
        (['await db.createCollection("a");', 'await db.collection("a").drop();'], {}),
        (['await db.createCollection("a");', 'await db.dropCollection("a");'], {}),
        (['await db.createCollection("a");', 'await db.command({ drop: "a" });'], {}),
        (['await db.createCollection("a");', "await db.dropDatabase();"], {}),
        (
            ['await db.createCollection("a");', 'await db.collection("a").rename("b");'],
            {"b": (NOTHING, None, {}, True)},
        ),
        (
            ['await db.createCollection("a");', 'await db.renameCollection("a", "b");'],
            {"b": (NOTHING, None, {}, True)},
        ),
        (
            [
                'await db.command({ collMod: "a", validator: { x: 1 }, validationLevel: "moderate" });',
                'await db.command({ collMod: "a", validator: { y: 1 } });',
            ],
            {"a": (NOTHING, ({"y": 1}, "moderate", "error"), {}, False)},
        ),
        (
            ['await db.command({ collMod: "a", validator: { x: 1 } });', 'await db.command({ collMod: "a", validator: {} });'],
            {},
        ),
        (
            [
                'await db.collection("a").createIndex({ at: 1 }, { name: "t", expireAfterSeconds: 60 });',
                'await db.command({ collMod: "a", index: { name: "t", expireAfterSeconds: 90 } });',
            ],
            {"a": ({"t": ([("at", 1)], {"expireAfterSeconds": 90})}, None, {}, False)},
        ),
        (
            ['if (!(await db.listCollections({ name: "a" }).hasNext())) { await db.createCollection("a"); }'],
            {"a": (NOTHING, None, {}, True)},
        ),
        (['try { await db.createCollection("a"); } catch (e) { await db.createCollection("b"); }'],
         {"a": (NOTHING, None, {}, True)}),
        (['await db.collection("a").find({}).toArray();'], {}),
    ],
)  # fmt: skip
def test_each_call_moves_the_collections_on(bodies: list[str], expected: dict[str, Any]) -> None:
    collections = folded(*bodies)
    assert structure(collections) == expected
    assert collections.unread == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("await db.collection(pick()).drop();", "the name is computed"),
        ('await db.collection("a").createIndex(keys());', "the keys of the index are computed"),
        ('await db.collection("a").createIndex({ a: 1 }, { name: pick() });', "the name of the index is computed"),
        ('await db.collection("a").createIndexes(list());', "the list of indexes is computed"),
        ("await db.command(make());", "the command is computed"),
        ("await elsewhere(db);", "elsewhere() is not in this file"),
    ],
)
def test_what_is_computed_is_kept_as_unread_and_never_guessed(body: str, why: str) -> None:
    collections = folded(f"\n{body}")
    assert collections.unread == (Unread("001.ts", 4, body.removeprefix("await ").removesuffix(";"), why),)
    assert structure(collections) == {}


def test_a_validator_that_is_computed_is_there_and_unknown() -> None:
    validation = folded('await db.command({ collMod: "a", validator: make() });').known("a").validation
    assert validation is not None
    assert validation.rule == Dynamic("make()")


def test_a_file_that_is_not_typescript_is_unread_as_a_whole() -> None:
    collections = fold([("001.ts", "export function up(db) {"), ("002.ts", file('await db.createCollection("a");'))])
    assert [(each.file, each.why) for each in collections.unread] == [("001.ts", "the file is not TypeScript")]
    assert list(collections.by_name) == ["a"]


def test_going_on_from_an_earlier_fold_is_the_same_as_folding_everything() -> None:
    files = [
        (f"{number:03}.ts", file(f'await db.collection("a").createIndex({{ f{number}: 1 }}, {{ name: "i{number}" }});'))
        for number in range(6)
    ]
    assert fold(files[3:], start=fold(files[:3])) == fold(files)


def test_indexes_validators_and_collections_say_where_they_come_from() -> None:
    collections = folded(
        'await db.createCollection("a");',
        '\nawait db.collection("a").createIndex({ x: 1 }, { name: "i" });',
        'await db.command({ collMod: "a", validator: { x: 1 } });',
    )
    a = collections.known("a")
    assert a.validation is not None
    assert (a.files, a.indexes["i"].file, a.indexes["i"].line, a.validation.file, a.validation.line) == (
        ("001.ts", "002.ts", "003.ts"),
        "002.ts",
        4,
        "003.ts",
        3,
    )


def test_fields_are_known_from_validators_and_writes() -> None:
    collections = folded(
        """await db.createCollection("a", { validator: { $jsonSchema: { required: ["slug", "other"], properties: {
          slug: { bsonType: "string" }, at: { bsonType: ["date", "null"] }, n: { bsonType: ["int", "long"] },
          any: {}, list: { bsonType: "array", items: { bsonType: "objectId" } }, state: { enum: ["on", "off"] },
        } } } });
        await db.collection("a").createIndex({ city: 1, "address.street": 1 }, { name: "i" });""",
        """await db.collection("a").updateMany({}, { $set: { flag: true, "address.zip": 1, when: new Date("2026-01-01") } });
        await db.collection("a").insertOne({ _id: "x", tags: ["a", "b"], slug: 5 });
        await db.collection("a").updateMany({}, { $rename: { other: "another" }, $unset: { flag: "" } });
        await db.collection("a").updateMany({ n: { $type: "int" } }, [{ $set: { n: { $toString: "$n" } } }]);""",
    )
    assert dict(collections.known("a").known_fields) == {
        "city": "unknown", "address": "object", "another": "unknown", "slug": "string", "at": "Date", "n": "string",
        "any": "unknown", "list": "ObjectId[]", "state": "string", "when": "Date", "_id": "string", "tags": "string[]",
    }  # fmt: skip


def test_an_aggregation_that_writes_makes_its_target_known() -> None:
    collections = folded('await db.collection("a").aggregate([{ $merge: { into: "copy" } }]).toArray();')
    assert sorted(collections.by_name) == ["copy"]


def test_constructed_options_are_values() -> None:
    body = 'await db.collection("a").createIndex({ x: 1 }, { name: "i", partialFilterExpression: { at: { $gt: new Date("2026-01-01") } } });'
    options = folded(body).known("a").indexes["i"].options
    assert options == {"partialFilterExpression": {"at": {"$gt": Constructed("Date", ("2026-01-01",))}}}
