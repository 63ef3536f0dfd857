"""A file drafted in a history's own form goes up and down under the runner that takes it, and comes last there."""

import json
import os
import subprocess

import pymongo
import pytest

from mongodb.run.throw_away import throw_away_server
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import propose
from nhimbe_migrations.authoring.project.project import open_project

pytestmark = [pytest.mark.mongod, pytest.mark.node, pytest.mark.slow]

MIGRATE_MONGO = "migrate-mongo/bin/migrate-mongo.js"
CONFIG = '{ mongodb: { url: process.env.MIGRATIONS_URL, databaseName: "shop" }, migrationsDir: "steps", changelogCollectionName: "changelog", lockCollectionName: "changelog_lock", lockTtl: 0, migrationFileExtension: "%s", useFileHash: false, moduleSystem: "%s" };\n'
UMZUG = """import { MongoClient } from "mongodb";
import { MongoDBStorage, Umzug } from "umzug";
const client = await MongoClient.connect(process.env.MIGRATIONS_URL);
const umzug = new Umzug({
  migrations: { glob: "steps/*.js" }, context: client.db("shop"), logger: undefined,
  storage: new MongoDBStorage({ collection: client.db("shop").collection("changelog") }),
});
const ran = await umzug[process.argv[2]]();
console.log(ran.map((item) => item.name).join("\\n"));
await client.close();
"""
OBJECT = "module.exports = {\n  async up(db, client) {\n    await db.collection('users').insertOne({ _id: 'a' });\n  },\n\n  async down(db, client) {\n    await db.collection('users').drop();\n  },\n};\n"
RUNNERS = {
    # name: package, files of the repository, the command, how the file begins that is expected
    "migrate-mongo, CommonJS": (
        {}, {"migrate-mongo-config.js": f"module.exports = {CONFIG % ('.js', 'commonjs')}", "steps/20240101000000-users.js": OBJECT},
        [MIGRATE_MONGO], "module.exports = {\n  async up(db, client) {",
    ),
    "migrate-mongo, a JavaScript module": (
        {"type": "module"},
        {
            "migrate-mongo-config.js": f"export default {CONFIG % ('.js', 'esm')}",
            "steps/001-users.js": "export const up = async (database) => {\n\tawait database.collection('users').insertOne({ _id: 'a' })\n}\n\nexport const down = async (database) => {\n\tawait database.collection('users').drop()\n}\n",
        },
        [MIGRATE_MONGO], "export const up = async (database) => {\n\tif (!(await database.",
    ),
    "migrate-mongo, .cjs beside modules": (
        {"type": "module"},
        {"migrate-mongo-config.cjs": f"module.exports = {CONFIG % ('.cjs', 'commonjs')}", "steps/1700000000-users.cjs": OBJECT},
        [MIGRATE_MONGO], "module.exports = {\n  async up(db, client) {",
    ),
    "migrate-mongo, its own first file": (
        {}, {"migrate-mongo-config.js": f"module.exports = {CONFIG % ('.js', 'commonjs')}"}, [MIGRATE_MONGO],
        "module.exports = {\n  async up(db, client) {",
    ),
    "umzug": (
        {"type": "module"},
        {
            "umzug.js": UMZUG,
            "steps/2024-01-01-users.js": "export const up = async ({ context: db }) => {\n  await db.collection('users').insertOne({ _id: 'a' });\n};\n\nexport const down = async ({ context: db }) => {\n  await db.collection('users').drop();\n};\n",
        },
        ["../umzug.js"], "export const up = async ({ context: db }) => {",
    ),
    "ts-migrate-mongoose": (
        {"type": "module", "dependencies": {"ts-migrate-mongoose": "5"}},
        {
            "migrate.json": json.dumps({"uri": "URI", "migrationsPath": "steps", "collection": "changelog", "autosync": True}),
            "steps/1704067200000-users.ts": "import type { Connection } from 'mongoose'\n\nexport async function up (connection: Connection): Promise<void> {\n  await connection.collection('users').insertOne({ _id: 'a' as never })\n}\n\nexport async function down (connection: Connection): Promise<void> {\n  await connection.collection('users').drop()\n}\n",
        },
        ["tsx/dist/cli.mjs", "ts-migrate-mongoose/dist/cli.js"], "import type { Connection } from 'mongoose'\n\nexport async function up (connection: Connection): Promise<void> {\n  const db = connection.db!\n",
    ),
}  # fmt: skip
CHANGES = [
    {"kind": "create_collection", "name": "places", "fields": [{"name": "title", "type": "string"}]},
    {"kind": "create_index", "collection": "users", "keys": {"city": 1}},
]


def runs(project, program, uri, *step):
    modules = project / "node_modules"
    more = ["-f", "migrate-mongo-config.cjs"] if (project / "migrate-mongo-config.cjs").exists() else []
    ran = subprocess.run(
        ["node", *(str(modules / part) for part in program), *step, *more],
        cwd=project, env={**os.environ, "MIGRATIONS_URL": uri, "MIGRATE_MONGO_URI": uri.replace("/?", "/shop?")},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("name", RUNNERS)
def test_a_new_file_runs_last_under_its_own_runner(name, tmp_path, tools, mongod):
    package, files, program, begins = RUNNERS[name]
    for part in program:
        if not (part.startswith("..") or (tools / "node_modules" / part).exists()):
            pytest.skip(f"{part} is not installed: make engines")
    project = tmp_path / "shop"
    (project / "steps").mkdir(parents=True)
    (project / "package.json").write_text(json.dumps(package))
    for path, text in files.items():
        (project / path).write_text(text)
    with throw_away_server(mongod) as server, pymongo.MongoClient(server.uri) as client:
        if (project / "migrate.json").exists():
            config = (project / "migrate.json").read_text()
            (project / "migrate.json").write_text(config.replace("URI", server.uri.replace("/?", "/shop?")))
        request = request_from(description="places and cities", target="mongodb", changes=CHANGES)
        proposal = propose(open_project(str(project), {}), request)
        assert [item for item in proposal.report.findings if item.severity == "error"] == []
        assert proposal.report.verification.down.reverses
        assert begins in proposal.text
        path = proposal.report.file
        (project / path).write_text(proposal.text)
        assert max(item.name for item in (project / "steps").iterdir()) == path.removeprefix("steps/")

        (project / "node_modules").symlink_to(tools / "node_modules")
        database = client["shop"]
        runs(project, program, server.uri, "up")
        assert "places" in database.list_collection_names()
        assert "idx_users_city" in database["users"].index_information()
        order = [item.get("fileName") or item.get("migrationName") or item.get("name") for item in database["changelog"].find().sort("_id")]  # fmt: skip
        assert len(order) == len(list((project / "steps").iterdir()))
        assert order[-1].split(".")[0] in path

        named = ["places_and_cities"] if name == "ts-migrate-mongoose" else []
        runs(project, program, server.uri, "down", *named)
        assert "places" not in database.list_collection_names()
        if len(order) > 1:
            assert "idx_users_city" not in database["users"].index_information()
            assert database["users"].count_documents({}) == 1
