"""Field changes carry the validator and the indexes along, and ask for a backup where something would be lost."""

from __future__ import annotations

from typing import Any

from mongodb.plan.building import planned, written
from mongodb.rules.gallery import history
from nhimbe_migrations.changes.shapes import AddMember, FieldShape, RemoveMember, RenameMember
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.code.values import Dynamic
from nhimbe_migrations.mongodb.lint.rules import lint
from nhimbe_migrations.mongodb.plan.plan import deduplicate
from nhimbe_migrations.mongodb.plan.step import AssumedNewField
from nhimbe_migrations.mongodb.state.collections import Collections, Index, Validation

USERS: dict[str, Any] = {
    "$jsonSchema": {
        "required": ["email", "nick"],
        "properties": {"email": {"bsonType": "string"}, "nick": {"bsonType": "string", "maxLength": 9}},
    }
}


def before(rule: Any = USERS, *indexes: Index) -> Collections:
    users = Collections().known("users").with_validation(Validation(rule, "moderate", "warn"))
    for index in indexes:
        users = users.with_index(index)
    return Collections().put(users)


def rule_after(change: dict[str, Any], rule: Any = USERS) -> Any:
    validation = planned([{"collection": "users", **change}], before(rule)).collections.known("users").validation
    assert validation is not None
    assert (validation.level, validation.action) == ("moderate", "warn")
    return validation.rule


def rules_found(change: dict[str, Any], collections: Collections) -> list[str]:
    return [finding.rule for finding in planned([change], collections).findings]


def test_an_added_field_joins_the_validator() -> None:
    field = {"name": "ok", "type": "boolean", "required": True}
    assert rule_after({"kind": "add_field", "field": field, "value": False}) == {
        "$jsonSchema": {
            "required": ["email", "nick", "ok"],
            "properties": {**USERS["$jsonSchema"]["properties"], "ok": {"bsonType": "bool"}},
        }
    }


def test_a_renamed_field_is_renamed_in_the_validator_and_keeps_its_place() -> None:
    assert rule_after({"kind": "rename_field", "field": "nick", "to": "alias"}) == {
        "$jsonSchema": {
            "required": ["email", "alias"],
            "properties": {"email": {"bsonType": "string"}, "alias": {"bsonType": "string", "maxLength": 9}},
        }
    }


def test_a_removed_field_leaves_the_validator_and_an_empty_required_goes_with_it() -> None:
    rule = {"$jsonSchema": {"required": ["nick"], "properties": {"nick": {"bsonType": "string"}}}}
    assert rule_after({"kind": "remove_field", "field": "nick", "backup": "kept"}, rule) == {
        "$jsonSchema": {"properties": {}}
    }


def test_a_converted_field_has_its_new_type_in_the_validator_and_no_limit_on_text() -> None:
    for on_error, expected in (("fail", "date"), ("keep", ["date", "string"]), ("null", ["date", "null"])):
        change = {"kind": "convert_field", "field": "nick", "to_type": "Date", "on_error": on_error, "backup": "kept"}
        assert rule_after(change)["$jsonSchema"]["properties"]["nick"] == {"bsonType": expected}


def test_indexes_that_name_a_renamed_field_are_made_anew_under_their_conventional_name() -> None:
    collections = before(
        USERS,
        Index("idx_users_nick_email", {"nick": 1, "email": 1}, {"unique": True}),
        Index("byNick", {"nick.first": 1}, {"partialFilterExpression": {"$and": [{"nick": {"$exists": True}}]}}),
        Index("idx_users_email", {"email": 1}),
    )
    change = {"kind": "rename_field", "collection": "users", "field": "nick", "to": "alias"}
    indexes = planned([change], collections).collections.known("users").indexes
    assert {index.name: (dict(index.keys), dict(index.options)) for index in indexes.values()} == {
        "idx_users_email": ({"email": 1}, {}),
        "idx_users_alias_email": ({"alias": 1, "email": 1}, {"unique": True}),
        "byNick": ({"alias.first": 1}, {"partialFilterExpression": {"$and": [{"alias": {"$exists": True}}]}}),
    }


def test_a_validator_that_cannot_be_carried_along_is_said() -> None:
    change = {"kind": "rename_field", "collection": "users", "field": "nick", "to": "alias"}
    assert rules_found(change, before({"nick": {"$exists": True}})) == ["unreadable-validator"]
    assert rules_found(change, before({"$jsonSchema": {"dependencies": {"nick": ["email"]}}})) == [
        "unreadable-validator"
    ]
    assert rules_found(change, before(Dynamic("make()"))) == ["unreadable-validator"]
    assert rules_found(change, before({"email": {"$exists": True}})) == []


def test_what_would_be_lost_asks_for_a_backup() -> None:
    users = history()
    for change, rule in (
        ({"kind": "remove_field", "collection": "users", "field": "born"}, "remove-field"),
        ({"kind": "convert_field", "collection": "users", "field": "born", "to_type": "Date"}, "convert-field"),
        ({"kind": "drop_collection", "name": "users"}, "drop-collection"),
        (
            {"kind": "seed_documents", "collection": "users", "documents": [{"_id": "a"}], "overwrite": True},
            "overwrites-documents",
        ),
    ):
        bare, kept = planned([change], users), planned([{**change, "backup": "kept"}], users)
        assert [finding.rule for finding in bare.findings] == [rule]
        assert (len(bare.irreversible), kept.findings, kept.irreversible) == (1, (), ())


def test_a_backup_may_not_take_the_name_of_a_collection() -> None:
    change = {"kind": "remove_field", "collection": "users", "field": "born", "backup": "events"}
    assert rules_found(change, history()) == ["collection-exists"]


def test_a_field_that_may_be_there_needs_a_backup_and_one_that_is_new_is_said_to_be() -> None:
    there = {"kind": "add_field", "collection": "users", "field": {"name": "born", "type": "string"}, "value": ""}
    new = {**there, "field": {"name": "fresh", "type": "string"}}
    assert rules_found(there, history()) == ["field-exists"]
    assert rules_found({**there, "backup": "kept"}, history()) == []
    assert planned([new], history()).taken_as_new == (AssumedNewField("users", "fresh"),)


def test_text_for_a_date_or_an_id_is_written_as_one() -> None:
    date = {"kind": "add_field", "collection": "users", "field": {"name": "at", "type": "Date"}, "value": "2026-01-01"}
    seed = {"kind": "seed_documents", "collection": "users", "documents": [{"_id": "a", "createdAt": "2026-01-01"}]}
    for change in (date, seed):
        assert 'new Date("2026-01-01")' in written([change], history())
    ids = {"name": "friends", "type": "ObjectId[]"}
    text = written(
        [{"kind": "add_field", "collection": "users", "field": ids, "value": ["5f0000000000000000000001"]}], history()
    )
    assert '[new ObjectId("5f0000000000000000000001")]' in text
    assert 'import { ObjectId } from "mongodb";' in text


def test_text_that_becomes_boolean_is_warned_of() -> None:
    change = {"kind": "convert_field", "collection": "users", "field": "born", "to_type": "boolean", "backup": "kept"}
    assert rules_found(change, history()) == ["text-to-boolean"]


def test_an_unknown_index_cannot_come_back() -> None:
    assert rules_found({"kind": "drop_index", "collection": "users", "name": "nobody"}, history()) == ["unknown-index"]


def test_each_change_meets_what_the_one_before_it_left() -> None:
    changes = [
        {"kind": "rename_field", "collection": "users", "field": "born", "to": "birthday"},
        {"kind": "convert_field", "collection": "users", "field": "birthday", "to_type": "Date", "backup": "kept"},
        {"kind": "rename_collection", "name": "users", "to": "people"},
        {"kind": "remove_field", "collection": "people", "field": "nickname", "backup": "kept2"},
    ]
    result = planned(changes, history())
    assert result.findings == ()
    people = result.collections.known("people")
    assert dict(people.fields) == {"_id": "string", "email": "string", "birthday": "Date", "createdAt": "Date"}
    assert result.shapes[:3] == (
        RenameMember("users", "born", "birthday", "mongodb"),
        RemoveMember("users", "birthday", "mongodb"),
        AddMember("users", FieldShape("birthday", "Date"), "mongodb"),
    )
    assert result.shapes[-1] == RemoveMember("people", "nickname", "mongodb")


def test_a_validator_tells_types_ts_what_is_new_and_what_has_another_type() -> None:
    fields = [
        {"name": name, "type": kind} for name, kind in (("email", "string"), ("born", "Date"), ("city", "string"))
    ]
    change = {"kind": "set_validator", "collection": "users", "fields": fields}
    assert planned([change], history()).shapes == (
        RemoveMember("users", "born", "mongodb"),
        AddMember("users", FieldShape("born", "Date"), "mongodb"),
        AddMember("users", FieldShape("city", "string"), "mongodb"),
    )


def test_own_code_cannot_close_the_function_it_stands_in() -> None:
    for up in ("}\nawait evil();\nasync function x() {", "/* open", "`open", "x(", "}}"):
        change = {"kind": "run", "up": up, "down": "await db.collection('a').drop();"}
        assert "syntax-error" in rules_found(change, history())


def test_own_code_brings_the_imports_that_it_uses() -> None:
    up = 'const each: Document = { id: new ObjectId("5f0000000000000000000001") };\nawait db.collection("a").findOne(each);'
    text = written([{"kind": "run", "up": up, "down": "await db.collection('a').drop();", "why": "ids */ \n x"}])
    assert text.splitlines()[1:3] == [
        'import type { Db, Document } from "mongodb";',
        'import { ObjectId } from "mongodb";',
    ]
    assert "  // ids */ x\n  const each" in text


def test_values_that_json_lacks_are_written_as_their_constructors() -> None:
    document = {
        "_id": {"$oid": "5f0000000000000000000001"},
        "n": {"$numberLong": "9007199254740993"},
        "d": {"$numberDecimal": "1.50"},
        "i": {"$numberInt": "7"},
        "f": {"$numberDouble": "7"},
    }
    text = written([{"kind": "seed_documents", "collection": "a", "documents": [document]}])
    assert 'import { Decimal128, Double, Int32, Long, ObjectId } from "mongodb";' in text
    for literal in (
        'new ObjectId("5f0000000000000000000001")',
        'Long.fromString("9007199254740993")',
        'Decimal128.fromString("1.50")',
        "new Int32(7)",
        "new Double(7.0)",
    ):
        assert literal in text


def test_what_planning_and_the_rules_both_say_is_told_once_and_with_its_line() -> None:
    change = {"kind": "remove_field", "collection": "users", "field": "born"}
    found = lint(read_migration(written([change], history()), "013_x.ts"), history())
    told = deduplicate(planned([change], history()).findings, found)
    assert [(finding.rule, finding.line is not None) for finding in told] == [("remove-field", True)]


def test_a_down_that_could_not_be_derived_is_not_also_told_to_be_empty() -> None:
    change = {"kind": "run", "up": 'await db.collection("users").updateMany({ a: 1 }, { $set: { a: 2 } });'}
    found = lint(read_migration(written([change], history()), "013_x.ts"), history())
    told = deduplicate(planned([change], history()).findings, found)
    assert [finding.rule for finding in told] == ["underivable-down"]
