"""types.ts in five house styles: what a careful person would have written, to the byte."""

from __future__ import annotations

from collections import Counter

import pytest

from nhimbe_migrations.text import Edit, Span, apply_edits
from nhimbe_migrations.typescript.update import bring_up_to_date
from nhimbe_migrations.typescript_tree import parse
from typescript.types_cases import Case, read_cases

CASES = read_cases()


@pytest.fixture(params=CASES, ids=[case.name for case in CASES])
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def test_the_file_becomes_what_the_case_says(case: Case) -> None:
    made = bring_up_to_date(case.before, case.changes, mapping=case.mapping)

    assert made.text == case.after
    assert [finding.rule for finding in made.findings] == case.findings


def test_a_second_call_makes_no_edit(case: Case) -> None:
    again = bring_up_to_date(case.after, case.changes, mapping=case.mapping)

    assert again.edits == ()
    assert again.text == case.after


def test_the_edits_lead_there_and_back(case: Case) -> None:
    made = bring_up_to_date(case.before, case.changes, mapping=case.mapping)

    assert apply_edits(case.before, made.edits) == made.text
    assert apply_edits(made.text, inverse(case.before, made.edits)) == case.before


def test_the_result_parses_no_worse(case: Case) -> None:
    assert parse(case.after).faults() <= parse(case.before).faults()


def test_every_finding_says_the_next_move_and_a_line_of_the_file(case: Case) -> None:
    made = bring_up_to_date(case.before, case.changes, mapping=case.mapping)

    for finding in made.findings:
        assert finding.message
        assert finding.help
        assert finding.line is None or 1 <= finding.line <= made.text.count("\n") + 1


def test_there_are_forty_cases_in_five_house_styles() -> None:
    styles = Counter(case.name.split("/")[0] for case in CASES)

    assert len(styles) >= 5
    assert styles.total() >= 40
    assert min(styles.values()) >= 5


def inverse(before: str, edits: tuple[Edit, ...]) -> list[Edit]:
    back, shift = [], 0
    for edit in edits:
        start = edit.span.start + shift
        back.append(Edit(Span(start, start + len(edit.text)), edit.span.of(before)))
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return back
