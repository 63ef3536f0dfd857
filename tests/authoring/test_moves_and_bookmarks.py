"""What moves, moves once and to the number it would get today; what can take values has a bookmark before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.renumber import renumber
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.authoring.undo import undo

MIGRATIONS = "worker/src/db/migrations"


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(str(sample), {})


def by_hand(sample: Path, name: str) -> None:
    text = f"-- Migration {name[:3]}: By hand\nCREATE TABLE IF NOT EXISTS t{name[4:-4]} (id TEXT PRIMARY KEY);\n"
    (sample / MIGRATIONS / name).write_text(text, encoding="utf-8")


def drafted(project: Project, sql: str, accept: str | None = None) -> Report:
    accepted = [{"rule": accept, "reason": "agreed"}] if accept else []
    return draft(project, request_from(description="Change", target="d1", sql=sql, accept=accepted))


def bookmarks(report: Report) -> int:
    return sum("time-travel info" in command.run for command in report.commands)


def test_a_migration_that_moves_does_not_count_itself_and_leaves_no_gap(project: Project, sample: Path) -> None:
    by_hand(sample, "013_a.sql")
    by_hand(sample, "013_b.sql")
    moved = renumber(project, file="013_b.sql", preview=False)
    assert moved.file == f"{MIGRATIONS}/014_b.sql"
    assert project.next_number().number == "015"


def test_a_migration_with_the_next_free_number_stays_where_it_is(project: Project, sample: Path) -> None:
    by_hand(sample, "013_a.sql")
    stays = renumber(project, file="013", preview=False)
    assert (stays.number, stays.file, stays.written, stays.files) == ("013", f"{MIGRATIONS}/013_a.sql", False, ())


def test_renumbering_again_by_the_old_name_moves_nothing_and_reports_the_same(project: Project, sample: Path) -> None:
    by_hand(sample, "013_a.sql")
    by_hand(sample, "013_b.sql")
    first = renumber(project, file="013_b.sql", preview=False)
    again = renumber(open_project(str(sample), {}), file="013_b.sql", preview=False)
    assert (again.written, again.file, again.files) == (False, first.file, first.files)
    assert again.manual_steps == first.manual_steps


@pytest.mark.parametrize("in_git", [True, False])
def test_what_else_names_the_migration_is_listed_and_left_as_it_is(sample: Path, in_git: bool) -> None:
    """A name in a README or a package script may mean what ran last year: nobody asked to have it rewritten."""
    by_hand(sample, "013_a.sql")
    by_hand(sample, "013_b.sql")
    told = {
        "README.md": "Run 013_b.sql first.\n",
        "package.json": '{"scripts": {\n"migrate": "wrangler d1 execute db --file=013_b.sql"}}\n',
        "docs/old.md": "\n\n`013_b.sql` and 9013_b.sql\n",
        "other.txt": "9013_b.sql, 013_b.sql-old\n",
    }
    for path, text in told.items():
        (sample / path).parent.mkdir(exist_ok=True)
        (sample / path).write_text(text, encoding="utf-8")
    own = sample / MIGRATIONS / "013_b.sql"
    own.write_text(
        "-- Migration 013: B\n-- see 013_b.sql\nCREATE TABLE IF NOT EXISTS tb (id TEXT PRIMARY KEY);\n",
        encoding="utf-8",
    )
    if not in_git:
        (sample / ".git").rename(sample / "no-git")
    moved = renumber(open_project(str(sample), {}), file="013_b.sql", preview=False)
    assert {item.path for item in moved.files} == {f"{MIGRATIONS}/013_b.sql", f"{MIGRATIONS}/014_b.sql"}
    assert (
        (sample / MIGRATIONS / "014_b.sql")
        .read_text(encoding="utf-8")
        .startswith("-- Migration 014: B\n-- see 014_b.sql\n")
    )
    assert {path: (sample / path).read_text(encoding="utf-8") for path in told} == told
    assert "README.md:1, docs/old.md:3, package.json:2" in ", ".join(sorted(_places(moved.manual_steps[0])))
    assert "write 014_b.sql where this migration is meant" in moved.manual_steps[0]


def _places(step: str) -> list[str]:
    return step.partition("named in ")[2].partition(". Nothing")[0].split(", ")


def test_an_undo_names_the_number_that_it_takes_back(project: Project, sample: Path) -> None:
    by_hand(sample, "013_a.sql")
    by_hand(sample, "013_b.sql")
    renumber(project, file="013_b.sql", preview=False)
    assert undo(project).number == "014"
    assert (sample / MIGRATIONS / "013_b.sql").exists()


@pytest.mark.parametrize(
    ("sql", "accept"),
    [
        ("ALTER TABLE referrals DROP COLUMN uses;", "drop-column"),
        ("UPDATE referrals SET uses = 0 WHERE uses IS NULL;", None),
        ("WITH old AS (SELECT id FROM referrals) DELETE FROM referrals WHERE id IN old;", None),
        ("REPLACE INTO referrals SELECT * FROM referrals;", None),
    ],
)
def test_a_bookmark_comes_before_whatever_can_take_values_accepted_or_not(
    project: Project, sql: str, accept: str | None
) -> None:
    assert bookmarks(drafted(project, sql, accept)) > 0


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, was TEXT DEFAULT 'DELETE');",
        "ALTER TABLE referrals ADD COLUMN note TEXT;",
        "CREATE TRIGGER IF NOT EXISTS r_ai AFTER INSERT ON referrals BEGIN UPDATE referrals SET uses = 1; END;",
    ],
)
def test_no_bookmark_where_nothing_can_go(project: Project, sql: str) -> None:
    assert bookmarks(drafted(project, sql)) == 0
