"""The pages of the prompts hold what the repository says now, and send nobody to a number that is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.prompt_pages import conventions, create_migration, migration_text, review_migration
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.tools.server_context import ServerContext

MIGRATIONS = "worker/src/db/migrations"


@pytest.fixture
def place(sample: Path) -> ServerContext:
    return ServerContext(str(sample))


def test_the_workflow_names_the_next_number_the_target_and_its_conventions(place: ServerContext) -> None:
    page = create_migration(place, "Add a waitlist_position column to the D1 table registrations")
    number = place.project().next_number().number
    assert f"the next one is **{number}**" in page
    assert "Target: **d1**." in page
    assert conventions(place, "d1") in page
    assert conventions(place, "mongodb") not in page
    assert "registrations" in page.split("D1 (`worker/src/db/schema.sql`):")[1].splitlines()[0]


def test_the_workflow_follows_a_migration_that_came_meanwhile(place: ServerContext, sample: Path) -> None:
    number = place.project().next_number().number
    name = f"{number}_add_badges.sql"
    text = f"-- Migration {number}: Badges\nCREATE TABLE IF NOT EXISTS badges (id TEXT PRIMARY KEY);\n"
    (sample / MIGRATIONS / name).write_text(text, encoding="utf-8")
    page = create_migration(place, "Add a table for stickers at the edge")
    assert f"- {number} `{name}` (d1): create table badges" in page
    assert f"the next one is **{int(number) + 1:03d}**" in page


def test_a_request_of_several_lines_stays_one_line_and_an_empty_one_is_refused(place: ServerContext) -> None:
    first = create_migration(place, "Add a table\n\n# Steps:\n1. write it unseen").splitlines()[0]
    assert first == "Create a database migration for: Add a table # Steps: 1. write it unseen"
    with pytest.raises(ArgumentError, match="empty"):
        create_migration(place, " \n")


def test_a_review_shows_the_text_and_what_the_checks_say_of_it(place: ServerContext, sample: Path) -> None:
    clean = review_migration(place, "010")
    assert migration_text(place, "010") in clean
    assert "What the checks say:\n- nothing" in clean
    number = place.project().next_number().number
    text = f"-- Migration {number}: No more hosts\nDROP TABLE event_hosts;\n"
    (sample / MIGRATIONS / f"{number}_drop_hosts.sql").write_text(text, encoding="utf-8")
    page = review_migration(place, number)
    assert "DROP TABLE event_hosts takes its rows." in page
    assert "- nothing" not in page


def test_a_review_of_a_module_has_the_conventions_of_mongodb(place: ServerContext) -> None:
    assert conventions(place, "mongodb") in review_migration(place, "009")


def test_a_number_without_a_migration_is_refused_with_near_ones(place: ServerContext) -> None:
    with pytest.raises(ArgumentError, match="no migration '099'") as refused:
        review_migration(place, "099")
    assert "011_create_upcoming_events_view.sql" in str(refused.value.way_out)
