"""Work that grows with what is there, and no faster: counted, since a clock would measure the machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.list_migrations import list_migrations
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.sync import update_schema, update_types
from nhimbe_migrations.d1.proof.attempts.merged_inserts import merged_inserts
from nhimbe_migrations.d1.proof.counting.risks import risks
from nhimbe_migrations.d1.rows.reading.read import read_needs
from nhimbe_migrations.d1.schema.loading import schema_of
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.script import Script

CONFIG = 'name = "bench"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "bench-db"\ndatabase_id = "1"\n'
FACTOR = 3
"""How much larger the larger repository is."""
MOST = 1.35
"""How much more than that the calls may grow: a square would be three times, and a constant part pulls below one."""


def repository_of(folder: Path, *, tables: int, files: int) -> Path:
    place = folder / "worker/migrations"
    place.mkdir(parents=True)
    (folder / "worker/wrangler.toml").write_text(CONFIG, encoding="utf-8")
    schema = "\n".join(
        f"CREATE TABLE IF NOT EXISTS table_{n} (id TEXT PRIMARY KEY, parent_id TEXT"
        f"{f' REFERENCES table_{n - 1}(id)' if n % 5 else ''}, status TEXT NOT NULL DEFAULT 'new', n INTEGER);\n"
        for n in range(tables)
    )
    (place / "0001_first.sql").write_text(f"-- Migration 0001: first\n{schema}", encoding="utf-8")
    for number in range(2, files + 2):
        step = f"CREATE INDEX IF NOT EXISTS idx_{number} ON table_0(n);"
        (place / f"{number:04d}_step.sql").write_text(f"-- Migration {number:04d}: step\n{step}\n", encoding="utf-8")
        schema += f"{step}\n"
    (folder / "worker/schema.sql").write_text(schema, encoding="utf-8")
    types = "export interface Table0 {\n  id: string;\n  n: number | null;\n}\n"
    (folder / "worker/src").mkdir()
    (folder / "worker/src/types.ts").write_text(types, encoding="utf-8")
    return folder


def drafted(statement: str) -> Callable[[Path, int], object]:
    def call(repository: Path, size: int) -> object:
        sql = "\n".join(statement.format(n=n, table=f"table_{n % 10}") for n in range(size))
        return draft(open_project(str(repository), {}), request_from(description="Growth", target="d1", sql=sql))

    return call


def one_table(repository: Path, _size: int) -> object:
    return drafted("CREATE TABLE IF NOT EXISTS fresh_{n} (id TEXT PRIMARY KEY);")(repository, 1)


def synced(repository: Path, _size: int) -> object:
    return update_schema(open_project(str(repository), {}), file="0002", preview=True)


def typed(repository: Path, _size: int) -> object:
    project = open_project(str(repository), {})
    return update_types(project, file="0002", interface=None, fields=None, preview=True)


def listed(repository: Path, _size: int) -> object:
    return list_migrations(open_project(str(repository), {}), target=None, limit=20, cursor=None)


def checked(repository: Path, _size: int) -> object:
    return check(open_project(str(repository), {}), file=None, limit=20, cursor=None, base=None)


CASES: dict[str, tuple[Callable[[Path, int], object], str, int]] = {
    "a draft, by tables": (one_table, "tables", 60),
    "a draft, by files": (one_table, "files", 60),
    "update_schema, by files": (synced, "files", 100),
    "update_types, by files": (typed, "files", 100),
    "list_migrations, by files": (listed, "files", 100),
    "check, by files": (checked, "files", 12),
    "a draft, by INSERTs": (drafted("INSERT INTO table_0 (id, n) VALUES ('x{n}', {n});"), "", 60),
    "a draft, by UPDATEs": (drafted("UPDATE {table} SET n = {n} WHERE id = 'x{n}';"), "", 40),
    "a draft, by CREATE TABLEs": (drafted("CREATE TABLE made_{n} (id TEXT PRIMARY KEY, n INTEGER);"), "", 40),
    "a draft, by CREATE INDEXes": (drafted("CREATE INDEX idx_many_{n} ON {table}(n, status);"), "", 40),
    "a draft, by dropped tables": (drafted("DROP TABLE IF EXISTS table_{n};"), "tables", 40),
    "a draft, by CREATE TABLEs and INSERTs in turn": (
        drafted("CREATE TABLE made_{n} (id TEXT PRIMARY KEY, n INTEGER);\nINSERT INTO made_{n} (id) VALUES ('x');"),
        "",
        30,
    ),
    "a draft, by columns": (drafted("ALTER TABLE table_{n} ADD COLUMN more TEXT;"), "tables", 40),
}


@pytest.mark.parametrize("case", CASES)
def test_calls_grow_with_the_size_and_no_faster(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call, by, small = CASES[case]
    counts = []
    for number, size in enumerate((3, small, small * FACTOR)):  # the first loads what is loaded once
        monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / f"state{number}"))
        sizes = {"tables": 20, "files": 4} | ({by: size} if by else {})
        repository = repository_of(tmp_path / f"repository{number}", **sizes)
        counts.append(calls_of(lambda: call(repository, size)))  # noqa: B023 called at once
    assert counts[2] <= counts[1] * FACTOR * MOST


def test_queries_that_go_through_all_statements_before_are_asked_up_to_a_bound() -> None:
    schema = schema_of([f"CREATE TABLE table_{n} (id TEXT PRIMARY KEY, n INTEGER)" for n in range(5)])
    lengths = []
    for size in (150, 300):
        sql = "\n".join(f"INSERT INTO table_{n % 5} (id, n) VALUES ('x{n}', {n});" for n in range(size))
        found = risks(sql, schema, read_needs(sql, schema)).found
        lengths.append(sum(len(query) for risk in found for query in risk.queries))
    assert lengths[0] == lengths[1]


def test_a_seed_of_many_inserts_is_weighed_as_one_and_each_keeps_its_line() -> None:
    rows = "\n".join(f"INSERT INTO cities (id, n) VALUES ('c{n}', {n}); -- {n}; of it" for n in range(200))
    sql = f"-- Migration 001: seeds\n{rows}\nINSERT INTO cities (id) SELECT id FROM towns;\nDELETE FROM towns;\n"
    schema = schema_of(["CREATE TABLE cities (id TEXT PRIMARY KEY, n INTEGER)", "CREATE TABLE towns (id TEXT)"])
    merged = merged_inserts(sql, schema)
    before, after = Script.of(sql).statements, Script.of(merged.sql).statements
    assert [(item.text, item.line) for item in after[1:]] == [(item.text, item.line) for item in before[200:]]
    assert after[0].line == 2
    assert {merged.line(item.line) for item in before[:200]} == {2}
    made = []
    for text in (sql, merged.sql):
        shadow = open_shadow()
        shadow.load("CREATE TABLE cities (id TEXT PRIMARY KEY, n INTEGER); CREATE TABLE towns (id TEXT);")
        assert shadow.apply(text) is None
        made.append(shadow.ask("SELECT id, n FROM cities ORDER BY rowid"))
        shadow.close()
    assert len(made[0]) == 200
    assert made[0] == made[1]


def calls_of(function: Callable[[], object]) -> int:
    """How many times something is called, ours or not, while `function` runs."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count
