"""What rebuild_table promises, case by case: rows, rowids, counters, indexes, triggers, views, and honest refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from d1.rebuild.conftest import Database
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.shadow.shadow import open_shadow
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
    assert rules(plan) == ["drop-column", "rebuild-loses", "rebuild-loses", "depends-on-rows"]


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
