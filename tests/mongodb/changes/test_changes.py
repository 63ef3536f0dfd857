"""Typed changes are checked as they are made, and a malformed one says which field is wrong and what would do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from mongodb.plan.wild import wild_changes
from nhimbe_migrations.changes.mongodb import (
    AddField,
    CreateIndex,
    DropCollection,
    FieldSpec,
    default_index_name,
    parse_changes,
)
from nhimbe_migrations.changes.shapes import FieldShape
from nhimbe_migrations.errors import ArgumentError

ADD = {"kind": "add_field", "collection": "users"}
INDEX = {"kind": "create_index", "collection": "users"}
SEED = {"kind": "seed_documents", "collection": "themes"}


def _deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


REFUSED: list[tuple[Any, str]] = [
    ("x", "changes[0]: "),
    ({"kind": "nope"}, "changes[0].kind: 'nope' is no kind of change; known are create_collection, "),
    ({}, "changes[0].kind: None is no kind of change"),
    (
        {"kind": "drop_collection"},
        "changes[0].name: drop_collection needs it; its form is drop_collection{name, backup?}.",
    ),
    (
        {"kind": "copy_documents", "collection": "a", "to": "b", "fields": "name"},
        'changes[0].fields: takes a list such as ["name", "profile.city"], not \'name\'.',
    ),
    (
        {"kind": "copy_documents", "collection": "a", "to": "b", "fields": [{"name": "name", "type": "string"}]},
        'changes[0].fields[0]: takes text such as "name", not ',
    ),
    ({"kind": "drop_collection", "name": "a", "force": True}, "changes[0].force: there is no such field"),
    ({"kind": "create_collection", "name": "a$b"}, "changes[0].name: 'a$b' is not a collection name"),
    ({"kind": "create_collection", "name": "system.users"}, "changes[0].name: "),
    ({"kind": "create_collection", "name": "é" * 61}, "changes[0].name: a collection name has at most 120 bytes"),
    (
        {"kind": "create_collection", "name": "a", "fields": [{"name": "b", "type": "text"}]},
        "changes[0].fields[0].type: takes 'string', 'number'",
    ),
    (
        {
            "kind": "create_collection",
            "name": "a",
            "fields": [{"name": "b", "type": "int"}, {"name": "b", "type": "int"}],
        },
        "changes[0].fields: 'b' is there twice",
    ),
    (
        {"kind": "create_collection", "name": "a", "fields": [{"name": "__proto__", "type": "int"}]},
        "changes[0].fields[0].name: '__proto__'",
    ),
    ({**ADD, "field": {"name": "a.$[].b", "type": "int"}}, "changes[0].field.name: 'a.$[].b' is not a path"),
    ({**ADD, "field": {"name": "a.0.b", "type": "int"}}, "changes[0].field.name: 'a.0.b' names a place in a list"),
    ({**ADD, "field": {"name": "a[]", "type": "int"}}, "changes[0].field.name: 'a[]' names the elements themselves"),
    ({**ADD, "field": {"name": "$set", "type": "int"}}, "changes[0].field.name: '$set' would be read as an operator"),
    ({**ADD, "field": {"name": "_id", "type": "string"}}, "changes[0]: every document has its _id"),
    ({**ADD, "field": {"name": "a", "type": "int", "required": True}}, "changes[0]: a required field needs a value"),
    (
        {**ADD, "field": {"name": "a", "type": "int", "unique": True}, "value": 1},
        "changes[0]: one value in every document",
    ),
    (
        {**ADD, "field": {"name": "a", "type": "int"}, "backup": "kept"},
        "changes[0]: backup remembers what value filled",
    ),
    (
        {**ADD, "field": {"name": "a", "type": "int", "unique": True, "nullable": True}},
        "changes[0].field: a unique field cannot be nullable",
    ),
    ({**ADD, "field": {"name": "a", "type": "int", "enum": ["x"]}}, "changes[0].field: enum lists strings"),
    ({**ADD, "field": {"name": "a", "type": "int"}, "value": 2**53}, "changes[0].value: 9007199254740992 is beyond"),
    ({**ADD, "field": {"name": "a", "type": "number"}, "value": float("inf")}, "changes[0].value: a number is finite"),
    ({**ADD, "field": {"name": "a", "type": "Date"}, "value": {"$date": "soon"}}, "changes[0].value: "),
    ({**ADD, "field": {"name": "a", "type": "Date"}, "value": {"$date": "2026-02-31"}}, "changes[0].value: "),
    (
        {**ADD, "field": {"name": "a", "type": "string"}, "value": "\ud800"},
        "changes[0].value: half of a surrogate pair",
    ),
    ({**ADD, "field": {"name": "a", "type": "int"}, "value": {"$numberInt": "9999999999"}}, "changes[0].value: "),
    ({**ADD, "field": {"name": "a", "type": "boolean"}, "value": "x"}, "changes[0]: value 'x' is no boolean"),
    ({**ADD, "field": {"name": "a", "type": "int"}, "value": True}, "changes[0]: value True is no int"),
    (
        {**ADD, "field": {"name": "a", "type": "Date"}, "value": "2026-01-01T10:00"},
        "changes[0]: value '2026-01-01T10:00'",
    ),
    ({**ADD, "field": {"name": "a", "type": "ObjectId"}, "value": "abc"}, "changes[0]: value 'abc' is no ObjectId"),
    (
        {**ADD, "field": {"name": "a", "type": "string[]"}, "value": ["x", 1]},
        "changes[0]: value ['x', 1] is no string[]",
    ),
    (
        {**ADD, "field": {"name": "a", "type": "string"}, "value": None},
        "changes[0]: value None is no string that the field may hold; null",
    ),
    (
        {**ADD, "field": {"name": "a", "type": "string", "enum": ["x"]}, "value": "y"},
        "changes[0]: value 'y' is no string",
    ),
    ({**SEED, "documents": [{"_id": "a", "x": _deep(120)}]}, "changes[0].documents[0].x: a document nests at most"),
    ({**INDEX, "keys": {}}, "changes[0].keys: an index has at least one field"),
    ({**INDEX, "keys": {"a": 2}}, "changes[0].keys.a: takes 1, -1, 'text'"),
    ({**INDEX, "keys": {"a": 1, "7": 1}}, "changes[0].keys: a field named by a whole number"),
    ({**INDEX, "keys": {"a..b": 1}}, "changes[0].keys: 'a..b' is not a path"),
    ({**INDEX, "keys": {"a": 1, "b": 1}, "expire_after_seconds": 1}, "changes[0]: expire_after_seconds needs"),
    ({**INDEX, "keys": {"a": 1}, "sparse": True, "partial_filter": {"a": 1}}, "changes[0]: sparse and partial_filter"),
    ({**INDEX, "keys": {"a": "hashed"}, "unique": True}, "changes[0]: a hashed index cannot be unique"),
    ({**INDEX, "keys": {"a": 1}, "partial_filter": {}}, "changes[0]: partial_filter must name a condition"),
    ({**INDEX, "keys": {"a": 1}, "name": "_id_"}, "changes[0].name: '_id_' belongs to MongoDB"),
    ({"kind": "set_validator", "collection": "a"}, "changes[0]: give either fields or validator"),
    ({"kind": "rename_field", "collection": "a", "field": "b", "to": "b"}, "changes[0]: to must be another name"),
    ({"kind": "remove_field", "collection": "a", "field": "_id"}, "changes[0].field: _id cannot be changed"),
    ({**SEED, "documents": []}, "changes[0].documents: "),
    ({**SEED, "documents": [{"a": 1}]}, "changes[0]: documents[0] has no _id"),
    ({**SEED, "documents": [{"_id": "a"}, {"_id": "a"}]}, "changes[0]: documents[1]._id is there twice"),
    ({**SEED, "documents": [{"_id": ["a"]}]}, "changes[0]: documents[0]._id is a list"),
    ({**SEED, "documents": [{"_id": "a", "$x": 1}]}, "changes[0]: '$x' would be read as an operator"),
    ({**SEED, "documents": [{"_id": "a"}], "backup": "b"}, "changes[0]: backup keeps what overwrite replaces"),
    ({"kind": "run", "up": ""}, "changes[0].up: "),
]


@pytest.mark.parametrize(("change", "beginning"), REFUSED)
def test_a_malformed_change_names_the_field(change: Any, beginning: str) -> None:
    with pytest.raises(ArgumentError) as refusal:
        parse_changes([change])
    assert str(refusal.value).startswith(beginning)


def test_many_faults_are_counted_rather_than_listed() -> None:
    with pytest.raises(ArgumentError) as refusal:
        parse_changes([{"kind": "drop_collection"}] * 8)
    assert (refusal.value.what.count("needs it"), refusal.value.why) == (5, "3 more.")


def test_a_change_is_a_frozen_value_with_everything_it_was_given() -> None:
    (change,) = parse_changes([{"kind": "drop_collection", "name": "users", "backup": "usersBackup"}])
    assert change == DropCollection(kind="drop_collection", name="users", backup="usersBackup")
    with pytest.raises(ValueError, match="frozen"):
        change.name = "events"  # type: ignore[union-attr, misc]


def test_null_is_a_value_to_fill_with_and_silence_is_none() -> None:
    field = {"name": "a", "type": "string", "nullable": True}
    silent, null = parse_changes([{**ADD, "field": field}, {**ADD, "field": field, "value": None}])
    assert isinstance(silent, AddField)
    assert isinstance(null, AddField)
    assert (silent.fills, null.fills, null.value) == (False, True, None)


def test_an_index_is_named_by_the_convention_unless_it_is_given_a_name() -> None:
    own, named = parse_changes(
        [{**INDEX, "keys": {"address.city": 1, "at": -1}}, {**INDEX, "keys": {"a": 1}, "name": "x"}]
    )
    assert isinstance(own, CreateIndex)
    assert isinstance(named, CreateIndex)
    assert (own.index_name, named.index_name) == ("idx_users_address_city_at", "x")
    assert default_index_name("logs", {"$**": 1}) == "idx_logs_wildcard"


def test_a_field_tells_types_ts_what_it_needs() -> None:
    field = FieldSpec(name="state", type="string", required=True, enum=("on", "off"), description="whether it is")
    assert field.shape() == FieldShape(
        "state", "string", nullable=False, literals=("on", "off"), description="whether it is"
    )


@settings(max_examples=60, deadline=None)
@given(wild_changes())
def test_a_change_written_down_and_read_again_is_the_same(changes: list[dict[str, Any]]) -> None:
    parsed = parse_changes(changes)
    assert parse_changes([change.model_dump() for change in parsed]) == parsed
