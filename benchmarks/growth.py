"""How the cost of each dear call grows: processor time, children included, and the exponent fitted over the sizes.

An exponent of 1 is linear. Every figure is of a fresh process on a fresh repository: nothing is warm. Small sizes hold a
constant start, which pulls a fitted exponent down; so the exponent between the two largest sizes stands beside it.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latency import DRAFT, make_repository

Row = tuple[str, str, str]
MOST_SECONDS = 120
"""Of one figure, so that all of them together take minutes: one that takes longer says so, and larger sizes are left out."""
TABLES = 30
"""Tables of the repositories that do not grow by tables."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What grows, and the call that is measured on it."""

    what: str
    sizes: tuple[int, ...]
    shape: Callable[[int], tuple[int, int, int]]
    """Migrations, tables, and new migrations on a branch, of a size."""
    call: Callable[[Path, int], object]
    bare: Callable[[int], list[str]] | None = None
    """The statements of the databases that the call meets and of the migration, for SQLite alone: its own growth stands beside ours."""


def measure(*, small: bool) -> Iterator[Row]:
    """Yield rows: what, seconds of processor time at each size, and the exponents."""
    for number, growth in enumerate(GROWTHS):
        sizes = growth.sizes[:-1] if small else growth.sizes
        took: dict[int, float] = {}
        alone: dict[int, float] = {}
        why = ""
        for size in sizes:
            try:
                measured = _apart(number, size)
                took[size] = measured["processor"]
                if "alone" in measured:
                    alone[size] = measured["alone"]
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                why = f", {size:,}: {_reason(error)}"
                break
        figures = ", ".join(f"{size:,}: {seconds:.2f} s" for size, seconds in took.items())
        yield growth.what, figures + why, _fitted(took) + _beside(took, alone)


def _fitted(took: dict[int, float]) -> str:
    sizes, seconds = list(took), list(took.values())
    if len(sizes) < 2:
        return ""
    return f"exponent {exponent(sizes, seconds):.2f}, at last {exponent(sizes[-2:], seconds[-2:]):.2f}"


def _beside(took: dict[int, float], alone: dict[int, float]) -> str:
    """What SQLite alone takes for the same statements, run once."""
    if len(alone) < 2:
        return ""
    last = max(alone)
    return f"; SQLite alone: {alone[last]:.2f} s, at last {exponent(list(alone)[-2:], list(alone.values())[-2:]):.2f}, ours {took[last] / max(alone[last], 1e-3):.1f} times that"


def _reason(error: subprocess.CalledProcessError | subprocess.TimeoutExpired) -> str:
    """Why a figure could not be had, in a few words: one that fails does not take the others along."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"not within {MOST_SECONDS} s"
    lines = str(error.stderr or "").strip().splitlines() or [f"ended with {error.returncode}"]
    return lines[-1][:120]


def exponent(sizes: list[int], took: list[float]) -> float:
    """Return the slope of the least-squares line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(seconds, 1e-3)) for seconds in took]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _apart(number: int, size: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", str(number), str(size)]
    answer = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=MOST_SECONDS).stdout
    measured: dict[str, float] = json.loads(answer.splitlines()[-1])
    return measured


def _one(growth: Growth, size: int) -> dict[str, float]:
    from nhimbe_migrations.system.limits import CYCLES_SELDOM

    with tempfile.TemporaryDirectory() as folder:
        os.environ["NHIMBE_MIGRATIONS_STATE"] = str(Path(folder, "state"))
        migrations, tables, fresh = growth.shape(size)
        repository = make_repository(Path(folder, "repository"), migrations, tables)
        _branch(repository, migrations, fresh)
        gc.set_threshold(*CYCLES_SELDOM)  # as the server's workers and the commands have it
        before, began = _processor(), time.perf_counter()
        growth.call(repository, size)
        measured = {"processor": _processor() - before, "wall": time.perf_counter() - began}
        if growth.bare is not None:
            before = _processor()
            _alone(growth.bare(size))
            measured["alone"] = _processor() - before
        return measured


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _branch(repository: Path, migrations: int, fresh: int) -> None:
    """Put `fresh` migrations on a branch of their own, each for another table."""
    if not fresh:
        return
    subprocess.run(["git", "checkout", "-q", "-b", "work"], cwd=repository, check=True)
    for number in range(migrations + 1, migrations + fresh + 1):
        text = f"-- Migration {number:03d}: more\nALTER TABLE table_{number % TABLES} ADD COLUMN more_{number} TEXT;\n"
        Path(repository, f"worker/src/db/migrations/{number:03d}_more.sql").write_text(text, encoding="utf-8")


def _project(repository: Path) -> Any:
    from nhimbe_migrations.authoring.project.project import open_project

    return open_project(str(repository), {})


def _draft(statement: str | None, *, backwards: bool = False) -> Callable[[Path, int], object]:
    """A draft of `statement` once for each number up to the size; of one small table where there is none."""

    def call(repository: Path, size: int) -> object:
        from nhimbe_migrations.authoring.compose.request import request_from
        from nhimbe_migrations.authoring.draft import draft

        sql = DRAFT["sql"]
        if statement is not None:
            sql = "\n".join(
                statement.format(n=n, table=f"table_{n % TABLES}")
                for n in (reversed(range(size)) if backwards else range(size))
            )
        asked = request_from(description=DRAFT["description"], target=DRAFT["target"], sql=sql)
        return draft(_project(repository), asked)

    return call


def _sync(repository: Path, _size: int) -> object:
    from nhimbe_migrations.authoring.sync import update_schema

    return update_schema(_project(repository), file="001", preview=True)


def _types(repository: Path, _size: int) -> object:
    from nhimbe_migrations.authoring.sync import update_types

    return update_types(_project(repository), file="001", interface=None, fields=None, preview=True)


def _list(repository: Path, _size: int) -> object:
    from nhimbe_migrations.authoring.list_migrations import list_migrations

    return list_migrations(_project(repository), target=None, limit=20, cursor=None)


def _check(base: str | None) -> Callable[[Path, int], object]:
    def call(repository: Path, _size: int) -> object:
        from nhimbe_migrations.authoring.check import check

        return check(_project(repository), file=None, limit=20, cursor=None, base=base)

    return call


def _alone(statements: list[str]) -> None:
    """SQLite by itself, in one transaction: what no code of ours can take away."""
    import apsw

    connection = apsw.Connection(":memory:")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def _creates(size: int) -> list[str]:
    return [f"CREATE TABLE made_{n} (id TEXT PRIMARY KEY, n INTEGER)" for n in range(size)]


def _columns(size: int) -> list[str]:
    return [*_creates(size), *(f"ALTER TABLE made_{n} ADD COLUMN more TEXT" for n in range(size))]


def _drops(size: int) -> list[str]:
    return [*_creates(size), *(f"DROP TABLE made_{n}" for n in reversed(range(size)))]


def _in_turn(size: int) -> list[str]:
    return [text for n, made in enumerate(_creates(size)) for text in (made, f"INSERT INTO made_{n} VALUES ('x', 1)")]


BY_TABLES = (100, 1_000, 10_000)
BY_FILES = (100, 1_000, 10_000)
BY_STATEMENTS = (100, 1_000, 10_000)
BY_DEFINITIONS = (100, 1_000, 3_000)

GROWTHS = (
    Growth("update_schema (one file), by files", BY_FILES, lambda size: (size, TABLES, 0), _sync),
    Growth("update_types (one file), by files", BY_FILES, lambda size: (size, TABLES, 0), _types),
    Growth("list_migrations, by files", BY_FILES, lambda size: (size, TABLES, 0), _list),
    Growth("check --base, by new migrations", (25, 100, 400), lambda size: (12, TABLES, size), _check("main")),
    Growth(
        "draft, by INSERTs in it", BY_STATEMENTS, lambda _: (12, TABLES, 0),
        _draft("INSERT INTO table_0 (id, n) VALUES ('x{n}', {n});"),
    ),
    Growth(
        "draft, by UPDATEs in it", BY_STATEMENTS, lambda _: (12, TABLES, 0),
        _draft("UPDATE {table} SET n = {n} WHERE id = 'x{n}';"),
    ),
    Growth(
        "draft, by CREATE INDEXes in it (edits of schema.sql)", BY_DEFINITIONS, lambda _: (12, TABLES, 0),
        _draft("CREATE INDEX IF NOT EXISTS idx_many_{n} ON {table}(n, status, id);"),
    ),
    Growth(
        "draft, by CREATE TABLEs in it (edits of schema.sql and types.ts)", BY_DEFINITIONS, lambda _: (12, TABLES, 0),
        _draft("CREATE TABLE IF NOT EXISTS made_{n} (id TEXT PRIMARY KEY, n INTEGER);"), _creates,
    ),
    Growth(
        "draft, by tables that it adds a column to (edits of schema.sql)", BY_DEFINITIONS, lambda size: (12, size, 0),
        _draft("ALTER TABLE table_{n} ADD COLUMN more TEXT;"), _columns,
    ),
    Growth(
        "draft, by tables that it drops (edits of schema.sql)", BY_DEFINITIONS, lambda size: (12, size, 0),
        _draft("DROP TABLE IF EXISTS table_{n};", backwards=True), _drops,
    ),
    Growth(
        "draft, by CREATE TABLEs and INSERTs in turn", BY_DEFINITIONS, lambda _: (12, TABLES, 0),
        _draft("CREATE TABLE IF NOT EXISTS made_{n} (id TEXT PRIMARY KEY, n INTEGER);\nINSERT INTO made_{n} (id, n) VALUES ('x', 1);"),
        _in_turn,
    ),
    Growth("draft, by tables", BY_TABLES, lambda size: (12, size, 0), _draft(None), _creates),
    Growth("draft, by files", BY_FILES, lambda size: (size, TABLES, 0), _draft(None)),
    Growth("check (all), by files", (100, 300, 1_000), lambda size: (size, TABLES, 0), _check(None)),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, type=int, metavar=("GROWTH", "SIZE"), help="measure one figure")
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_one(GROWTHS[given.one[0]], given.one[1])))
        return 0
    for row in measure(small=given.small):
        print(" | ".join(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
