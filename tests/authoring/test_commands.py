"""The commands name only what the repository has, and each database once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.commands import d1_commands, d1_manual_steps
from nhimbe_migrations.authoring.compose.mongodb_commands import mongodb_commands, mongodb_manual_steps
from nhimbe_migrations.mongodb.sandbox.tools import find_deno
from nhimbe_migrations.workspace.repository.repository import Repository, find_repository

SHARED = """
[[d1_databases]]
binding = "DB"
database_name = "shop"
database_id = "1"

[[env.production.d1_databases]]
binding = "DB"
database_name = "shop"
database_id = "1"

[[env.staging.d1_databases]]
binding = "DB"
database_name = "shop-staging"
database_id = "2"
"""


def repository(root: Path, files: dict[str, str]) -> Repository:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return find_repository(str(root), {})


def test_environments_that_share_a_database_get_one_remote_command(tmp_path: Path) -> None:
    found = repository(tmp_path, {"wrangler.toml": SHARED, "migrations/001_a.sql": "SELECT 1;"})
    commands = d1_commands(found, "migrations/001_a.sql", loses_rows=True)
    remote = [command for command in commands if command.purpose.startswith("remote")]
    assert [" shop " in command.run or "shop-staging" in command.run for command in remote] == [True, True]
    assert "production" in remote[0].purpose
    assert "--env" not in remote[0].run
    assert "--env staging" in remote[1].run
    assert sum(command.purpose.startswith("bookmark") for command in commands) == 2
    assert any("share one database_id" in step for step in d1_manual_steps(found, "migrations/001_a.sql"))


def test_a_wrangler_file_that_people_copy_is_to_be_copied_before_a_command_is_run(tmp_path: Path) -> None:
    found = repository(tmp_path, {"api/wrangler.toml.example": SHARED, "api/migrations/0001_a.sql": "SELECT 1;"})
    assert any("copy it" in step for step in d1_manual_steps(found, "api/migrations/0001_a.sql"))
    own = repository(tmp_path, {"api/wrangler.toml": SHARED})
    assert not any("copy it" in step for step in d1_manual_steps(own, "api/migrations/0001_a.sql"))


def test_wrangler_is_told_of_a_folder_in_which_it_does_not_look(tmp_path: Path) -> None:
    """A README may say `migrations apply` of a history that wrangler itself does not find."""
    file, readme = "worker/migrations/0001_a.sql", {"README.md": "Run `wrangler d1 migrations apply shop`."}
    found = repository(tmp_path, {"wrangler.toml": SHARED, file: "SELECT 1;", **readme})
    assert any('migrations_dir to "worker/migrations"' in step for step in d1_manual_steps(found, file))
    told = SHARED.replace('database_name = "shop"', 'database_name = "shop"\nmigrations_dir = "worker/migrations"')
    declared = repository(tmp_path, {"wrangler.toml": told})
    assert not any("migrations_dir" in step for step in d1_manual_steps(declared, file))


def test_environments_without_an_id_are_told_apart(tmp_path: Path) -> None:
    found = repository(tmp_path, {"wrangler.toml": SHARED.replace('database_id = "1"\n', "")})
    commands = d1_commands(found, "migrations/001_a.sql", loses_rows=False)
    assert sum(command.purpose.startswith("remote") for command in commands) == 3


def test_a_repository_with_its_own_runner_is_told_to_use_it(tmp_path: Path) -> None:
    package = json.dumps({"dependencies": {"mongodb": "6", "migrate-mongo": "12"}})
    found = repository(tmp_path, {"server/package.json": package, "server/migrate-mongo-config.js": ""})
    up, down = mongodb_commands(found, "server/migrations/001_a.ts")
    assert (up.run, down.run) == ("cd server && npx migrate-mongo up", "cd server && npx migrate-mongo down")


def test_tsx_is_named_where_driver_and_tsx_are_there(tmp_path: Path) -> None:
    package = json.dumps({"dependencies": {"mongodb": "6"}, "devDependencies": {"tsx": "4"}})
    found = repository(tmp_path, {"api/package.json": package})
    assert mongodb_commands(found, "api/migrations/001_a.ts")[0].run.startswith("cd api && npx tsx")


@pytest.mark.parametrize("package", ["{}", '{"dependencies": {"hono": "4"}}', "[", '{"dependencies": ["mongodb"]}'])
def test_where_there_is_no_driver_nothing_of_npm_is_named(tmp_path: Path, package: str) -> None:
    found = repository(tmp_path, {"package.json": package, "migrations/001_a.ts": "export {}"})
    for command in mongodb_commands(found, "migrations/001_a.ts"):
        assert "npx" not in command.run
        assert command.run.startswith("deno eval")


def test_the_script_for_deno_is_one_that_deno_takes(tmp_path: Path) -> None:
    deno = find_deno()
    if deno is None:
        pytest.skip("Deno is not here")
    body = "export async function up(db) { console.log(`up ${db.name}`); }\nexport const down = up;\n"
    found = repository(tmp_path, {"package.json": "{}", "migrations/001 it's.ts": body})
    up, _ = mongodb_commands(found, "migrations/001 it's.ts")
    (tmp_path / "driver.ts").write_text(
        "export const MongoClient = { connect: async () => ({ db: () => ({ name: 'here' }), close: async () => {} }) };\n"
    )
    run = up.run.replace("npm:mongodb@6", "./driver.ts").replace("deno eval", f"{deno} eval", 1)
    environment = {**os.environ, "MONGODB_URI": "mongodb://127.0.0.1", "DENO_DIR": str(tmp_path / "cache")}
    ran = subprocess.run([shutil.which("sh") or "sh", "-c", run], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert ran.stdout.strip() == "up here", ran.stderr


def test_who_applies_migrations_by_wranglers_ledger_is_told_to_apply(sample: Path) -> None:
    """`execute --file` beside the ledger would run the file a second time at the next `migrations apply`."""
    script = '{"scripts": {"db": "wrangler d1 migrations apply DB --remote"}}'
    (sample / "worker" / "package.json").write_text(script, encoding="utf-8")
    repository = find_repository(str(sample), {})
    runs = [command.run for command in d1_commands(repository, "worker/src/db/migrations/013_x.sql", loses_rows=False)]
    assert runs
    assert all(" d1 migrations apply " in run and "--file" not in run for run in runs)


RUNNERS: dict[str, tuple[dict[str, str], str, list[str]]] = {
    "a package script, with the package manager in use": (
        {
            "api/package.json": '{"scripts": {"migrate": "migrate-mongo up", "migrate:down": "migrate-mongo down", "migrate:create": "migrate-mongo create", "start": "migrate-mongo up && node ."}, "dependencies": {"migrate-mongo": "12"}}',
            "pnpm-lock.yaml": "", "api/migrate-mongo-config.js": "module.exports = {};", "api/migrations/20240101000000-a.js": "exports.up = async (db) => {}",
        },
        "api/migrations/20250101000000-b.js",
        ["cd api && pnpm run migrate", "cd api && pnpm run migrate:down"],
    ),
    "a script for tests is none": (
        {
            "package.json": '{"packageManager": "yarn@4.1.0", "scripts": {"migrate:test": "migrate-mongo up", "pretest": "NODE_ENV=test migrate-mongo up"}, "devDependencies": {"migrate-mongo": "12"}}',
            "migrate-mongo-config.js": "module.exports = {};", "migrations/20240101000000-a.js": "exports.up = async (db) => {}",
        },
        "migrations/20250101000000-b.js",
        ["yarn migrate-mongo up", "yarn migrate-mongo down"],
    ),
    "a configuration elsewhere, counted from the package": (
        {
            "server/package.json": '{"dependencies": {"migrate-mongo": "12"}}', "server/config/migrate-mongo-config.ts": 'export default { migrationsDir: "src/steps" };',
            "server/src/steps/20240101000000-a.ts": "export const up = async (db) => {}",
        },
        "server/src/steps/20250101000000-b.ts",
        ["cd server && npx migrate-mongo up -f config/migrate-mongo-config.ts", "cd server && npx migrate-mongo down -f config/migrate-mongo-config.ts"],
    ),
    "a monorepo whose scripts stand at the top": (
        {
            "package.json": '{"scripts": {"db:migrate": "migrate-mongo up -f apps/api/migrate-mongo-config.js"}}', "bun.lock": "",
            "apps/api/package.json": '{"dependencies": {"migrate-mongo": "12"}}', "apps/api/migrate-mongo-config.js": 'module.exports = { migrationsDir: "apps/api/migrations" };',
            "apps/api/migrations/20240101000000-a.js": "exports.up = async (db) => {}",
        },
        "apps/api/migrations/20250101000000-b.js",
        ["bun run db:migrate", "bunx migrate-mongo down -f apps/api/migrate-mongo-config.js"],
    ),
    "a runner that is installed beside the repository: its configuration is here": (
        {
            "package.json": '{"dependencies": {"mongodb": "6"}}', "pnpm-lock.yaml": "", "migrate-mongo-config.mjs": 'export default { migrationsDir: "migrations" };',
            "migrations/20240101000000-a.js": "export const up = async (db) => {}",
        },
        "migrations/20250101000000-b.js",
        ["npx migrate-mongo up -f migrate-mongo-config.mjs", "npx migrate-mongo down -f migrate-mongo-config.mjs"],
    ),
    "ts-migrate-mongoose": (
        {
            "package.json": '{"dependencies": {"ts-migrate-mongoose": "5"}}', "migrate.json": '{"uri": "mongodb://localhost/x", "migrationsPath": "steps"}',
            "steps/1704067200000-a.ts": "export async function up() {}",
        },
        "steps/1804067200000-b.ts",
        ["npx migrate up", "npx migrate down b"],
    ),
    "umzug, a file that is a command line": (
        {
            "package.json": '{"dependencies": {"umzug": "3"}, "devDependencies": {"tsx": "4"}}',
            "src/umzug.ts": 'import { Umzug, MongoDBStorage } from "umzug";\nexport const umzug = new Umzug({ migrations: { glob: "steps/*.ts" }, storage: new MongoDBStorage({ connection }) });\numzug.runAsCLI();',
            "steps/20240101000000-a.ts": "export const up = async ({ context }) => {}",
        },
        "steps/20250101000000-b.ts",
        ["npx tsx src/umzug.ts up", "npx tsx src/umzug.ts down"],
    ),
    "mongodb-migrations": (
        {"package.json": '{"dependencies": {"mongodb-migrations": "0.8"}}', "mm-config.json": '{"directory": "steps"}', "steps/1-a.js": "exports.up = function (done) {}"},
        "steps/2-b.js",
        ["npx mm"],
    ),
    "a package script runs files that this program wrote too": (
        {
            "package.json": '{"scripts": {"migrate:up": "tsx scripts/run-migrations.ts up", "migrate:down": "tsx scripts/run-migrations.ts down"}, "dependencies": {"mongodb": "6"}}',
            "migrations/001_a.ts": "// Migration 001: a\nexport async function up(db) { await db.collection('a').drop(); }\nexport async function down(db) {}\n",
        },
        "migrations/002_b.ts",
        ["npm run migrate:up", "npm run migrate:down"],
    ),
    "a script of another database is none": (
        {
            "package.json": '{"scripts": {"migrate": "knex migrate:latest"}, "dependencies": {"mongodb": "6", "tsx": "4"}}',
            "jobs/migrations/20240101000000-a.ts": "export async function up(db) { await db.collection('a').drop(); }",
        },
        "jobs/migrations/20250101000000-b.ts",
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNNERS)
def test_migrations_are_run_as_the_repository_runs_them(tmp_path: Path, name: str) -> None:
    files, file, runs = RUNNERS[name]
    found = repository(tmp_path, files)
    assert [command.run for command in mongodb_commands(found, file)] == runs
    # Where nothing was found a person is told; a file that is run beside the ledger would run twice.
    assert bool([*mongodb_manual_steps(found, file)]) == (runs == [])


def test_what_cannot_be_read_beside_the_migrations_is_no_migration_of_this_program(tmp_path: Path) -> None:
    own = "// Migration 001: a\nexport async function up(db) { await db.collection('a').drop(); }\nexport async function down(db) {}\n"
    found = repository(tmp_path, {"package.json": '{"dependencies": {"mongodb": "6"}}', "migrations/001_a.ts": own})
    (tmp_path / "migrations" / "helpers.js").mkdir()
    assert mongodb_commands(found, "migrations/002_b.ts"), "a folder is passed over"
    (tmp_path / "migrations" / "helper.js").write_bytes("// caf\u00e9\n".encode("latin-1"))
    assert [*mongodb_commands(found, "migrations/002_b.ts")] == []
    assert [*mongodb_manual_steps(found, "migrations/002_b.ts")]
