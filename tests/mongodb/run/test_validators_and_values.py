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


STRICTER = {
    "a type": ("{ code: { bsonType: 'int' } }", {"strict-validator"}),
    "a type inside": ("{ home: { bsonType: 'object', properties: { city: { bsonType: 'int' } } } }", {"strict-validator"}),
    "a pattern": ("{ code: { bsonType: 'string', pattern: '^https?://' } }", set()),
    "a list of words as a pattern": ("{ code: { bsonType: 'string', pattern: '^(active|archived)$' } }", set()),
    "a pattern inside": ("{ home: { bsonType: 'object', properties: { city: { bsonType: 'string', pattern: '^[A-Z]{3}$' } } } }", set()),
    "a multiple": ("{ size: { bsonType: 'int', multipleOf: 10 } }", set()),
    "one of two": ("{ code: { oneOf: [{ pattern: '^a:' }, { pattern: '^b:' }] } }", set()),
    "a known field that is narrower": ("{ name: { bsonType: 'string', pattern: '^[A-Z]{3}$' }, code: { bsonType: 'string' } }", set()),
}  # fmt: skip


@pytest.mark.mongod
@pytest.mark.parametrize(("properties", "errors"), STRICTER.values(), ids=STRICTER.keys())
def test_only_a_type_shuts_out_what_has_it_not(properties, errors, sandbox, root):
    """Made-up values have no pattern: that none of them passes one says nothing of the values that there are."""
    plain = tuple({"_id": str(each), "name": f"name {each}"} for each in range(3))
    having = tuple(
        {"_id": str(each), "name": f"name {each}", "code": f"code {each}", "home": {"city": f"city {each}"}, "size": {"$numberInt": str(each)}}
        for each in range(3, 6)
    )  # fmt: skip
    # It lacks whatever a rule speaks of.
    spare = ({"_id": "spare"},)
    up = f'await db.command({{ collMod: "widgets", validator: {{ $jsonSchema: {{ bsonType: "object", properties: {properties} }} }} }});'
    down = 'await db.command({ collMod: "widgets", validator: { $jsonSchema: { bsonType: "object", properties: { name: { bsonType: "string" } } } } });'
    widgets = SeedCollection("widgets", validated({"name": {"bsonType": "string"}}), (), (*plain, *having, *spare))
    found = run(up, down, widgets, sandbox, root)
    assert {each.rule for each in found.findings if each.severity == "error"} == errors


@pytest.mark.mongod
def test_numbers_in_a_list_come_back_as_the_same_ones(sandbox, root):
    """What a number at the top may do, one in an element of a list may; another number stays an error."""
    documents = tuple(
        {"_id": str(each), "items": [{"n": {"$numberInt": str(each)}}, {"n": {"$numberInt": "7"}}]} for each in range(3)
    )
    mapped = "await db.collection('orders').updateMany({}, [{ $set: { items: { $map: { input: '$items', in: { n: { OPERATOR: ['$$this.n', 100] } } } } } }]);"
    up, down = mapped.replace("OPERATOR", "$multiply"), mapped.replace("OPERATOR", "$divide")
    orders = SeedCollection("orders", {}, (), documents)
    assert run(up, down, orders, sandbox, root).status == "passed"
    assert run(up, down.replace("100", "50"), orders, sandbox, root).status == "failed"
