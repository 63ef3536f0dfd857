"""Say it in schema.sql, take a migration back, rename in two steps: the statements are worked out, and proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.drifted import MIGRATIONS, SCHEMA, TODAY, commit, lay_out, project_at, put
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.derive.strategy import column_changes
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.authoring.write import write_draft, write_request
from nhimbe_migrations.errors import ArgumentError, ConflictError, RefusedError

VENUE = "  venue TEXT,\n"
DROP_ACCEPTED = [{"rule": "drop-column", "reason": "nobody reads it"}]


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "shop")


def asked(root: Path, **given: object) -> Report:
    return draft(project_at(root), request_from(description="Change", target="d1", **given))  # type: ignore[arg-type]


def errors(report: Report) -> dict[str, str]:
    return {finding.rule: finding.message for finding in report.findings if finding.severity == "error"}


def written_text(report: Report) -> str:
    (diff,) = [file.diff for file in report.files if file.path.startswith(MIGRATIONS)]
    return diff


def edit(root: Path, old: str, new: str) -> None:
    assert old in TODAY
    put(root, {SCHEMA: TODAY.replace(old, new)})


def test_a_column_added_to_schema_sql_becomes_the_migration_and_the_file_stays(root: Path) -> None:
    edit(root, VENUE, "  venue TEXT, -- where 🎪\n  doors_at TEXT,\n")
    before = (root / SCHEMA).read_bytes()
    report = asked(root, from_schema=True)
    assert errors(report) == {}
    assert "ADD COLUMN doors_at TEXT" in written_text(report)
    assert [file.path for file in report.files] == [report.file]
    assert report.draft is not None
    write_draft(project_at(root), report.draft)
    assert (root / SCHEMA).read_bytes() == before
    assert project_at(root).databases().wishes == ()


def test_drift_is_not_a_wish_to_drop_what_the_file_never_had(root: Path) -> None:
    edit(root, VENUE, "  venue TEXT,\n  doors_at TEXT,\n")
    text = written_text(asked(root, from_schema=True))
    assert "DROP" not in text
    assert "poster" not in text


def test_a_new_check_is_a_rebuild_that_keeps_children_which_only_the_history_has(root: Path) -> None:
    edit(root, "CHECK (seats > 0)", "CHECK (seats > 0 AND seats < 100000)")
    report = asked(root, from_schema=True)
    assert errors(report) == {}
    assert report.verification is not None
    lost = [row for row in report.verification.rows if (row.after or 0) < (row.before or 0)]
    assert lost == []
    assert "posters" in written_text(report)


def test_a_column_gone_and_one_new_asks_and_renames_answers(root: Path) -> None:
    edit(root, VENUE, "  place TEXT,\n")
    with pytest.raises(ArgumentError, match=r"shows has no venue any more, and place is new"):
        asked(root, from_schema=True)
    report = asked(root, from_schema=True, renames={"shows.venue": "place"})
    assert errors(report) == {}
    assert "RENAME COLUMN venue TO place" in written_text(report)


def test_a_drop_wants_to_be_accepted(root: Path) -> None:
    edit(root, VENUE, "")
    assert "drop-column" in errors(asked(root, from_schema=True))
    report = asked(root, from_schema=True, accept=DROP_ACCEPTED)
    assert errors(report) == {}
    assert "nobody reads it" in written_text(report)


def test_nothing_to_do_is_said(root: Path) -> None:
    with pytest.raises(ArgumentError, match="asks for nothing that the databases lack"):
        asked(root, from_schema=True)
    edit(root, "-- The shop's tables.", "-- The shop's tables, and more.")
    with pytest.raises(ArgumentError, match="asks for nothing that the databases lack"):
        asked(root, from_schema=True)


def test_a_schema_file_that_does_not_run_is_named_with_its_line(root: Path) -> None:
    put(root, {SCHEMA: TODAY + "CREATE TABEL x (id);\n"})
    with pytest.raises(RefusedError, match=rf"schema\.sql, line {TODAY.count(chr(10)) + 1}, does not run"):
        asked(root, from_schema=True)


def test_without_a_schema_file_the_way_to_one_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="Call update_schema"):
        asked(lay_out(tmp_path / "bare", schema=None), from_schema=True)


@pytest.mark.parametrize(
    "given",
    [
        {"from_schema": True, "sql": "SELECT 1;"},
        {"from_schema": True, "reverts": "001"},
        {"renames": {"a": "b"}, "sql": "SELECT 1;"},
    ],
)
def test_what_does_not_go_together_is_refused(root: Path, given: dict[str, object]) -> None:
    with pytest.raises(ArgumentError):
        asked(root, **given)


def test_the_last_migration_is_taken_back_and_the_schema_is_what_it_was(root: Path) -> None:
    before = project_at(root).schema()
    put(
        root,
        {
            f"{MIGRATIONS}/005_rooms.sql": "-- Migration 005: rooms\nCREATE TABLE rooms (id TEXT PRIMARY KEY);\nALTER TABLE shows RENAME COLUMN venue TO place;\n"
        },
    )
    commit(root, {SCHEMA: TODAY.replace("venue", "place") + "CREATE TABLE rooms (id TEXT PRIMARY KEY);\n"}, "rooms")
    report = asked(root, reverts="005", accept=[{"rule": "drop-table", "reason": "never used"}])
    assert errors(report) == {}
    assert "RENAME COLUMN place TO venue" in written_text(report)
    write_request(
        project_at(root),
        request_from(
            description="Change", target="d1", reverts="005", accept=[{"rule": "drop-table", "reason": "never used"}]
        ),
    )
    after = project_at(root).schema()
    assert {table.name for table in after.tables} == {table.name for table in before.tables}
    shows = after.table("shows")
    assert shows is not None
    assert shows.column("venue") is not None


def test_a_migration_that_a_later_one_built_on_is_not_taken_back(root: Path) -> None:
    commit(
        root,
        {f"{MIGRATIONS}/005_more.sql": "-- Migration 005: more\nALTER TABLE posters ADD COLUMN size TEXT;\n"},
        "more",
    )
    with pytest.raises(ConflictError, match="not the last that changed table posters"):
        asked(root, reverts="004")


def test_what_cannot_come_back_is_said_and_wants_to_be_accepted(root: Path) -> None:
    commit(
        root,
        {
            f"{MIGRATIONS}/005_less.sql": "-- Migration 005: less\nALTER TABLE shows DROP COLUMN venue;\n",
            SCHEMA: TODAY.replace(VENUE, ""),
        },
        "less",
    )
    with pytest.raises(RefusedError) as refused:
        asked(root, reverts="005")
    assert [finding.message for finding in refused.value.findings] == [
        f"shows.venue comes back without its values: {MIGRATIONS}/005_less.sql dropped it."
    ]
    report = asked(root, reverts="005", accept=[{"rule": "revert-loses", "reason": "it was empty"}])
    assert errors(report) == {}
    assert "venue TEXT" in written_text(report)


RENAME = "ALTER TABLE shows RENAME COLUMN name TO label;"


def test_a_rename_in_two_steps_ends_where_a_plain_one_does(root: Path) -> None:
    report = asked(root, sql=RENAME, strategy="expand")
    assert errors(report) == {}
    assert report.manual_steps[0].startswith("Step 1 of 3, expand (shows.name → label)")
    assert report.draft is not None
    write_draft(project_at(root), report.draft)
    project = project_at(root)
    shows = project.schema().table("shows")
    assert shows is not None
    assert [column.name for column in shows.columns if column.name in ("name", "label")] == ["name", "label"]
    last = asked(root, sql=RENAME, strategy="contract")
    assert errors(last) == {}
    assert last.draft is not None
    write_draft(project_at(root), last.draft)
    shows = project_at(root).schema().table("shows")
    assert shows is not None
    assert shows.column("name") is None
    assert shows.column("label") is not None
    assert project_at(root).schema().find("trigger", "shows_logged") is not None


def test_a_step_takes_only_changes_of_columns(root: Path) -> None:
    with pytest.raises(ArgumentError, match="no part of a change of a column's name"):
        asked(root, sql=f"{RENAME} DROP TABLE people;", strategy="expand")
    with pytest.raises(ArgumentError, match="No column is renamed"):
        asked(root, sql="-- nothing", strategy="expand")


def test_two_projects_share_nothing(root: Path) -> None:
    """A draft leaves the repository as it was: the next reader finds no trace of it."""
    before = {
        path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and ".git" not in path.parts
    }
    asked(root, sql=RENAME, strategy="expand")
    after = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and ".git" not in path.parts}
    assert after == before
    assert isinstance(project_at(root), Project)


def test_another_type_and_both_ways_of_carrying_values_over_are_read() -> None:
    sql = (
        "ALTER TABLE items RENAME COLUMN price TO cents; ALTER TABLE items ADD COLUMN cents INTEGER;"
        "UPDATE items SET cents = CAST(round(price * 100) AS INTEGER);"
        "UPDATE items SET price = printf('%.2f; €', cents / 100.0);"
    )
    (change,) = column_changes(sql)
    assert (change.table, change.old, change.new, change.type) == ("items", "price", "cents", "INTEGER")
    assert change.forward == "CAST(round(price * 100) AS INTEGER)"
    assert change.backward == "printf('%.2f; €', cents / 100.0)"
    with pytest.raises(ArgumentError, match="no part of a change"):
        column_changes(f"{sql} UPDATE items SET cents = 1 WHERE id = 'a';")
