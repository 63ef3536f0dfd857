"""What an answer says to look at first and to verify at the end is run as a person runs it, by the official driver on a real server."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pymongo
import pytest

from mongodb.run.throw_away import throw_away_server
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.write import write_draft
from nhimbe_migrations.mongodb.sandbox.places import harness_folder

pytestmark = [pytest.mark.mongod, pytest.mark.node, pytest.mark.slow]

MADE: list[dict[str, Any]] = [
    {
        "kind": "create_collection",
        "name": name,
        "fields": [{"name": "email", "type": "string"}, {"name": "stars", "type": "int"}],
    }
    for name in ("users", "notes", "logs")
] + [{"kind": "create_index", "collection": "users", "keys": {"stars": 1}, "name": "idx_users_stars"}]
CHANGES: list[dict[str, Any]] = [
    {"kind": "create_collection", "name": "awards", "fields": [{"name": "code", "type": "string", "unique": True}]},
    {"kind": "create_index", "collection": "users", "keys": {"email": 1}, "unique": True},
    {"kind": "drop_index", "collection": "users", "name": "idx_users_stars"},
    {"kind": "rename_collection", "name": "notes", "to": "remarks"},
    {"kind": "rename_field", "collection": "users", "field": "stars", "to": "rating"},
]
RENAMED = [{"kind": "rename_field", "collection": "logs", "field": "stars", "to": "rating"}]
SEES_DOUBLES = """for await (const order of db.collection("logs").find()) {
  const user = await db.collection("users").findOne({ _id: order.userId });
  await db.collection("logs").updateOne({ _id: order._id }, { $set: { owner: user!.email ?? "" } });
}"""


def drafted(root: Path, changes: list[dict[str, Any]] | None = None, **given: Any) -> Any:
    project = open_project(str(root), os.environ, root, mongodb=True)
    report = draft(project, request_from(description="Change", target="mongodb", changes=changes, **given))
    assert not [finding for finding in report.findings if finding.severity == "error"], report.findings
    return report


def written(root: Path, report: Any) -> None:
    assert report.draft is not None
    write_draft(open_project(str(root), os.environ, root, mongodb=True), report.draft)


def asked(command: str, root: Path, uri: str) -> str:
    """Run a command of an answer as a shell does; `npx tsx` and Deno's driver without asking a registry."""
    with harness_folder() as harness:
        driver = (harness / "vendor" / "driver.js").as_uri()
    command = command.replace("npx tsx", "node node_modules/tsx/dist/cli.mjs").replace("npm:mongodb@6", driver)
    environment = {**os.environ, "MONGODB_URI": uri, "DENO_DIR": str(root / ".deno"), "NO_COLOR": "1"}
    ran = subprocess.run(
        ["sh", "-c", command], cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.strip()


def commands(report: Any, beginning: str) -> list[str]:
    found = [command.run for command in report.commands if command.purpose.startswith(beginning)]
    assert found, [command.purpose for command in report.commands]
    return found


@pytest.fixture(params=["node", "deno"])
def repository(request: pytest.FixtureRequest, tmp_path: Path, tools: Path, deno: Path, monkeypatch: Any) -> Path:
    """A repository with driver and tsx, and one without any package, in which Deno is what is named."""
    root = tmp_path / "shop"
    (root / "migrations").mkdir(parents=True)
    (root / "wrangler.toml").write_text("", encoding="utf-8")
    if request.param == "node":
        (root / "package.json").write_text(json.dumps({"devDependencies": {"mongodb": "6", "tsx": "4"}}))
        (root / "node_modules").symlink_to(tools / "node_modules")
    monkeypatch.setenv("PATH", f"{deno.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return root


def test_each_question_is_answered_by_a_real_server(repository: Path, mongod: Path) -> None:
    with throw_away_server(mongod) as server, pymongo.MongoClient[dict[str, Any]](server.uri) as client:
        database = client["test"]
        for changes, given in ((MADE, {}), (CHANGES, {}), (RENAMED, {"strategy": "expand"})):
            report = drafted(repository, changes, **given)
            [verify] = commands(report, "verify")
            before = asked(verify, repository, server.uri)
            assert before != "[]", "what is to be made is not there yet"
            written(repository, report)
            asked(commands(report, "run up()")[0], repository, server.uri)
            assert asked(verify, repository, server.uri) == "[]"
            database["logs"].delete_many({})
            database["logs"].insert_one({"_id": "a", "email": "a@x", "stars": 1})
            database["users"].delete_many({})
            database["users"].insert_one({"_id": "b", "email": "b@x", "stars": 2})
        database["logs"].update_one({"_id": "a"}, {"$set": {"rating": 3}})
        report = drafted(repository, RENAMED, strategy="contract")
        [look] = commands(report, "look first")
        assert asked(look, repository, server.uri) == "1", "the two names differ in one document"
        [verify] = commands(report, "verify")
        assert "1 documents of logs" in asked(verify, repository, server.uri)
        written(repository, report)
        asked(commands(report, "run up()")[0], repository, server.uri)
        assert asked(verify, repository, server.uri) == "[]"


QUESTION = re.compile(r"Count (?:them|such documents) first: (db\.collection\(.*?\))\.?(?: [A-Z]|$)")


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (SEES_DOUBLES, "n: 1"),
        (
            'for await (const d of db.collection("logs").find()) await db.collection("logs").updateOne({ _id: d._id }, { $set: { email: d.email.trim() } });',
            "1",
        ),
        (
            'await db.collection("users").createIndex({ email: 1 }, { unique: true, sparse: true, name: "idx_users_email" });',
            "n: 2",
        ),
    ],
    ids=["a reference", "a field that may lack", "two that share a key"],
)
def test_what_a_finding_says_to_count_is_counted_by_the_driver(
    body: str, count: str, repository: Path, mongod: Path
) -> None:
    (repository / "migrations" / "001_init.ts").write_text(
        'import type { Db } from "mongodb";\n'
        "export async function up(db: Db): Promise<void> {\n"
        '  await db.createCollection("users", { validator: { $jsonSchema: { bsonType: "object", properties: { email: { bsonType: "string" } } } } });\n'
        '  await db.createCollection("logs", { validator: { $jsonSchema: { bsonType: "object", properties: { email: { bsonType: "string" }, userId: { bsonType: "string" } } } } });\n'
        "}\n"
        "export async function down(db: Db): Promise<void> {\n"
        '  await db.collection("users").drop();\n  await db.collection("logs").drop();\n}\n'
    )
    project = open_project(str(repository), os.environ, repository, mongodb=True)
    report = draft(project, request_from(description="Change", target="mongodb", up=body, down=""))
    help_ = [finding.help for finding in report.findings if finding.rule == "depends-on-documents"]
    questions = [found[1] for text in help_ if (found := QUESTION.search(text))]
    assert questions, report.findings
    how = (
        "deno eval --ext=ts --no-lock --node-modules-dir=none"
        if not (repository / "package.json").exists()
        else "node -e"
    )
    connects = (
        'import{MongoClient as M}from"npm:mongodb@6";const c=await M.connect(Deno.env.get("MONGODB_URI"))'
        if how.startswith("deno")
        else 'import("mongodb").then(async({MongoClient:M})=>{const c=await M.connect(process.env.MONGODB_URI)'
    )
    end = "" if how.startswith("deno") else "})"
    with throw_away_server(mongod) as server, pymongo.MongoClient[dict[str, Any]](server.uri) as client:
        database = client["test"]
        database["users"].insert_many([{"_id": "a", "email": "x"}, {"_id": "b", "email": "x"}])
        database["logs"].insert_many([{"_id": 1, "userId": "a", "email": "y"}, {"_id": 2, "userId": "nobody"}])
        for question in questions:
            script = f"{connects},db=c.db();console.log(await {question});await c.close(){end}"
            assert count in asked(f"{how} {shlex.quote(script)}", repository, server.uri)
