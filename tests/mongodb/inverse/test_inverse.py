"""`down` follows from `up` where every call has an inverse; where one has none, the reason is told with its line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from mongodb.plan.building import planned, structure, written
from mongodb.plan.wild import wild_changes
from mongodb.rules.gallery import history
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.plan.inverse import derive_down
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold_calls

NOTHING = "// Nothing to take back."


def down_of(up: str, before: Collections | None = None) -> list[str]:
    """The statements of the derived `down`, each on one line."""
    text = written([{"kind": "run", "up": up}], history() if before is None else before)
    body = text.split("export async function down(db: Db): Promise<void> {\n")[1].removesuffix("}\n")
    return [" ".join(line.split()) for line in body.strip().splitlines()]


def reasons(up: str) -> list[str]:
    findings = planned([{"kind": "run", "up": up}], history()).findings
    return [finding.message for finding in findings if finding.rule == "underivable-down"]


@pytest.mark.parametrize(
    ("up", "down"),
    [
        (
            'await db.collection("events").createIndex({ city: 1 }, { name: "i" });',
            [
                'if (await db.collection("events").indexExists("i")) {',
                'await db.collection("events").dropIndex("i");',
                "}",
            ],
        ),
        ('await db.collection("events").createIndex({ startsAt: 1 }, { name: "idx_events_startsAt" });', [NOTHING]),
        (
            'await db.collection("events").dropIndex("idx_events_slug");',
            ['await db.collection("events").createIndex({ slug: 1 }, { name: "idx_events_slug", unique: true });'],
        ),
        (
            'await db.collection("events").dropIndexes();',
            [
                'await db.collection("events").createIndex({ startsAt: 1 }, { name: "idx_events_startsAt" });',
                'await db.collection("events").createIndex({ slug: 1 }, { name: "idx_events_slug", unique: true });',
            ],
        ),
        ('await db.createCollection("themes");', ['await db.collection("themes").drop();']),
        (
            'await db.collection("events").rename("gatherings");',
            [
                'if (await db.listCollections({ name: "gatherings" }).hasNext()) {',
                'await db.collection("gatherings").rename("events");',
                "}",
            ],
        ),
        (
            'await db.command({ collMod: "events", validator: { a: 1 } });',
            [
                'await db.command({ collMod: "events", validator: {}, validationLevel: "strict", validationAction: "error" });'
            ],
        ),
        (
            'await db.collection("events").updateMany({ place: { $exists: true } }, { $rename: { place: "venue" } });',
            [
                'await db .collection("events") .updateMany({ venue: { $exists: true }, place: { $exists: false } }, { $rename: { venue: "place" } });'
            ],
        ),
        (
            'await db.collection("events").updateMany({ city: { $exists: false } }, { $set: { city: "Harare" } });',
            ['await db.collection("events").updateMany({ city: { $exists: true } }, { $unset: { city: "" } });'],
        ),
        (
            'await db.collection("events").insertMany([{ _id: "a" }, { _id: "b" }]);',
            ['await db.collection<{ _id: string }>("events").deleteMany({ _id: { $in: ["a", "b"] } });'],
        ),
        ('await db.collection("events").find({}).toArray();', [NOTHING]),
    ],
)
def test_a_call_with_an_inverse_is_taken_back(up: str, down: list[str]) -> None:
    joined = " ".join(down_of(up))
    assert joined == " ".join(down)


@pytest.mark.parametrize(
    ("up", "why"),
    [
        ('await db.collection("events").drop();', "drop() has no known inverse"),
        ('await db.collection("events").deleteMany({ a: 1 });', "deleteMany() has no known inverse"),
        (
            'await db.collection("events").updateMany({}, { $set: { city: "" } });',
            "what the update replaces is not known",
        ),
        ('await db.collection("events").updateMany({}, { $inc: { n: 1 } });', "what the update replaces is not known"),
        (
            'await db.collection("users").updateMany({}, { $rename: { a: "born" } });',
            "what the update replaces is not known",
        ),
        ('await db.collection("events").dropIndex("nobody");', "no migration has the definition of index 'nobody'"),
        ('await db.collection("events").insertOne({ a: 1 });', "documents without a stated _id cannot be found again"),
        ('await db.createCollection("events");', "events was there before; dropping it would take more than up() made"),
        ('await db.collection("events").rename("users");', "users was there before, and its content would be lost"),
        ('await db.command({ compact: "events" });', "this command has no known inverse"),
        ("await db.collection(pick()).createIndex({ a: 1 });", "the name is computed"),
        ("await elsewhere(db);", "elsewhere() has no known inverse"),
        ('try { await db.createCollection("a"); } catch (e) { throw e; }', "whether it happens depends on an error"),
    ],
)
def test_a_call_without_an_inverse_says_why(up: str, why: str) -> None:
    assert reasons(up) == [f"`down` was left out, and line 1 of `up` has no inverse: {why}."]


def test_ensure_index_is_taken_back_as_the_create_index_that_it_becomes() -> None:
    up = 'await db.collection("events").ensureIndex({ city: 1 }, { name: "i" });'
    assert down_of(up) == down_of(up.replace("ensureIndex", "createIndex"))
    assert reasons(up) == []


def test_an_index_that_a_loop_makes_is_dropped_each_time_and_in_the_opposite_order() -> None:
    up = 'for (const name of ["a", "b"]) { await db.collection("events").createIndex({ [name]: 1 }, { name }); }'
    assert [line for line in down_of(up) if "dropIndex" in line] == [
        'await db.collection("events").dropIndex("b");',
        'await db.collection("events").dropIndex("a");',
    ]


def test_the_earlier_validator_is_restated_whole() -> None:
    down = " ".join(down_of('await db.command({ collMod: "registrations", validator: {} });'))
    assert 'required: ["status"], additionalProperties: false' in down
    assert 'validationLevel: "strict", validationAction: "error"' in down


STRUCTURAL = {"create_collection", "create_index", "drop_index", "set_validator", "rename_collection"}


@settings(max_examples=100, deadline=None)
@given(wild_changes())
def test_what_is_derived_leads_back_to_the_collections_before(changes: list[dict[str, Any]]) -> None:
    wanted = [change for change in changes if change["kind"] in STRUCTURAL]
    if not wanted or any(finding.severity == "error" for finding in planned(wanted).findings):
        return
    up = read_migration(written(wanted), "013_x.ts").up
    assert up
    inverse = derive_down(up, Collections())
    if inverse.reasons:
        return
    body = written(wanted).split("Promise<void> {\n")[1].split("\n}\n")[0]
    parsed = read_migration(written([{"kind": "run", "up": body}]), "013_x.ts")
    assert parsed.up
    assert parsed.down
    after = fold_calls(parsed.up.calls, Collections(), "x")
    assert structure(fold_calls(parsed.down.calls, after, "x")) == {}
