"""drizzle-kit itself, of both generations, judges what was written beside its migrations, and goes on from there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.undo import undo
from nhimbe_migrations.authoring.write import write_draft

TOOLS = Path(__file__).parents[3] / ".tools"
NODE = TOOLS / "d1-latest/node_modules/.bin"
MISSING = "drizzle-kit is not installed: run `make node-tools`"
SCHEMA = """import { sqliteTable, text, integer } from "drizzle-orm/sqlite-core";
export const writers = sqliteTable("writers", { id: text("id").primaryKey(), name: text("name").notNull() });
export const novels = sqliteTable("novels", {
  id: text("id").primaryKey(),
  writer: text("writer").references(() => writers.id, { onDelete: "cascade" }),
});
"""
CONFIG = """import { defineConfig } from "drizzle-kit";
// out: "./elsewhere"
export default defineConfig({ dialect: "sqlite", schema: "./src/schema.ts", out: "./store/steps" });
"""
WRANGLER = (
    '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "shop"\ndatabase_id = "1"\nmigrations_dir = "store/steps"\n'
)
FILL = "UPDATE writers SET name = trim(name) WHERE name <> trim(name);"

pytestmark = [pytest.mark.node, pytest.mark.xdist_group("drizzle")]


class Kit:
    """A project of drizzle-kit's, with the program itself."""

    def __init__(self, root: Path, generation: str) -> None:
        self.root = root
        self.is_next = generation == "drizzle-next"
        (root / "node_modules").symlink_to(TOOLS / generation / "node_modules")
        (root / "src").mkdir()
        (root / "src/schema.ts").write_text(SCHEMA, encoding="utf-8")
        (root / "drizzle.config.ts").write_text(CONFIG, encoding="utf-8")
        pattern = 'migrations_pattern = "store/steps/*/migration.sql"\n' if self.is_next else ""
        (root / "wrangler.toml").write_text(WRANGLER + pattern, encoding="utf-8")
        self.run("generate", "--name", "init")

    def run(self, *arguments: str) -> str:
        command = [str(NODE / "node"), "node_modules/drizzle-kit/bin.cjs", *arguments]
        environment = {**os.environ, "PATH": f"{NODE}:{os.environ['PATH']}", "CI": "1"}
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False, timeout=300)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def files(self) -> dict[str, bytes]:
        folder = self.root / "store/steps"
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=["drizzle", "drizzle-next"])
def kit(request: pytest.FixtureRequest, tmp_path: Path) -> Kit:
    if not (TOOLS / request.param / "node_modules/drizzle-kit").is_dir() or not (NODE / "node").exists():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return Kit(tmp_path, request.param)


def test_a_hand_written_migration_leaves_a_folder_that_drizzle_kit_goes_on_with(kit: Kit) -> None:
    before = kit.files()
    project = open_project(str(kit.root), {})
    assert project.history().total == 1
    report = draft(project, request_from(description="Trim the names", target="d1", sql=FILL))
    assert not report.refused, report.findings
    assert kit.files() == before
    written = write_draft(open_project(str(kit.root), {}), report.draft or "")
    assert written["written"] is True
    inner = written["file"].removeprefix("store/steps/")
    assert re.fullmatch(
        r"20\d{12}_trim_the_names/migration\.sql" if kit.is_next else r"0001_trim_the_names\.sql", inner
    )

    assert "fine" in kit.run("check")
    assert "No schema changes" in kit.run("generate")
    _wait_for_a_later_second(inner)
    with (kit.root / "src/schema.ts").open("a", encoding="utf-8") as file:
        file.write('export const shelves = sqliteTable("shelves", { id: integer("id").primaryKey() });\n')
    kit.run("generate", "--name", "shelves")
    assert "fine" in kit.run("check")
    history = open_project(str(kit.root), {}).history()
    assert [item.title for item in history.migrations][1:] == _titles(kit)
    added = next(text for name, text in kit.files().items() if "shelves" in name and name.endswith(".sql")).decode()
    assert "shelves" in added
    assert "writers" not in added
    assert not [finding for finding in history.findings if finding.severity != "note"]


def _wait_for_a_later_second(name: str) -> None:
    """Wait until the clock is past a name's stamp: of two names made in one second, the words decide the order."""
    stamp = re.match(r"\d{14}", name)
    while stamp and datetime.now(UTC).strftime("%Y%m%d%H%M%S") <= stamp[0]:
        time.sleep(0.05)


def _titles(kit: Kit) -> list[str]:
    stamped = sorted(name for name in kit.files() if name.endswith("migration.sql"))
    if not kit.is_next:
        return ["Trim the names", "Shelves"]
    return ["Trim the names", open_project(str(kit.root), {}).history().migrations[-1].title] if stamped else []


def test_an_undo_takes_the_records_back_to_the_byte(kit: Kit) -> None:
    before = kit.files()
    report = draft(open_project(str(kit.root), {}), request_from(description="Trim the names", target="d1", sql=FILL))
    write_draft(open_project(str(kit.root), {}), report.draft or "")
    assert len(kit.files()) == len(before) + 2
    undo(open_project(str(kit.root), {}))
    assert kit.files() == before


def test_a_rebuild_that_drizzle_kit_generates_is_proved_and_its_cascade_is_an_error(kit: Kit) -> None:
    path = kit.root / "src/schema.ts"
    path.write_text(SCHEMA.replace('text("name").notNull()', 'text("name")'), encoding="utf-8")
    kit.run("generate", "--name", "relax")
    from nhimbe_migrations.authoring.check import check

    project = open_project(str(kit.root), {})
    last = project.history().migrations[-1]
    assert "__new_writers" in project.migration_text(last)
    verdict = check(project, file=last.file, limit=100, cursor=None)
    assert verdict.verification is not None
    assert verdict.verification.applied is True
    rules = {finding.rule for finding in verdict.findings if finding.severity == "error"}
    assert "cascade-data-loss" in rules, verdict.findings


def test_the_order_is_the_journals_and_a_file_that_it_lacks_is_told(kit: Kit) -> None:
    if kit.is_next:
        pytest.skip("it keeps no journal")
    steps = kit.root / "store/steps"
    (steps / "0001_by_hand.sql").write_text("SELECT 1;\n", encoding="utf-8")
    found = open_project(str(kit.root), {}).history()
    told = [finding for finding in found.findings if finding.rule == "drizzle-journal"]
    assert [finding.message for finding in told] == ["Not listed: 0001_by_hand."]
    journal = json.loads((steps / "meta/_journal.json").read_text())
    journal["entries"].append({"idx": 1, "version": "6", "when": 1, "tag": "0001_gone", "breakpoints": True})
    (steps / "meta/_journal.json").write_text(json.dumps(journal), encoding="utf-8")
    again = [finding.message for finding in open_project(str(kit.root), {}).history().findings]
    assert "Listed, and without a file: 0001_gone." in again
    for broken in ("[", "null", '{"entries": [1]}', "[" * 5000, '{"entries": [{"idx": 0, "tag": "x", "when": "y"}]}'):
        (steps / "meta/_journal.json").write_text(broken, encoding="utf-8")
        rules = [finding.rule for finding in open_project(str(kit.root), {}).history().findings]
        assert "drizzle-journal" in rules, broken[:20]
