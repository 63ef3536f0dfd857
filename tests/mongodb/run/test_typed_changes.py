import pytest

from mongodb.run.proving import prove
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss

pytestmark = pytest.mark.mongod

ALONE = {
    "create a collection": {
        "kind": "create_collection",
        "name": "rooms",
        "fields": [
            {"name": "slug", "type": "string", "required": True, "unique": True},
            {"name": "seats", "type": "int"},
        ],
    },
    "drop a collection into a backup": {"kind": "drop_collection", "name": "users", "backup": "usersBackup"},
    "rename a collection": {"kind": "rename_collection", "name": "users", "to": "people"},
    "create an index": {"kind": "create_index", "collection": "users", "keys": {"phone": 1, "joined": -1}},
    "create a unique index": {"kind": "create_index", "collection": "users", "keys": {"phone": 1}, "unique": True},
    "create a sparse index": {"kind": "create_index", "collection": "users", "keys": {"phone": 1}, "sparse": True},
    "create a TTL index": {
        "kind": "create_index",
        "collection": "users",
        "keys": {"joined": 1},
        "expire_after_seconds": 60,
    },
    "create a partial index": {
        "kind": "create_index",
        "collection": "users",
        "keys": {"phone": 1},
        "partial_filter": {"status": "live"},
    },
    "create a text index": {"kind": "create_index", "collection": "users", "keys": {"handle": "text", "phone": "text"}},
    "create a geo index": {"kind": "create_index", "collection": "users", "keys": {"home": "2dsphere"}},
    "create a hashed index": {"kind": "create_index", "collection": "users", "keys": {"phone": "hashed"}},
    "create an index on an unknown collection": {"kind": "create_index", "collection": "notes", "keys": {"author": 1}},
    "drop an index": {"kind": "drop_index", "collection": "users", "name": "idx_users_handle_joined"},
    "set a validator": {
        "kind": "set_validator",
        "collection": "users",
        "fields": [{"name": "email", "type": "string", "required": True}],
        "level": "strict",
    },
    "set a validator of one's own": {
        "kind": "set_validator",
        "collection": "reviews",
        "validator": {"rating": {"$gte": 0}},
        "action": "warn",
    },
    "add a required field": {
        "kind": "add_field",
        "collection": "users",
        "field": {"name": "isVerified", "type": "boolean", "required": True},
        "value": False,
    },
    "add a field where some have it": {
        "kind": "add_field",
        "collection": "users",
        "field": {"name": "phone", "type": "string"},
        "value": "none",
        "backup": "usersPhoneFilled",
    },
    "add a field without a value": {
        "kind": "add_field",
        "collection": "users",
        "field": {"name": "bio", "type": "string"},
    },
    "rename a field": {"kind": "rename_field", "collection": "users", "field": "phone", "to": "mobile"},
    "rename a field with an index": {"kind": "rename_field", "collection": "users", "field": "handle", "to": "nick"},
    "remove a field into a backup": {
        "kind": "remove_field",
        "collection": "users",
        "field": "phone",
        "backup": "phones",
    },
    "convert text to int": {
        "kind": "convert_field",
        "collection": "users",
        "field": "phone",
        "to_type": "int",
        "backup": "phonesWritten",
    },
    "convert text to a date": {
        "kind": "convert_field",
        "collection": "users",
        "field": "phone",
        "to_type": "Date",
        "backup": "phonesWritten",
    },
    "convert a number to text": {
        "kind": "convert_field",
        "collection": "users",
        "field": "score",
        "to_type": "string",
        "backup": "scoresWritten",
    },
    "seed documents": {"kind": "seed_documents", "collection": "reviews", "documents": [{"_id": "r1", "stars": 5}]},
    "seed documents over others": {
        "kind": "seed_documents",
        "collection": "reviews",
        "documents": [{"_id": "doc 1", "stars": 5}, {"_id": "r9", "stars": 4}],
        "overwrite": True,
        "backup": "reviewsReplaced",
    },
    "run code of one's own": {
        "kind": "run",
        "up": 'await db.collection("users").updateMany({ tags: "tags 1" }, { $push: { tags: "new" } });',
        "down": 'await db.collection("users").updateMany({ tags: "new" }, { $pull: { tags: "new" } });',
        "why": "Marks some",
    },
}


@pytest.mark.parametrize("change", ALONE.values(), ids=ALONE.keys())
def test_a_typed_change_goes_there_and_back_over_documents_with_and_without_its_fields(change, sandbox, root):
    proof = prove([change], sandbox, root)
    assert proof.execution.status == "passed", proof.explain()
    assert [each for each in proof.execution.findings if each.severity != "note"] == []
    assert proof.execution.documents >= 3


LOSSY = {
    "remove a field": (
        {"kind": "remove_field", "collection": "users", "field": "phone"},
        Loss("users", "phone"),
        "field phone",
    ),
    "drop a collection": ({"kind": "drop_collection", "name": "reviews"}, Loss("reviews"), "reviews"),
    "convert a field": (
        {"kind": "convert_field", "collection": "users", "field": "score", "to_type": "string"},
        Loss("users", "score"),
        "field score",
    ),
}


@pytest.mark.parametrize(("change", "loss", "named"), LOSSY.values(), ids=LOSSY.keys())
def test_a_loss_is_a_failure_until_it_is_accepted_and_then_nothing_else_may_be_lost(change, loss, named, sandbox, root):
    refused = prove([change], sandbox, root)
    assert refused.execution.status == "failed"
    assert {each.rule for each in refused.execution.findings if each.severity == "error"} == {"down-leaves-residue"}
    assert all(named in said for said in refused.execution.differences)

    accepted = prove([change], sandbox, root, losses=(loss,))
    assert accepted.execution.status == "passed", accepted.explain()
    assert accepted.execution.differences == ()
    assert {each.rule for each in accepted.execution.findings} <= {"accepted-loss", "field-order"}

    other = prove([change], sandbox, root, losses=(Loss("users", "email"), Loss("events")))
    assert other.execution.differences == refused.execution.differences
