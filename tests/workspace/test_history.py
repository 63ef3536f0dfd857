"""The history of a repository, as numbers, order and findings."""

import dataclasses
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhimbe_migrations.errors import ArgumentError, PathError
from nhimbe_migrations.workspace.history.findings import history_findings, wrangler_order
from nhimbe_migrations.workspace.history.folder import Entry, Folder
from nhimbe_migrations.workspace.history.history import Migration, read_history
from nhimbe_migrations.workspace.history.rules import rules
from nhimbe_migrations.workspace.repository.migration_names import is_migration, number_of
from workspace.checkouts import MIGRATIONS, Checkout


def _rules(checkout: Checkout) -> list[tuple[str, str | None]]:
    return [(each.rule, each.file) for each in read_history(checkout.open()).findings]


def test_twelve_files_of_which_four_are_unnumbered(nhimbe: Checkout):
    history = read_history(nhimbe.open())
    assert (history.total, history.highest) == (12, 11)
    assert [(each.number, each.name, each.legacy) for each in history.migrations[:6]] == [
        (1, "initial.sql", True),
        (2, "add_registrations.sql", True),
        (3, "fts_search.sql", True),
        (4, "add_event_reviews.sql", True),
        (4, "004_step.sql", False),
        (5, "005_step.ts", False),
    ]
    assert [each.rule for each in history.findings] == ["wrangler-order", "legacy-overlap"]


def test_a_migration_says_what_it_is(checkout: Checkout):
    checkout.migration("001_add_users.ts", "// Migration 001: People sign up  \n")
    checkout.commit()
    checkout.migration("002_drop-old.sql", "-- anything\n")
    assert read_history(checkout.open()).migrations == (
        Migration(
            1,
            f"{MIGRATIONS}/001_add_users.ts",
            "001_add_users.ts",
            "mongodb",
            "People sign up",
            legacy=False,
            committed=True,
        ),
        Migration(
            2, f"{MIGRATIONS}/002_drop-old.sql", "002_drop-old.sql", "d1", "Drop old", legacy=False, committed=False
        ),
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("-- Migration 001: Add a table\n", "Add a table"),
        ("\ufeff\r\n--  MIGRATION 1 - add\r\n", "add"),
        ("/* Migration 001: in a block */\n", "in a block"),
        ("/**\n * Migration 001: starred\n */\n", "starred"),
        ("\n" * 30 + "-- Migration 001: too far down\n", "X"),
        ("SELECT '-- no';\n", "X"),
        ("", "X"),
    ],
)
def test_the_title_comes_from_the_header_else_from_the_name(plain: Checkout, head: str, title: str):
    plain.migration("001_x.sql", head)
    assert [each.title for each in read_history(plain.open()).migrations] == [title]


def test_a_missing_folder_is_an_empty_history(plain: Checkout):
    assert (read_history(plain.open()).total, read_history(plain.open()).findings) == (0, ())


def test_a_file_where_the_folder_should_be_is_refused(plain: Checkout):
    plain.write(MIGRATIONS, "")
    with pytest.raises(PathError, match="where the migrations folder should be"):
        read_history(plain.open())


def test_a_migrations_folder_that_links_out_of_the_repository_is_refused(plain: Checkout):
    plain.write("worker/src/db/x")
    (plain.root / MIGRATIONS).symlink_to("/etc")
    with pytest.raises(PathError, match="leads out"):
        read_history(plain.open())


@pytest.mark.parametrize("reference", ["9", "009", "#9", "009_step.ts", f"{MIGRATIONS}/009_step.ts", "009_step"])
def test_a_migration_is_found_by_number_name_and_path(nhimbe: Checkout, reference: str):
    assert read_history(nhimbe.open()).find(reference).name == "009_step.ts"


def test_a_migration_is_found_by_a_plain_number(nhimbe: Checkout):
    assert read_history(nhimbe.open()).find(9).name == "009_step.ts"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("004", r"'004' names 2 migrations: add_event_reviews\.sql, 004_step\.sql\. Say the file name"),
        (99, r"no migration '99'\. Did you mean 011_step\.sql"),
        ("012_stp.sql", r"Did you mean .*01\d_step"),
        ("elsewhere/009_step.ts", "no migration"),
        ("", "no migration"),
        ("x" * 10_000, "no migration"),
    ],
)
def test_a_reference_to_none_or_several_names_near_ones(nhimbe: Checkout, reference: str | int, message: str):
    with pytest.raises(ArgumentError, match=message):
        read_history(nhimbe.open()).find(reference)


def test_duplicates_gaps_and_shared_numbers_are_findings(plain: Checkout):
    for name in ("001_a.sql", "002_a.sql", "002_b.sql", "005_a.sql", "005_b.ts", "007_a.sql"):
        plain.migration(name)
    assert _rules(plain) == [
        ("duplicate-number", f"{MIGRATIONS}/002_b.sql"),
        ("number-shared-by-targets", f"{MIGRATIONS}/005_b.ts"),
        ("number-gap", MIGRATIONS),
        ("number-gap", MIGRATIONS),
    ]
    messages = [each.message for each in read_history(plain.open()).findings if each.rule == "number-gap"]
    assert messages == ["003 to 004 have no migrations.", "006 has no migration."]


def test_foreign_files_are_findings_and_companions_are_not(plain: Checkout):
    foreign = [".hidden.sql", "001_a.SQL", "002_b.sql.bak", "notes.txt"]
    for name in [*foreign, "README.md", ".gitkeep", "index.ts", "types.d.ts", "a.test.ts", "meta/_journal.json"]:
        plain.migration(name)
    (plain.root / MIGRATIONS / "folder.sql").mkdir()
    assert _rules(plain) == [("foreign-file", f"{MIGRATIONS}/{name}") for name in [*foreign, "folder.sql"]]
    assert read_history(plain.open()).total == 0


def test_a_header_with_another_number_is_a_finding_on_its_line(plain: Checkout):
    plain.migration("003_a.sql", "-- hello\n-- Migration 004: x\n")
    found = [each for each in read_history(plain.open()).findings if each.rule == "header-number"]
    assert [(each.file, each.line) for each in found] == [(f"{MIGRATIONS}/003_a.sql", 2)]


def test_numbers_of_another_width_are_a_note(plain: Checkout):
    for name in ("001_a.sql", "002_a.sql", "3_a.sql"):
        plain.migration(name)
    assert _rules(plain) == [("number-style", MIGRATIONS)]


def test_schema_sql_among_the_migrations_is_none_of_them(plain: Checkout):
    plain.write("wrangler.toml", "")
    plain.write("migrations/001_a.sql")
    plain.write("migrations/schema.sql")
    plain.write("nhimbe-migrations.toml", '[paths]\nschema = "migrations/schema.sql"\n')
    assert [each.name for each in read_history(plain.open()).migrations] == ["001_a.sql"]


def test_a_migration_that_links_out_of_the_repository_keeps_its_number_and_is_a_finding(plain: Checkout):
    plain.migration("001_a.sql")
    (plain.root / MIGRATIONS / "002_b.sql").symlink_to("/etc/hostname")
    assert _rules(plain) == [("unreadable-migration", f"{MIGRATIONS}/002_b.sql")]
    assert read_history(plain.open()).total == 2


def test_a_pipe_with_a_migrations_name_does_not_hang(plain: Checkout):
    plain.migration("001_a.sql")
    os.mkfifo(plain.root / MIGRATIONS / "002_b.sql")
    assert read_history(plain.open()).total == 2


def test_a_pipe_is_not_read_as_a_file(plain: Checkout):
    plain.write("x")
    os.mkfifo(plain.root / "pipe")
    with pytest.raises(PathError, match="not a regular file"):
        plain.open().read("pipe")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.binary(min_size=1, max_size=20), max_size=6), st.binary(max_size=60))
def test_any_names_and_any_contents_make_a_history_that_can_be_told(plain: Checkout, names: set[bytes], head: bytes):
    folder = plain.root / MIGRATIONS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in names:
        ending = ".sql" if len(name) % 2 else ".ts"
        Path(folder, os.fsdecode(name.replace(b"/", b"_").replace(b"\0", b"_")) + ending).write_bytes(head)
    history = read_history(plain.open())
    told = json.dumps(
        [dataclasses.asdict(each) for each in (*history.migrations, *history.findings)], ensure_ascii=False
    )
    assert told.encode("utf-8")
    assert [plain.open().read(each.file) is None for each in history.migrations if head.isascii()].count(True) == 0
    assert [history.find(each.name) for each in history.migrations] == list(history.migrations)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("013_x.sql", 13), ("0001-x.sql", 1), ("13.sql", 13), ("0000_x.ts", 0), ("x.sql", None), ("7days_x.sql", None),
        ("2024-01-15-x.sql", None), ("2024_01_15_x.sql", None), ("20240115120000_x.sql", None), ("_001.sql", None), ("٠٠١_x.sql", None),
    ],
)  # fmt: skip
def test_what_counts_as_a_number(name: str, number: int | None):
    assert number_of(name) == number


def test_a_change_of_a_file_in_place_is_seen_at_once(plain: Checkout):
    plain.migration("001_x.sql", "-- Migration 001: one\n")
    repository = plain.open()
    titles = []
    for title in ("one", "two", "six", "ten"):
        plain.migration("001_x.sql", f"-- Migration 001: {title}\n")
        titles.append(read_history(repository).migrations[0].title)
    assert titles == ["one", "two", "six", "ten"]


def test_an_unchanged_history_is_not_read_again(nhimbe: Checkout):
    for path in (*(nhimbe.root / MIGRATIONS).iterdir(), nhimbe.root / MIGRATIONS):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    repository = nhimbe.open()
    assert read_history(repository) is read_history(repository)


def test_committing_is_seen(checkout: Checkout):
    checkout.migration("001_a.sql")
    repository = checkout.open()
    before = [each.committed for each in read_history(repository).migrations]
    checkout.commit()
    assert (before, [each.committed for each in read_history(repository).migrations]) == ([False], [True])


def test_every_finding_that_can_be_made_has_a_documented_rule():
    known = {rule.name for rule in rules()}
    assert len(known) == len(rules())
    assert {rule.name for rule in rules() if not (rule.summary and rule.why and rule.help)} == set()


NAMES = st.from_regex(r"([0-9]{1,4}[_-])?[a-c]{1,3}\.(sql|ts)", fullmatch=True)


@settings(max_examples=150)
@given(st.sets(NAMES, max_size=12))
def test_every_file_is_counted_once_and_the_order_is_total(names: set[str]):
    """Whatever stands in the folder: legacy first, numbers rising, duplicates found exactly where they are."""
    entries = [Entry(name, (0, 0, 0, 0), number_of(name), None) for name in sorted(names) if is_migration(name)]
    ordered = [each for each in entries if each.number is None]
    ordered += sorted(
        (each for each in entries if each.number is not None), key=lambda each: (each.number or 0, each.name)
    )
    found = history_findings("m", ordered, Folder(tuple(entries), (), (), ()), shallow=False)
    numbers = [each.number for each in entries if each.number is not None]
    twice = {number for number in numbers if numbers.count(number) > 1}
    named = [
        int(re.match(r"\d+", each.message)[0])  # type: ignore[index]
        for each in found
        if each.rule in {"duplicate-number", "number-shared-by-targets"}
    ]
    assert (sorted(named), len(named)) == (sorted(twice), len(twice))


@given(st.lists(NAMES, unique=True, max_size=10))
def test_wranglers_order_is_a_rearrangement_by_leading_number(names: list[str]):
    ordered = wrangler_order(names)
    heads = [int(match[0]) for name in ordered if (match := re.match(r"[0-9]+", name.split("_")[0]))]
    assert sorted(ordered) == sorted(names)
    assert heads == sorted(heads)
