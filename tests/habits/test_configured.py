"""What nhimbe-migrations.toml says of names reaches the rules, the fixes and the prompts alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.conventions import conventions_page
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.workspace.repository.repository import find_repository

SETTLED = """
[conventions.d1]
id_column = "uuid"
created_column = "made_at"
modified_column = "changed_at"
index_prefix = "ix_"
"""


@pytest.fixture
def project(sample: Path) -> Project:
    (sample / "nhimbe-migrations.toml").write_text(SETTLED, encoding="utf-8")
    return Project(find_repository(str(sample), {}, None))


def drafted(project: Project, sql: str) -> tuple[dict[str, str], str]:
    """Return what is found (rule → help), and the migration as it would be written."""
    report = draft(project, MigrationRequest(description="add parcels", target="d1", sql=sql))
    (diff,) = [file.diff for file in report.files if file.path == report.file]
    return {finding.rule: finding.help for finding in report.findings}, diff


def test_names_that_differ_from_the_configured_ones_are_told(project: Project) -> None:
    found, _ = drafted(
        project,
        "CREATE TABLE IF NOT EXISTS parcels (id TEXT PRIMARY KEY, created_at TEXT, updated_at TEXT);\n"
        "CREATE INDEX IF NOT EXISTS idx_parcels_created_at ON parcels(created_at);\n",
    )
    assert found["primary-key"] == "Declare `uuid TEXT PRIMARY KEY`."
    assert found["column-name"] in {"Call it made_at.", "Call it changed_at."}


def test_the_configured_names_are_fine_and_unnamed_indexes_get_them(project: Project) -> None:
    found, text = drafted(
        project,
        "CREATE TABLE IF NOT EXISTS parcels (uuid TEXT PRIMARY KEY, made_at TEXT, changed_at TEXT);\n"
        "CREATE INDEX ON parcels(made_at);\n",
    )
    assert not {"primary-key", "column-name", "index-name"} & set(found)
    assert "CREATE INDEX IF NOT EXISTS ix_parcels_made_at ON parcels(made_at);" in text


def test_a_table_without_a_key_hears_which_key_this_repository_wants(project: Project) -> None:
    found, _ = drafted(project, "CREATE TABLE IF NOT EXISTS parcels (name TEXT);\n")
    assert found["primary-key"] == "Declare `uuid TEXT PRIMARY KEY`."


def test_the_prompt_says_the_same(project: Project) -> None:
    page = conventions_page(project, "d1")
    assert "`uuid TEXT PRIMARY KEY`" in page
    assert "ix_tableName_field" in page
    assert "`made_at`, `changed_at`" in page


def test_without_a_configuration_nothing_is_demanded(sample: Path) -> None:
    project = Project(find_repository(str(sample), {}, None))
    found, _ = drafted(project, "CREATE TABLE IF NOT EXISTS parcels (_id TEXT PRIMARY KEY, date_created TEXT);\n")
    assert not {"primary-key", "column-name"} & set(found)
