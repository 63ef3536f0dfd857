"""What a migration does to the shape of documents, as types.ts needs to hear it."""

from __future__ import annotations

from mongodb.rules.gallery import history
from nhimbe_migrations.changes.shapes import (
    AddMember,
    AddShape,
    FieldShape,
    RemoveMember,
    RemoveShape,
    RenameMember,
    RenameShape,
    ShapeChange,
)
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.state.type_changes import shape_changes


def shapes(body: str) -> tuple[ShapeChange, ...]:
    source = f"export async function up(db: Db): Promise<void> {{\n{body}\n}}\nexport async function down(db: Db): Promise<void> {{}}\n"
    return shape_changes(read_migration(source, "013_x.ts"), history())


def test_a_new_collection_is_a_new_shape_with_the_fields_of_its_validator() -> None:
    body = """await db.createCollection("themes", { validator: { $jsonSchema: { required: ["slug"], properties: {
      _id: { bsonType: "string" }, slug: { bsonType: "string", description: "in links" },
      state: { bsonType: ["string", "null"], enum: ["on", "off", null] },
    } } } });"""
    assert shapes(body) == (
        AddShape(
            "themes",
            (
                FieldShape("slug", "string", nullable=False, description="in links"),
                FieldShape("_id", "string", nullable=False),
                FieldShape("state", "string", nullable=True, literals=("on", "off")),
            ),
            "mongodb",
        ),
    )


def test_a_backfilled_field_is_a_new_member() -> None:
    body = 'await db.collection("users").updateMany({ ok: { $exists: false } }, { $set: { ok: false } });'
    assert shapes(body) == (AddMember("users", FieldShape("ok", "boolean"), "mongodb"),)


def test_a_renamed_field_is_a_renamed_member() -> None:
    body = 'await db.collection("users").updateMany({}, { $rename: { born: "birthday" } });'
    assert shapes(body) == (RenameMember("users", "born", "birthday", "mongodb"),)


def test_a_removed_field_is_a_removed_member_and_its_backup_no_shape() -> None:
    body = """await db.collection("users").aggregate([{ $merge: { into: "usersBackup" } }]).toArray();
    await db.collection("users").updateMany({}, { $unset: { born: "" } });"""
    assert shapes(body) == (RemoveMember("users", "born", "mongodb"),)


def test_a_converted_field_is_a_member_of_another_type() -> None:
    body = 'await db.collection("users").updateMany({}, [{ $set: { born: { $toDate: "$born" } } }]);'
    assert shapes(body) == (
        RemoveMember("users", "born", "mongodb"),
        AddMember("users", FieldShape("born", "Date"), "mongodb"),
    )


def test_a_renamed_collection_is_a_renamed_shape_and_a_dropped_one_a_removed_one() -> None:
    assert shapes('await db.collection("users").rename("people");') == (RenameShape("users", "people", "mongodb"),)
    assert shapes('await db.collection("users").drop();') == (RemoveShape("users", "mongodb"),)


def test_what_has_no_known_type_says_nothing() -> None:
    assert shapes('await db.collection("users").updateMany({}, { $set: { x: compute() } });') == ()
