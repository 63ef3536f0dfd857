"""The same code without the kernel's help, by socket file and by port: what one lets out, another has to keep in."""

import pytest

from mongodb.run.faults import FAULTS, users
from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.sandbox import runtime as sandbox_runtime
from nhimbe_migrations.mongodb.sandbox.mongod import Server, start_server
from nhimbe_migrations.mongodb.sandbox.sandbox import Sandbox

pytestmark = pytest.mark.mongod

HONEST = """import { ObjectId, type Db } from "mongodb";
export async function up(db: Db): Promise<void> {
  await db.collection("users").createIndex({ phone: 1 }, { name: "idx_users_phone", unique: true, sparse: true });
  await db.collection("events").insertOne({ _id: new ObjectId("65f000000000000000000001"), at: new Date(0) });
}
export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_phone");
  await db.collection("events").drop();
}
"""
KEPT_IN = [fault for fault in FAULTS if fault.rule in {"escapes-sandbox", "escapes-database"}]


@pytest.fixture(scope="module", params=["socket file", "port"])
def other(request, deno, mongod):
    """A sandbox without the kernel's help, on a server reached either way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox_runtime, "unshare", tuple)
        starting = start_server(mongod, socket_file=request.param == "socket file")
        try:
            with Sandbox(deno, starting.wait(), limit=4.0) as opened:
                yield opened
        finally:
            starting.end()


def test_an_honest_migration_passes(other, root):
    found = execute(HONEST, seed=users(), repository_root=root, sandbox=other)
    assert (found.status, found.findings) == ("passed", ())
    assert any("no network but the server" in kept for kept in found.isolation)
    assert found.isolation[-1] == "a server of its own"


@pytest.mark.parametrize("fault", KEPT_IN, ids=lambda fault: fault.name)
def test_what_wants_out_is_kept_in(fault, other, root):
    found = execute(fault.text, seed=fault.seed, repository_root=root, file="migrations/002_change.ts", sandbox=other)
    assert [(each.rule, each.line) for each in found.findings] == [(fault.rule, fault.line)], found


ADDRESSES = {
    "mongodb://db.example.org": "db.example.org:27017",
    "mongodb://me:p%40ss@a:1,b:2/app?tls=true": "a:1,b:2",
    "mongodb://a,b:3/?replicaSet=r": "a:27017,b:3",
    "mongodb://[::1]:7": "[::1]:7",
}


@pytest.mark.parametrize(("uri", "addresses"), ADDRESSES.items())
def test_deno_is_allowed_the_addresses_of_the_server_and_no_other(uri, addresses, tmp_path):
    runtime = sandbox_runtime.choose_runtime(Server(uri, ""), tmp_path / "main.js", deno=tmp_path, cache=tmp_path)
    assert [each for each in runtime.command if each.startswith("--allow-net")] == [f"--allow-net={addresses}"]


def test_addresses_that_only_a_look_up_tells_are_not_opened(tmp_path):
    server = Server("mongodb+srv://cluster.example.org", "")
    with pytest.raises(ToolMissingError, match=r"mongodb\+srv names none"):
        sandbox_runtime.choose_runtime(server, tmp_path / "main.js", deno=tmp_path, cache=tmp_path)


def test_files_that_the_uri_names_can_be_read_by_the_driver(tmp_path):
    server = Server("mongodb://a:1/?tls=true&tlsCAFile=%2Fetc%2Fca.pem", "")
    runtime = sandbox_runtime.choose_runtime(server, tmp_path / "main.js", deno=tmp_path, cache=tmp_path)
    assert [each for each in runtime.command if "read" in each] == ["--allow-read=/etc/ca.pem"]
