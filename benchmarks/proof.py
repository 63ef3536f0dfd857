"""One proof beside plain SQLite and beside wrangler; one edit of schema.sql as the file grows."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
MIGRATION = "CREATE TABLE IF NOT EXISTS bench_new (id TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);\n"


def schema(tables: int) -> str:
    return "".join(
        f"CREATE TABLE IF NOT EXISTS t{n} (id TEXT PRIMARY KEY, parent TEXT{f' REFERENCES t{n - 1}(id)' if n % 5 else ''}, "
        f"n INTEGER NOT NULL DEFAULT 0, at TEXT DEFAULT (datetime('now')));\nCREATE INDEX IF NOT EXISTS idx_t{n}_parent ON t{n}(parent);\n"
        for n in range(tables)
    )


def large_schema(megabytes: float) -> str:
    """Wide tables with long comments, so that the size is in the text and not in the number of objects."""
    column = "  c{} TEXT DEFAULT 'x', -- " + "what this column is for, said at length; " * 5
    table = "CREATE TABLE IF NOT EXISTS w{} (\n  id TEXT PRIMARY KEY, -- key\n" + "\n".join(
        column.format(n) for n in range(90)
    )
    one = table + "\n  last TEXT\n);\n\n"
    return "".join(one.replace("w{}", f"w{n}", 1) for n in range(int(megabytes * 1_000_000 / len(one)) + 1))


def _median(call: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def _twice_in_sqlite(text: str) -> None:
    for _ in range(2):
        connection = sqlite3.connect(":memory:")
        connection.executescript(text)
        connection.close()


def _wrangler(folder: Path, text: str) -> Callable[[], object] | None:
    program = ROOT / ".tools/d1-baseline/node_modules/wrangler/bin/wrangler.js"
    if not program.exists():
        return None
    (folder / "wrangler.toml").write_text(
        'name = "b"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "b"\ndatabase_id = "1"\n'
    )
    (folder / "schema.sql").write_text(text)
    (folder / "migration.sql").write_text(MIGRATION)

    def execute(file: str) -> None:
        subprocess.run(
            ["node", str(program), "d1", "execute", "b", "--local", f"--file={file}"],
            cwd=folder, check=True, capture_output=True, timeout=60, env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "WRANGLER_SEND_METRICS": "false", "CI": "1"},
        )  # fmt: skip

    execute("schema.sql")
    return lambda: execute("migration.sql")


def measure(rounds: int) -> list[tuple[str, str, str]]:
    """Return rows: what, milliseconds, ratio."""
    from nhimbe_migrations.d1.proof.prove import prove
    from nhimbe_migrations.d1.proof.schema_problems import schema_of
    from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date

    text = schema(30)
    proof = _median(lambda: prove(text, MIGRATION), rounds)
    plain = _median(lambda: _twice_in_sqlite(text), rounds)
    rows = [
        ("one proof, 30 tables", f"{proof:.1f} ms", "1.0"),
        ("the schema twice into plain SQLite", f"{plain:.1f} ms", f"proof is {proof / plain:.1f} times that"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        if real := _wrangler(Path(folder), text):
            took = _median(real, 2)
            rows.append(("wrangler d1 execute --local", f"{took:.0f} ms", f"proof is {proof / took:.3f} of that"))
    first = 0.0
    for megabytes in (1, 2, 5, 10):
        large = large_schema(megabytes)
        after = schema_of(f"{large}\n{MIGRATION}")
        began = time.perf_counter()
        bring_up_to_date(large, after, MIGRATION)
        took = time.perf_counter() - began
        first = first or took
        rows.append((f"edit of a schema.sql of {megabytes} MB", f"{took:.1f} s", f"{took / first:.1f}"))
    return rows
