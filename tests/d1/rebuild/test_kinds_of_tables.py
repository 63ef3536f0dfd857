"""Tables that a rebuild could trip over: references in circles, counters, rowids, full-text indexes, a hundred columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from d1.rebuild.conftest import Database
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.errors import RefusedError

Make = Callable[..., Database]


def rules(plan: object) -> list[str]:
    return [finding.rule for finding in plan.findings]  # type: ignore[attr-defined]


def test_threads_deeper_than_d1_nests_triggers_survive(database: Make) -> None:
    schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t(id) ON DELETE CASCADE, a TEXT);"
    rows = "INSERT INTO t VALUES (1, NULL, 'x')" + "".join(f", ({n}, {n - 1}, 'x')" for n in range(2, 40)) + ";"
    one = database(schema, rows)
    plan = one.plan("t", schema.replace("a TEXT", "a TEXT CHECK (a <> '')").rstrip(";"))
    assert one.after(plan, "SELECT count(*), sum(up), count(up) FROM t") == [[(39, sum(range(1, 39)), 38)]]


@pytest.mark.parametrize("action", ["CASCADE", "SET NULL", "RESTRICT", "NO ACTION", "SET DEFAULT"])
@pytest.mark.parametrize("null", ["", " NOT NULL"])
def test_a_table_that_references_itself_keeps_its_rows(database: Make, action: str, null: str) -> None:
    schema = f"CREATE TABLE t (id TEXT PRIMARY KEY, up TEXT{null} REFERENCES t(id) ON DELETE {action}, a TEXT);"
    one = database(
        schema, "PRAGMA defer_foreign_keys=ON; INSERT INTO t VALUES ('a', 'b', 1), ('b', 'a', 2), ('c', 'c', 3);"
    )
    plan = one.plan("t", schema.replace("a TEXT)", "a INTEGER)").rstrip(";"))
    assert one.after(plan, "SELECT * FROM t ORDER BY id") == [[("a", "b", 1), ("b", "a", 2), ("c", "c", 3)]]


def test_tables_that_reference_each_other_keep_their_rows_and_stay_silent(database: Make) -> None:
    schema = (
        "CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT REFERENCES b(id) ON DELETE CASCADE, x TEXT);"
        "CREATE TABLE b (id TEXT PRIMARY KEY, a TEXT REFERENCES a(id) ON DELETE SET NULL);"
        "CREATE TABLE log (x TEXT); CREATE TRIGGER t1 AFTER DELETE ON a BEGIN INSERT INTO log VALUES ('a'); END;"
        "CREATE TRIGGER t2 AFTER UPDATE ON b BEGIN INSERT INTO log VALUES ('b'); END;"
        "CREATE TRIGGER t3 AFTER UPDATE ON a BEGIN INSERT INTO log VALUES ('u'); END;"
    )
    one = database(
        schema, "PRAGMA defer_foreign_keys=ON; INSERT INTO a VALUES ('1', '2', 'x'); INSERT INTO b VALUES ('2', '1');"
    )
    plan = one.plan("a", "CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT REFERENCES b(id) ON DELETE CASCADE, x INTEGER)")
    asked = (
        "SELECT * FROM a",
        "SELECT * FROM b",
        "SELECT * FROM log",
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
    )
    assert one.after(plan, *asked) == [[("1", "2", "x")], [("2", "1")], [], [(3,)]]


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "INSERT INTO t VALUES (5, 'x'); INSERT INTO c VALUES (9, 5); DELETE FROM t;",
        "INSERT INTO t VALUES (5, 'x'), (700, 'y'); INSERT INTO c VALUES (9, 5); DELETE FROM t WHERE id = 700;",
    ],
)
def test_counters_of_autoincrement_go_on_where_they_were(database: Make, rows: str) -> None:
    schema = (
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);"
        "CREATE TABLE c (id INTEGER PRIMARY KEY AUTOINCREMENT, t INTEGER REFERENCES t(id) ON DELETE CASCADE);"
    )
    one = database(schema, rows)
    shadow = open_shadow()
    assert (shadow.apply(schema), shadow.apply(rows or "SELECT 1")) == (None, None)
    counters = "SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name"
    before = shadow.ask(counters)
    shadow.close()
    plan = one.plan("t", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT CHECK (a <> ''))")
    assert one.after(plan, counters) == [before]


def test_autoincrement_that_goes_is_said(database: Make) -> None:
    plan = database("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);").plan(
        "t", "CREATE TABLE t (id INTEGER PRIMARY KEY)"
    )
    assert rules(plan) == ["rebuild-loses"]


@pytest.mark.parametrize(
    ("old", "new", "rowid"),
    [
        ("id TEXT PRIMARY KEY, a", "id TEXT PRIMARY KEY, a CHECK (a > 0)", [(11, "k")]),
        ("id TEXT PRIMARY KEY, rowid", "id TEXT PRIMARY KEY, rowid CHECK (rowid > 0)", [(5, "k")]),
        ("id TEXT PRIMARY KEY DESC, a", "id TEXT PRIMARY KEY, a CHECK (a > 0)", [(11, "k")]),
        ("a, id TEXT", "n INTEGER PRIMARY KEY, a, id TEXT", [(11, "k")]),
        ("id TEXT UNIQUE, a", "id TEXT UNIQUE, a, twice AS (a * 2) STORED", [(11, "k")]),
    ],
)
def test_rowids_are_kept_where_both_tables_have_one(database: Make, old: str, new: str, rowid: object) -> None:
    name = "rowid" if "rowid" not in old else "_rowid_"
    a = "rowid" if "rowid" in old else "a"
    one = database(f"CREATE TABLE t ({old});", f"INSERT INTO t ({name}, id, {a}) VALUES (11, 'k', 5);")
    assert one.after(one.plan("t", f"CREATE TABLE t ({new})"), "SELECT rowid, id FROM t") == [rowid]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT)",
            "CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, a TEXT) WITHOUT ROWID",
        ),
        ("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT) WITHOUT ROWID", "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT)"),
        ("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT)", "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT) STRICT"),
        (
            "CREATE TABLE t (id TEXT, a TEXT, PRIMARY KEY (id, a))",
            "CREATE TABLE t (id TEXT, a TEXT, PRIMARY KEY (a, id))",
        ),
    ],
)
def test_tables_change_their_kind(database: Make, old: str, new: str) -> None:
    one = database(f"{old};", "INSERT INTO t VALUES ('k', 'v');")
    assert one.after(one.plan("t", new), "SELECT * FROM t") == [[("k", "v")]]


def test_a_full_text_index_over_the_table_still_fits_its_rows(database: Make) -> None:
    schema = (
        "CREATE TABLE t (id TEXT PRIMARY KEY, title TEXT, n TEXT);"
        "CREATE VIRTUAL TABLE ft USING fts5(title, content='t', content_rowid='rowid');"
        "CREATE TRIGGER ai AFTER INSERT ON t BEGIN INSERT INTO ft(rowid, title) VALUES (new.rowid, new.title); END;"
    )
    one = database(schema, "INSERT INTO t (rowid, id, title, n) VALUES (90, 'a', 'jazz', '1'), (4, 'b', 'mbira', '2');")
    asked = (
        "INSERT INTO ft(ft, rank) VALUES ('integrity-check', 1)",
        "SELECT rowid FROM ft WHERE ft MATCH 'jazz OR tune'",
    )
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, title TEXT, n INTEGER)")
    assert one.after(plan, *asked) == [[], [(90,)]]
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, title TEXT CHECK (title <> ''), n TEXT)", title="'tune'")
    assert one.after(plan, *asked) == [[], [(4,), (90,)]]
    with pytest.raises(RefusedError, match="ft is a full-text index over t"):
        one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER)")


def test_a_table_of_a_hundred_columns_is_rebuilt_without_its_rowids_and_says_so(database: Make) -> None:
    columns = ", ".join(f"c{n} TEXT" for n in range(99))
    one = database(
        f"CREATE TABLE t (id TEXT PRIMARY KEY, {columns});", "INSERT INTO t (rowid, id, c98) VALUES (50, 'k', 'v');"
    )
    plan = one.plan("t", f"CREATE TABLE t (id TEXT PRIMARY KEY, {columns}, CHECK (c0 <> ''))")
    assert rules(plan) == ["rebuild-loses", "depends-on-rows"]
    assert one.after(plan, "SELECT id, c98 FROM t") == [[("k", "v")]]
