import json

import pytest

from mongodb.run.proving import history
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.plan.step import AssumedNewField
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.seed.documents import Wanted, documents_for
from nhimbe_migrations.mongodb.seed.extended_json import extended_json
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection
from nhimbe_migrations.mongodb.seed.values import accepts
from nhimbe_migrations.mongodb.state.collections import Collections

SCHEMA = {
    "required": ["email", "kind"],
    "additionalProperties": False,
    "properties": {
        "_id": {"bsonType": "objectId"},
        "email": {"bsonType": "string", "minLength": 30, "maxLength": 32},
        "kind": {"enum": ["a", "b"]},
        "age": {"bsonType": ["int", "null"], "minimum": 18, "maximum": 20},
        "score": {"bsonType": "double", "minimum": 0, "maximum": 1},
        "tags": {"bsonType": "array", "minItems": 2, "items": {"bsonType": "string"}},
        "home": {"bsonType": "object", "required": ["city"], "properties": {"city": {"bsonType": "string"}}},
        "at": {"bsonType": "date"},
        "big": {"bsonType": "long"},
        "exact": {"bsonType": "decimal"},
        "on": {"bsonType": "bool"},
    },
}


def migration(up: str):
    text = f'import type {{ Db }} from "mongodb";\nexport async function up(db: Db) {{\n{up}\n}}\nexport async function down(db: Db) {{}}\n'
    return read_migration(text, "002.ts")


def seeded(up: str, before: Collections | None = None, absent=()) -> dict[str, list[dict]]:
    seed = seed_for(migration(up), before or history(), absent=absent)
    return {each.name: list(each.documents) for each in seed.collections}


@pytest.mark.mongod
def test_made_up_documents_pass_the_validator_that_they_were_made_for(sandbox, root):
    """They go in past the validator; a validator that looks at them again must find nothing."""
    documents = documents_for(Wanted(schema=SCHEMA, touched=frozenset({"age", "home"})))
    strict = {"validator": {"$jsonSchema": SCHEMA}, "validationLevel": "strict"}
    text = (
        'export async function up(db) {\n  const [{ options }] = await db.listCollections({ name: "users" }).toArray();\n'
        '  const wrong = await db.collection("users").find({ $nor: [options.validator] }).toArray();\n'
        "  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));\n}\nexport async function down() {}\n"
    )
    seed = Seed((SeedCollection("users", strict, (), documents),))
    found = execute(text, seed=seed, repository_root=root, sandbox=sandbox)
    assert (found.status, found.findings) == ("passed", ())
    assert found.documents == len(documents) == 11


def test_each_optional_field_is_there_and_is_missing_once_and_null_where_it_may_be():
    documents = documents_for(Wanted(schema=SCHEMA))
    optional = set(SCHEMA["properties"]) - {"_id", "email", "kind"}
    assert {name: sum(name not in each for each in documents) for name in optional} == dict.fromkeys(optional, 1)
    assert sum(each.get("age", 0) is None for each in documents) == 1
    assert all("email" in each and "kind" in each for each in documents)


def test_unique_fields_never_clash_not_even_by_being_absent():
    found = documents_for(
        Wanted(fields={"handle": "string", "age": "int"}, unique=frozenset({"handle"}), touched=frozenset({"handle"}))
    )
    values = [each.get("handle") for each in found]
    assert len(values) == len(set(values)) > 2


def test_documents_have_what_the_migration_reads_and_lack_what_it_adds():
    found = seeded(
        'await db.collection("notes").updateMany({ kind: "old", n: { $in: [7, 8] } }, { $set: { fresh: 1 }, $unset: { gone: "" } });'
    )
    notes = found["notes"]
    assert {"old"} < {each.get("kind") for each in notes}
    assert {7, 8} <= {each["n"] for each in notes if isinstance(each.get("n"), int)}
    assert any("gone" in each for each in notes)
    assert any("gone" not in each for each in notes)
    assert not any("fresh" in each for each in notes)


def test_a_field_that_is_known_may_be_there_before_it_is_written():
    found = seeded('await db.collection("users").updateMany({ phone: { $exists: false } }, { $set: { phone: "" } });')
    assert {"phone" in each for each in found["users"]} == {True, False}
    told = seeded(
        'await db.collection("users").updateMany({}, { $set: { phone: "" } });',
        absent=[AssumedNewField("users", "phone")],
    )
    assert {"phone" in each for each in told["users"]} == {False}


def test_text_that_is_to_be_converted_can_be():
    found = seeded(
        'await db.collection("users").updateMany({}, [{ $set: { phone: { $toInt: "$phone" }, handle: { $toDate: "$handle" } } }]);'
    )
    assert all(int(each["phone"]) for each in found["users"] if "phone" in each)
    assert all(each["handle"].endswith("Z") for each in found["users"] if "handle" in each)


def test_what_a_conversion_is_for_is_said_by_the_outermost_one():
    """As `convert_field` writes it: a number goes through a long, a text is read as a date."""
    found = seeded(
        'await db.collection("users").updateMany({}, [{ $set: { birth: { $convert: { to: "date", input: '
        '{ $cond: [{ $isNumber: "$birth" }, { $toLong: "$birth" }, "$birth"] } } } } }]);'
    )
    held = [each["birth"] for each in found["users"] if "birth" in each]
    assert held
    assert all(each.endswith("Z") for each in held)


def test_a_place_is_a_point_where_an_index_asks_for_one():
    found = seeded('await db.collection("users").createIndex({ "home.at": "2dsphere" });')
    assert found["users"][0]["home"]["at"]["type"] == "Point"
    assert found["users"][0]["_id"] == "doc 1"


def test_what_the_migration_makes_itself_is_not_there_before():
    up = 'await db.createCollection("rooms"); await db.collection("rooms").createIndex({ a: 1 }); await db.collection("users").rename("people");'
    assert set(seeded(up)) == {"users"}


def test_an_unread_validator_is_named_and_left_out():
    from dataclasses import replace

    from nhimbe_migrations.mongodb.code.values import Dynamic
    from nhimbe_migrations.mongodb.state.collections import Validation

    before = history()
    users = replace(before.known("users"), validation=Validation(Dynamic("schema()")))
    seed = seed_for(migration('await db.collection("users").findOne({});'), before.put(users))
    assert seed.left_out == ("the validator of users",)
    assert [dict(each.options) for each in seed.collections] == [{}]


def test_twins_never_share_their_id():
    documents = documents_for(
        Wanted(touched=frozenset({"a"}), twins=(("_id",), ("a",)), twinned=frozenset({"_id", "a"}))
    )
    ids = [document["_id"] for document in documents]
    assert len(ids) == len(set(ids))
    assert any(
        one["a"] == other["a"]
        for one in documents
        for other in documents
        if one is not other and "a" in one and "a" in other
    )


@pytest.mark.parametrize("kind", ["int", "long", "double", "decimal"])
def test_a_number_is_of_the_kind_that_the_validator_wants_whatever_an_interface_calls_it(kind):
    schema = {"required": ["balance"], "properties": {"balance": {"bsonType": kind}}}
    documents = documents_for(Wanted(schema=schema, touched=frozenset({"currency"}), kinds={"balance": "number"}))
    assert {tuple(each["balance"]) for each in documents} == {(f"$number{kind.capitalize()}",)}


NUMBERS = {"5": 5, "-2147483648": -(2**31), "2147483647": 2**31 - 1, "2147483648": 2**31, "1.5": 1.5, "2.0": 2.0}
NUMERIC = ("int", "long", "double", "decimal", "number")


@pytest.mark.mongod
def test_a_validator_takes_a_number_of_the_code_as_the_driver_sends_it(sandbox, root):
    """Told by a real server: what it takes, `accepts` takes, also where the number is made up to be there before."""
    up = f"""export async function up(db: any) {{
  const taken: string[] = [];
  for (const kind of {json.dumps(NUMERIC)}) {{
    await db.createCollection(kind, {{ validator: {{ $jsonSchema: {{ properties: {{ n: {{ bsonType: kind }} }} }} }} }});
    for (const [text, n] of Object.entries({{ {", ".join(f'"{text}": {text}' for text in NUMBERS)} }})) {{
      try {{ await db.collection(kind).insertOne({{ n }}); taken.push(`${{kind}} ${{text}}`); }} catch {{}}
    }}
  }}
  throw new Error(taken.join(", "));
}}
export async function down(db: any) {{}}
"""
    (finding,) = (
        item for item in execute(up, repository_root=root, sandbox=sandbox).findings if item.rule == "up-fails"
    )
    expected = {f"{kind} {text}" for kind in NUMERIC for text, n in NUMBERS.items() if accepts({"bsonType": kind}, n)}
    assert set(finding.message.removeprefix("up fails: ").removesuffix(".").split(", ")) == expected
    held = {text: accepts({"bsonType": "double"}, extended_json(n)) for text, n in NUMBERS.items()}
    assert held == {text: f"double {text}" in expected for text in NUMBERS}
