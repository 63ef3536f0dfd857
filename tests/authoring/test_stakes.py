"""What is at stake, as a tree: the tables whose rows go stand below the table through which they go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import propose
from nhimbe_migrations.authoring.pictures.stakes import flowchart
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.result.proofs import Stake, Stakes

READS = re.compile(
    r'flowchart LR\n(?:  t\d+\["[^"%\\`<>~]+"\]\n)+(?:  t\d+ -- "[^"%\\`<>~]+" --> t\d+\n)*'
    r"(?:  classDef lost [a-z0-9:#,-]+\n  class t\d+(?:,t\d+)* lost\n)?"
)
"""What this file makes of mermaid's flowcharts; every form was given to mermaid 11's own parser once."""


def stakes(sample: Path, sql: str) -> Stakes:
    return propose(open_project(str(sample), {}), request_from(description="x", target="d1", sql=sql)).stakes


@pytest.mark.parametrize(
    ("sql", "tree"),
    [
        ("DROP TABLE event_reviews;", [("event_reviews", 0, None), ("review_votes", 1, "review_id")]),
        ("DELETE FROM review_votes WHERE 1;", [("review_votes", 0, None)]),
        ("ALTER TABLE users ADD COLUMN town TEXT;", []),
        ("DELETE FROM registrations WHERE 1;", [("registrations", 0, None), ("check_ins", 1, "registration_id")]),
    ],
)
def test_the_tree_follows_the_references_that_take_rows(
    sample: Path, sql: str, tree: list[tuple[str, int, str | None]]
) -> None:
    assert [(stake.table, stake.depth, stake.through) for stake in stakes(sample, sql)] == tree


def test_a_table_that_is_rebuilt_stands_above_the_children_that_it_empties(sample: Path) -> None:
    rebuilt = """CREATE TABLE ticket_types_new AS SELECT * FROM registrations; DROP TABLE registrations;
    ALTER TABLE ticket_types_new RENAME TO registrations;"""
    found = {stake.table: stake for stake in stakes(sample, rebuilt)}
    assert (found["registrations"].before, found["registrations"].after) == (2, 2)
    assert (found["check_ins"].depth, found["check_ins"].after) == (1, 0)


@pytest.mark.parametrize(
    "name", ['"]; click t0 "javascript:x"', "end", "%%{init: {}}%%", "a`b", "<b>x</b>", "🎪", "\n", "direction TB"]
)
def test_no_name_leaves_its_place_in_the_flowchart(name: str) -> None:
    drawn = flowchart((Stake(name, 0, 2, 2), Stake(name, 1, 2, 0, name), Stake(name, 1, 2, None, name)))
    assert READS.fullmatch(drawn), drawn
    assert "class t1,t2 lost" in drawn
    assert "2 → gone" in drawn
