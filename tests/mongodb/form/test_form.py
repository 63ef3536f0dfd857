"""A new file is written as its neighbours are: module form, parameters, types, quotes, and where they get the database."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.form.skeleton import skeleton_of
from nhimbe_migrations.mongodb.form.style import Layout, laid_out, layout_of, without_types
from nhimbe_migrations.mongodb.form.write import in_form

OURS = """// Migration 013: add a city
import type { Db, Document } from "mongodb";
import { ObjectId } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection<Document>("users").updateMany({ city: { $exists: false } }, { $set: { city: "Harare", by: new ObjectId() } });
  if (!(await db.listCollections({ name: "places" }).hasNext())) {
    await db.createCollection("places", {
      validator: { $jsonSchema: { bsonType: "object" } },
    });
  }
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({}, { $unset: { city: "", by: "" } });
}
"""

FORMS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    # name: file of the history, its text, the new file, what the new text says
    "an object of CommonJS": (
        "20240101000000-a.js",
        "module.exports = {\n  async up(db, client) {\n    await db.collection('a').drop();\n  },\n\n  async down(db, client) {\n  },\n};\n",
        "20990101000000-add_a_city.js",
        ("const { ObjectId } = require('mongodb');", "  async up(db, client) {\n    await db.collection('users').updateMany(", "  async down(db, client) {\n    await db"),
    ),
    "types in a comment": (
        "20240101000000-a.js",
        "module.exports = {\n\t/**\n\t * Fills.\n\t * @param db {import('mongodb').Db}\n\t * @returns {Promise<void>}\n\t */\n\tasync up(db) {\n\t\tawait db.collection('a').drop()\n\t},\n\tasync down(db) {\n\t}\n}\n",
        "20990101000000-add_a_city.js",
        ("\t/**\n\t * @param db {import('mongodb').Db}\n\t * @returns {Promise<void>}\n\t */\n\tasync up(db) {\n\t\tawait db.collection('users')",),
    ),
    "exports one by one, without semicolons": (
        "1-a.cjs",
        "exports.up = async db => {\n  await db.collection('a').drop()\n}\n\nexports.down = async db => {\n  await db.collection('b').drop()\n}\n",
        "2-add_a_city.cjs",
        ("exports.up = async db => {\n  await db.collection('users')", "{ city: '', by: '' } })\n}\n"),
    ),
    "constants": (
        "20240101000000-a.ts",
        'import type { Db } from "mongodb";\n\nexport const up = async (db: Db) => {\n  await db.collection("a").drop();\n};\n\nexport const requireShutdown: boolean = true;\n',
        "20990101000000-add_a_city.ts",
        ("export const up = async (db: Db) => {", "export const down = async (db: Db) => {", "export const requireShutdown: boolean = true;", 'import type { Db, Document } from "mongodb";'),
    ),
    "a list of exports": (
        "4-a.mjs",
        "const up = async (database, client) => {\n  await database.collection('a').drop();\n};\n\nconst down = async () => {};\n\nexport { up, down };\n",
        "5-add_a_city.mjs",
        ("await database.collection('users')", "const down = async (database, client) => {", "export { up, down };", "import { ObjectId } from 'mongodb';"),
    ),
    "a class": (
        "1585933701415_Migration.ts",
        "import { Db } from 'mongodb';\nimport { MigrationInterface } from 'mongo-migrate-ts';\n\nexport class Migration1585933701415 implements MigrationInterface {\n  private n = 1;\n\n  public async up(db: Db): Promise<void> {\n    await db.createCollection('a');\n  }\n\n  public async down(db: Db): Promise<void> {\n    await db.dropCollection('a');\n  }\n}\n",
        "1785933701415_add_a_city.ts",
        ("export class Migration1785933701415 implements MigrationInterface {", "  public async up(db: Db): Promise<void> {", "import { Db, Document, ObjectId } from 'mongodb';", "import { MigrationInterface } from 'mongo-migrate-ts';"),
    ),
    "a class by default": (
        "1-a.js",
        "module.exports = class DropThings {\n  async up(db) {\n    await db.collection('a').drop();\n  }\n};\n",
        "2-add_a_city.js",
        ("module.exports = class AddACity {", "  async down(db) {"),
    ),
    "umzug": (
        "2024.01.01T00.00.00.a.ts",
        "import type { MigrationFn } from 'umzug';\nimport type { Db } from 'mongodb';\n\nexport const up: MigrationFn<Db> = async ({ context: db }) => {\n  await db.collection('a').drop();\n};\nexport const down: MigrationFn<Db> = async ({ context: db }) => {\n  await db.collection('b').drop();\n};\n",
        "2099.01.01T00.00.00.add_a_city.ts",
        ("export const up: MigrationFn<Db> = async ({ context: db }) => {", "import type { MigrationFn } from 'umzug';"),
    ),
    "umzug with a context of its own": (
        "3-a.js",
        "module.exports = {\n  up: async ({ context: { db, logger } }) => {\n    await db.collection('a').drop();\n  },\n};\n",
        "4-add_a_city.js",
        ("  up: async ({ context: { db, logger } }) => {\n    await db.collection('users')", "  down: async ({ context: { db, logger } }) => {"),
    ),
    "mongoose's connection": (
        "1704067200001-a.ts",
        "import type { Connection } from 'mongoose'\n\nexport async function up (connection: Connection): Promise<void> {\n  await connection.db!.collection('a').drop()\n}\n\nexport async function down (connection: Connection): Promise<void> {\n}\n",
        "1904067200001-add_a_city.ts",
        ("export async function up (connection: Connection): Promise<void> {\n  const db = connection.db!\n  await db.collection", "import type { Connection } from 'mongoose'"),
    ),
    "mongoose, which connects first": (
        "1704067200001-a.ts",
        "import * as mongoose from 'mongoose';\nimport { Schema } from './schema';\n\nasync function up(): Promise<void> {\n  await this.connect(mongoose);\n  await mongoose.model('a', Schema).deleteMany({});\n}\n\nasync function down(): Promise<void> {\n}\n\nmodule.exports = { up, down };\n",
        "1904067200001-add_a_city.ts",
        ("  await this.connect(mongoose);\n  const { db } = mongoose.connection;\n  await db", "module.exports = { up, down };"),
    ),
    "east": (
        "20190912145001_a.mjs",
        "import Helpers from './lib/helpers.mjs'\n\nconst tags = ['saas']\n\nconst migrate = async client => {\n  const { db } = client\n\n  await Helpers.add(db.contacts)\n}\n\nconst rollback = async client => {\n  const { db } = client\n\n  await Helpers.drop(db.contacts)\n}\n\nexport default {\n  tags,\n  migrate,\n  rollback,\n}\n",
        "20990101000000_add_a_city.mjs",
        ("const tags = ['saas']\n", "const migrate = async client => {\n  const { db } = client\n  await db.collection", "export default {\n  tags,\n  migrate,\n  rollback,\n}"),
    ),
    "callbacks and names of their own": (
        "1-a.js",
        "'use strict';\n\nmodule.exports.id = 'a';\n\nmodule.exports.up = function (done) {\n  var coll = this.db.collection('a');\n  coll.insert({ n: 1 }, done);\n};\n\nmodule.exports.down = function (done) {\n  done();\n};\n",
        "2-add_a_city.js",
        ("'use strict';\n", "module.exports.id = 'add_a_city';", "module.exports.up = function (done) {\n  (async () => {\n    const { db } = this;\n    await db", "})().then(() => done(), done);"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_new_file_takes_the_form_of_its_neighbours(name: str) -> None:
    file, text, path, said = FORMS[name]
    skeleton = skeleton_of([(f"m/{file}", text)])
    assert skeleton is not None
    made = in_form(OURS, skeleton, file=f"m/{path}", description="add a city", headed=False)
    for part in said:
        assert part in made, made
    assert "Migration 013" not in made
    parsed = read_migration(made, path)
    assert parsed.errors == ()
    assert parsed.up is not None and parsed.down is not None  # noqa: PT018
    if not path.endswith("ts"):
        assert ": Db" not in made and "<Document>" not in made  # noqa: PT018


@pytest.mark.parametrize(
    "model",
    [
        "module.exports = {\n  async up(db) {\n    await db.dropCollection('a');\n  },\n  async down(db) {\n    await db.createCollection('a');\n  },\n};\n",
        "module.exports = {\n  up: async (db) => {\n    await db.dropCollection('a');\n  },\n  down: async function (db) {\n    await db.createCollection('a');\n  },\n};\n",
        "export async function up(db) {\n  await db.dropCollection('a');\n}\nexport const down = async (db) => {\n  await db.createCollection('a');\n};\n",
    ],
)
def test_a_body_that_speaks_of_the_client_is_handed_it_where_the_runner_does(model: str) -> None:
    session = "  const session = client.startSession();\n  await session.endSession();\n  await db.collection<"
    text = OURS.replace("  await db.collection<", session, 1)
    for runner, handed in (("migrate-mongo", "(db, client)"), ("umzug", "(db)")):
        skeleton = skeleton_of([("m/1-a.js", model)], runner)
        assert skeleton is not None
        made = in_form(text, skeleton, file="m/2-b.js", description="b", headed=False)
        parsed = read_migration(made, "m/2-b.js")
        assert parsed.up is not None and parsed.down is not None  # noqa: PT018
        assert handed in made
        assert [item.name for item in parsed.down.parameters] == ["db"]


def test_a_collection_or_a_field_that_is_called_client_is_none() -> None:
    model = "export async function up(db) {\n  await db.dropCollection('a');\n}\nexport async function down(db) {\n  await db.createCollection('a');\n}\n"
    skeleton = skeleton_of([("m/1-a.js", model)], "migrate-mongo")
    assert skeleton is not None
    text = OURS.replace('"users"', '"client"').replace('city: "Harare"', 'client: "Harare"')
    made = in_form(text, skeleton, file="m/2-b.js", description="b", headed=False)
    assert "client" in made
    assert "(db, client)" not in made


def test_a_history_with_headers_gets_one() -> None:
    file, text, path, _ = FORMS["constants"]
    skeleton = skeleton_of([(file, text)])
    assert skeleton is not None
    made = in_form(OURS, skeleton, file=path, description="add a city", headed=True)
    assert made.startswith("// Migration 013: add a city\n")


def test_what_is_accepted_stays_in_the_file() -> None:
    text = OURS.replace("import type", "// accept: remove-field – nobody reads it\nimport type", 1)
    skeleton = skeleton_of([FORMS["an object of CommonJS"][:2]])
    assert skeleton is not None
    assert "// accept: remove-field – nobody reads it\n" in in_form(
        text, skeleton, file="2-a.js", description="a", headed=False
    )


def test_the_commonest_form_of_the_newest_files_is_followed() -> None:
    old = ("1-a.js", FORMS["an object of CommonJS"][1])
    new = [(f"{number}-a.ts", FORMS["constants"][1]) for number in range(2, 6)]
    odd = ("6-a.js", "exports.up = (db, done) => {\n  db.collection('a').drop(done);\n};\n")
    skeleton = skeleton_of([old, *new, odd])
    assert skeleton is not None
    assert skeleton.extension == ".ts"


@pytest.mark.parametrize(
    "text", ["", "const = (", "exports.up = (db) => db.collection('a').drop();", "\ufeffexport {}"]
)
def test_a_file_that_shows_no_form_is_passed_over(text: str) -> None:
    assert skeleton_of([("1-a.js", text)]) is None


LAYOUTS = st.builds(
    Layout,
    quote=st.sampled_from(["'", '"']),
    semicolons=st.booleans(),
    indent=st.sampled_from(["  ", "    ", "\t"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
STATEMENTS = st.lists(
    st.sampled_from([
        'await db.collection("a").insertOne({ _id: "it\'s", text: `a\n  b`, n: 1 });',
        'const names = ["x", "y"];',
        '["a", "b"].forEach((name) => names.push(name));',
        "(await db.listCollections().toArray()).length;",
        "`t`.trim();",
        "/x/.test(names[0]);",
        'for (let at = 0; at < 2; at += 1) {\n    names.push("z\\n");\n  }',
        "// a note; with a semicolon",
        "return;",
    ]),
    max_size=6,
)  # fmt: skip


@given(LAYOUTS, STATEMENTS)
@settings(max_examples=40, deadline=None)
def test_another_layout_says_the_same(layout: Layout, statements: list[str]) -> None:
    """Read back: the same tokens but for quotes and semicolons, and every statement still apart."""
    body = "\n".join(f"  {line}" for line in statements)
    text = f"export async function up(db) {{\n{body}\n}}\n"
    made = laid_out(text, layout)
    # To JavaScript a line ends with a newline inside a template too, however the file ends its lines.
    before, after = read_migration(text, "a.js"), read_migration(made.replace("\r\n", "\n"), "a.js")
    assert not after.errors or after.errors[0].rule == before.errors[0].rule
    assert after.up is not None and before.up is not None  # noqa: PT018
    assert after.up.statements == before.up.statements
    assert [call.method for call in after.calls] == [call.method for call in before.calls]
    assert [call.arguments for call in after.calls] == [call.arguments for call in before.calls]


def test_types_are_taken_away_and_nothing_else() -> None:
    text = "const a = x as unknown as Y;\nconst b: Array<string> = c!.d<T>(e);\ninterface I { f: g }\nfunction h(i?: J, k = 1): L {}\n"
    assert re.sub(r"\s+", " ", without_types(text)).strip() == "const a = x; const b = c.d(e); function h(i, k = 1) {}"


def test_a_layout_is_read_from_a_file() -> None:
    from nhimbe_migrations.mongodb.code.tree import parse

    text = "module.exports = {\r\n\tup: async () => {\r\n\t\tconst a = 'b'\r\n\t},\r\n}\r\n"
    assert layout_of(parse(text), text) == Layout("'", semicolons=False, indent="\t", newline="\r\n")
