"""The jobs that this tool shares with what people run instead, each as its own users do it, all in one run, interleaved.

A whole process, from its start to its end, since that is what a person or an assistant waits for: by the clock, and in
processor time, which a busy machine spoils less. Ratios of one run say more than milliseconds. A tool that is not installed is named, and left out.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = Path(os.environ.get("TOOLS", ROOT / ".tools")).resolve()
SQL = "CREATE TABLE IF NOT EXISTS bench_new (id TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);"
QUIET = {"CI": "1", "NO_COLOR": "1", "WRANGLER_SEND_METRICS": "false", "DO_NOT_TRACK": "1"}
LONGEST = 60
OURS = "nhimbe-migrations"


@dataclass(frozen=True)
class Contender:
    """One tool at one job."""

    job: str
    tool: str
    does: str
    """What it really does there, in a few words."""
    program: Path
    arguments: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    """Puts back what the run before changed."""
    environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> tuple[float, float]:
        """Return milliseconds of one run: by the clock, and of processor time with what it started and waited for."""
        self.before()
        began, spent = time.perf_counter(), _children()
        done = subprocess.run(
            [str(self.program), *self.arguments],
            cwd=self.folder,
            env={**os.environ, **QUIET, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
        took = (time.perf_counter() - began) * 1000, (_children() - spent) * 1000
        if done.returncode:
            said = (done.stderr + done.stdout).decode(errors="replace").strip().splitlines()
            raise RuntimeError(
                next((line for line in said if "rror" in line), said[-1]) if said else f"exit {done.returncode}"
            )
        return took


Row = tuple[str, str, str]


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def measure(rounds: int) -> list[Row]:
    """Return rows: job and tool, milliseconds, ratio to this tool at the same job (by the clock, of processor time)."""
    with tempfile.TemporaryDirectory() as place, _mongod(Path(place, "mongod")) as uri:
        contenders = [*_contenders(Path(place), uri)]
        runs: dict[int, list[tuple[float, float]]] = {}
        failed: dict[int, str] = {}
        for turn in range(rounds + 1):
            for number, contender in enumerate(contenders):
                if number in failed:
                    continue
                try:
                    took = contender.run()
                except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
                    failed[number] = "not installed" if isinstance(error, FileNotFoundError) else str(error)[:100]
                    continue
                if turn:  # the first round warms the disk
                    runs.setdefault(number, []).append(took)
    medians = {
        number: tuple(statistics.median(column) for column in zip(*took, strict=True))
        for number, took in runs.items()
        if number not in failed
    }
    rows: list[Row] = []
    for number, contender in enumerate(contenders):
        first = next(n for n, other in enumerate(contenders) if other.job == contender.job)
        label = f"{contender.job}: {contender.tool} ({contender.does})"
        if number in medians and first in medians:
            clock, processor = medians[number]
            ratios = (f"{took / ours:.2f}" for took, ours in zip(medians[number], medians[first], strict=True))
            rows.append((label, f"{clock:.0f} ms, {processor:.0f} ms of processor", ", ".join(ratios)))
        else:
            rows.append((label, failed.get(number, "not run"), "–"))
    return rows


@cache
def versions() -> list[str]:
    """Return what was compared, with versions."""
    found = []
    for folder in sorted(TOOLS.glob("*/node_modules/")):
        for name in (*PACKAGES, *SERVERS):
            about = folder / name / "package.json"
            if about.is_file():
                found.append(f"{name} {json.loads(about.read_text(encoding='utf-8'))['version']}")
    for python in (TOOLS / "peers/bin/python", TOOLS / "peers/older-sdk/bin/python"):
        if python.exists():
            command = [str(python), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
            listed = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
            found += [f"{item['name']} {item['version']}" for item in listed if item["name"] in PYTHON_PEERS]
    return list(dict.fromkeys(found))


PACKAGES = ("wrangler", "drizzle-kit", "migrate-mongo", "dbmate")
SERVERS = ("@modelcontextprotocol/server-filesystem", "mongodb-mcp-server")
PYTHON_PEERS = ("alembic", "yoyo-migrations", "mcp-server-git", "mcp-server-sqlite")
ABSENT = (
    "Atlas: its npm package fetches the program from the vendor's own host when it is installed; it is not in a registry.",
    "Cloudflare's, Supabase's and Neon's MCP servers: they are remote, or need an account, before they answer.",
)
"""What belongs here and cannot be run from a registry alone."""


def _contenders(place: Path, uri: str) -> Iterator[Contender]:
    yield from _ours(place / "ours")
    yield from _wrangler(place / "wrangler")
    yield from _drizzle(place / "drizzle")
    yield from _migrate_mongo(place / "mongo", uri)
    yield from _alembic(place / "alembic")
    yield from _dbmate(place / "dbmate")
    yield from _yoyo(place / "yoyo")


CREATE, APPLY, CHECK = "make a migration", "run one on an empty database", "check a folder of 12"
NAMES = [f"{number:03d}_step.sql" for number in range(1, 13)]


def _ours(folder: Path) -> Iterator[Contender]:
    from nhimbe_migrations.authoring.project.sample import lay_out_sample

    repository = lay_out_sample(folder / "nhimbe")
    state = {"NHIMBE_MIGRATIONS_STATE": str(folder / "state")}
    script = folder / "calls.py"
    script.write_text(_CALLS, encoding="utf-8")
    python = Path(sys.executable)

    def reset() -> None:
        subprocess.run(["git", "clean", "-qfd"], cwd=repository, check=True)
        subprocess.run(["git", "checkout", "-q", "."], cwd=repository, check=True)

    write = "server started, drafted, proved on rows, written with schema.sql and types.ts"
    yield Contender(CREATE, OURS, write, python, [str(script), str(repository), "write"], repository, reset, state)
    prove = "server started, run on rows on both generations of D1, nothing applied"
    yield Contender(APPLY, OURS, prove, python, [str(script), str(repository), "draft"], repository, reset, state)
    folder_12 = _plain_repository(folder / "twelve")
    check = [*("-m", "nhimbe_migrations", "--repo", str(folder_12), "check")]
    yield Contender(CHECK, OURS, "every file linted and proved", python, check, folder_12, environment=state)


_CALLS = f"""
import sys
import anyio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

repository, job = sys.argv[1:]
asked = {{"description": "Bench", "target": "d1", "sql": "{SQL}"}}


async def main() -> None:
    server = StdioServerParameters(command=sys.executable, args=["-m", "nhimbe_migrations", "--repo", repository])
    async with Client(stdio_client(server)) as client:
        drafted = await client.call_tool("draft_migration", asked)
        assert not drafted.is_error, drafted.content
        if job == "write":
            written = await client.call_tool("write_migration", {{"draft": drafted.structured_content["draft"]}})
            assert not written.is_error, written.content


anyio.run(main)
"""


def _plain_repository(folder: Path) -> Path:
    place = folder / "migrations"
    place.mkdir(parents=True)
    (folder / "wrangler.toml").write_text(_WRANGLER, encoding="utf-8")
    for number, name in enumerate(NAMES, 1):
        (place / name).write_text(f"-- Migration {number:03d}: step\n{_table(number)}\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    who = ["-c", "user.name=b", "-c", "user.email=b@example.com"]
    subprocess.run(["git", *who, "commit", "-qm", "all"], cwd=folder, check=True)
    return folder


_WRANGLER = 'name = "bench"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "bench-db"\ndatabase_id = "1"\n'


def _table(number: int) -> str:
    return f"CREATE TABLE IF NOT EXISTS step_{number} (id TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);"


def _wrangler(folder: Path) -> Iterator[Contender]:
    programs = TOOLS / "d1-latest/node_modules/.bin"  # with a Node.js that is new enough for it
    program = programs / "wrangler"
    newer = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    repository = _plain_repository(folder)
    one = folder / "one"
    (one / "migrations").mkdir(parents=True)
    (one / "wrangler.toml").write_text(_WRANGLER, encoding="utf-8")
    (one / "migrations/0001_bench.sql").write_text(SQL, encoding="utf-8")

    def fresh() -> None:
        shutil.rmtree(one / ".wrangler", ignore_errors=True)

    d1 = ["d1", "migrations"]
    yield Contender(
        CREATE, "wrangler", "an empty file", program, [*d1, "create", "bench-db", "step"], repository, environment=newer
    )
    apply = [*d1, "apply", "bench-db", "--local"]
    yield Contender(APPLY, "wrangler", "applied to the local D1", program, apply, one, fresh, newer)
    listed = [*d1, "list", "bench-db", "--local"]
    yield Contender(CHECK, "wrangler", "lists what is not applied", program, listed, repository, environment=newer)


def _drizzle(folder: Path) -> Iterator[Contender]:
    program = TOOLS / "drizzle/node_modules/.bin/drizzle-kit"
    folder.mkdir(parents=True)
    if program.exists():
        (folder / "node_modules").symlink_to(TOOLS / "drizzle/node_modules")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "drizzle.config.ts").write_text(
        'export default { dialect: "sqlite", schema: "./schema.ts", out: "./drizzle" };\n', encoding="utf-8"
    )
    schema = folder / "schema.ts"
    head = 'import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";\n'
    line = 'export const {n} = sqliteTable("{n}", {{ id: text("id").primaryKey(), n: integer("n").notNull() }});\n'
    schema.write_text(head + line.format(n="bench_new"), encoding="utf-8")

    def without_last() -> None:
        shutil.rmtree(folder / "drizzle", ignore_errors=True)

    generate = "SQL from the difference of two snapshots"
    yield Contender(CREATE, "drizzle-kit", generate, program, ["generate"], folder, without_last)
    yield Contender(CHECK, "drizzle-kit", "compares its snapshots, of one file", program, ["check"], folder)


def _migrate_mongo(folder: Path, uri: str) -> Iterator[Contender]:
    program = TOOLS / "mongodb/node_modules/.bin/migrate-mongo"
    (folder / "migrations").mkdir(parents=True)
    config = (
        f'module.exports = {{ mongodb: {{ url: "{uri}", databaseName: "bench", options: {{}} }}, '
        'migrationsDir: "migrations", changelogCollectionName: "changelog", lockCollectionName: "locks", lockTtl: 0, '
        'migrationFileExtension: ".js", useFileHash: false, moduleSystem: "commonjs" };\n'
    )
    (folder / "migrate-mongo-config.js").write_text(config, encoding="utf-8")

    def emptied(count: int) -> Callable[[], None]:
        def reset() -> None:
            for file in (folder / "migrations").iterdir():
                file.unlink()
            for number in range(count):
                text = f'module.exports = {{ async up(db) {{ await db.collection("c").createIndex({{ n{number}: 1 }}); }}, async down() {{}} }};\n'
                (folder / f"migrations/202601010000{number:02d}-step.js").write_text(text, encoding="utf-8")
            if uri:
                with contextlib.suppress(ImportError):
                    import pymongo

                    pymongo.MongoClient(uri).drop_database("bench")

        return reset

    yield Contender(CREATE, "migrate-mongo", "a template", program, ["create", "step"], folder, emptied(0))
    if not uri:
        return
    yield Contender(APPLY, "migrate-mongo", "applied to a local mongod", program, ["up"], folder, emptied(1))
    yield Contender(
        CHECK, "migrate-mongo", "status: lists what is not applied", program, ["status"], folder, emptied(12)
    )


def _alembic(folder: Path) -> Iterator[Contender]:
    program = TOOLS / "peers/bin/alembic"
    folder.mkdir(parents=True)
    if program.exists():
        subprocess.run([str(program), "init", "alembic"], cwd=folder, check=True, capture_output=True)
        ini = folder / "alembic.ini"
        text = ini.read_text(encoding="utf-8")
        ini.write_text(text.replace("driver://user:pass@localhost/dbname", "sqlite:///bench.db"), encoding="utf-8")
    versions = folder / "alembic/versions"

    def chain(count: int) -> Callable[[], None]:
        def reset() -> None:
            for file in versions.glob("*.py"):
                file.unlink()
            (folder / "bench.db").unlink(missing_ok=True)
            for number in range(1, count + 1):
                down = repr(f"r{number - 1}") if number > 1 else "None"
                text = (
                    f"from alembic import op\nrevision = 'r{number}'\ndown_revision = {down}\n\n\n"
                    f"def upgrade():\n    op.execute({_table(number)!r})\n\n\ndef downgrade():\n    pass\n"
                )
                (versions / f"r{number}_step.py").write_text(text, encoding="utf-8")

        return reset

    yield Contender(CREATE, "alembic", "a template", program, ["revision", "-m", "step"], folder, chain(0))
    yield Contender(APPLY, "alembic", "applied to a SQLite file", program, ["upgrade", "head"], folder, chain(1))
    yield Contender(CHECK, "alembic", "heads of the chain", program, ["heads"], folder, chain(12))


def _dbmate(folder: Path) -> Iterator[Contender]:
    program = TOOLS / "peers/node_modules/.bin/dbmate"
    place = folder / "db/migrations"
    place.mkdir(parents=True)
    url = {"DATABASE_URL": "sqlite:bench.db"}

    def files(count: int) -> Callable[[], None]:
        def reset() -> None:
            (folder / "bench.db").unlink(missing_ok=True)
            for file in place.iterdir():
                file.unlink()
            for number in range(1, count + 1):
                text = f"-- migrate:up\n{_table(number)}\n\n-- migrate:down\n"
                (place / f"202601010000{number:02d}_step.sql").write_text(text, encoding="utf-8")

        return reset

    yield Contender(CREATE, "dbmate", "a template", program, ["new", "step"], folder, files(0), url)
    yield Contender(
        APPLY, "dbmate", "applied to a SQLite file", program, ["--no-dump-schema", "up"], folder, files(1), url
    )
    yield Contender(CHECK, "dbmate", "status: lists what is not applied", program, ["status"], folder, files(12), url)


def _yoyo(folder: Path) -> Iterator[Contender]:
    program = TOOLS / "peers/bin/yoyo"
    folder.mkdir(parents=True)
    for number, name in enumerate(NAMES, 1):
        (folder / name).write_text(_table(number), encoding="utf-8")
    one = folder / "one"
    one.mkdir()
    (one / "0001_bench.sql").write_text(SQL, encoding="utf-8")

    def fresh() -> None:
        (folder / "bench.db").unlink(missing_ok=True)

    def options(verb: str, place: Path) -> list[str]:
        return [verb, "--batch", "--no-config-file", "--database", "sqlite:///bench.db", str(place)]

    does = "applied to a SQLite file"
    yield Contender(APPLY, "yoyo", does, program, options("apply", one), folder, fresh)
    yield Contender(CHECK, "yoyo", "list", program, options("list", folder), folder, fresh)


@contextlib.contextmanager
def _mongod(place: Path) -> Iterator[str]:
    """A mongod of our own, and its address; an empty one where none is installed."""
    program = next(iter(TOOLS.glob("mongodb/mongod/*/db/bin/mongod")), None)
    if program is None:
        yield ""
        return
    place.mkdir(parents=True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = subprocess.Popen(
        [str(program), "--dbpath", str(place), "--port", str(port), "--bind_ip", "127.0.0.1", "--quiet"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as reached:
                if reached.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"mongodb://127.0.0.1:{port}/?directConnection=true"
    finally:
        process.terminate()
        process.wait()
