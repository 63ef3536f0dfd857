"""What an author lets through: read, written, checked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.findings.accepted import (
    Accepted,
    accept_findings,
    accept_line,
    one_line,
    parse_accepted,
    read_accept,
    without_accepted,
)
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

DROP = Rule("drop-table", "error", "A drop", "It is gone.", "Do not.", target="d1")
LIMIT = Rule("too-long", "error", "Too long", "Refused.", "Split it.", target="d1", acceptable=False)
RULES = (DROP, LIMIT)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("-- accept: drop-table – it was never read", "it was never read"),
        ("-- accept: drop-table — it was never read", "it was never read"),
        ("-- accept: drop-table - it was never read", "it was never read"),
        ("--accept: drop-table: it was never read", "it was never read"),
        ("  --  ACCEPT:  Drop-Table   it was never read  ", "it was never read"),
        ("-- accept: drop-table – see note 4 - and 5", "see note 4 - and 5"),
        ("-- accept: drop-table", ""),
        ("-- accept: drop-table –", ""),
    ],
)
def test_the_comment_is_read_in_the_spellings_that_people_use(line: str, reason: str) -> None:
    assert read_accept(line) == Accepted("drop-table", reason)


@pytest.mark.parametrize("line", ["-- we accept: nothing", "accept: drop-table – x", "-- accepted: x – y", ""])
def test_other_lines_accept_nothing(line: str) -> None:
    assert read_accept(line) is None


def test_lines_count_in_files_of_every_line_ending() -> None:
    text = "\ufeff-- accept: a – b\r\nSELECT 1;\r-- accept: c – d\n"
    assert [(each.rule, each.line) for each in parse_accepted(text)] == [("a", 1), ("c", 3)]


def test_typescript_has_its_own_comment_mark() -> None:
    text = "// accept: drop-table – old\n-- accept: too-long – no\n"
    assert parse_accepted(text, "//") == (Accepted("drop-table", "old"),)


@settings(deadline=None)
@given(st.text(), st.sampled_from(["--", "//"]))
def test_any_reason_is_kept_on_one_line_that_reads_back(reason: str, mark: str) -> None:
    line = accept_line(Accepted("drop-table", reason), mark)  # type: ignore[arg-type]
    assert len(line.splitlines()) == 1
    assert "BEGIN TRANSACTION" not in line
    again = read_accept(line, comment=mark)  # type: ignore[arg-type]
    assert again is not None
    assert accept_line(again, mark) == line.replace(line, accept_line(again, mark))  # type: ignore[arg-type]
    assert again.rule == "drop-table"
    assert again.reason == one_line(reason, 300).lstrip(" -–—:").rstrip()


def test_a_long_reason_is_cut() -> None:
    assert one_line("x" * 400, 10) == "xxxxxxxxx…"


def test_an_accepted_finding_is_gone_and_the_others_stay() -> None:
    drop, long = Finding("drop-table", "error", "x"), Finding("too-long", "error", "y")
    accepted = (Accepted("drop-table", "old"), Accepted("too-long", "please"))
    assert without_accepted((drop, long), accepted, RULES) == (long,)


def test_without_a_reason_nothing_is_accepted() -> None:
    drop = Finding("drop-table", "error", "x")
    assert without_accepted((drop,), (Accepted("drop-table", ""),), RULES) == (drop,)


def test_an_unknown_rule_says_which_one_may_be_meant() -> None:
    (finding,) = accept_findings((Accepted("drop-tables", "old", 3),), RULES, "a.sql")
    assert finding == Finding(
        "accept-comment", "warning", "There is no rule 'drop-tables' to accept.", "Did you mean drop-table?", "a.sql", 3
    )


@pytest.mark.parametrize(
    ("accepted", "message"),
    [
        (Accepted("drop-table", ""), "'drop-table' is accepted without a reason."),
        (Accepted("too-long", "please"), "'too-long' cannot be accepted: it would not run, whatever the reason."),
        (Accepted("", "why"), "This accept comment names no rule."),
    ],
)
def test_an_acceptance_that_lets_nothing_through_is_a_finding(accepted: Accepted, message: str) -> None:
    assert [finding.message for finding in accept_findings((accepted,), RULES)] == [message]


def test_a_good_acceptance_is_none() -> None:
    assert accept_findings((Accepted("drop-table", "old"),), RULES) == ()
