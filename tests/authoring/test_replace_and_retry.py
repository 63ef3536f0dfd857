"""Drafts that meet a repository that has gone on: replaced, renumbered, proved again, refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import MigrationRequest, request_from
from nhimbe_migrations.authoring.compose.reverse_patch import reverse_patch
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.undo import undo
from nhimbe_migrations.authoring.write import write_draft, write_request
from nhimbe_migrations.errors import ArgumentError, ConflictError, RefusedError

SCHEMA = "worker/src/db/schema.sql"
TYPES = "worker/src/types.ts"


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(str(sample), {})


def wanted(name: str, sql: str, **more: str) -> MigrationRequest:
    return request_from(description=name, target="d1", sql=sql, **more)  # type: ignore[arg-type]


def table(name: str, columns: str = "id TEXT PRIMARY KEY") -> str:
    return f"CREATE TABLE IF NOT EXISTS {name} ({columns});"


def test_a_draft_whose_number_was_taken_is_renumbered_everywhere_and_says_so(project: Project) -> None:
    handle = draft(project, wanted("Second", table("seconds"))).draft
    write_request(project, wanted("First", table("firsts")))
    assert handle
    report = write_draft(project, handle)
    assert report["number"] == "014"
    assert report["file"].endswith("014_second.sql")
    assert (project.repository.read(report["file"]) or "").startswith("-- Migration 014: Second\n")
    assert {"renumbered", "proved-again"} <= {finding["rule"] for finding in report["findings"]}
    schema = project.schema_text()
    assert "firsts" in schema
    assert "seconds" in schema


def test_a_draft_is_refused_when_the_repository_no_longer_takes_it(project: Project, sample: Path) -> None:
    handle = draft(project, wanted("Column", "ALTER TABLE referrals ADD COLUMN note TEXT;")).draft
    schema = sample / SCHEMA
    schema.write_text(
        schema.read_text(encoding="utf-8").replace(
            "uses INTEGER NOT NULL DEFAULT 0,", "uses INTEGER NOT NULL DEFAULT 0,\n  note TEXT,"
        ),
        encoding="utf-8",
    )
    # Not committed, it would be a wish that this very migration fulfils; committed, it is a column that is there.
    subprocess.run(["git", "-C", sample, "commit", "--quiet", "--no-verify", "-am", "note"], check=True)
    before = schema.read_bytes()
    assert handle
    with pytest.raises(RefusedError, match="013_column"):
        write_draft(project, handle)
    assert schema.read_bytes() == before


def test_an_unknown_handle_is_named(project: Project) -> None:
    with pytest.raises(ArgumentError, match="no-such"):
        write_draft(project, "no-such")


def test_replace_takes_the_earlier_effects_back_and_keeps_the_number(project: Project) -> None:
    clean_schema, clean_types = project.schema_text(), project.types_text()
    write_request(project, wanted("Notes", table("edge_notes", "id TEXT PRIMARY KEY, body TEXT")))
    report = write_request(project, wanted("Remarks", table("edge_remarks"), replace="013"))
    assert (report["number"], report["file"].rsplit("/", 1)[-1]) == ("013", "013_remarks.sql")
    assert project.repository.read(report["file"].replace("remarks", "notes")) is None
    assert "edge_notes" not in project.schema_text()
    assert "EdgeNote" not in (project.types_text() or "")
    undo(project)
    undo(project)
    assert (project.schema_text(), project.types_text()) == (clean_schema, clean_types)


def test_replace_leaves_what_a_later_migration_did(project: Project) -> None:
    write_request(project, wanted("Notes", table("edge_notes")))
    write_request(project, wanted("Other", table("others")))
    write_request(project, wanted("Remarks", table("edge_remarks"), replace="013"))
    schema = project.schema_text()
    assert ["edge_notes" in schema, "others" in schema, "edge_remarks" in schema] == [False, True, True]


def test_a_migration_on_the_default_branch_is_not_replaced(project: Project) -> None:
    with pytest.raises(ConflictError, match="default branch"):
        draft(project, wanted("Again", table("agains"), replace="011"))


def test_a_committed_write_is_not_undone(project: Project, sample: Path) -> None:
    write_request(project, wanted("Notes", table("edge_notes")))
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", "add", "-A"], cwd=sample, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "notes"], cwd=sample, check=True)
    with pytest.raises(ConflictError, match="default branch"):
        undo(project)


def test_an_accepted_finding_is_kept_in_the_file_and_honoured_by_the_check(project: Project) -> None:
    from nhimbe_migrations.authoring.check import check

    drop = "DROP TABLE IF EXISTS rate_limits;"
    refused = draft(project, wanted("Drop limits", drop))
    assert refused.refused
    rules = {finding.rule for finding in refused.findings if finding.severity == "error"}
    accepted = [{"rule": rule, "reason": "limits live in a Durable Object now"} for rule in sorted(rules)]
    report = write_request(project, request_from(description="Drop limits", target="d1", sql=drop, accept=accepted))
    text = project.repository.read(report["file"]) or ""
    assert all(f"-- accept: {rule} – limits live in a Durable Object now" in text for rule in rules)
    assert "rate_limits" not in project.schema_text()
    assert check(project, file="013", limit=50, cursor=None).ok


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("a\nb\nnew\nc\n", "a\nb\nc\n"),
        ("x\na\nb\nnew\nc\nlater\n", "x\na\nb\nc\nlater\n"),
        ("a\nb\nchanged\nc\n", None),
    ],
)
def test_a_change_is_taken_back_out_of_a_text_that_went_on(now: str, left: str | None) -> None:
    assert reverse_patch(now, "a\nb\nc\n", "a\nb\nnew\nc\n") == left
