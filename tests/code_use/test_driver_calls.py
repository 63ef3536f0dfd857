"""MongoDB's driver in code: collections and the fields that calls name, and what typed changes do to them."""

from __future__ import annotations

from nhimbe_migrations.authoring.code.mongodb_uses import uses_of_changes
from nhimbe_migrations.code_use.driver_calls import driver_calls

FILES = {
    "src/a.ts": b"""const USERS = "users";
const users = db.collection<User>(USERS);
await users.findOne({ email, "profile.city": 1 });
await db.collection('orders').aggregate([{ $group: { _id: "$status" } }]);
await db.collection(name).find({});
"""
}


def test_collections_methods_and_fields_are_read() -> None:
    found = [(call.line, call.collection, call.method, sorted(call.fields)) for call in driver_calls(FILES)]
    assert found == [
        (3, "users", "findOne", ["email", "profile.city"]),
        (4, "orders", "aggregate", ["_id", "status"]),
    ]


def test_changes_name_the_calls_that_they_break() -> None:
    def lines(change: dict[str, str]) -> list[tuple[str, int]]:
        found = uses_of_changes(FILES, [change], {("users", "idx_users_email"): ("email",)})
        return [(use.effect, use.line) for use in found]

    assert lines({"kind": "rename_field", "collection": "users", "field": "email", "to": "mail"}) == [("breaks", 3)]
    assert lines({"kind": "remove_field", "collection": "users", "field": "profile"}) == [("breaks", 3)]
    assert lines({"kind": "rename_field", "collection": "users", "field": "status", "to": "state"}) == []
    assert lines({"kind": "drop_collection", "name": "orders"}) == [("breaks", 4)]
    assert lines({"kind": "drop_index", "collection": "users", "name": "idx_users_email"}) == [("scans", 3)]
