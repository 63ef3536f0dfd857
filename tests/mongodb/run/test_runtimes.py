"""The same code under each runtime: what one lets out, another has to keep in."""

import pytest

from mongodb.run.conftest import lacking
from mongodb.run.faults import FAULTS, users
from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.sandbox import runtime as sandbox_runtime
from nhimbe_migrations.mongodb.sandbox.mongod import Server, throw_away_server
from nhimbe_migrations.mongodb.sandbox.sandbox import Sandbox
from nhimbe_migrations.mongodb.sandbox.tools import Node, find_deno, find_driver, find_esbuild, find_node

pytestmark = [pytest.mark.mongod, pytest.mark.node]

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


@pytest.fixture(scope="module", params=["deno", "node, kept by the harness"])
def other(request, tools, mongod):
    """A sandbox without the kernel's help."""
    modules = [tools / "node_modules"]
    node, deno = (find_node(), None) if request.param.startswith("node") else (None, find_deno(modules))
    if node is None and deno is None:
        lacking("this runtime is not installed")
    with pytest.MonkeyPatch.context() as patch, throw_away_server(mongod) as server:
        patch.setattr(sandbox_runtime, "unshare", tuple)
        with Sandbox(node, deno, find_esbuild(modules), find_driver(modules), server, 4.0) as opened:
            yield opened


def test_an_honest_migration_passes(other, root):
    found = execute(HONEST, seed=users(), repository_root=root, sandbox=other)
    assert (found.status, found.findings) == ("passed", ())
    assert "no network but the server" in found.isolation


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
    runtime = sandbox_runtime.choose_runtime(Server(uri, ""), tmp_path / "harness.cjs", node=None, deno=tmp_path)
    assert [each for each in runtime.command if each.startswith("--allow-net")] == [f"--allow-net={addresses}"]


def test_addresses_that_only_a_look_up_tells_need_node(tmp_path):
    server = Server("mongodb+srv://cluster.example.org", "")
    node = Node(tmp_path / "node", (24, 0, 0))
    chosen = sandbox_runtime.choose_runtime(server, tmp_path / "harness.cjs", node=node, deno=tmp_path)
    assert chosen.command[:2] == (str(node.path), "--permission")
    with pytest.raises(ToolMissingError, match="It needs Node"):
        sandbox_runtime.choose_runtime(server, tmp_path / "harness.cjs", node=None, deno=tmp_path)


def test_files_that_the_uri_names_can_be_read_by_the_driver(tmp_path):
    server = Server("mongodb://a:1/?tls=true&tlsCAFile=%2Fetc%2Fca.pem", "")
    under_node = sandbox_runtime.choose_runtime(server, tmp_path, node=Node(tmp_path, (20, 0, 0)), deno=None)
    under_deno = sandbox_runtime.choose_runtime(server, tmp_path, node=None, deno=tmp_path)
    assert [each for each in under_node.command if "read" in each] == [
        f"--allow-fs-read={tmp_path}",
        "--allow-fs-read=/etc/ca.pem",
    ]
    assert [each for each in under_deno.command if "read" in each] == [f"--allow-read={tmp_path},/etc/ca.pem"]


def test_each_node_is_told_to_confine_in_its_own_words(tmp_path):
    flags = [Node(tmp_path, (major, 0, 0)).permission_flags for major in (20, 22, 24, 25)]
    assert flags == [
        ("--experimental-permission",),
        ("--experimental-permission",),
        ("--permission",),
        ("--permission", "--allow-net"),
    ]
