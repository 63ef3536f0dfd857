"""Repositories as they are found: where the migrations are, without a file of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.workspace.history.history import read_history
from nhimbe_migrations.workspace.repository.repository import find_repository

DATABASE = '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "shop"\ndatabase_id = "1"\n'
JSONC = '{ // ours\n "env": {"live": {"d1_databases": [{"binding": "DB", "database_name": "live-db", "migrations_dir": "db"}]}}}'
RUNNER = 'module.exports = {mongodb: {url: process.env.URL}, migrationsDir: "%s", migrationFileExtension: ".js"};\n'
LAYOUTS: dict[str, tuple[dict[str, str], str, str | None]] = {
    "the Worker with the history among several": (
        {"api/wrangler.toml": DATABASE, "db/wrangler.toml": DATABASE, "db/migrations/0001_a.sql": "SELECT 1;", "web/wrangler.toml": 'name = "web"\n'},
        "db/migrations", "db/wrangler.toml",
    ),
    "a folder far below": (
        {"apps/shop/worker/wrangler.toml": DATABASE, "apps/shop/worker/migrations/0001_a.sql": "SELECT 1;"},
        "apps/shop/worker/migrations", "apps/shop/worker/wrangler.toml",
    ),
    "only environments, in JSON with comments": (
        {"wrangler.jsonc": JSONC, "db/0001_a.sql": "SELECT 1;"}, "db", "wrangler.jsonc",
    ),
    "only an example of the wrangler file": (
        {"server/wrangler.toml.example": DATABASE, "server/migrations/0001_a.sql": "SELECT 1;"},
        "server/migrations", "server/wrangler.toml.example",
    ),
    "the migrations beside the Worker": (
        {"worker/wrangler.toml": DATABASE, "database/migrations/0001_a.sql": "SELECT 1;"},
        "database/migrations", "worker/wrangler.toml",
    ),
    "a package script names the folder": (
        {"wrangler.toml": DATABASE, "package.json": '{"scripts": {"up": "wrangler d1 execute shop --file=./store/steps/0001_a.sql"}}', "store/steps/0001_a.sql": "SELECT 1;"},
        "store/steps", "wrangler.toml",
    ),
    "a package script that executes the schema says nothing of migrations": (
        {"wrangler.toml": DATABASE, "package.json": '{"scripts": {"db": "wrangler d1 execute shop --local --file=d1/schema.sql"}}', "d1/schema.sql": "CREATE TABLE a (id);", "d1/seed.sql": "SELECT 1;"},
        "migrations", "wrangler.toml",
    ),
    "the SQL of PostgreSQL beside a Worker": (
        {"wrangler.toml": DATABASE, "migrations/0001_a.sql": "CREATE EXTENSION pgcrypto;\nCREATE TYPE mood AS ENUM ('a');", "d1/migrations/0001_a.sql": "SELECT 1;"},
        "d1/migrations", "wrangler.toml",
    ),
    "Supabase's migrations are PostgreSQL's": (
        {"supabase/migrations/0001_a.sql": "CREATE TABLE a (id int);", "d1/schema.sql": "CREATE TABLE a (id);"}, "d1/migrations", None,
    ),
    "Prisma's lock names another database": (
        {"prisma/migrations/1_a/migration.sql": "SELECT 1;", "prisma/migrations/migration_lock.toml": 'provider = "postgresql"', "store/migrations/1_a.sql": "SELECT 1;"},
        "store/migrations", None,
    ),
    "no wrangler file at all": ({"drizzle/0000_calm_lion.sql": "SELECT 1;"}, "drizzle", None),
    "migrate-mongo": (
        {"server/migrate-mongo-config.js": RUNNER % "src/migrations", "server/src/migrations/20240101000000-a.js": "module.exports = {async up(db) {}}"},
        "server/src/migrations", None,
    ),
    "migrate-mongo, counted from the top": (
        {"src/migrate-mongo-config.js": RUNNER % "src/steps", "src/steps/20240101000000-a.js": "module.exports = {async up(db) {}}"},
        "src/steps", None,
    ),
    "MongoDB before the SQL of some other database": (
        {"billing/migrations/1_a.sql": "SELECT 1;", "api/migrate-mongo-config.ts": 'export default {migrationsDir: "migrations"}', "api/migrations/20240101000000-a.ts": "export const up = 1"},
        "api/migrations", None,
    ),
    "a plain folder of up and down": (
        {"backend/migrations/1650000000-names.ts": "export async function up(db) {}"}, "backend/migrations", None,
    ),
    "migrate-mongo with a computed folder": (
        {"api/config/migrate-mongo-config.js": 'const path = require("path");\nconst steps = path.join(__dirname, "..", "db", "steps");\nmodule.exports = { migrationsDir: steps };',
         "api/db/steps/20240101000000-a.js": "exports.up = async (db) => {}"}, "api/db/steps", None,
    ),
    "migrate-mongo, the folder of the build": (
        {"api/migrate-mongo-config.js": 'module.exports = { migrationsDir: "dist/migrations" };', "api/src/migrations/20240101000000-a.ts": "export const up = async (db) => {}"},
        "api/src/migrations", None,
    ),
    "migrate-mongo, the folder known to its environment": (
        {"web/config/migrate-mongo-config.js": "const dir = process.env.DIR;\nmodule.exports = { migrationsDir: dir };", "web/src/migrations/20240101000000-a.js": "module.exports = { async up(db) { await db.collection('a').drop(); } };"},
        "web/src/migrations", None,
    ),
    "migrate-mongo, a configuration that a script names": (
        {"package.json": '{"scripts": {"up": "migrate-mongo up -f tools/mongo.cjs"}}', "tools/mongo.cjs": 'module.exports = { migrationsDir: "tools/steps" };', "tools/steps/1-a.js": "exports.up = async (db) => {}"},
        "tools/steps", None,
    ),
    "a named folder that never was, and one that is": (
        {"migrate-mongo-config.js": RUNNER % "./src/Gone", "src/store/migrations/2023-01-02-a.js": "module.exports = { up: async () => { await Store.db.collection('a').drop(); } };"},
        "src/store/migrations", None,
    ),
    "ts-migrate-mongoose": (
        {"migrate.ts": 'import path from "node:path";\nexport default { uri: process.env.MONGO_URI, migrationsPath: path.join(__dirname, "src", "steps") };', "src/steps/1704067200000-a.ts": "export async function up() {}"},
        "src/steps", None,
    ),
    "umzug": (
        {"src/umzug.ts": 'import { Umzug, MongoDBStorage } from "umzug";\nexport const umzug = new Umzug({ migrations: { glob: ["steps/*.ts", { cwd: __dirname }] }, storage: new MongoDBStorage({ connection }) });', "src/steps/2024.01.01T00.00.00.a.ts": "export const up = async ({ context }) => {}"},
        "src/steps", None,
    ),
    "mongo-migrate-ts": (
        {"src/migrations/index.ts": 'import { mongoMigrateCli } from "mongo-migrate-ts";\nmongoMigrateCli({ uri, migrationsDir: __dirname });', "src/migrations/1704067200000_A.ts": "export class A implements MigrationInterface { async up(db: Db) {} async down(db: Db) {} }"},
        "src/migrations", None,
    ),
    "mongodb-migrations": (
        {"mm-config.json": '{"host": "localhost", "directory": "steps"}', "steps/1-a.js": "exports.up = function (done) { done(); };"}, "steps", None,
    ),
    "SQL in TypeScript beside MongoDB": (
        {"api/migrations/20240101000000_a.ts": "import type { Kysely } from 'kysely'; export async function up(db: Kysely<any>) {}", "jobs/migrations/20240101000000_a.ts": "export async function up(db) { await db.collection('a').drop(); }"},
        "jobs/migrations", None,
    ),
}  # fmt: skip


def lay_out(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_history_is_found_where_it_is(tmp_path: Path, name: str) -> None:
    files, migrations, wrangler = LAYOUTS[name]
    repository = find_repository(str(lay_out(tmp_path, files)), {})
    assert (repository.layout.migrations, repository.layout.wrangler) == (migrations, wrangler)


SCHEMAS = {
    "beside the usual places": ({"wrangler.toml": DATABASE, "d1/schema.sql": "CREATE TABLE a (id);"}, "d1/schema.sql"),
    "the Worker's own before another's": (
        {"api/wrangler.toml": DATABASE, "api/store/schema.sql": "CREATE TABLE a (id);", "a/schema.sql": "CREATE TABLE b (id);"},
        "api/store/schema.sql",
    ),
    "not that of PostgreSQL in a usual place": (
        {"wrangler.toml": DATABASE, "db/schema.sql": "CREATE TABLE a (id uuid DEFAULT gen_random_uuid());", "edge/d1/schema.sql": "CREATE TABLE a (id);"},
        "edge/d1/schema.sql",
    ),
    "what a comment or a text says is no other SQL": (
        {"wrangler.toml": DATABASE, "schema.sql": "-- was: CREATE EXTENSION x; $$\nCREATE TABLE a (id, t DEFAULT 'CREATE TYPE ☕');"},
        "schema.sql",
    ),
    "not one of an example": (
        {"wrangler.toml": DATABASE, "examples/schema.sql": "CREATE TABLE a (id);", "deep/down/schema.sql": "CREATE TABLE a (id);"},
        "deep/down/schema.sql",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_found_where_it_is(tmp_path: Path, name: str) -> None:
    files, schema = SCHEMAS[name]
    assert find_repository(str(lay_out(tmp_path, files)), {}).layout.schema == schema


def test_a_first_migration_stands_on_the_schema_that_was_found(tmp_path: Path) -> None:
    files = {"package.json": "{}", "d1/schema.sql": "CREATE TABLE guests (id TEXT PRIMARY KEY);\n"}
    project = open_project(str(lay_out(tmp_path, files)), {})
    report = draft(project, request_from(description="add phone", target="d1", sql="ALTER TABLE guests ADD COLUMN phone TEXT"))  # fmt: skip
    assert not report.refused
    assert report.file == "d1/migrations/001_add_phone.sql"


def test_a_runner_is_read_and_never_run(tmp_path: Path) -> None:
    trap = "require('fs').writeFileSync('ran', 'x'); module.exports = {migrationsDir: 'm'};"
    repository = find_repository(
        str(lay_out(tmp_path, {"migrate-mongo-config.js": trap, "m/1-a.js": "exports.up = 1"})), {}
    )
    assert repository.layout.migrations == "m"
    assert not (tmp_path / "ran").exists()


def test_a_folder_that_leads_out_is_not_taken(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    lay_out(outside, {"0001_a.sql": "SELECT 1;"})
    root = lay_out(tmp_path / "in", {"wrangler.toml": DATABASE})
    (root / "steps").symlink_to(outside)
    (root / "migrate-mongo-config.js").write_text(RUNNER % "../outside", encoding="utf-8")
    assert find_repository(str(root), {}).layout.migrations == "migrations"


def test_migrations_of_an_sql_database_in_typescript_are_not_taken_for_mongodb(tmp_path: Path) -> None:
    text = "import type { Knex } from 'knex'; export async function up(knex: Knex) {}"
    repository = find_repository(str(lay_out(tmp_path, {"api/migrations/20240101000000_a.ts": text})), {})
    assert repository.layout.migrations != "api/migrations"


@pytest.mark.parametrize(
    "text",
    [
        "import type { Kysely } from 'kysely'; export async function up(db: Kysely<unknown>) { await db.schema.dropTable('a').execute(); }",
        "module.exports = { up: async (queryInterface, Sequelize) => queryInterface.addColumn('a', 'b', {}) };",
        "export class A1 implements MigrationInterface { async up(queryRunner: QueryRunner) {} }",
        "exports.up = (pgm) => { pgm.sql('SELECT 1'); };",
    ],
    ids=["kysely", "sequelize", "typeorm", "node-pg-migrate"],
)
def test_an_sql_history_in_modules_is_none_of_ours(tmp_path: Path, text: str) -> None:
    repository = find_repository(str(lay_out(tmp_path, {"src/migrations/20240101000000-a.ts": text})), {})
    assert repository.layout.migrations != "src/migrations"


def test_what_lies_beside_migrations_is_none(tmp_path: Path) -> None:
    files = {
        "20240101000000-a.ts": "export async function up(db) { await fill(db); }",
        "helpers.ts": "export async function fill(db) { await db.collection('a').insertOne({}); }",
        "migrate.ts": "import { run } from './runner';\nrun(process.argv);",
        "sample-migration.ts": "export async function up(db) {}",
        "index.ts": "export * from './20240101000000-a';",
        "legacy.ts": "export const up = async (db) => {};",
        "20240101000000-a.spec.ts": "test('it goes up', () => {});",
    }
    laid = {"migrate-mongo-config.js": RUNNER % "m", **{f"m/{name}": text for name, text in files.items()}}
    history = read_history(find_repository(str(lay_out(tmp_path, laid)), {}))
    assert [item.name for item in history.migrations] == ["legacy.ts", "20240101000000-a.ts"]
    assert [finding.rule for finding in history.findings] == []


TWO = {
    "shop/migrate-mongo-config.js": RUNNER % "migrations", "shop/migrations/20240101000000-a.js": "exports.up = async (db) => {}",
    "blog/migrate-mongo-config.js": RUNNER % "migrations", "blog/migrations/20240101000000-a.js": "exports.up = async (db) => {}",
}  # fmt: skip


def test_two_equal_mongodb_histories_are_a_question(tmp_path: Path) -> None:
    root = lay_out(tmp_path, TWO)
    with pytest.raises(ArgumentError) as asked:
        find_repository(str(root), {})
    assert all(
        word in str(asked.value) for word in ("Which migrations?", "shop/migrations", "blog/migrations", "paths")
    )
    assert find_repository(str(root), {}, database="blog/migrations").layout.migrations == "blog/migrations"
    (root / "nhimbe-migrations.toml").write_text('[paths]\nmigrations = "shop/migrations"\n', encoding="utf-8")
    assert find_repository(str(root), {}).layout.migrations == "shop/migrations"


def test_mongodb_beside_a_worker_is_there_to_be_named(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {**TWO, "worker/wrangler.toml": DATABASE, "worker/migrations/0001_a.sql": "SELECT 1;"})
    assert find_repository(str(root), {}).layout.migrations == "worker/migrations"
    assert find_repository(str(root), {}, database="blog/migrations").layout.migrations == "blog/migrations"


STAGES = "CREATE TABLE `stages` (`id` text PRIMARY KEY NOT NULL, `venue` text REFERENCES `venues`(`id`));\n"
NESTED: dict[str, tuple[dict[str, str], str]] = {
    "Prisma": (
        {
            "wrangler.toml": DATABASE,
            "prisma/migrations/migration_lock.toml": 'provider = "sqlite"\n',
            "prisma/migrations/20240102030405_init/migration.sql": 'CREATE TABLE "venues" ("id" TEXT NOT NULL PRIMARY KEY);\n',
            "prisma/migrations/20240203040506_stages/migration.sql": STAGES,
        },
        r"prisma/migrations/20\d{12}_add_city/migration\.sql",
    ),
    "wrangler's pattern": (
        {
            "api/wrangler.jsonc": '{"d1_databases": [{"binding": "DB", "database_name": "shop", "migrations_dir": "db", "migrations_pattern": "db/*/migration.sql"}]}',
            "api/db/0000_init/migration.sql": "CREATE TABLE venues (id TEXT PRIMARY KEY);\n",
            "api/db/0001_stages/migration.sql": STAGES,
            "api/db/notes.sql": "SELECT 1;\n",
        },
        r"api/db/0002_add_city/migration\.sql",
    ),
    "a folder for each, with the way back beside": (
        {
            "wrangler.toml": DATABASE + 'migrations_dir = "db"\n',
            "db/001-init/up.sql": "CREATE TABLE venues (id TEXT PRIMARY KEY);\n",
            "db/001-init/down.sql": "DROP TABLE venues;\n",
            "db/002-stages/up.sql": STAGES,
        },
        r"db/003-add_city/up\.sql",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_a_folder_for_each_migration_is_a_history_and_the_next_one_has_its_form(tmp_path: Path, name: str) -> None:
    files, expected = NESTED[name]
    root = lay_out(tmp_path, files)
    project = open_project(str(root), {})
    assert [item.target for item in project.history().migrations] == ["d1", "d1"]
    assert sorted(project.table_names()) == ["stages", "venues"]
    report = draft(project, request_from(description="add city", target="d1", sql="ALTER TABLE venues ADD COLUMN city TEXT"))  # fmt: skip
    assert re.fullmatch(expected, report.file or ""), report.file
    assert not report.refused, report.findings
    first = project.history().migrations[0]
    assert project.history().find(first.name.partition("/")[0]) == first
    assert not [finding for finding in project.history().findings if finding.severity == "error"]


def test_a_worker_with_no_migration_yet_gets_wranglers_own_form_and_is_told_of_the_folder(tmp_path: Path) -> None:
    project = open_project(str(lay_out(tmp_path, {"wrangler.toml": DATABASE})), {})
    report = draft(project, request_from(description="add city", target="d1", sql="CREATE TABLE city (id TEXT PRIMARY KEY)"))  # fmt: skip
    assert report.file == "migrations/0001_add_city.sql"
    assert any("migrations/ is not there yet" in step for step in report.manual_steps)
    assert all("d1 migrations apply shop" in item.run for item in report.commands if item.purpose.startswith(("local", "remote")))  # fmt: skip


def test_a_repository_in_which_nothing_speaks_of_d1_is_asked_about(tmp_path: Path) -> None:
    project = open_project(str(lay_out(tmp_path, {"package.json": "{}", "src/a.ts": ""})), {})
    with pytest.raises(
        ArgumentError, match=r"Where do the D1 migrations .*`migrations = \"migrations\"` below `\[paths\]`"
    ):
        draft(project, request_from(description="add city", target="d1", sql="CREATE TABLE city (id TEXT PRIMARY KEY)"))


def test_two_folders_of_sql_that_stand_equal_are_a_question_and_a_copy_is_none(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"a/migrations/0001_a.sql": "SELECT 1;", "b/migrations/0001_b.sql": "SELECT 1;"})
    with pytest.raises(ArgumentError, match=r"There are 2: .*a/migrations.*b/migrations.*below `\[paths\]`"):
        find_repository(str(root), {})
    assert find_repository(str(root), {}, database="b/migrations").layout.migrations == "b/migrations"
    lay_out(root, {"b/migrations/0001_a.sql": "SELECT 1;"})
    (root / "b/migrations/0001_b.sql").unlink()
    assert find_repository(str(root), {}).layout.migrations == "a/migrations"
