"""Validators that a migration takes away, brings back or makes narrower, over values that no longer have the type they had."""

import pytest

from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection


def run(up, down, collection, sandbox, root):
    text = f"export async function up(db) {{\n{up}\n}}\nexport async function down(db) {{\n{down}\n}}\n"
    return execute(text, seed=Seed((collection,)), repository_root=root, file="m.ts", sandbox=sandbox)


def validated(properties, **options):
    return {"validator": {"$jsonSchema": {"bsonType": "object", "properties": properties}}, **options}


@pytest.mark.mongod
def test_the_same_number_is_none_that_the_restored_validator_refuses(sandbox, root):
    documents = tuple({"_id": str(each), "stock": {"$numberInt": str(each)}} for each in (3, 4))
    up = """await db.command({ collMod: "sprockets", validator: {} });
await db.collection("sprockets").updateMany({}, [{ $set: { stock: { $multiply: ["$stock", 100] } } }]);"""
    down = """await db.collection("sprockets").updateMany({}, [{ $set: { stock: { $divide: ["$stock", 100] } } }]);
await db.command({ collMod: "sprockets", validator: { $jsonSchema: { bsonType: "object", properties: { stock: { bsonType: "STOCK" } } } } });"""
    found = {
        kind: run(up, down.replace("STOCK", kind), SeedCollection("sprockets", validated({"stock": {"bsonType": kind}}), (), documents), sandbox, root)
        for kind in ("int", "number")
    }  # fmt: skip
    assert found["int"].status == "failed"
    assert "down-leaves-residue" in {each.rule for each in found["int"].findings if each.severity == "error"}
    assert found["number"].status == "passed", found["number"].findings
