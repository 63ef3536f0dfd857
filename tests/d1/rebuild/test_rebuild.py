"""What rebuild_table promises, case by case: rows, rowids, counters, indexes, triggers, views, and honest refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from d1.rebuild.conftest import Database
from nhimbe_migrations.d1.engine import open_shadow
from nhimbe_migrations.d1.proof import prove
from nhimbe_migrations.errors import ArgumentError, RefusedError

Make = Callable[..., Database]

FAMILY = """
CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT DEFAULT 'Harare', note TEXT);
CREATE TABLE cascades (id INTEGER PRIMARY KEY, p TEXT NOT NULL REFERENCES p(id) ON DELETE CASCADE);
CREATE TABLE grandchildren (id INTEGER PRIMARY KEY, c INTEGER REFERENCES cascades(id) ON DELETE CASCADE);
CREATE TABLE nulls (id TEXT PRIMARY KEY, p TEXT REFERENCES p(id) ON DELETE SET NULL);
CREATE TABLE restricts (id TEXT PRIMARY KEY, p TEXT REFERENCES p(id) ON DELETE RESTRICT);
CREATE TABLE waits (id TEXT PRIMARY KEY, p TEXT REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED);
"""
ROWS = """
INSERT INTO p (rowid, id, city) VALUES (7, 'a', NULL), (3, 'b', 'Gweru');
INSERT INTO cascades VALUES (1, 'a'), (2, 'b'); INSERT INTO grandchildren VALUES (5, 1), (9, 2), (10, NULL);
INSERT INTO nulls (rowid, id, p) VALUES (40, 'n', 'a'), (2, 'm', NULL);
INSERT INTO restricts VALUES ('r', 'b'); INSERT INTO waits VALUES ('w', 'a');
"""
EVERYTHING = (
    "SELECT rowid, id, city FROM p ORDER BY rowid",
    "SELECT * FROM cascades",
    "SELECT * FROM grandchildren",
    "SELECT rowid, * FROM nulls ORDER BY rowid",
    "SELECT rowid, * FROM restricts",
    "SELECT rowid, * FROM waits",
    "PRAGMA foreign_key_check",
)


def rules(plan: object) -> list[str]:
    return [finding.rule for finding in plan.findings]  # type: ignore[attr-defined]


def test_a_parent_of_every_kind_of_child_keeps_every_row(database: Make) -> None:
    family = database(FAMILY, ROWS)
    plan = family.plan(
        "p", "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT DEFAULT 'Harare' CHECK (city <> ''), note TEXT)"
    )
    assert plan.method == "rebuild"
    assert family.after(plan, *EVERYTHING) == [
        [(3, "b", "Gweru"), (7, "a", None)],
        [(1, "a"), (2, "b")],
        [(5, 1), (9, 2), (10, None)],
        [(2, "m", None), (40, "n", "a")],
        [(1, "r", "b")],
        [(1, "w", "a")],
        [],
    ]


def test_only_children_that_a_deletion_would_reach_at_once_are_emptied(database: Make) -> None:
    plan = database(FAMILY).plan("p", "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT, note TEXT)")
    emptied = [line.split()[2].strip('";') for line in plan.sql.splitlines() if line.startswith("DELETE FROM")]
    assert sorted(emptied) == ["cascades", "grandchildren", "nulls"]
    assert emptied.index("grandchildren") < emptied.index("cascades")


@pytest.mark.parametrize("action", ["CASCADE", "SET NULL"])
def test_the_textbook_rebuild_is_refused_and_each_child_that_it_empties_is_named(action: str) -> None:
    schema = "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT);\n" + "".join(
        f"CREATE TABLE child{n} (id TEXT PRIMARY KEY, p TEXT REFERENCES p(id) ON DELETE {action});\n" for n in range(8)
    )
    proof = prove(
        schema,
        "PRAGMA foreign_keys=OFF;\nCREATE TABLE p_new (id TEXT PRIMARY KEY, city TEXT NOT NULL DEFAULT '');\n"
        "INSERT INTO p_new SELECT id, coalesce(city, '') FROM p;\nDROP TABLE p;\nALTER TABLE p_new RENAME TO p;\nPRAGMA foreign_keys=ON;",
    )
    errors = " ".join(finding.message for finding in proof.findings if finding.severity == "error")
    assert [n for n in range(8) if f"child{n}" in errors] == list(range(8))


def test_nulls_of_a_tightened_column_become_its_default_and_the_finding_says_so(database: Make) -> None:
    family = database(FAMILY, ROWS)
    plan = family.plan("p", "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT NOT NULL DEFAULT 'Harare', note TEXT)")
    assert rules(plan) == ["tighten-not-null"]
    assert "a NULL becomes 'Harare'" in plan.findings[0].message
    assert family.after(plan, "SELECT city FROM p ORDER BY id") == [[("Harare",), ("Gweru",)]]
    assert "accept:" not in plan.sql


def test_a_default_that_is_a_bare_or_double_quoted_word_is_the_string_that_sqlite_takes_it_for(database: Make) -> None:
    one = database("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT, b TEXT);", "INSERT INTO t VALUES ('x', NULL, 'b');")
    plan = one.plan("t", 'CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT NOT NULL DEFAULT "b", b TEXT)')
    assert one.after(plan, "SELECT a, b FROM t") == [[("b", "b")]]
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT NOT NULL DEFAULT draft, b TEXT)")
    assert one.after(plan, "SELECT a, b FROM t") == [[("draft", "b")]]


def test_a_tightened_column_without_a_default_is_refused_with_the_mapping_to_give(database: Make) -> None:
    with pytest.raises(RefusedError, match=r"coalesce\(city"):
        database(FAMILY).plan("p", "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT NOT NULL, note TEXT)")


def test_a_new_not_null_column_needs_a_value_and_takes_the_mapped_one(database: Make) -> None:
    family = database(FAMILY, ROWS)
    definition = "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT, note TEXT, land TEXT NOT NULL)"
    with pytest.raises(RefusedError, match="land is NOT NULL and has no value"):
        family.plan("p", definition)
    plan = family.plan("p", definition, land="(SELECT count(*) FROM cascades c WHERE c.p = p.id) || upper(id)")
    assert family.after(plan, "SELECT id, land FROM p ORDER BY id") == [[("a", "1A"), ("b", "1B")]]


def test_a_nullable_column_with_a_mapping_is_added_and_filled_without_touching_children(database: Make) -> None:
    family = database(FAMILY, ROWS)
    plan = family.plan(
        "p",
        "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT DEFAULT 'Harare', note TEXT, land TEXT)",
        land="lower(city)",
    )
    assert (plan.method, plan.sql) == (
        "alter",
        "ALTER TABLE p ADD COLUMN land TEXT;\nUPDATE p SET land = lower(city);\n",
    )
    assert family.after(plan, "SELECT land FROM p ORDER BY id") == [[(None,), ("gweru",)]]


def test_a_dropped_column_is_accepted_in_the_file_and_its_index_goes_with_a_warning(database: Make) -> None:
    one = database(
        "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT, b TEXT); CREATE INDEX ia ON t(a); CREATE INDEX ib ON t(b) WHERE a > 1;"
    )
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, b TEXT)")
    assert plan.method == "alter"
    assert rules(plan) == ["drop-column", "rebuild-loses", "rebuild-loses"]
    assert "-- accept: drop-column – a is left out" in plan.sql
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, b TEXT CHECK (b <> ''))")
    assert plan.method == "rebuild"
    assert rules(plan) == ["drop-column", "rebuild-loses", "rebuild-loses"]


def test_an_index_on_a_quoted_column_that_goes_does_not_become_an_index_on_a_string(database: Make) -> None:
    one = database('CREATE TABLE t (id TEXT PRIMARY KEY, "order" TEXT, b TEXT); CREATE INDEX io ON t("order");')
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, b TEXT CHECK (b <> ''))")
    assert "CREATE INDEX" not in plan.sql


@pytest.mark.parametrize(
    ("using", "name"),
    [
        ("CREATE VIEW shown AS SELECT id, city FROM p;", "shown"),
        ("CREATE TRIGGER tells AFTER INSERT ON p BEGIN UPDATE p SET note = new.city WHERE id = new.id; END;", "tells"),
        ("CREATE TRIGGER writes AFTER INSERT ON nulls BEGIN UPDATE p SET city = 'x'; END;", "city"),
        ("CREATE TRIGGER waits_for AFTER UPDATE OF city ON p BEGIN SELECT 1; END;", "waits_for"),
    ],
)
def test_a_dropped_column_that_a_view_or_trigger_names_is_refused_by_its_name(
    database: Make, using: str, name: str
) -> None:
    with pytest.raises(RefusedError, match=name):
        database(FAMILY + using).plan("p", "CREATE TABLE p (id TEXT PRIMARY KEY, note TEXT CHECK (note <> ''))")


def test_a_renamed_column_is_renamed_in_indexes_triggers_views_and_children(database: Make) -> None:
    schema = (
        "CREATE TABLE p (id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, n INTEGER);"
        "CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT REFERENCES p(slug) ON DELETE CASCADE);"
        "CREATE INDEX i ON p(slug, n); CREATE VIEW v AS SELECT slug FROM p;"
        "CREATE TABLE log (x TEXT); CREATE TRIGGER tr AFTER INSERT ON p BEGIN INSERT INTO log VALUES (new.slug); END;"
    )
    one = database(schema, "INSERT INTO p VALUES ('1', 'a', 5); INSERT INTO c VALUES ('c', 'a'); DELETE FROM log;")
    plan = one.plan("p", "CREATE TABLE p (id TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE, n TEXT)", handle="slug")
    assert plan.method == "rebuild"
    asked = ("SELECT * FROM v", "SELECT * FROM c", "SELECT * FROM log", "SELECT handle, n FROM p INDEXED BY i WHERE handle = 'a'",
             "SELECT \"to\" FROM pragma_foreign_key_list('c')")  # fmt: skip
    assert one.after(plan, *asked) == [[("a",)], [("c", "a")], [], [("a", "5")], [("handle",)]]


def test_swapped_columns_swap_their_values(database: Make) -> None:
    one = database("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT, b TEXT);", "INSERT INTO t VALUES ('x', 'A', 'B');")
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT, b TEXT CHECK (b <> ''))", a="b", b="a")
    assert one.after(plan, "SELECT a, b FROM t") == [[("B", "A")]]


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
    assert rules(plan) == ["rebuild-loses"]
    assert one.after(plan, "SELECT id, c98 FROM t") == [[("k", "v")]]


def test_a_second_run_loses_no_row(database: Make) -> None:
    schema = 'CREATE TABLE t (id TEXT PRIMARY KEY, "order" TEXT, b TEXT);'
    one = database(schema, "INSERT INTO t VALUES ('k', 'first', 'b');")
    plan = one.plan(
        "t",
        'CREATE TABLE t (id TEXT PRIMARY KEY, "group" TEXT CHECK (b > 0), b TEXT)',
        group='"order"',
        b='b || "order"',
    )
    shadow = open_shadow()
    for step in (schema, one.rows, plan.sql):
        assert shadow.apply(step) is None
    before = shadow.ask("SELECT * FROM t")
    assert shadow.apply(plan.sql) is not None
    assert shadow.ask("SELECT * FROM t") == before == [("k", "first", "bfirst")]
    shadow.close()


def test_a_name_that_is_taken_is_not_used_to_keep_rows(database: Make) -> None:
    one = database(
        "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT); CREATE TABLE kept_t (x);", "INSERT INTO kept_t VALUES (1);"
    )
    plan = one.plan("t", "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT CHECK (a <> ''))")
    assert one.after(plan, "SELECT x FROM kept_t") == [[(1,)]]


def test_a_key_that_children_need_may_not_go(database: Make) -> None:
    schema = "CREATE TABLE p (id TEXT PRIMARY KEY, code TEXT UNIQUE); CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT REFERENCES p(code));"
    with pytest.raises(RefusedError, match="foreign key mismatch"):
        database(schema).plan("p", "CREATE TABLE p (id TEXT PRIMARY KEY, code TEXT)")


@pytest.mark.parametrize(
    ("definition", "columns", "says"),
    [
        ("CREATE TABLE q (id TEXT)", {}, "creates q, not p"),
        ("CREATE TABLE p AS SELECT 1", {}, "from a SELECT"),
        ("DROP TABLE p", {}, "not one CREATE TABLE"),
        ("CREATE TABLE p (id TEXT); DROP TABLE nulls", {}, "holds 2 statements"),
        ("CREATE TABLE p (id TEXT", {}, "D1 does not run"),
        ("CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT, note TEXT)", {"town": "city"}, "names town"),
        ("CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT, note TEXT)", {"note": "city); DROP TABLE nulls; --"}, "not one SQL expression"),
        ("CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT, note TEXT)", {"note": "city, id"}, "not one SQL expression"),
        ("CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT DEFAULT 'Harare', note TEXT)", {}, "this definition already"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_said(database: Make, definition: str, columns: dict[str, str], says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        database(FAMILY).plan("p", definition, **columns)


def test_an_expression_that_folds_rows_together_is_refused(database: Make) -> None:
    with pytest.raises(RefusedError, match="No way was found"):
        database(FAMILY).plan(
            "p", "CREATE TABLE p (id TEXT PRIMARY KEY, city TEXT, note TEXT CHECK (note <> ''))", note="max(id)"
        )
