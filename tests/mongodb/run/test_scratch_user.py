"""A server that a person named, with users and with other people's data: code that gets past every check meets the server's own."""

import re
import shutil
from contextlib import contextmanager

import pymongo
import pytest

from mongodb.run.faults import users
from nhimbe_migrations.mongodb.proof.prove import execute, open_sandbox
from nhimbe_migrations.mongodb.sandbox import sandbox as sandbox_module
from nhimbe_migrations.mongodb.sandbox.mongod import start_server
from nhimbe_migrations.mongodb.sandbox.scratch_user import scratch_uri

pytestmark = pytest.mark.mongod

HONEST = """import type { Db } from "mongodb";
export async function up(db: Db): Promise<void> {
  await db.collection("users").createIndex({ phone: 1 }, { name: "idx_users_phone" });
  await db.collection("users").updateMany({}, { $set: { ready: true } });
}
export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_phone");
  await db.collection("users").updateMany({}, { $unset: { ready: "" } });
}
"""
PAST_THE_CHECKS = """
export async function up(db) {
  const client = db.client ?? db.s.client;
  await client.db("nhimbe").collection("users").drop();
}
export async function down(db) {}
"""
ADMIN = "admin:p%40ss%2Fword"


@pytest.fixture(scope="module")
def guarded(mongod):
    """A server that asks who somebody is: the address of its administrator, and that of somebody with one database."""
    starting = start_server(mongod, options=("--auth",))
    try:
        server = starting.wait()
        with pymongo.MongoClient(server.uri, serverSelectionTimeoutMS=10_000) as client:
            client.admin.command("createUser", "admin", pwd="p@ss/word", roles=["root"])
        place = re.fullmatch(r"mongodb://([^/]+)/.*", server.uri)[1]
        uri = f"mongodb://{ADMIN}@{place}/?directConnection=true&authSource=admin"
        with pymongo.MongoClient(uri) as client:
            client["nhimbe"]["users"].insert_one({"_id": "real"})
            everything = ["readWriteAnyDatabase", "dbAdminAnyDatabase"]
            client.admin.command("createUser", "some", pwd="body", roles=everything)
        yield uri, uri.replace(ADMIN, "some:body")
    finally:
        starting.end()


def names(uri: str) -> tuple[list[str], list[str]]:
    with pymongo.MongoClient(uri) as client:
        found = client.admin["system.users"].find({}, {"user": 1})
        return sorted(client.list_database_names()), sorted(item["user"] for item in found)


def test_a_migration_runs_as_a_user_of_the_scratch_database_and_nothing_stays(guarded, root):
    admin, _ = guarded
    found = execute(HONEST, seed=users(), repository_root=root, uri=admin, environment={})
    assert (found.status, found.findings) == ("passed", ())
    assert found.isolation[-1] == "a user with rights on the scratch database only"
    assert names(admin) == (["admin", "config", "local", "nhimbe"], ["admin", "some"])


def test_what_gets_past_the_commands_check_is_stopped_by_the_server(guarded, root, tmp_path, monkeypatch):
    """The check of each command taken away, as code that found a way around it would have it."""
    admin, _ = guarded
    with sandbox_module.harness_folder() as folder:
        harness = shutil.copytree(folder, tmp_path / "harness")
    watch = harness / "watch.js"
    text = watch.read_text(encoding="utf-8")
    assert "if (reason) throw" in text
    watch.write_text(text.replace("if (reason) throw", "if (false) throw"), encoding="utf-8")

    @contextmanager
    def without_the_check():
        yield harness

    monkeypatch.setattr(sandbox_module, "harness_folder", without_the_check)
    found = execute(PAST_THE_CHECKS, seed=users(), repository_root=root, uri=admin, environment={})
    assert [item.rule for item in found.findings] == ["up-fails"]
    assert "not authorized on nhimbe" in found.findings[0].message
    with pymongo.MongoClient(admin) as client:
        assert list(client["nhimbe"]["users"].find()) == [{"_id": "real"}]


def test_a_loop_without_end_leaves_neither_database_nor_user(guarded, root):
    admin, _ = guarded
    spinning = HONEST.replace("await db", "for (;;) await db", 1)
    with open_sandbox(uri=admin, limit=1.0, environment={}) as box:
        late = execute(spinning, seed=users(), repository_root=root, sandbox=box)
        assert "time-limit" in {each.rule for each in late.findings}
        again = execute(HONEST, seed=users(), repository_root=root, sandbox=box)
        assert again.status == "passed"
    assert names(admin) == (["admin", "config", "local", "nhimbe"], ["admin", "some"])


def test_where_no_user_can_be_made_the_report_says_so(guarded, root):
    admin, some = guarded
    found = execute(HONEST, seed=users(), repository_root=root, uri=some, environment={})
    assert found.status == "passed"
    assert "lets MONGODB_VERIFY_URI make no user (Unauthorized)" in found.isolation[-1]
    assert "body" not in " ".join(found.isolation)
    assert names(admin)[0] == ["admin", "config", "local", "nhimbe"]


def test_a_server_that_checks_nobody_is_not_said_to_confine(mongod, root):
    starting = start_server(mongod)
    try:
        uri = starting.wait().uri
        found = execute(HONEST, seed=users(), repository_root=root, uri=uri, environment={})
        assert "the server checks nobody's rights" in found.isolation[-1]
        assert names(uri)[1] == []
    finally:
        starting.end()


ADDRESSES = {
    "mongodb://h": "mongodb://u:p%2F@h/?authSource=d",
    "mongodb://me:x@a:1,b:2/app?tls=true&authSource=admin&authMechanism=SCRAM-SHA-1": "mongodb://u:p%2F@a:1,b:2/?tls=true&authSource=d",
    "mongodb://%2Ftmp%2Fa.sock/?directConnection=true": "mongodb://u:p%2F@%2Ftmp%2Fa.sock/?directConnection=true&authSource=d",
    "http://h": None,
}


@pytest.mark.parametrize(("uri", "theirs"), ADDRESSES.items())
def test_the_address_for_the_scratch_user_keeps_all_but_who_asks(uri, theirs):
    assert scratch_uri(uri, "u", "p/", "d") == theirs
