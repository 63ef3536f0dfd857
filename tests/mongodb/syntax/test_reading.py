"""A migration file is read as it stands: exports, imports, constants, calls; and what is wrong with it is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mongodb.rules.gallery import GOOD, history, text
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import Import, Parameter, ParsedMigration, read_migration
from nhimbe_migrations.mongodb.code.values import Constructed, Dynamic
from nhimbe_migrations.mongodb.lint.fix import normalise
from nhimbe_migrations.mongodb.lint.rules import lint

FORMS = [
    "export async function up(db: Db): Promise<void> { BODY }\nexport async function down(db: Db): Promise<void> { BODY }",
    "export const up = async (db: Db): Promise<void> => { BODY };\nexport const down = async (db: Db): Promise<void> => { BODY };",
    "async function up(db: Db): Promise<void> { BODY }\nconst down = async (db: Db): Promise<void> => { BODY };\nexport { up, down };",
    "async function there(db: Db): Promise<void> { BODY }\nasync function back(db: Db): Promise<void> { BODY }\nexport { there as up, back as down };",
    "export const up = async function (db: Db): Promise<void> { BODY };\nexport const down = async function (db: Db): Promise<void> { BODY };",
]


def read(source: str) -> ParsedMigration:
    return read_migration(source, "013_x.ts")


def calls(body: str, before: str = "") -> tuple[Call, ...]:
    parsed = read(
        f"{before}\nexport async function up(db: Db): Promise<void> {{\n{body}\n}}\nexport function down() {{}}\n"
    )
    assert parsed.errors == ()
    assert parsed.up
    return parsed.up.calls


def told(body: str, before: str = "") -> list[tuple[Any, str, tuple[Any, ...]]]:
    return [(call.collection, call.method, call.arguments) for call in calls(body, before)]


@pytest.mark.parametrize("form", FORMS)
def test_both_functions_are_found_however_they_are_exported(form: str) -> None:
    parsed = read(form.replace("BODY", 'await db.collection("users").drop();'))
    assert parsed.errors == ()
    for function in parsed.functions:
        assert (function.parameters, function.returns, function.is_async) == (
            (Parameter("db", "Db"),),
            "Promise<void>",
            True,
        )
        assert [(call.collection, call.method, call.awaited) for call in function.calls] == [("users", "drop", True)]
    assert len(parsed.functions) == 2


FORMS = {
    "functions": "export async function up(db: Db) { BODY }\nexport const down = async (db: Db) => { BACK };",
    "a default object": "export default { async up(db) { BODY }, down: async (db) => { BACK } };",
    "module.exports": "module.exports = { async up(db, client) { BODY }, async down(db, client) { BACK } };",
    "exports by name": "exports.up = async function (db) { BODY };\nmodule.exports.down = async db => { BACK };",
    "named functions exported last": "const up = async (db) => { BODY };\nasync function down(db) { BACK }\nmodule.exports = { up, down };",
    "a class": "export class AddCity implements MigrationInterface { async up(db: Db) { BODY } async down(db: Db) { BACK } }",
    "a default class with helpers": "export default class { async up(db) { await this.fill(db); } async fill(db) { BODY } async down(db) { BACK } }",
    "an object with the database in it": "export const up = async ({ db }) => { BODY };\nexport const down = async ({ db }) => { BACK };",
    "a context": "export const up = async ({ context: db }) => { BODY };\nexport const down = async ({ context: { db } }) => { BACK };",
    "an instance": "class M { async up(db) { BODY } async down(db) { BACK } }\nmodule.exports = new M();",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_migration_is_read_in_whichever_form_it_is_written(form: str) -> None:
    body = 'await db.collection("users").createIndex({ city: 1 });'
    parsed = read(form.replace("BODY", body).replace("BACK", 'await db.collection("users").dropIndex("city_1");'))
    assert parsed.errors == ()
    assert [(call.collection, call.method) for call in parsed.up.calls] == [("users", "createIndex")]
    assert [(call.collection, call.method) for call in parsed.down.calls] == [("users", "dropIndex")]


def test_a_default_export_without_the_two_functions_is_told() -> None:
    parsed = read("export default async function run(db) {}")
    assert [(error.rule, error.message) for error in parsed.errors] == [
        ("missing-export", "The file exports no function 'up'."),
        ("missing-export", "The file exports no function 'down'."),
    ]


def test_what_is_not_typescript_is_told_once_with_its_line() -> None:
    parsed = read("export async function up(db) {\n  await db.collection('a').drop(;\n}\n")
    assert [(error.rule, error.line) for error in parsed.errors] == [("syntax-error", 2)]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_and_line_endings_change_nothing(mark: str, newline: str) -> None:
    source = mark + newline.join(
        ["// é 🎉", "export async function up(db) {", "  await db.collection('é🎉').drop();", "}"]
    )
    parsed = read(source)
    assert parsed.up
    assert [(call.collection, call.line) for call in parsed.up.calls] == [("é🎉", 3)]


def test_imports_are_told_with_what_they_bring() -> None:
    parsed = read(
        'import type { Db } from "mongodb";\nimport { ObjectId, type Document } from "mongodb";\n'
        'import fs from "fs";\nimport * as all from "x";\nimport { type A } from "y";\nimport "z";\n'
    )
    assert parsed.imports == (
        Import("mongodb", ("Db",), type_only=True, line=1),
        Import("mongodb", ("ObjectId", "Document"), type_only=False, line=2),
        Import("fs", ("fs",), type_only=False, line=3),
        Import("x", ("* as all",), type_only=False, line=4),
        Import("y", ("A",), type_only=True, line=5),
        Import("z", (), type_only=False, line=6),
    )


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a\\n\\u00e9\\x41\\u{1F389}"', "a\né\x41🎉"),
        ("'it\\'s'", "it's"),
        ("`plain`", "plain"),
        ("`${NAME}_${1 + 1}`", "users_2"),
        ("24 * 60 * 60", 86400),
        ("-1.5e3", -1500.0),
        ("0xff", 255),
        ("1_000", 1000),
        ("7 / 2", 3.5),
        ("true", True),
        ("null", None),
        ("[1, [2], ...[3, 4]]", [1, [2], 3, 4]),
        ("{ a: 1, 'b c': 2, [NAME]: 3, ...{ d: 4 }, NAME }", {"a": 1, "b c": 2, "users": 3, "d": 4, "NAME": "users"}),
        ("({ a: 1 } as const)", {"a": 1}),
        ("{ a: 1 } satisfies Filter", {"a": 1}),
        ("NAMES.first", "users"),
        ("NAMES['list'][1]", "b"),
        ('new Date("2026-01-01")', Constructed("Date", ("2026-01-01",))),
        ('new ObjectId("5f0000000000000000000001")', Constructed("ObjectId", ("5f0000000000000000000001",))),
        ('Long.fromString("9")', Constructed("Long", ("9",))),
        ("/^a/i", Constructed("RegExp", ("^a", "i"))),
        ("new Date()", Dynamic("new Date()")),
        ("Date.now()", Dynamic("Date.now()")),
        ("NAMES.nothing ?? [1]", [1]),
        ("null ?? 2", 2),
        ("NAME ?? 2", "users"),
        ("other ?? 2", Dynamic("other ?? 2")),
        ("missing", Dynamic("missing")),
        ("1 / 0", Dynamic("1 / 0")),
        ("{ a: now() }", {"a": Dynamic("now()")}),
        ("{ [now()]: 1 }", Dynamic("{ [now()]: 1 }")),
    ],
)
def test_what_can_be_known_of_an_expression_is_known_and_the_rest_stays_open(expression: str, value: Any) -> None:
    before = 'const NAME = "users";\nconst NAMES = { first: NAME, list: ["a", "b"] };'
    assert told(f'await db.collection("c").find({expression}).toArray();', before) == [("c", "find", (value,))]


def test_aliases_constants_loops_and_helpers_are_followed() -> None:
    body = """
    const users = db.collection<User>(FIRST);
    await users.drop();
    const { createIndex } = users;
    for (const name of ["a", "b"]) await index(db, name);
    await Promise.all(["c"].map((name) => index(db, name)));
    """
    before = """const FIRST = "users";
    async function index(database: Db, name: string) { await database.collection(name).createIndex({ at: 1 }); }
    """
    assert told(body, before) == [
        ("users", "drop", ()),
        ("a", "createIndex", ({"at": 1},)),
        ("b", "createIndex", ({"at": 1},)),
        ("c", "createIndex", ({"at": 1},)),
    ]


def test_a_table_of_collections_is_unrolled_with_what_each_row_leaves_out() -> None:
    body = """
    for (const { name, schema, indexes } of TABLE) {
      const existing = await db.listCollections({ name }).toArray();
      if (existing.length === 0) await db.createCollection(name, { validator: { $jsonSchema: schema } });
      for (const index of indexes ?? []) await db.collection(name).createIndex(index.key, index.options);
    }
    """
    before = """const KINDS = ["on", "off"];
    const TABLE: Array<{ name: string }> = [
      { name: "a", schema: { properties: { kind: { enum: KINDS } } }, indexes: [{ key: { kind: 1 } }] },
      { name: "b", schema: {} },
    ];"""
    changing = [each for each in calls(body, before) if each.method != "listCollections"]
    assert [(call.collection, call.method, call.argument(0), call.argument(1)) for call in changing] == [
        (
            None,
            "createCollection",
            "a",
            {"validator": {"$jsonSchema": {"properties": {"kind": {"enum": ["on", "off"]}}}}},
        ),
        ("a", "createIndex", {"kind": 1}, {}),
        (None, "createCollection", "b", {"validator": {"$jsonSchema": {}}}),
    ]


@pytest.mark.parametrize(
    "helper",
    [
        'function events(db: Db): Collection { return db.collection("events"); }',
        'const events = (db: Db) => db.collection("events");',
        'const NAME = "events";\nfunction events(db: Db, name = NAME) { const found = db.collection(name); return found; }',
        'const inner = (db: Db) => db.collection("events");\nfunction events(db: Db) { return inner(db); }',
    ],
)
def test_a_helper_that_gives_back_a_collection_is_followed(helper: str) -> None:
    assert told('await events(db).createIndex({ a: 1 }, { name: "x" });', helper) == [
        ("events", "createIndex", ({"a": 1}, {"name": "x"}))
    ]


@pytest.mark.parametrize(
    "returning",
    ['if (db) { return db.collection("events"); } return db.collection("other");', "return events(db);"],
)
def test_a_helper_that_gives_back_who_knows_what_still_makes_a_call(returning: str) -> None:
    *_, (collection, method, _) = told(
        "await events(db).createIndex({ a: 1 });", f"function events(db: Db): Collection {{ {returning} }}"
    )
    assert isinstance(collection, Dynamic)
    assert method == "createIndex"


def test_a_helper_that_gives_back_a_value_is_read_as_the_value() -> None:
    assert told(
        'await db.createCollection("a", options(3));', "const options = (size: number) => ({ capped: true, size });"
    ) == [(None, "createCollection", ("a", {"capped": True, "size": 3}))]


def test_a_helper_that_calls_itself_ends() -> None:
    assert (
        len(calls("await again(db);", "async function again(db) { await db.dropCollection('a'); await again(db); }"))
        < 20
    )


def test_a_name_that_is_declared_inside_a_block_does_not_leak_out() -> None:
    assert told('{ const name = "a"; await db.collection(name).drop(); }\nawait db.collection(name).drop();') == [
        ("a", "drop", ()),
        (Dynamic("name"), "drop", ()),
    ]


def test_the_database_in_foreign_hands_is_a_call_of_its_own() -> None:
    assert [(call.method, call.path) for call in calls("await elsewhere(db);")] == [("elsewhere", ("opaque",))]


WAITED = [
    "await CALL;",
    "return CALL;",
    "return await CALL;",
    "await Promise.all([CALL, other]);",
    "await Promise.all(list.map((x) => CALL));",
    "await Promise.all(list.map(async (x) => { await CALL; }));",
    "await Promise.all(list.map((x) => { return CALL; }));",
    "const p = CALL; await p;",
    "const p = CALL; await Promise.all([p]);",
    "const all = []; all.push(CALL); await Promise.all(all);",
    "let p; p = CALL; await p;",
    "const p = flag ? CALL : null; await p;",
    "await (flag ? CALL : null);",
    "await session.withTransaction(async () => { await CALL; });",
    "await (CALL as Promise<unknown>);",
    "for (const x of list) { await CALL; }",
    "if (await CALL) { go(); }",
]
FORGOTTEN = [
    "CALL;",
    "void CALL;",
    "const p = CALL;",
    "list.forEach((x) => CALL);",
    "list.map((x) => CALL);",
    "Promise.all([CALL]);",
    "flag && CALL;",
    "if (flag) CALL;",
    "setTimeout(() => { CALL; }, 5);",
    "const all = []; all.push(CALL);",
    "if (CALL) { go(); }",
]


@pytest.mark.parametrize(
    "call", ['db.collection("c").drop()', 'db.collection<T>("c").drop()', 'db.dropCollection("c")']
)
@pytest.mark.parametrize(("form", "waited"), [*((f, True) for f in WAITED), *((f, False) for f in FORGOTTEN)])
def test_a_promise_is_waited_for_or_forgotten(form: str, waited: bool, call: str) -> None:
    assert [each.awaited for each in calls(form.replace("CALL", call))] == [waited]


def test_a_chain_is_told_with_the_call_that_begins_it() -> None:
    (call,) = calls('const all = await db.collection<T>("c").find({}).sort({ a: 1 }).limit(2).toArray();')
    assert (call.method, call.chain, call.awaited) == ("find", ("sort", "limit", "toArray"), True)


def test_a_call_says_what_it_stands_in() -> None:
    body = """
    if (flag) { await db.collection("a").drop(); }
    for (;;) { await db.collection("b").drop(); }
    try { await db.collection("c").drop(); } catch (error) { await db.collection("d").drop(); }
    """
    assert {call.collection: call.path for call in calls(body)} == {
        "a": ("if",),
        "b": ("loop",),
        "c": ("try",),
        "d": ("catch",),
    }


PIECES = st.sampled_from(
    ["db", ".collection(", '"a"', ")", "{", "}", "await ", "export ", "function ", "up", "(", "`${", "`", ";", "\n", "é", "=>",
     "import ", "const x = ", "[", "]", ",", "...", "/*", "//", "$merge", ":", "?", "class ", "\ufeff", "\x00", "<T>"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_reading_never_fails_whatever_the_text(source: str) -> None:
    parsed = read(source)
    lint(parsed, history())
    assert parsed.text == source


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(GOOD), st.integers(0, 400), st.integers(0, 40))
def test_a_torn_file_is_read_linted_and_mended_without_failing(name: str, start: int, length: int) -> None:
    whole = text("good", name)
    torn = whole[:start] + whole[start + length :]
    lint(read(torn), history())
    fixed = normalise(torn, number="013", description="Torn")
    assert normalise(fixed.text, number="013", description="Torn").text == fixed.text
