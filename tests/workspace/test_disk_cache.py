"""What one process worked out serves the next, and nothing that befalls the cache changes an answer."""

from __future__ import annotations

import hashlib
import os
import pickle
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from nhimbe_migrations.code_use import sources
from nhimbe_migrations.d1.schema import loading
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.states import states as building
from nhimbe_migrations.d1.states.baseline import Baseline
from nhimbe_migrations.d1.states.states import States, build_states
from nhimbe_migrations.system import disk_cache
from nhimbe_migrations.system.disk_cache import load, name_of, save

HISTORY = (
    ("001_a.sql", "CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT);\nINSERT INTO users VALUES ('u', '✨');"),
    ("002_b.sql", "ALTER TABLE users ADD COLUMN nick TEXT; CREATE INDEX i ON users(nick); DROP TABLE absent;"),
    ("003_c.sql", "CREATE VIEW v AS SELECT id FROM users; ALTER TABLE users RENAME COLUMN name TO full_name;"),
)
COMMITTED = "CREATE TABLE users (id TEXT PRIMARY KEY, full_name TEXT, nick TEXT, by_hand INTEGER);\nSELECT broken;"
VERSIONS = (Baseline("c1", "CREATE TABLE users (id TEXT PRIMARY KEY);"), Baseline("c2", COMMITTED))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "cache"
    monkeypatch.setenv("NHIMBE_MIGRATIONS_CACHE", str(place))
    forget(monkeypatch)
    return place


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be as a process that has just begun."""
    building._build.cache_clear()
    monkeypatch.setattr(loading, "_loaded", type(loading._loaded)(128_000_000, lambda _: 1))
    sources._kept.clear()


def built() -> States:
    return build_states(HISTORY, committed=COMMITTED, versions=VERSIONS)


def only(place: Path) -> Path:
    (entry,) = place.iterdir()
    return entry


def test_the_next_process_is_told_what_the_first_worked_out(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = built()
    databases = {state.sql: load_schema(state.sql) for state in first.distinct}
    assert first.told.failures
    assert first.told.by_hand
    forget(monkeypatch)
    monkeypatch.setattr(building, "start_replay", None)  # nothing is replayed
    second = built()
    assert second == first
    assert second.made_by("column", "users.nick") == first.made_by("column", "users.nick")
    monkeypatch.setattr(loading, "load_statements", None)  # and nothing is loaded
    assert {state.sql: load_schema(state.sql) for state in second.distinct} == databases
    assert all(load_schema(sql).image == loaded.image for sql, loaded in databases.items())
    assert {item.name[:7] for item in cache.iterdir()} == {"states-"}


def test_another_history_or_baseline_is_another_entry(cache: Path) -> None:
    names = {
        building.name_of_states(building._inputs(history, committed, versions, baseline, pending))
        for history in (HISTORY, HISTORY[:2])
        for committed in (COMMITTED, "", None)
        for versions in ((), VERSIONS)
        for baseline in (None, VERSIONS[0])
        for pending in ((), HISTORY[2:])
    }
    assert len(names) == 2 * 3 * 2 * 2 * 2


def test_queries_of_the_code_are_read_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "src/a.ts": b"export const f = (db, t) => db.prepare(`SELECT ${t} FROM users WHERE id = ?`).bind(null, 1.5, 'x');",
        "src/b.ts": b"const q = a ? 'SELECT 1' : 'SELECT 2'; env.DB.prepare(q + tail).all();",
        "src/c.ts": "import { drizzle } from 'drizzle-orm/d1'; // ✨".encode(),
    }
    first = sources.read_code(files)
    assert first.queries
    assert first.builders
    forget(monkeypatch)
    monkeypatch.setattr(sources, "_read", None)
    assert sources.read_code(files) == first
    assert only(cache).name.startswith("code-")


def forged(name: str, content: bytes) -> bytes:
    """An entry as somebody would write it who knows how they are written."""
    packed = zlib.compress(content)
    return b"nhimbe1\n" + hashlib.sha256(name.encode() + b"\0" + packed).digest() + packed


HOSTILE = {
    "nothing": lambda entry: entry[:0],
    "cut": lambda entry: entry[: len(entry) // 2],
    "one byte less": lambda entry: entry[:-1],
    "one byte more": lambda entry: entry + b"\0",
    "another byte": lambda entry: entry[:100] + bytes([entry[100] ^ 1]) + entry[101:],
    "a pickle": lambda entry: pickle.dumps(len(entry)),
    "another version": lambda entry: b"nhimbe2\n" + entry[8:],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_torn_or_forged_entry_is_stepped_over_and_written_again(
    what: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built()
    entry = only(cache)
    whole = entry.read_bytes()
    entry.write_bytes(HOSTILE[what](whole))
    forget(monkeypatch)
    assert load(entry.name) is None
    assert built() == first
    assert load(entry.name) is not None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null\n", b"[]\n", b"[[],[]]\n", b'{"__class__": "os.system"}\n', b"[" * 100_000 + b"\n", b"\xff\xfe\n", b"[1]\nSQLite format 3\0",
    ],
)  # fmt: skip
def test_an_entry_with_the_right_hash_and_the_wrong_shape_is_no_answer(
    content: bytes, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built()
    entry = only(cache)
    entry.write_bytes(forged(entry.name, content))
    forget(monkeypatch)
    assert built() == first


def test_the_entry_of_another_name_is_no_answer(cache: Path) -> None:
    save(name_of("a", ["1"]), b"one")
    entry = only(cache)
    entry.rename(cache / name_of("a", ["2"]))
    assert load(name_of("a", ["2"])) is None


def test_what_unpacks_to_more_than_there_may_be_is_not_unpacked(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_cache, "CACHE_ENTRY_BYTES", 1_000)
    cache.mkdir(mode=0o700)
    (cache / "a").write_bytes(forged("a", b"\0" * 100_000))
    (cache / "a").chmod(0o600)
    assert load("a") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="who owns a file is asked on POSIX")
def test_what_others_can_write_to_is_not_read(cache: Path, tmp_path: Path) -> None:
    name = name_of("a", ["1"])
    save(name, b"one")
    assert load(name) == b"one"
    entry = only(cache)
    assert (cache.stat().st_mode & 0o777, entry.stat().st_mode & 0o777) == (0o700, 0o600)
    for place, mode in ((entry, 0o666), (cache, 0o777)):
        before = place.stat().st_mode
        place.chmod(mode)
        assert load(name) is None
        place.chmod(before)
    moved = tmp_path / "elsewhere"
    entry.rename(moved)
    entry.symlink_to(moved)
    assert load(name) is None
    cache.rename(tmp_path / "real")
    cache.symlink_to(tmp_path / "real")
    moved.replace(tmp_path / "real" / name)
    assert load(name) is None


def test_it_can_be_turned_off(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_CACHE", "off")
    built()
    assert not cache.exists()


def test_it_lies_beside_the_state_where_that_has_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NHIMBE_MIGRATIONS_CACHE")
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path))
    save("a", b"one")
    assert (load("a"), only(tmp_path / "cache").name) == (b"one", "a")


def test_what_was_used_the_longest_ago_goes_when_there_is_too_much(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_cache, "CACHE_BYTES", 3_000)
    for number, name in enumerate("abc"):
        save(name, os.urandom(900))
        os.utime(cache / name, (1_000 + number, 1_000 + number))
    assert load("a") is not None  # and is used just now
    save("d", os.urandom(900))
    assert {item.name for item in cache.iterdir()} == {"a", "d"}
    assert sum(item.stat().st_size for item in cache.iterdir()) <= 3_000


def test_an_entry_that_is_too_large_is_not_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_cache, "CACHE_ENTRY_BYTES", 1_000)
    save("a", os.urandom(2_000))
    assert not cache.exists()


def run(code: str, cache: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NHIMBE_MIGRATIONS_CACHE": str(cache)}
    script = f"import os, signal\nfrom nhimbe_migrations.system import disk_cache\n{code}"
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


KILLED = """
real = os.write
def torn(handle, data):
    real(handle, bytes(data)[:{count}])
    os.kill(os.getpid(), signal.SIGKILL)
os.write = torn
disk_cache.save("a", b"one" * 1000)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_writer_that_is_killed_leaves_no_entry(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for count in (0, 1, 45):
        assert run(KILLED.format(count=count), cache).returncode == -signal.SIGKILL
    left = [*cache.iterdir()]
    assert len(left) == 3
    assert load("a") is None
    save("a", b"one")
    assert load("a") == b"one"
    old = time.time() - 3_600
    for item in left:
        os.utime(item, (old, old))
    save("b", b"two")
    assert {item.name for item in cache.iterdir()} == {"a", "b"}


@pytest.mark.skipif(os.name == "nt", reason="no limits of that kind")
def test_a_full_disk_costs_the_entry_and_nothing_else(cache: Path) -> None:
    code = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\ndisk_cache.save('a', os.urandom(5000))\nprint(disk_cache.load('a'))"
    done = run(code, cache)
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr
    assert [*cache.iterdir()] == []


@pytest.mark.parametrize("place", ["file/cache", "missing\0name", "/proc/self/nhimbe"])
def test_a_home_that_cannot_be_written_costs_nothing(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(disk_cache, "_folder", lambda _: tmp_path / place)
    forget(monkeypatch)
    with_none = built()
    forget(monkeypatch)
    assert built() == with_none


BUSY = """
import hashlib, sys
disk_cache.CACHE_BYTES = 40_000
for round in range(120):
    name = f"n{round % 7}"
    whole = hashlib.sha256(name.encode()).digest() * 400
    found = disk_cache.load(name)
    assert found is None or found == whole, name
    disk_cache.save(name, whole[: len(whole)])
print("done")
"""


def test_processes_that_write_at_once_read_whole_entries(cache: Path) -> None:
    environment = {**os.environ, "NHIMBE_MIGRATIONS_CACHE": str(cache)}
    script = f"import os\nfrom nhimbe_migrations.system import disk_cache\n{BUSY}"
    running = [
        subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [process.communicate(timeout=120)[0] for process in running] == ["done\n"] * 3
    assert not [item for item in cache.iterdir() if item.name.endswith(".part")]
