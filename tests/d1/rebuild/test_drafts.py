"""The statements go straight into draft_migration: accepted, nothing lost, schema.sql brought up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.project.sample import lay_out_sample
from nhimbe_migrations.authoring.rebuild import rebuild
from nhimbe_migrations.authoring.result.report import Report


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder: Path = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NHIMBE_MIGRATIONS_STATE", str(folder / "state"))
        yield open_project(str(lay_out_sample(folder / "repository")), {})


def defined(project: Project, table: str) -> str:
    found = re.search(rf"CREATE TABLE IF NOT EXISTS {table} \(.*?\n\)", project.schema_text(), re.DOTALL)
    assert found
    return found[0]


def drafted(project: Project, table: str, definition: str, columns: dict[str, str]) -> tuple[str, Report]:
    plan = rebuild(project, table=table, definition=definition, columns=columns)
    return plan.method, draft(project, MigrationRequest(description=f"Rebuild {table}", target="d1", sql=plan.sql))


@pytest.mark.parametrize(
    ("table", "old", "new", "columns", "method", "rules"),
    [
        ("events", "'cancelled'", "'cancelled', 'postponed'", {}, "rebuild", []),
        ("users", "handle TEXT UNIQUE", "handle TEXT NOT NULL UNIQUE", {"handle": "coalesce(handle, id)"}, "rebuild", ["depends-on-rows"]),
        ("event_views", "  country TEXT", "  country TEXT CHECK (country <> '')", {}, "rebuild", ["depends-on-rows"]),
        ("registrations", "  checked_in BOOLEAN DEFAULT 0,\n", "", {}, "alter", []),
    ],
)  # fmt: skip
def test_the_statements_are_accepted_and_schema_sql_gets_the_wanted_table(
    project: Project, table: str, old: str, new: str, columns: dict[str, str], method: str, rules: list[str]
) -> None:
    definition = defined(project, table).replace(old, new)
    used, report = drafted(project, table, definition, columns)
    assert used == method
    assert report.refused is None
    assert report.verification is not None
    assert report.verification.applied is True
    assert report.verification.rows == ()
    assert [finding.rule for finding in report.findings if finding.severity == "warning"] == rules
    schema = next(change for change in report.files if change.path.endswith("schema.sql"))
    changed = [line for line in schema.diff.splitlines() if line[:1] in "+-"]
    assert len(changed) == (2 if new else 1)
