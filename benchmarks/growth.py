"""How the cost of the dear calls grows with the repository: processor time, and the exponent fitted over the sizes.

An exponent of 1 is linear. Each figure is of a fresh process state for its repository: nothing is warm.
"""

from __future__ import annotations

import math
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from latency import DRAFT, make_repository

Row = tuple[str, str, str]


def measure(*, small: bool) -> list[Row]:
    """Return rows: what, seconds at each size, and the exponent of the growth."""
    tables = [30, 100, 300] if small else [100, 300, 1_000, 3_000]
    histories = [100, 300, 1_000] if small else [100, 1_000, 8_000]
    fresh = [10, 20, 40] if small else [25, 50, 100]
    return [
        _row("draft_migration, by tables", tables, lambda size: (12, size, 0), _draft),
        _row("update_schema (one file), by migrations", histories, lambda size: (size, 30, 0), _sync),
        _row("update_types (one file), by migrations", histories, lambda size: (size, 30, 0), _types),
        _row("check --base, by new migrations", fresh, lambda size: (12, 30, size), _check),
    ]


def _row(
    what: str, sizes: list[int], shape: Callable[[int], tuple[int, int, int]], call: Callable[[Path], None]
) -> Row:
    took: list[float] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["NHIMBE_MIGRATIONS_STATE"] = str(Path(folder, "state"))
            migrations, tables, fresh = shape(size)
            repository = make_repository(Path(folder, "repository"), migrations, tables)
            _branch(repository, migrations, fresh)
            began = time.process_time()
            call(repository)
            took.append(time.process_time() - began)
    figures = ", ".join(f"{size}: {seconds:.2f} s" for size, seconds in zip(sizes, took, strict=True))
    return what, figures, f"exponent {exponent(sizes, took):.2f}"


def exponent(sizes: list[int], took: list[float]) -> float:
    """Return the slope of the least-squares line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(seconds) for seconds in took]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _branch(repository: Path, migrations: int, fresh: int) -> None:
    """Put `fresh` migrations on a branch of their own, each for another table."""
    if not fresh:
        return
    subprocess.run(["git", "checkout", "-q", "-b", "work"], cwd=repository, check=True)
    for number in range(migrations + 1, migrations + fresh + 1):
        text = f"-- Migration {number:03d}: more\nALTER TABLE table_{number % 30} ADD COLUMN more_{number} TEXT;\n"
        Path(repository, f"worker/src/db/migrations/{number:03d}_more.sql").write_text(text, encoding="utf-8")


def _draft(repository: Path) -> None:
    from nhimbe_migrations.authoring.compose.request import request_from
    from nhimbe_migrations.authoring.draft import draft
    from nhimbe_migrations.authoring.project.project import open_project

    draft(
        open_project(str(repository), {}),
        request_from(description=DRAFT["description"], target=DRAFT["target"], sql=DRAFT["sql"]),
    )


def _sync(repository: Path) -> None:
    from nhimbe_migrations.authoring.project.project import open_project
    from nhimbe_migrations.authoring.sync import update_schema

    update_schema(open_project(str(repository), {}), file="001", preview=True)


def _types(repository: Path) -> None:
    from nhimbe_migrations.authoring.project.project import open_project
    from nhimbe_migrations.authoring.sync import update_types

    update_types(open_project(str(repository), {}), file="001", interface=None, fields=None, preview=True)


def _check(repository: Path) -> None:
    from nhimbe_migrations.authoring.check import check
    from nhimbe_migrations.authoring.project.project import open_project

    check(open_project(str(repository), {}), file=None, limit=20, cursor=None, base="main")
