"""Rules whose gravity, or whose silence, depends on what else the file and the history say."""

import pytest

from mongodb.rules.gallery import history
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.lint.habits import habits_of
from nhimbe_migrations.mongodb.lint.rules import lint

TS = "worker/src/db/migrations/013_case.ts"
JS = "worker/src/db/migrations/013_case.js"


def found(up, down="", *, head="", file=TS):
    """Rule → severity of what is found in a migration with these bodies."""
    typed = "db: Db): Promise<void>" if file == TS else "db)"
    text = f"{head}export async function up({typed} {{\n{up}\n}}\nexport async function down({typed} {{\n{down}\n}}\n"
    return {item.rule: item.severity for item in lint(read_migration(text, file), history(), file)}


TTL = (
    'await db.collection("events").createIndex({{ {field}: 1 }}, {{ name: "idx_ttl", expireAfterSeconds: {seconds} }});'
)
FILL = 'await db.collection("events").updateMany({}, { $set: { seenAt: new Date("2026-01-01") } });\n'

KEPT = (
    'await db.collection("events").aggregate([{ $match: { startsAt: { $lt: new Date("2026-01-01") } } }, '
    '{ $merge: { into: "eventsKept" } }]).toArray();\n'
)


@pytest.mark.parametrize(
    ("up", "severity"),
    [
        (TTL.format(field="startsAt", seconds=3600), "error"),
        (TTL.format(field="startsAt", seconds="60 * 60 * 24 * 30"), "error"),
        (TTL.format(field="startsAt", seconds="60 * 60 * 24 * 3650"), "warning"),
        (TTL.format(field="expiresAt", seconds=60), "warning"),
        (TTL.format(field="startsAt", seconds=0), "error"),
        (TTL.format(field="purgeAt", seconds=0), "warning"),
        (KEPT + TTL.format(field="startsAt", seconds=3600), "warning"),
        (FILL + TTL.format(field="seenAt", seconds=3600), "warning"),
    ],
)
def test_documents_that_go_by_their_age_are_lost(up, severity):
    assert found(up, 'await db.collection("events").dropIndex("idx_ttl");')["ttl-on-existing"] == severity


def test_a_ttl_index_tells_how_to_count_what_it_would_delete():
    text = f"export async function up(db: Db) {{\n{TTL.format(field='startsAt', seconds='60 * 60')}\n}}\n"
    told = [item.help for item in lint(read_migration(text, TS), history(), TS) if item.rule == "ttl-on-existing"]
    assert 'db.collection("events").countDocuments({ "startsAt": { $lt: new Date(Date.now() - 3600000) } })' in told[0]


PUT = "await db.collection({name}).replaceOne({{ _id: {key} }}, {{ most: 10 }}, {{ upsert: {upsert} }});"


@pytest.mark.parametrize(
    ("name", "key", "upsert", "severity"),
    [
        ('"limits"', '"a"', "true", "warning"),
        ('"limits"', '"a"', "false", "error"),
        ('"events"', '"a"', "true", "error"),
        ('"limits"', "doc._id", "true", "error"),
    ],
)
def test_a_document_put_in_by_its_key_where_nothing_speaks_of_any_is_a_warning(name, key, upsert, severity):
    assert found(PUT.format(name=name, key=key, upsert=upsert))["overwrites-documents"] == severity


GUARD = 'if (!(await db.listCollections({ name: "tokens" }).hasNext())) await db.createCollection("tokens");\n'
INDEX = 'await db.collection("tokens").createIndex({ a: 1 }, { name: "idx_tokens_a" });\n'
DROP = 'await db.collection("tokens").drop();'


@pytest.mark.parametrize(
    ("up", "exists"),
    [
        (INDEX + GUARD, False),
        (INDEX + 'await db.createCollection("tokens");', True),
        (GUARD.replace("tokens", "events"), True),
    ],
)
def test_a_collection_that_the_migration_made_by_the_way_is_asked_for_before_it_is_made(up, exists):
    assert ("collection-exists" in found(up, DROP)) is exists


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ('const { ObjectId } = require("mongodb");\n', False),
        ('const { ObjectId: Id, Decimal128 } = require("mongodb");\n', False),
        ('const ObjectId = require("mongodb").ObjectId;\n', False),
        ('const { ObjectId, MongoClient } = require("mongodb");\n', True),
        ('const mongodb = require("mongodb");\n', True),
        ('const { ...all } = require("mongodb");\n', True),
    ],
)
def test_values_of_the_driver_may_be_required(head, told):
    assert ("foreign-import" in found("", head=head, file=JS)) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('const { ObjectId } = require("mongodb");', False),
        ('const { ObjectId } = await import("mongodb");', False),
        ('const { MongoClient } = await import("mongodb");', True),
        ('const driver = await import("mongodb");', True),
    ],
)
def test_also_where_they_are_used(line, told):
    assert ("foreign-import" in found(line, file=JS)) is told


def test_javascript_is_not_asked_for_types():
    assert "migration-signature" not in found('await db.collection("events").countDocuments();', file=JS)


def test_who_writes_no_return_type_is_not_told_so_and_is_told_of_an_untyped_parameter():
    body = "export const up = async ({0}) => {{\n  await db.collection('events').countDocuments();\n}};\nexport const down = async ({0}) => {{\n  await db.collection('events').countDocuments();\n}};\n"
    head = 'import type { Db } from "mongodb";\n'
    habits = habits_of([(f"2026010{number}-a.ts", head + body.format("db: Db")) for number in range(1, 5)])

    def told(parameter):
        parsed = read_migration(head + body.format(parameter), "20260201-b.ts")
        judged = habits.judged(lint(parsed, history(), "20260201-b.ts"))
        return {(item.rule, item.severity) for item in judged if item.rule == "migration-signature"}

    assert told("db: Db") == set()
    assert told("db") == {("migration-signature", "warning")}
