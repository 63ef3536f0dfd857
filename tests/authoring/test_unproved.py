"""Where nothing could be run, the text says so, as the structure does."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.result.report_text import describe


def test_a_down_that_was_not_run_is_not_checked_in_the_text_too(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGOD_BIN", "/nonexistent")
    monkeypatch.delenv("MONGODB_VERIFY_URI", raising=False)
    report = draft(
        open_project(str(sample), {}),
        request_from(description="Tags", target="mongodb", changes=[{"kind": "create_collection", "name": "tags"}]),
    )
    assert report.verification.down is not None
    assert report.verification.down.reverses is None
    told = describe(report)
    assert "not checked; down() not checked" in told
