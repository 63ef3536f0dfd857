"""Repositories as they are found: where the migrations are, without a file of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

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
