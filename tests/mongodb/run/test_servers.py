import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import pymongo
import pytest

from mongodb.run.faults import FAULTS, users
from mongodb.run.throw_away import throw_away_server
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.sandbox.engines import needs_replica_set

pytestmark = pytest.mark.mongod

HONEST = """import type { Db } from "mongodb";
export async function up(db: Db): Promise<void> {
  await db.collection("users").createIndex({ phone: 1 }, { name: "idx_users_phone" });
}
export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_phone");
}
"""
IN_A_TRANSACTION = """import type { Db } from "mongodb";
export async function up(db: Db): Promise<void> {
  await db.client.withSession((session) => session.withTransaction(async () => {
    await db.collection("users").updateMany({}, { $set: { ready: true } }, { session });
  }));
}
export async function down(db: Db): Promise<void> {
  await db.collection("users").updateMany({}, { $unset: { ready: "" } });
}
"""


def processes_in(folder: str) -> list[str]:
    return [
        path.parent.name
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if folder.encode() in command_line(path) and int(path.parent.name) != os.getpid()
    ]


def command_line(path: Path) -> bytes:
    """Nothing for a process that ended since it was listed."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def client_of(server) -> pymongo.MongoClient:
    return pymongo.MongoClient(server.uri, serverSelectionTimeoutMS=10_000)


def test_a_throw_away_server_is_reached_through_its_own_file_alone_and_leaves_nothing(mongod):
    with throw_away_server(mongod) as server:
        folder = server.socket.parent
        assert folder.stat().st_mode & 0o077 == 0
        with client_of(server) as client:
            assert client.admin.command("getCmdLineOpts")["parsed"]["net"]["bindIp"] == str(server.socket)
    assert not folder.exists()
    assert processes_in(str(folder)) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="NOT CHECKED: there is no /proc to look into")
def test_everything_dies_with_us_even_in_the_middle_of_an_endless_loop(root, mongod):
    """Killed outright, with a migration that spins and a server that serves it."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom nhimbe_migrations.mongodb.proof.prove import open_sandbox\n"
        "from nhimbe_migrations.mongodb.sandbox.loading.modules import gather\n"
        f"root = Path({str(root)!r})\n"
        f"with open_sandbox(mongod=Path({str(mongod)!r}), limit=60.0, environment={{}}) as box:\n"
        "    spin = 'export async function up() { const f = () => { try { f(); } finally { f(); } }; f(); }'\n"
        "    script = gather(spin + 'export async function down() {}', 'm.ts', root)\n"
        "    print(box.server.socket.parent, box._folder.name, flush=True)\n"
        "    box.run(script, [])\n"
    )
    victim = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    folders = victim.stdout.readline().split()
    patience = time.monotonic() + 20
    while not (processes_in(folders[0]) and processes_in(folders[1])) and time.monotonic() < patience:
        os.sched_yield()
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    patience = time.monotonic() + 20
    while any(processes_in(folder) or Path(folder).exists() for folder in folders) and time.monotonic() < patience:
        os.sched_yield()
    assert [processes_in(folder) for folder in folders] == [[], []]
    assert [Path(folder).exists() for folder in folders] == [False, False]


def test_a_replica_set_of_one_runs_what_needs_transactions(replica_set, root):
    assert needs_replica_set(IN_A_TRANSACTION)
    found = execute(IN_A_TRANSACTION, seed=users(), repository_root=root, sandbox=replica_set)
    assert (found.status, found.findings) == ("passed", ())
    assert "replica set" in found.server


LACKING = {
    "transactions": (IN_A_TRANSACTION, "does not support retryable writes"),
    "search indexes": (
        HONEST.replace("createIndex({ phone: 1 }, {", "createSearchIndex({ definition: {},"),
        "no such command: 'createSearchIndexes'",
    ),
    "bulks of the client": (
        HONEST.replace(
            "await db",
            'await db.client.bulkWrite([{ namespace: db.databaseName + ".users", name: "deleteOne", filter: {} }]);\n  await db',
        ),
        "bulkWrite",
    ),
}


@pytest.mark.parametrize(("text", "why"), LACKING.values(), ids=LACKING.keys())
def test_what_a_server_cannot_do_is_not_held_against_the_migration(text, why, sandbox, root):
    found = execute(text, seed=users(), repository_root=root, sandbox=sandbox)
    assert (found.status, found.findings) == ("not checked", ())
    assert why in found.why


def test_a_server_of_ones_own_is_left_as_it_was(root, mongod):
    """With a URI the process has a network; still only the scratch database is touched, and dropped."""
    chosen = ("a socket by way of the driver's own", "another database by its name", "another database by renaming")
    with throw_away_server(mongod) as server, client_of(server) as client:
        client["nhimbe"]["users"].insert_one({"_id": "real"})
        passed = execute(HONEST, seed=users(), repository_root=root, uri=server.uri, environment={})
        assert (passed.status, passed.findings) == ("passed", ())
        assert passed.server == "MongoDB 6.0.5 (standalone, from MONGODB_VERIFY_URI)"
        for fault in FAULTS:
            if fault.name in chosen:
                found = execute(fault.text, seed=fault.seed, repository_root=root, uri=server.uri, environment={})
                assert [(each.rule, each.line) for each in found.findings] == [(fault.rule, fault.line)]
        spinning = HONEST.replace("await db", "for (;;) await db")
        late = execute(spinning, seed=users(), repository_root=root, uri=server.uri, limit=1.0, environment={})
        assert {each.rule for each in late.findings} == {"time-limit"}
        assert sorted(client.list_database_names()) == ["admin", "config", "local", "nhimbe"]
        assert list(client["nhimbe"]["users"].find()) == [{"_id": "real"}]


def test_a_server_that_does_not_answer_is_not_a_verdict(root):
    found = execute(
        HONEST, repository_root=root, uri="mongodb://%2Fnowhere%2Fm.sock/?serverSelectionTimeoutMS=200", environment={}
    )
    assert found.status == "not checked"
    assert "cannot be reached" in found.why
    assert (found.findings, found.server) == ((), "")


def test_without_tools_it_says_what_is_missing(tmp_path):
    found = execute(HONEST, repository_root=tmp_path, environment={"MONGOD_BIN": str(tmp_path / "none")})
    assert "pip install 'nhimbe-migrations[mongodb]'" in found.why
    assert found.status == "not checked"
    assert "was not found" in found.why


def test_the_name_of_the_socket_is_the_whole_address(mongod):
    with throw_away_server(mongod) as server:
        assert unquote(server.uri).startswith(f"mongodb://{server.socket}/")
