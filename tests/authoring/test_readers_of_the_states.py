"""read_schema, check and update_schema on a repository that has drifted, has no schema.sql, or was edited by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.drifted import MIGRATIONS, SCHEMA, TODAY, commit, git, lay_out, project_at, put
from authoring.repositories import worker
from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.authoring.read_schema import describe, read_schema
from nhimbe_migrations.authoring.result.answers import CheckAnswer
from nhimbe_migrations.authoring.sync import update_schema
from nhimbe_migrations.errors import ArgumentError


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "shop")


def checked(project: Project, base: str | None = None) -> CheckAnswer:
    return check(project, file=None, limit=100, cursor=None, base=base)


def said(verdict: CheckAnswer, rule: str) -> list[str]:
    return [finding.message for finding in verdict.findings if finding.rule == rule]


def errors(verdict: CheckAnswer) -> list[str]:
    return [finding.message for finding in verdict.findings if finding.severity == "error"]


def test_each_table_says_where_it_stands(root: Path) -> None:
    answer = read_schema(project_at(root), target="d1", names=None)
    assert {table.name: table.states for table in answer.tables or ()} == {
        "shows": None,
        "people": None,
        "tickets": None,
        "posters": ("history",),
        "poster_views": ("history",),
        "show_log": ("history",),
    }
    assert "posters (only in history): id TEXT" in describe(answer)


def test_a_named_table_comes_with_its_text_and_what_schema_sql_lacks_of_it(root: Path) -> None:
    answer = read_schema(project_at(root), target="d1", names=["shows"])
    assert answer.tables is not None
    assert (answer.tables[0].sql or "").startswith("CREATE TABLE shows")
    assert answer.tables[0].drift == ("trigger shows_logged: the trigger is only in the history",)


def test_without_schema_sql_the_tables_are_those_of_the_history(tmp_path: Path) -> None:
    project = project_at(lay_out(tmp_path / "bare", None))
    answer = read_schema(project, target="d1", names=None)
    assert {table.name for table in answer.tables or ()} >= {"shows", "tickets", "posters"}
    assert "update_schema" in answer.source
    verdict = checked(project)
    assert (verdict.ok, verdict.drift) == (True, ())


def test_drift_is_told_by_cause_once(root: Path) -> None:
    verdict = checked(project_at(root))
    assert said(verdict, "schema-drift-missing") == [
        (
            "schema.sql lacks 3 tables, 1 trigger and 1 index that 004_posters.sql makes: "
            "posters, poster_views, show_log, idx_posters_show_id, shows_logged."
        )
    ]
    assert errors(verdict) == [], "it is deployed: nothing that is held back mends it"
    assert len(verdict.drift) == 5, "the details are there"


def test_drift_that_this_branch_makes_is_an_error(root: Path) -> None:
    put(root, {f"{MIGRATIONS}/005_x.sql": "-- Migration 005: x\nCREATE TABLE IF NOT EXISTS x (id TEXT PRIMARY KEY);\n"})
    found = errors(checked(project_at(root)))
    assert len(found) == 1
    assert "table x, which worker/src/db/migrations/005_x.sql" in found[0]


def test_update_schema_brings_all_of_it_and_keeps_every_other_byte(root: Path) -> None:
    project = project_at(root)
    update_schema(project, file=None, preview=False)
    text = project.schema_text()
    assert text.startswith(TODAY.rstrip("\n").rpartition("CREATE INDEX")[0])
    assert all(name in text for name in ("posters", "poster_views", "show_log", "shows_logged"))
    assert checked(project).drift == ()
    assert update_schema(project, file=None, preview=False).written is False


def test_update_schema_makes_the_file_where_there_is_none(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "bare", None)
    project = project_at(root)
    assert update_schema(project, file=None, preview=False).written is True
    assert checked(project).drift == ()


def test_a_hand_edit_is_told_and_kept(root: Path) -> None:
    put(root, {SCHEMA: TODAY.replace("  venue TEXT,\n", "  venue TEXT,\n  poster TEXT,\n")})
    project = project_at(root)
    assert said(checked(project), "schema-edited") == [
        (
            "schema.sql was edited, and no migration does what it asks for: "
            "table shows: column poster is only in the edited file."
        )
    ]
    update_schema(project, file=None, preview=False)
    assert "poster TEXT" in project.schema_text()
    assert "poster_views" in project.schema_text()


def test_a_hand_edit_that_a_branch_commits_is_told(root: Path) -> None:
    git(root, "checkout", "--quiet", "-b", "more")
    commit(root, {SCHEMA: TODAY + "CREATE TABLE wishes (id TEXT PRIMARY KEY);\n"}, "a wish")
    assert said(checked(project_at(root), "main"), "schema-edited") == [
        "schema.sql was edited, and no migration does what it asks for: table wishes is new."
    ]


def test_a_branch_that_adopts_the_product_is_green(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "bare", None)
    git(root, "checkout", "--quiet", "-b", "adopt")
    project = project_at(root)
    update_schema(project, file=None, preview=False)
    sql = "-- Migration 005: index\nCREATE INDEX IF NOT EXISTS idx_posters_url ON posters(url);\n"
    commit(root, {f"{MIGRATIONS}/005_index.sql": sql}, "adopt")
    update_schema(project, file=None, preview=False)
    git(root, "commit", "--quiet", "-am", "schema")
    verdict = checked(project_at(root), "main")
    assert errors(verdict) == []
    assert verdict.ok


def test_a_deployed_file_is_examined_on_the_database_that_it_met(root: Path) -> None:
    verdict = check(project_at(root), file="002_names.sql", limit=50, cursor=None)
    assert verdict.verification is not None
    assert verdict.verification.applied is True


def test_an_unknown_table_names_what_there_is_without_a_silent_end(root: Path) -> None:
    many = "".join(f"CREATE TABLE IF NOT EXISTS t{at:02d} (id TEXT PRIMARY KEY);\n" for at in range(60))
    commit(root, {f"{MIGRATIONS}/005_many.sql": f"-- Migration 005: many\n{many}"}, "many")
    with pytest.raises(ArgumentError, match="and 26 more"):
        read_schema(project_at(root), target="d1", names=["qqqqqqqqq"])


def test_a_migration_that_cannot_be_replayed_is_named_once_a_file(root: Path) -> None:
    odd = "-- Migration 005: odd\nCREATE TRIGGER odd BEGIN;\nSELECT nothing FROM nowhere;\nFROB x;\nFROB y;\n"
    commit(root, {f"{MIGRATIONS}/005_odd.sql": odd}, "odd")
    notes = said(checked(project_at(root)), "not-replayed")
    assert len(notes) == 1
    assert "005_odd.sql cannot be replayed" in notes[0]


TWICE = {f"{MIGRATIONS}/005_twice.sql": "-- Migration 005: twice\nSELECT 1;\nALTER TABLE shows ADD COLUMN slug TEXT;\n"}


def test_a_file_that_repeats_what_an_edited_one_does_stops_new_databases(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "bare", schema=None)
    assert not said(checked(project_at(root)), "stops-new-databases")
    commit(root, TWICE, "twice")
    (found,) = [item for item in checked(project_at(root)).findings if item.rule == "stops-new-databases"]
    assert (found.severity, found.file, found.line) == ("warning", f"{MIGRATIONS}/005_twice.sql", 3)
    assert "duplicate column name: slug" in found.message


def test_who_runs_a_new_migration_locally_is_told_where_a_new_database_stops(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "bare", schema=None)
    with (root / "worker/wrangler.toml").open("a", encoding="utf-8") as file:
        file.write('migrations_dir = "src/db/migrations"\n')
    request = request_from(description="a note", target="d1", sql="ALTER TABLE shows ADD COLUMN note TEXT;")
    assert not [step for step in draft(project_at(root), request).manual_steps if "stops it" in step]
    commit(root, TWICE, "twice")
    (step,) = [step for step in draft(project_at(root), request).manual_steps if "stops it" in step]
    assert "005_twice.sql" in step
    assert "duplicate column name: slug" in step


def test_where_new_databases_are_made_from_something_else_nothing_stops_them(root: Path, tmp_path: Path) -> None:
    commit(root, TWICE, "twice")
    assert not said(checked(project_at(root)), "stops-new-databases")
    elsewhere = lay_out(tmp_path / "bare", schema=None)
    missing = "-- Migration 006: base\nALTER TABLE made_by_hand ADD COLUMN x TEXT;\n"
    commit(elsewhere, TWICE | {f"{MIGRATIONS}/006_base.sql": missing}, "twice")
    assert not said(checked(project_at(elsewhere)), "stops-new-databases")


@pytest.mark.parametrize(
    ("sql", "maker"),
    [
        ("ALTER TABLE shows ADD COLUMN venue TEXT;", "001_venue.sql, line 2, makes column shows.venue."),
        ("ALTER TABLE posters ADD COLUMN url TEXT;", "004_posters.sql, line 2, makes column posters.url."),
    ],
)
def test_a_refusal_for_what_is_there_already_names_the_file_that_made_it(root: Path, sql: str, maker: str) -> None:
    report = draft(project_at(root), request_from(description="Again", target="d1", sql=sql))
    refusals = [finding.message for finding in report.findings if finding.rule == "engine-refuses"]
    assert refusals
    assert all(maker in message for message in refusals)


def test_a_statement_of_schema_sql_that_does_not_run_is_told_with_its_line_by_a_draft_of_something_else(
    tmp_path: Path,
) -> None:
    """The rest of the file makes what the migrations make, so that no second proof runs on it."""
    table = "CREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY);\n"
    schema = table + "CREATE INDEX IF NOT EXISTS idx_t_colour ON t(colour);\n"
    top = worker(tmp_path / "one", {f"{MIGRATIONS}/001_t.sql": f"-- Migration 001: t\n{table}", SCHEMA: schema})
    report = draft(
        project_at(top), request_from(description="Note", target="d1", sql="ALTER TABLE t ADD COLUMN note TEXT;")
    )
    told = [(finding.severity, finding.message) for finding in report.findings if finding.rule == "schema-not-loadable"]
    assert [severity for severity, _ in told] == ["error"]
    assert told[0][1].startswith("schema.sql, line 2: no such column: colour")
