"""Diffs of long texts: they give the new text back, whatever changed."""

from __future__ import annotations

import difflib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations import text
from nhimbe_migrations.text import Lines, diff_hunks, line_at

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", ");\n", "\n", *(f"line {n}\n" for n in range(20))]), max_size=40)


def patched(before: list[str], hunks: str) -> str:
    """What `patch` would make of it."""
    made, at = [], 0
    for line in hunks.splitlines(keepends=True):
        if head := re.match(r"@@ -(\d+)(?:,(\d+))? \+", line):
            start = int(head[1]) - (head[2] != "0")
            made += before[at:start]
            at = start
        elif line.startswith("+"):
            made.append(line[1:])
        else:
            assert before[at] == line[1:]
            made += [line[1:]] if line.startswith(" ") else []
            at += 1
    return "".join([*made, *before[at:]])


@settings(max_examples=150)
@given(LINES, LINES, st.integers(0, 40))
def test_a_diff_of_long_texts_makes_the_new_one_of_the_old(before: list[str], more: list[str], at: int) -> None:
    after = [*before[:at], *more[:4], *before[at + 2 :]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_MANY_LINES", 0)
        hunks = diff_hunks("".join(before), "".join(after))
    assert patched(before, hunks) == "".join(after)
    assert (hunks == "") == (before == after)


def test_a_diff_of_a_long_text_is_the_one_that_people_know() -> None:
    before = [f"CREATE TABLE table_{n} (\n" if n % 3 == 0 else "  id TEXT,\n" for n in range(9_000)]
    after = [*before]
    for at in range(8_100, 0, -900):
        after.insert(at + 1, "  more TEXT,\n")
    expected = "".join([*difflib.unified_diff(before, after, n=1)][2:])
    assert diff_hunks("".join(before), "".join(after)) == expected


@given(st.text("a\r\n\u2028", max_size=30))
def test_the_lines_of_a_text_are_those_that_are_counted_from_its_start(sample: str) -> None:
    lines = Lines(sample)
    assert [lines.at(offset) for offset in range(len(sample) + 1)] == [
        line_at(sample, offset) for offset in range(len(sample) + 1)
    ]
