"""One migration file as it stands: proved on the database that it found, or it says why it was not."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.examine import examine, lint_only
from nhimbe_migrations.authoring.project.branch import branch_of
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.result.report import Verification
from nhimbe_migrations.findings.finding import Finding

MIGRATIONS = "worker/src/db/migrations"


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(str(sample), {})


def examined(project: Project, reference: str) -> tuple[Verification | None, tuple[Finding, ...]]:
    migration = project.history().find(reference)
    proof, found = examine(project, migration, branch_of(project, None), execute=False)
    return None if proof is None else proof.verification, found


def by_hand(project: Project, body: str) -> tuple[Project, str]:
    number = project.next_number().number
    path = project.repository.root / MIGRATIONS / f"{number}_by_hand.sql"
    path.write_text(f"-- Migration {number}: By hand\n{body}\n", encoding="utf-8")
    return open_project(str(project.repository.root), {}), number


def test_a_migration_that_works_is_proved_and_nothing_is_said(project: Project) -> None:
    changed, number = by_hand(project, "ALTER TABLE users ADD COLUMN pronouns TEXT;")
    verification, findings = examined(changed, number)
    assert verification is not None
    assert verification.applied
    assert [finding.severity for finding in findings if finding.severity == "error"] == []


def test_a_migration_that_fails_is_an_error_at_its_line(project: Project) -> None:
    changed, number = by_hand(project, "SELECT 1;\nALTER TABLE nobody ADD COLUMN pronouns TEXT;")
    _, findings = examined(changed, number)
    (error,) = (finding for finding in findings if finding.severity == "error")
    assert (error.line, "nobody" in error.message) == (3, True)
    assert error.file == f"{MIGRATIONS}/{number}_by_hand.sql"


def test_a_committed_migration_is_proved_on_what_came_before_it(project: Project) -> None:
    verification, findings = examined(project, "010")
    assert verification is not None
    assert verification.applied
    assert [finding.message for finding in findings] == []


@pytest.mark.parametrize("name", ["012_by_hand.sql", "012_by_hand.ts"])
def test_a_file_that_is_no_text_is_one_finding_and_no_verdict(project: Project, name: str) -> None:
    root = project.repository.root
    (root / MIGRATIONS / name).write_bytes(b"-- Migration 012: By hand\n\xff\xfe\n")
    changed = open_project(str(root), {})
    verification, findings = examined(changed, name)
    assert verification is None
    assert [(finding.rule, finding.line) for finding in findings] == [("unreadable-migration", 2)]
    assert lint_only(changed, changed.history().find(name)) == findings


def test_the_rules_alone_run_nothing_and_still_name_the_line(project: Project) -> None:
    changed, number = by_hand(project, "CREATE TABLE Marks (id TEXT PRIMARY KEY);")
    findings = lint_only(changed, changed.history().find(number))
    assert {finding.line for finding in findings} == {2}
    assert {finding.file for finding in findings} == {f"{MIGRATIONS}/{number}_by_hand.sql"}
