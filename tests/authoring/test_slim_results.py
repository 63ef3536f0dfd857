"""What a structured result leaves out: nothing that a reader needs, and all that was said before."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.rebuild import rebuild
from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.authoring.result.shown.commands import in_words
from nhimbe_migrations.authoring.result.shown.diffs import without_context
from nhimbe_migrations.authoring.result.shown.slim import slim_report
from nhimbe_migrations.authoring.write import write_draft
from nhimbe_migrations.text import diff_hunks

ADD = "ALTER TABLE events ADD COLUMN is_promoted INTEGER DEFAULT 0;"
LINES = st.lists(st.sampled_from("abc"), max_size=12).map(lambda letters: "".join(f"{letter}\n" for letter in letters))


@settings(max_examples=150, deadline=None)
@given(LINES, LINES)
def test_a_diff_without_context_still_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    lines, shift = before.splitlines(keepends=True), 0
    for hunk in re.finditer(
        r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@\n((?:[-+ ].*\n)+)", without_context(diff_hunks(before, after))
    ):
        size = int(hunk[2] or 1)
        start = int(hunk[1]) - (1 if size else 0) + shift
        body = hunk[3].splitlines(keepends=True)
        old, new = ([line[1:] for line in body if line[0] in marks] for marks in ("- ", "+ "))
        assert lines[start : start + size] == old
        lines[start : start + size] = new
        shift += len(new) - len(old)
    assert "".join(lines) == after


def test_a_draft_does_not_send_back_what_was_sent_and_a_refusal_still_says_what_breaks(sample: Path) -> None:
    project = open_project(str(sample), os.environ)
    whole = as_json(draft(project, request_from(description="Promoted", target="d1", sql=ADD)))
    slim = slim_report(whole, ADD)
    migration, *others = slim["files"]
    assert (migration["note"], "diff" in migration) == ("as sent, with a header", False)
    assert all("+" in file["diff"] for file in others)
    assert {"number", "file", "verification", "draft", "root", "findings", "files"} <= set(slim)
    assert ADD not in json.dumps(slim)
    drop = "ALTER TABLE users DROP COLUMN email;"
    refused = slim_report(as_json(draft(project, request_from(description="Drop", target="d1", sql=drop))), drop)
    assert refused["refused"] is True
    assert [item["rule"] for item in refused["findings"] if item["severity"] == "error"]
    assert all(use["effect"] == "breaks" for use in refused.get("uses", ()))


def test_every_command_of_a_structured_result_can_be_run_as_it_stands(sample: Path) -> None:
    """The text may say "the same command again"; who reads the structured result alone has nothing to look back at."""
    project = open_project(str(sample), os.environ)
    definition = "CREATE TABLE rate_limits (key TEXT PRIMARY KEY, hits INTEGER NOT NULL DEFAULT 0 CHECK (hits < 100000), window_starts_at TEXT NOT NULL)"
    drafted = rebuild(project, table="rate_limits", definition=definition, columns={}, description="Bound hits")
    written = as_json(write_draft(project, str(drafted.draft)))
    shown = [(item["purpose"].split(",")[0], item["run"]) for item in slim_report(written)["commands"]]
    assert [run for _, run in shown] == [item["run"] for item in written["commands"]]
    assert len({run for _, run in shown}) < len(shown), "counts before and after are one command"


def test_the_script_of_the_local_command_is_not_told_with_the_remote_one() -> None:
    local = {"purpose": "local (here also: npm run db:local)", "run": "npx wrangler d1 migrations apply x --local"}
    remote = {"purpose": "remote (here also: npm run db:prod)", "run": "npx wrangler d1 migrations apply x --remote"}
    shown = [item["purpose"] for item in in_words([local, remote], drafted=True)]
    assert shown == ["remote (here also: npm run db:prod)"]
