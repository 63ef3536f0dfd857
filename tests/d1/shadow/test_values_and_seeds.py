"""Values that a migration takes without a word, and seeds that meet a row that is there: what is told, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import Proof, queries_that_stop

SHOP = """
CREATE TABLE lots (id INTEGER PRIMARY KEY, batch TEXT NOT NULL, weight TEXT, price REAL, grade TEXT DEFAULT 'b', note TEXT);
CREATE TABLE farms (code TEXT PRIMARY KEY, region TEXT UNIQUE, owner TEXT);
CREATE TABLE barns (id INTEGER PRIMARY KEY, farm TEXT NOT NULL REFERENCES farms(code), size INTEGER);
CREATE TABLE lines (at TEXT, word TEXT, level INTEGER);
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT UNIQUE);
"""
NEW = "CREATE TABLE lots_new (id INTEGER PRIMARY KEY, batch TEXT NOT NULL, weight TEXT, price REAL, grade TEXT DEFAULT 'b', note TEXT);"
SWAP = "DROP TABLE lots; ALTER TABLE lots_new RENAME TO lots;"


def told(proof: Proof) -> set[tuple[str, str]]:
    assert proof.applied, proof.error
    return {(finding.rule, finding.severity) for finding in proof.findings}


@pytest.mark.parametrize(
    "migration",
    [
        f"{NEW} INSERT INTO lots_new (id, batch, weight, price, grade) SELECT id, batch, weight, price, grade FROM lots; {SWAP}",
        f"{NEW} INSERT INTO lots_new (id, batch, weight, price, note) SELECT id, batch, weight, price, note FROM lots; {SWAP}",
        f"{NEW} INSERT INTO lots_new (id, batch, price, grade, note) SELECT l.id, l.batch, l.price, l.grade, l.note FROM lots AS l; {SWAP}",
        "CREATE TABLE lines_2 (at TEXT, word TEXT, level INTEGER); INSERT INTO lines_2 (at, level) SELECT at, level FROM lines; DROP TABLE lines; ALTER TABLE lines_2 RENAME TO lines;",
        "CREATE TABLE barns_2 (id INTEGER PRIMARY KEY, farm TEXT REFERENCES farms(code), size INTEGER); INSERT INTO barns_2 (id, size) SELECT id, size FROM barns; DROP TABLE barns; ALTER TABLE barns_2 RENAME TO barns;",
        "REPLACE INTO farms (code, region) VALUES ('mazowe', 'north');",
        "INSERT OR REPLACE INTO lots (id, batch, weight) VALUES (12, 'B-12', '4');",
        "UPDATE lots SET grade = CASE grade WHEN 'b' THEN 'second' END;",
        "UPDATE lots SET note = (SELECT owner FROM farms WHERE code = lots.batch);",
        "UPDATE lots SET weight = CAST(weight AS INTEGER);",
        "UPDATE lots SET price = CAST(price AS INTEGER);",
        "CREATE TABLE lots_new (id INTEGER PRIMARY KEY, batch TEXT NOT NULL, weight INTEGER, price REAL, grade TEXT, note TEXT); INSERT INTO lots_new SELECT id, batch, CAST(ifnull(weight, '0') AS INTEGER), price, grade, note FROM lots; "
        + SWAP,
    ],
)
def test_values_that_go_without_a_word_are_an_error(migration: str) -> None:
    assert ("values-lost", "error") in told(prove(SHOP, migration))


@pytest.mark.parametrize(
    "migration",
    [
        f"{NEW} INSERT INTO lots_new SELECT * FROM lots; {SWAP}",
        f"{NEW} INSERT INTO lots_new (id, batch, weight, price, grade, note) SELECT id, batch, weight, price, grade, note FROM lots; {SWAP}",
        f"{NEW} INSERT INTO lots_new (id, batch, weight, price, grade) SELECT id, batch, weight, price, grade FROM lots; UPDATE lots_new SET note = (SELECT note FROM lots WHERE lots.id = lots_new.id); {SWAP}",
        # What stands elsewhere afterwards is not lost.
        f"CREATE TABLE notes (lot INTEGER PRIMARY KEY, note TEXT); INSERT INTO notes SELECT id, note FROM lots WHERE note IS NOT NULL; {NEW} INSERT INTO lots_new (id, batch, weight, price, grade) SELECT id, batch, weight, price, grade FROM lots; {SWAP}",
        "ALTER TABLE lots ADD COLUMN weight_text TEXT; UPDATE lots SET weight_text = weight; UPDATE lots SET weight = CAST(weight AS INTEGER);",
        "ALTER TABLE lots ADD COLUMN kilos INTEGER; UPDATE lots SET kilos = CAST(weight AS INTEGER);",
        # What the statement says itself.
        "UPDATE lots SET note = nullif(note, 'none');",
        "UPDATE lots SET grade = CASE WHEN grade = 'x' THEN NULL ELSE grade END;",
        "UPDATE lots SET grade = CASE grade WHEN 'b' THEN 'second' ELSE grade END;",
        "INSERT INTO farms (code, region) VALUES ('mazowe', 'north') ON CONFLICT (code) DO UPDATE SET region = excluded.region;",
        "INSERT OR IGNORE INTO lots (id, batch) VALUES (12, 'B-12');",
    ],
)
def test_what_is_kept_or_said_is_no_error(migration: str) -> None:
    assert ("values-lost", "error") not in told(prove(SHOP, migration))


def test_rows_that_a_join_copies_twice_are_an_error_and_through_a_key_they_are_none() -> None:
    copy = "CREATE TABLE all_lines (at TEXT, word TEXT, level INTEGER, owner TEXT); INSERT INTO all_lines SELECT l.at, l.word, l.level, f.owner FROM lines l LEFT JOIN farms f ON {on}; DROP TABLE lines; ALTER TABLE all_lines RENAME TO lines;"
    assert ("rows-multiplied", "error") in told(prove(SHOP, copy.format(on="f.owner = l.word")))
    assert ("rows-multiplied", "error") not in told(prove(SHOP, copy.format(on="f.code = l.word")))


def test_rows_that_stand_whole_in_a_table_that_is_kept_are_a_warning() -> None:
    aside = "ALTER TABLE lines RENAME TO lines_old; CREATE TABLE lines (at TEXT NOT NULL, word TEXT, level INTEGER); INSERT INTO lines SELECT at, word, level FROM lines_old WHERE at IS NOT NULL;"
    assert ("rows-lost", "warning") in told(prove(SHOP, aside))
    assert ("rows-lost", "error") in told(prove(SHOP, f"{aside} DROP TABLE lines_old;"))


def test_a_string_in_double_quotes_beside_a_column_is_a_warning_and_a_column_that_is_none_an_error() -> None:
    assert ("double-quoted-string", "warning") in told(prove(SHOP, 'UPDATE lots SET grade = "a" WHERE batch = "B-1";'))
    assert ("double-quoted-string", "error") in told(
        prove(SHOP, "UPDATE lots SET grade = 'a' WHERE \"btach\" = 'B-1';")
    )
    assert ("double-quoted-string", "error") in told(prove(SHOP, 'CREATE INDEX lots_batch ON lots("btach");'))


FLAGS = """
CREATE TABLE stands (id INTEGER PRIMARY KEY, code TEXT, open INTEGER NOT NULL DEFAULT 1, zone TEXT DEFAULT 'north', size INTEGER);
CREATE TABLE sales (id INTEGER PRIMARY KEY, stand INTEGER REFERENCES stands(id), price INTEGER NOT NULL);
"""


@pytest.mark.parametrize(
    ("migration", "severity"),
    [
        ("CREATE UNIQUE INDEX one ON stands(open);", "error"),
        ("CREATE UNIQUE INDEX one ON stands(lower(zone), open);", "error"),
        ("CREATE UNIQUE INDEX one ON stands(zone) WHERE zone IS NOT NULL;", "error"),
        ("CREATE TABLE zones (zone TEXT PRIMARY KEY); INSERT INTO zones SELECT zone FROM stands WHERE zone IS NOT NULL;", "error"),
        ("ALTER TABLE stands ADD COLUMN best INTEGER NOT NULL DEFAULT 0; UPDATE stands SET best = (SELECT max(price) FROM sales WHERE stand = stands.id);", "error"),
        ("ALTER TABLE stands ADD COLUMN lots INTEGER NOT NULL DEFAULT 5 CHECK (lots <= open);", "error"),
        ("CREATE TABLE flat (id INTEGER PRIMARY KEY, price TEXT NOT NULL); INSERT INTO flat SELECT s.id, p.price FROM stands s LEFT JOIN sales AS p ON p.stand = s.id GROUP BY s.id;", "error"),
        ("ALTER TABLE stands ADD COLUMN hue TEXT NOT NULL DEFAULT 'red'; UPDATE stands SET hue = json_extract(code, '$.hue') WHERE json_valid(code);", "error"),
        ("ALTER TABLE stands ADD COLUMN hue TEXT NOT NULL DEFAULT 'red'; UPDATE stands SET hue = code ->> '$.hue' WHERE json_valid(code);", "error"),
        ("ALTER TABLE stands ADD COLUMN lots INTEGER NOT NULL DEFAULT 5 CHECK (lots <= size);", "warning"),
        ("ALTER TABLE stands ADD COLUMN lots INTEGER NOT NULL DEFAULT 1 CHECK (lots <= open + 1 OR size < 0);", "warning"),
        ("CREATE TABLE flat (id INTEGER PRIMARY KEY, zone TEXT NOT NULL); INSERT INTO flat SELECT s.id, p.zone FROM sales s JOIN stands AS p ON p.id = s.stand;", "warning"),
        ("CREATE TABLE flat (id INTEGER PRIMARY KEY, price TEXT NOT NULL); INSERT INTO flat SELECT s.id, coalesce(p.price, 0) FROM stands s LEFT JOIN sales AS p ON p.stand = s.id GROUP BY s.id;", None),
        ("CREATE UNIQUE INDEX one ON stands(code);", "warning"),
        ("CREATE UNIQUE INDEX one ON stands(code, open);", "warning"),
        ("CREATE UNIQUE INDEX one ON stands(open) WHERE size > 4;", "warning"),
        ("CREATE TABLE codes (code TEXT PRIMARY KEY); INSERT INTO codes SELECT code FROM stands WHERE code IS NOT NULL;", "warning"),
        ("CREATE TABLE zones (zone TEXT PRIMARY KEY); INSERT INTO zones SELECT DISTINCT zone FROM stands WHERE zone IS NOT NULL;", None),
        ("ALTER TABLE stands ADD COLUMN sold INTEGER NOT NULL DEFAULT 0; UPDATE stands SET sold = (SELECT count(*) FROM sales WHERE stand = stands.id);", None),
        ("ALTER TABLE stands ADD COLUMN best INTEGER NOT NULL DEFAULT 0; UPDATE stands SET best = coalesce((SELECT max(price) FROM sales WHERE stand = stands.id), 0);", None),
    ],
)  # fmt: skip
def test_a_doubt_about_rows_that_every_table_in_use_has_is_an_error(migration: str, severity: str | None) -> None:
    found = {level for rule, level in told(prove(FLAGS, migration)) if rule == "depends-on-rows"} - {"note"}
    assert found == ({severity} if severity else set())


STANDS = """
CREATE TABLE stands (id INTEGER PRIMARY KEY, code TEXT);
CREATE TABLE sales (id INTEGER PRIMARY KEY, stand INTEGER REFERENCES stands(id) ON DELETE CASCADE);
CREATE TABLE lines (id INTEGER PRIMARY KEY, sale INTEGER REFERENCES sales(id) ON DELETE {});
"""


@pytest.mark.parametrize(
    ("action", "before", "severity"),
    [
        ("RESTRICT", "", "error"),
        ("NO ACTION", "", "error"),
        ("CASCADE", "", None),
        ("RESTRICT", "DELETE FROM lines WHERE sale IS NOT NULL;", None),
    ],
)
def test_a_drop_that_the_children_of_its_children_stop_fails(action: str, before: str, severity: str | None) -> None:
    swap = "CREATE TABLE new (id INTEGER PRIMARY KEY, code TEXT); INSERT INTO new SELECT * FROM stands; DROP TABLE stands; ALTER TABLE new RENAME TO stands;"
    found = prove(STANDS.format(action), f"{before} {swap}").findings
    assert {item.severity for item in found if "FOREIGN KEY" in item.message} == ({severity} if severity else set())


@pytest.mark.parametrize(("index", "severity"), [("CREATE INDEX by_stand ON sales(stand);", "error"), ("", "warning")])
def test_a_reference_with_an_index_of_its_own_is_shared(index: str, severity: str) -> None:
    found = prove(STANDS.format("CASCADE") + index, "CREATE UNIQUE INDEX one ON sales(stand);").findings
    assert {item.severity for item in found if item.rule == "depends-on-rows"} == {severity}


def test_what_another_table_held_all_along_keeps_no_value() -> None:
    schema = "CREATE TABLE homes (id TEXT PRIMARY KEY, badge TEXT, ratio REAL); CREATE TABLE pets (id TEXT PRIMARY KEY, home TEXT REFERENCES homes(id), ratio REAL);"
    replaced = "REPLACE INTO homes (id, badge) VALUES ('h1', 'new');"
    assert ("values-lost", "error") in told(prove(schema, replaced))
    copied = f"CREATE TABLE kept AS SELECT id, ratio FROM homes; {replaced}"
    assert ("values-lost", "error") not in told(prove(schema, copied))


def test_a_reference_that_a_replaced_row_loses_is_named() -> None:
    schema = "CREATE TABLE homes (id TEXT PRIMARY KEY); CREATE TABLE pets (id TEXT PRIMARY KEY, name TEXT, home TEXT REFERENCES homes(id) ON DELETE SET NULL);"
    found = prove(schema, "REPLACE INTO pets (id, name) VALUES ('p1', 'Rex');").findings
    assert [item.message.partition(" ")[0] for item in found if item.rule == "values-lost"] == ["pets.home"]


def test_a_reference_that_a_copy_leaves_out_is_named_though_a_constraint_names_it_too() -> None:
    new = "CREATE TABLE barns_new (id INTEGER PRIMARY KEY, farm TEXT, size INTEGER, FOREIGN KEY (farm) REFERENCES farms(code));"
    copy = "INSERT INTO barns_new (id, size) SELECT id, size FROM barns;"
    swap = "DROP TABLE barns; ALTER TABLE barns_new RENAME TO barns;"
    found = prove(SHOP, new + copy + swap).findings
    assert [item.message.partition(" ")[0] for item in found if item.rule == "values-lost"] == ["barns.farm"]
    moved = "CREATE TABLE links AS SELECT id, farm FROM barns;"
    assert ("values-lost", "error") not in told(prove(SHOP, moved + new + copy + swap))


def test_a_table_that_accepts_no_row_is_named() -> None:
    never = "CREATE TABLE never (size INTEGER NOT NULL CHECK (size > 5 AND size < 3));"
    assert ("table-not-filled", "warning") in told(prove(SHOP, never))
    assert ("table-not-filled", "warning") not in told(prove(SHOP, never.replace("< 3", "< 9")))


def test_rows_that_an_update_or_replace_takes_are_lost() -> None:
    assert ("rows-lost", "error") in told(prove(SHOP, "UPDATE OR REPLACE words SET word = upper(trim(word));"))
    assert ("rows-lost", "error") not in told(prove(SHOP, "UPDATE farms SET owner = upper(trim(owner));"))


PARCELS = "CREATE TABLE parcels (id INTEGER PRIMARY KEY, code TEXT NOT NULL, size INTEGER CHECK (size > 0), tag TEXT);"


@pytest.mark.parametrize(
    ("new", "select", "severity"),
    [
        ("id INTEGER PRIMARY KEY, code TEXT NOT NULL, size INTEGER CHECK (size > 0), tag TEXT, extra INTEGER NOT NULL DEFAULT 0", "*, 0", None),
        ("id INTEGER PRIMARY KEY, code TEXT NOT NULL, size INTEGER, tag TEXT NOT NULL", "id, code, size, coalesce(tag, '')", None),
        ("id INTEGER PRIMARY KEY, code TEXT NOT NULL, size INTEGER, tag TEXT", "id, upper(code), size, NULL", None),
        ("id INTEGER PRIMARY KEY, code TEXT NOT NULL, size INTEGER, tag TEXT NOT NULL", "id, code, size, tag", "error"),
        ("id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, size INTEGER, tag TEXT", "id, code, size, tag", "error"),
        ("id INTEGER PRIMARY KEY, code TEXT NOT NULL, size INTEGER CHECK (size < 3), tag TEXT", "id, code, size, tag", "error"),
    ],
)  # fmt: skip
def test_or_ignore_is_an_error_where_it_may_leave_a_row_out(
    tmp_path: Path, new: str, select: str, severity: str | None
) -> None:
    swap = f"CREATE TABLE new (\n{new});\nINSERT OR IGNORE INTO new SELECT {select} FROM parcels;\nDROP TABLE parcels;\nALTER TABLE new RENAME TO parcels;\n"
    (tmp_path / "migrations").mkdir()
    (tmp_path / "wrangler.toml").write_text(
        'name = "x"\n[[d1_databases]]\nbinding = "DB"\ndatabase_name = "x"\ndatabase_id = "0"\n', encoding="utf-8"
    )
    (tmp_path / "migrations/0001_init.sql").write_text(f"{PARCELS}\n", encoding="utf-8")
    (tmp_path / "migrations/0002_new.sql").write_text(swap, encoding="utf-8")
    project = open_project(str(tmp_path), os.environ)
    verdict = check(project, file="migrations/0002_new.sql", limit=100, cursor=None, execute=True)
    found = {item.severity for item in verdict.findings if item.rule in {"insert-or-ignore-copy", "rows-lost"}}
    assert found == ({severity} if severity else set())


def run(schema: str, rows: list[str], migration: str) -> tuple[str | None, list[int]]:
    """Run it on SQLite; return the error, and what the queries of the proof count before."""
    connection = apsw.Connection(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(schema)
    for row in rows:
        connection.execute(row)
    proof = prove(schema, migration)
    counted = [int(connection.execute(query).fetchall()[0][0]) for query in queries_that_stop(proof.findings)]
    try:
        connection.execute(migration)
    except apsw.ConstraintError as error:
        return str(error), counted
    return None, counted


WORDS = st.sampled_from(["north", "south", "mazowe", "o'hara", "", "7"])


@settings(max_examples=12, deadline=None)
@given(
    there=st.lists(WORDS, max_size=3, unique=True), new=st.lists(WORDS, min_size=1, max_size=3, unique=True), code=WORDS
)
def test_a_seed_that_meets_its_key_fails_and_the_query_had_counted_it(
    there: list[str], new: list[str], code: str
) -> None:
    def quoted(word: str) -> str:
        return "'" + word.replace("'", "''") + "'"

    rows = [f"INSERT INTO farms VALUES ({quoted('f' + word)}, {quoted(word)}, NULL)" for word in there]
    values = ", ".join(f"({quoted(code + str(at))}, {quoted(word)})" for at, word in enumerate(new))
    error, counted = run(SHOP, rows, f"INSERT INTO farms (code, region) VALUES {values};")
    assert (error is not None) is any(counted), (error, counted)
    guarded, counted = run(SHOP, rows, f"INSERT OR IGNORE INTO farms (code, region) VALUES {values};")
    assert guarded is None
    assert not counted


@pytest.mark.parametrize(
    ("migration", "asked"),
    [
        (
            "INSERT INTO farms (region, code) VALUES ('north', 'f1');",
            'SELECT count(*) FROM "farms" WHERE "code" = \'f1\';',
        ),
        (
            "INSERT INTO farms (code, region) VALUES ('f1', 'north'), ('o''f', 'east');",
            "SELECT count(*) FROM \"farms\" WHERE \"code\" IN ('f1', 'o''f');",
        ),
    ],
)
def test_keys_that_a_seed_writes_out_are_asked_for_as_somebody_would_by_hand(migration: str, asked: str) -> None:
    assert asked in queries_that_stop(prove(SHOP, migration).findings)
