"""What a model reads of a draft and of a write: all that it needs to act, and little else."""

from __future__ import annotations

import os
from pathlib import Path

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.result.report_text import describe
from nhimbe_migrations.authoring.write import write_draft

ADD = "ALTER TABLE events ADD COLUMN is_promoted INTEGER DEFAULT 0;"


def test_a_draft_says_what_to_do_next_in_few_words_and_the_write_gives_every_command(sample: Path) -> None:
    project = open_project(str(sample), os.environ)
    report = draft(project, request_from(description="Promoted", target="d1", sql=ADD))
    text = describe(report)
    assert f'write_migration(draft="{report.draft}")' in text
    assert "is_promoted" in text
    assert "--local --file=" in text
    assert "fixed-header" not in text
    assert len(text) < 2_400  # some 600 tokens
    written = describe(write_draft(project, str(report.draft)))
    assert all(command.run in written for command in report.commands)
    assert "mermaid" not in written


def test_a_refused_draft_offers_no_command_to_run(sample: Path) -> None:
    project = open_project(str(sample), os.environ)
    report = draft(project, request_from(description="Drop", target="d1", sql="DROP TABLE IF EXISTS users;"))
    assert report.refused
    assert [command.purpose for command in report.commands if not command.looks_first] == []


def test_a_syntax_error_is_told_once(sample: Path) -> None:
    project = open_project(str(sample), os.environ)
    sql = "ALTER TABLE events ALTER COLUMN title SET NOT NULL;"
    report = draft(project, request_from(description="Required", target="d1", sql=sql))
    assert [finding.rule for finding in report.findings if finding.severity == "error"] == ["syntax-error"]
