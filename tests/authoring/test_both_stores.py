"""One plan over both stores: one report, one handle, two files with successive numbers, written and undone as one."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from nhimbe_migrations.authoring.compose.request import MigrationRequest, request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.undo import undo
from nhimbe_migrations.authoring.write import write_draft, write_request
from nhimbe_migrations.errors import ArgumentError, ConflictError, RefusedError

MIGRATIONS = "worker/src/db/migrations"
ADD_LOCALE: dict[str, Any] = {
    "description": "Locale of users",
    "target": "both",
    "sql": "ALTER TABLE users ADD COLUMN locale TEXT;",
    "changes": [{"kind": "add_field", "collection": "users", "field": {"name": "locale", "type": "string"}}],
}


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(str(sample), {})


def both(**more: Any) -> MigrationRequest:
    return request_from(**{**ADD_LOCALE, **more})


def tree(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def test_one_report_tells_of_both_files_and_of_each_shared_file_once(project: Project) -> None:
    report = draft(project, both())
    assert report.refused is None
    assert [(file.path.rpartition("/")[2], file.change) for file in report.files] == [
        ("013_locale_of_users.ts", "create"),
        ("014_locale_of_users.sql", "create"),
        ("schema.sql", "update"),
        ("types.ts", "update"),
    ]
    types = next(file.diff for file in report.files if file.path.endswith("types.ts"))
    assert types
    assert types.count("locale?: string;") == 1
    assert report.verification
    assert report.verification.applied is not False
    order = [".ts" in command.run for command in report.commands]
    assert order == sorted(order, reverse=True)  # MongoDB first
    assert any("014_locale_of_users.sql" in command.run for command in report.commands)


def test_it_is_written_whole_and_undone_whole(project: Project, sample: Path) -> None:
    before = tree(sample)
    handle = draft(project, both()).draft
    assert handle
    report = write_draft(project, handle)
    after = tree(sample)
    assert (report["number"], report["written"]) == ("013", True)
    assert after[f"{MIGRATIONS}/013_locale_of_users.ts"].startswith(b"// Migration 013: Locale of users")
    assert after[f"{MIGRATIONS}/014_locale_of_users.sql"].startswith(b"-- Migration 014: Locale of users")
    assert {path for path in after if after[path] != before.get(path)} == {
        f"{MIGRATIONS}/013_locale_of_users.ts",
        f"{MIGRATIONS}/014_locale_of_users.sql",
        "worker/src/db/schema.sql",
        "worker/src/types.ts",
    }
    undo(project)
    assert tree(sample) == before


def test_a_repeated_write_writes_nothing_twice(project: Project, sample: Path) -> None:
    write_request(project, both())
    once = tree(sample)
    assert write_request(project, both())["written"] is False
    assert tree(sample) == once


def test_both_numbers_move_on_together_when_one_is_taken(project: Project, sample: Path) -> None:
    handle = draft(project, both()).draft
    assert handle
    write_request(project, request_from(description="First", target="d1", sql="CREATE TABLE IF NOT EXISTS firsts (id TEXT PRIMARY KEY);"))  # fmt: skip
    report = write_draft(project, handle)
    assert report["number"] == "014"
    assert (sample / MIGRATIONS / "015_locale_of_users.sql").read_text().startswith("-- Migration 015:")


def test_numbers_stay_successive_where_another_branch_has_the_second(project: Project, sample: Path) -> None:
    git = ["git", "-C", str(sample), "-c", "user.name=n", "-c", "user.email=n@example.com"]
    subprocess.run([*git, "checkout", "-q", "-b", "other"], check=True)
    (sample / MIGRATIONS / "014_elsewhere.sql").write_text("-- Migration 014: Elsewhere\nSELECT 1;\n")
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "elsewhere"], check=True)
    subprocess.run([*git, "checkout", "-q", "main"], check=True)
    report = draft(project, both())
    assert [file.path.rpartition("/")[2][:3] for file in report.files[:2]] == ["015", "016"]


def test_an_error_in_either_half_refuses_both(project: Project, sample: Path) -> None:
    before = tree(sample)
    broken = both(sql="ALTER TABLE nothing_here ADD COLUMN locale TEXT;")
    assert draft(project, broken).refused
    with pytest.raises(RefusedError):
        write_request(project, broken)
    assert tree(sample) == before


def test_half_a_plan_is_refused_with_what_is_missing() -> None:
    with pytest.raises(ArgumentError, match="What MongoDB should do is missing"):
        both(changes=[])
    with pytest.raises(ArgumentError, match="`sql` is missing"):
        both(sql=" ")


def test_a_plan_is_replaced_as_a_whole(project: Project, sample: Path) -> None:
    write_request(project, both())
    again = both(description="Language of users", replace="014")
    report = write_request(project, again)
    names = sorted(path.name for path in (sample / MIGRATIONS).iterdir() if path.name.startswith("01"))
    assert names[-2:] == ["013_language_of_users.ts", "014_language_of_users.sql"]
    assert report["written"]
    assert project.schema_text().count("locale") == 1
    with pytest.raises(ArgumentError, match="written as one plan"):
        write_request(project, request_from(description="Half", target="d1", sql=ADD_LOCALE["sql"], replace="014"))


def test_each_file_keeps_the_reasons_for_its_own_rules(project: Project, sample: Path) -> None:
    request = both(
        sql="DROP TABLE IF EXISTS event_views;",
        changes=[{"kind": "drop_collection", "name": "users"}],
        accept=[{"rule": "drop-table", "reason": "moved"}, {"rule": "drop-collection", "reason": "gone"}],
    )
    report = draft(project, request)
    texts = {file.path.rpartition(".")[2]: file.diff or "" for file in report.files[:2]}
    assert "drop-table" in texts["sql"]
    assert "drop-collection" not in texts["sql"]
    assert "drop-collection" in texts["ts"]


LOOK_FIRST = (
    'const count = await db.collection("users").countDocuments();\n{then}\nawait db.collection("users").drop();'
)
STOP = "if (count > 0) throw new Error(`users still holds ${count} documents`);"


@pytest.mark.mongod
@pytest.mark.parametrize(("then", "severity"), [(STOP, "note"), ('console.log("dropped", count);', "error")])
def test_a_collection_that_is_dropped_only_where_it_is_empty_takes_nothing_along(project, then, severity) -> None:
    down = 'await db.createCollection("users");'
    report = draft(
        project, request_from(description="Drop", target="mongodb", up=LOOK_FIRST.format(then=then), down=down)
    )
    assert [item.severity for item in report.findings if item.rule == "drop-collection"] == [severity]


def test_a_committed_migration_is_taken_back_only_when_that_is_said(project: Project, sample: Path) -> None:
    git = ["git", "-C", str(sample), "-c", "user.name=n", "-c", "user.email=n@example.com"]
    before = tree(sample)
    subprocess.run([*git, "checkout", "-q", "-b", "work"], check=True)
    write_request(project, both())
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "locale"], check=True)
    written = tree(sample)
    with pytest.raises(ConflictError, match="committed=true"):
        undo(project)
    assert tree(sample) == written
    report = undo(project, committed=True)
    assert tree(sample) == before
    assert any("the commit still has it" in step for step in report.manual_steps)
