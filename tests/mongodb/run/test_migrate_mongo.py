"""What is written here also runs where people run it: migrate-mongo under tsx, with the official driver."""

import json
import os
import subprocess

import pymongo
import pytest
from bson import json_util

from mongodb.run.proving import HISTORY, Author, history
from mongodb.run.throw_away import throw_away_server
from nhimbe_migrations.authoring.compose.mongodb_commands import mongodb_commands
from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.plan.plan import assemble, plan
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.rendering import render
from nhimbe_migrations.workspace.repository.repository import find_repository

pytestmark = [pytest.mark.mongod, pytest.mark.node, pytest.mark.slow]

CONFIG = """export default {
  mongodb: { url: process.env.MIGRATIONS_URL, databaseName: "nhimbe" },
  migrationsDir: "migrations", changelogCollectionName: "changelog", lockCollectionName: "changelog_lock", lockTtl: 0,
  migrationFileExtension: ".ts", useFileHash: false, moduleSystem: "esm",
};
"""


@pytest.fixture
def project(tmp_path, tools):
    (tmp_path / "node_modules").symlink_to(tools / "node_modules")
    (tmp_path / "package.json").write_text(json.dumps({"type": "module"}))
    (tmp_path / "migrate-mongo-config.mjs").write_text(CONFIG)
    (tmp_path / "migrations").mkdir()
    return tmp_path


def migrate(project, uri, direction):
    modules = project / "node_modules"
    runner = modules / "migrate-mongo/bin/migrate-mongo.js"
    ran = subprocess.run(
        ["node", str(modules / "tsx/dist/cli.mjs"), str(runner), direction, "-f", "migrate-mongo-config.mjs"],
        cwd=project,
        env={**os.environ, "MIGRATIONS_URL": uri},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def contents(client):
    """Everything but the runner's own two collections, in an order that does not depend on how it came about."""
    database = client["nhimbe"]
    found = {}
    for listed in database.list_collections():
        name = listed["name"]
        if name.startswith("changelog"):
            continue
        documents = sorted((dict(each) for each in database[name].find()), key=lambda each: str(each["_id"]))
        # What a collection was created with by default, collMod states.
        stated = {"validationLevel": "strict", "validationAction": "error", **listed["options"]}
        options = stated if listed["options"].get("validator") else {}
        found[name] = (options, database[name].index_information(), documents)
    return found


def fill(client, seed):
    """Put the documents in that the proof would use, past the validators."""
    for collection in seed.collections:
        documents = [json_util.loads(json.dumps(each)) for each in collection.documents]
        target = client["nhimbe"].get_collection(collection.name)
        target.insert_many(documents, bypass_document_validation=True)


@pytest.mark.parametrize("number", [3, 17, 25])
def test_what_is_written_goes_up_and_down_under_migrate_mongo(number, project, mongod):
    create = assemble(plan(parse_changes(HISTORY), Collections()), number="001", description="all", render=render)
    planned = plan(parse_changes(Author(number).sequence()), history())
    change = assemble(planned, number="002", description="change", render=render)
    (project / "migrations" / "001_all.ts").write_text(create, encoding="utf-8")

    with throw_away_server(mongod) as server, pymongo.MongoClient(server.uri) as client:
        assert "MIGRATED UP: 001_all.ts" in migrate(project, server.uri, "up")
        fill(client, seed_for(read_migration(change, "002_change.ts"), history(), absent=planned.taken_as_new))
        filled = contents(client)
        (project / "migrations" / "002_change.ts").write_text(change, encoding="utf-8")
        assert "MIGRATED UP: 002_change.ts" in migrate(project, server.uri, "up")
        assert contents(client) != filled
        assert "MIGRATED DOWN: 002_change.ts" in migrate(project, server.uri, "down")
        assert contents(client) == filled
        assert "MIGRATED DOWN: 001_all.ts" in migrate(project, server.uri, "down")
        assert set(contents(client)) <= {"reviews"}


@pytest.mark.parametrize(
    "package", [None, {"type": "module"}, {"type": "commonjs"}], ids=["none", "module", "commonjs"]
)
def test_the_commands_of_the_report_run_whatever_kind_of_package_it_is(package, project, mongod):
    """tsx treats a file as CommonJS where the package does not say `module`, and exports look different then."""
    (project / "package.json").unlink()
    # A repository with a runner is told to use it: a file that is run beside the ledger would run a second time.
    (project / "migrate-mongo-config.mjs").unlink()
    if package is not None:
        (project / "package.json").write_text(json.dumps(package))
    (project / "wrangler.toml").write_text("")
    create = assemble(plan(parse_changes(HISTORY), Collections()), number="001", description="all", render=render)
    (project / "migrations" / "001_all.ts").write_text(create, encoding="utf-8")
    repository = find_repository(str(project), environment={})
    up, down = mongodb_commands(repository, "migrations/001_all.ts")

    with throw_away_server(mongod) as server, pymongo.MongoClient(server.uri) as client:
        run_as_told(up.run, project, server.uri)
        assert client["test"].list_collection_names()
        run_as_told(down.run, project, server.uri)
        assert set(client["test"].list_collection_names()) <= {"reviews"}


def run_as_told(command, project, uri):
    """As a shell runs it; `npx tsx` without asking a registry."""
    command = command.replace("npx tsx", "node node_modules/tsx/dist/cli.mjs")
    environment = {**os.environ, "MONGODB_URI": uri}
    ran = subprocess.run(
        ["sh", "-c", command], cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
