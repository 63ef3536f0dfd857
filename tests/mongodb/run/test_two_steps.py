"""A field under another name in two steps: proved there and back, and with old and new writers on a real server."""

from __future__ import annotations

from typing import Any

import pymongo
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.errors import DuplicateKeyError, WriteError

from mongodb.run.proving import FILE, history
from mongodb.run.throw_away import throw_away_server
from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.plan.plan import Plan, assemble
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold_parsed
from nhimbe_migrations.mongodb.two_steps.plan import plan_step
from nhimbe_migrations.rendering import render

pytestmark = pytest.mark.mongod

RENAMES: dict[str, list[dict[str, Any]]] = {
    "required and unique": [{"kind": "rename_field", "collection": "users", "field": "email", "to": "mail"}],
    "with two indexes": [{"kind": "rename_field", "collection": "users", "field": "joined", "to": "since"}],
    "nullable": [{"kind": "rename_field", "collection": "users", "field": "nickname", "to": "alias"}],
    "with values of a list": [{"kind": "rename_field", "collection": "users", "field": "status", "to": "state"}],
    "of another type": [
        {"kind": "rename_field", "collection": "users", "field": "age", "to": "years"},
        {"kind": "convert_field", "collection": "users", "field": "years", "to_type": "string"},
    ],
    "a place with a geo index": [{"kind": "rename_field", "collection": "events", "field": "place", "to": "spot"}],
    "in a collection without a validator": [
        {"kind": "rename_field", "collection": "reviews", "field": "eventId", "to": "event"}
    ],
}


def step(wanted: list[dict[str, Any]], before: Collections, name: Any) -> tuple[str, Plan]:
    planned = plan_step(parse_changes(wanted), before, name)
    return assemble(planned, number="002", description=name, render=render), planned


@pytest.mark.parametrize("name", RENAMES)
def test_each_step_goes_there_and_back_and_there(name: str, sandbox: Any, root: Any) -> None:
    before = history()
    for number, which in enumerate(("expand", "contract")):
        text, planned = step(RENAMES[name], before, which)
        parsed = read_migration(text, FILE)
        assert [finding for finding in planned.findings if finding.severity == "error"] == []
        seed = seed_for(parsed, before, absent=planned.taken_as_new)
        found = execute(text, seed=seed, repository_root=root, file=FILE, sandbox=sandbox)
        said = [f"{item.rule}: {item.message}" for item in found.findings]
        assert (found.status, found.rerunnable) == ("passed", True), f"{said}\n{found.differences}\n{text}"
        folded = fold_parsed(parsed, before)
        assert set(folded.by_name["users"].indexes) == set(planned.collections.by_name["users"].indexes), number
        before = folded


def test_contract_before_expand_is_refused() -> None:
    with pytest.raises(RefusedError, match="expand comes first"):
        step(RENAMES["nullable"], history(), "contract")


@pytest.mark.parametrize(
    "wanted",
    [
        [{"kind": "rename_field", "collection": "users", "field": "a.b", "to": "a.c"}],
        [{"kind": "remove_field", "collection": "users", "field": "phone"}],
        [{"kind": "convert_field", "collection": "users", "field": "age", "to_type": "string"}],
    ],
)
def test_what_is_no_new_name_of_a_field_is_told(wanted: list[dict[str, Any]]) -> None:
    with pytest.raises(ArgumentError):
        step(wanted, history(), "expand")


writes = st.lists(
    st.tuples(
        st.sampled_from(["insert", "update"]),
        st.sampled_from(["old", "both"]),
        st.integers(min_value=1, max_value=4),
        st.sampled_from(["a@x", "b@x 🙂", "", "O'Neil"]),
    ),
    max_size=10,
)


@pytest.fixture(scope="module")
def client(mongod: Any) -> Any:
    with throw_away_server(mongod) as server, pymongo.MongoClient(server.uri) as opened:
        yield opened


def as_validator(collections: Collections) -> Any:
    validation = collections.by_name["users"].validation
    assert validation is not None
    return validation.rule


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(wanted=writes)
def test_old_code_and_code_that_writes_both_are_never_refused_and_agree_after_a_second_run(
    client: Any, wanted: list[tuple[str, str, int, str]]
) -> None:
    """What expand() makes of validator and indexes is put on a real server; its copying statement runs as it is written."""
    _, planned = step(RENAMES["required and unique"], history(), "expand")
    users = client["two"]["users"]
    users.drop()
    client["two"].create_collection("users", validator=as_validator(planned.collections))
    for index in planned.collections.by_name["users"].indexes.values():
        users.create_index(list(index.keys.items()), name=index.name, **index.options)
    expected: dict[str, str] = {}
    for how, who, number, mail in wanted:
        key, value = f"u{number}", f"{number}{mail}"
        given_value = {"email": value} if who == "old" else {"email": value, "mail": value}
        if how == "insert" and key not in expected:
            users.insert_one({"_id": key, **given_value})
            expected[key] = value
        elif how == "update" and key in expected:
            users.update_one({"_id": key}, {"$set": given_value})
            expected[key] = value
    copying(users)
    held = {item["_id"]: (item["email"], item["mail"]) for item in users.find()}
    assert held == {key: (value, value) for key, value in expected.items()}


def copying(users: Any) -> None:
    """`updateMany` of the rendered expand, word for word."""
    text, _ = step(RENAMES["required and unique"], history(), "expand")
    line = (
        'updateMany({ email: { $exists: true }, $expr: { $ne: ["$mail", "$email"] } }, [{ $set: { mail: "$email" } }])'
    )
    assert line in text
    users.update_many(
        {"email": {"$exists": True}, "$expr": {"$ne": ["$mail", "$email"]}}, [{"$set": {"mail": "$email"}}]
    )


def test_a_document_needs_one_of_the_names_and_each_stays_unique(client: Any) -> None:
    _, planned = step(RENAMES["required and unique"], history(), "expand")
    users = client["two"]["alone"]
    users.drop()
    client["two"].create_collection("alone", validator=as_validator(planned.collections))
    for index in planned.collections.by_name["users"].indexes.values():
        users.create_index(list(index.keys.items()), name=index.name, **index.options)
    with pytest.raises(WriteError):
        users.insert_one({"_id": "u0"})
    users.insert_one({"_id": "u1", "mail": "a"})
    with pytest.raises(DuplicateKeyError):
        users.insert_one({"_id": "u2", "mail": "a", "email": "b"})
    users.insert_many([{"_id": "u3", "email": "c"}, {"_id": "u4", "email": "d"}])
    with pytest.raises(DuplicateKeyError):
        users.insert_one({"_id": "u5", "email": "c", "mail": "e"})


def test_contract_ends_where_a_plain_rename_does(sandbox: Any) -> None:
    from nhimbe_migrations.mongodb.plan.plan import plan

    wanted = RENAMES["required and unique"]
    text, _ = step(wanted, history(), "expand")
    between = fold_parsed(read_migration(text, FILE), history())
    _, last = step(wanted, between, "contract")
    plain = plan(parse_changes(wanted), history()).collections.by_name["users"]
    mine = last.collections.by_name["users"]
    assert {name: (dict(i.keys), dict(i.options)) for name, i in mine.indexes.items()} == {
        name: (dict(i.keys), dict(i.options)) for name, i in plain.indexes.items()
    }
    assert mine.validation is not None
    assert plain.validation is not None
    schemas = [validation.schema or {} for validation in (mine.validation, plain.validation)]
    assert [sorted(schema["required"]) for schema in schemas] == [["_id", "mail"]] * 2
    assert schemas[0]["properties"] == schemas[1]["properties"]
    assert "allOf" not in schemas[0]
