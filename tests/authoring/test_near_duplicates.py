"""What is there already under a near name is told before a second one is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.findings.finding import Finding


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(str(sample), {})


def told(project: Project, rule: str, **request: Any) -> list[Finding]:
    report = draft(project, request_from(description="Something", **request))
    return [finding for finding in report.findings if finding.rule == rule]


def made(name: str) -> str:
    return f"CREATE TABLE IF NOT EXISTS {name} (id TEXT PRIMARY KEY);"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("referral", "referrals"),
        ("eventReviews", "event_reviews"),
        ("refferals", "referrals"),
        ("event_ratings", "event_reviews"),
    ],
)
def test_a_table_beside_one_of_a_near_name_is_told(project: Project, name: str, other: str) -> None:
    found = told(project, "near-duplicate", target="d1", sql=made(name))
    assert found
    assert any(f" {other} already (" in finding.message for finding in found)
    assert {finding.severity for finding in found} == {"note"}


@pytest.mark.parametrize("name", ["tags", "event_sponsors", "user_notes", "referral_payouts", "views"])
def test_another_thing_is_not(project: Project, name: str) -> None:
    assert told(project, "near-duplicate", target="d1", sql=made(name)) == []


def test_a_column_that_means_the_same_is_noted(project: Project) -> None:
    found = told(project, "near-duplicate", target="d1", sql="ALTER TABLE events ADD COLUMN location_locality TEXT;")
    assert [finding.severity for finding in found] == ["note"]
    assert "events has city already" in found[0].message
    assert told(project, "near-duplicate", target="d1", sql="ALTER TABLE events ADD COLUMN subtitle TEXT;") == []


def test_a_table_that_takes_the_place_of_one_is_no_second_one(project: Project) -> None:
    sql = "ALTER TABLE referrals RENAME TO referral;"
    assert told(project, "near-duplicate", target="d1", sql=sql) == []


def test_a_collection_beside_one_of_a_near_name_is_told(project: Project) -> None:
    new = [{"kind": "create_collection", "name": "user", "fields": [{"name": "email", "type": "string"}]}]
    found = told(project, "near-duplicate", target="mongodb", changes=new)
    assert any("users" in finding.message for finding in found)


def test_a_copy_in_d1_of_what_changes_in_mongodb_is_pointed_out_unless_both_change(project: Project) -> None:
    change: dict[str, Any] = {
        "changes": [{"kind": "add_field", "collection": "users", "field": {"name": "locale", "type": "string"}}]
    }
    found = told(project, "copy-in-d1", target="mongodb", **change)
    assert len(found) == 1
    assert "D1 may hold a copy of users: table users" in found[0].message
    both = told(project, "copy-in-d1", target="both", sql="ALTER TABLE users ADD COLUMN locale TEXT;", **change)
    assert both == []


SET = 'await db.collection("{name}").updateMany({{ live: {{ $exists: false }} }}, {{ $set: {{ live: true }} }});'
UNSET = 'await db.collection("{name}").updateMany({{}}, {{ $unset: {{ live: "" }} }});'


@pytest.mark.parametrize(
    ("name", "meant"),
    [("user", "users"), ("event_review", "event_reviews"), ("refferals", "referrals"), ("users", None), ("eventReviews", None),
     ("invoices", None)],
)  # fmt: skip
def test_a_collection_of_which_nothing_speaks_is_told_beside_a_near_table(
    sample: Path, name: str, meant: str | None
) -> None:
    for file in (sample / "worker/src/db/migrations").glob("*.ts"):
        file.unlink()
    project = open_project(str(sample), {})
    code = {"up": SET.format(name=name), "down": UNSET.format(name=name)}
    found = told(project, "unknown-collection", target="mongodb", **code)
    assert [(item.severity, item.line is not None) for item in found] == ([("warning", True)] if meant else [])
    assert all(f" {meant} (" in item.message and meant in item.help for item in found)
