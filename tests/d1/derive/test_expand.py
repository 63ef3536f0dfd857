"""Old and new code side by side: whatever either writes, both read the same, and afterwards nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.derive.expand import ColumnChange, contract, expand
from nhimbe_migrations.d1.derive.plan import schema_text
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.rendering import render

RENAME = ColumnChange("events", "title", "name")
FORMS = {
    "required": "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT NOT NULL, city TEXT);",
    "optional": "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT COLLATE NOCASE, city TEXT);",
    "with a default": "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT 'untitled', city TEXT);",
    "unique with others": "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT NOT NULL, city TEXT CHECK (city IN ('Harare', 'Mutare')), UNIQUE (title, city));",
    "without rowid": "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT, city TEXT) WITHOUT ROWID;",
}
AROUND = (
    "CREATE TABLE reviews (id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE);\n"
    "CREATE INDEX idx_events_title ON events(title);\n"
    "CREATE VIEW titles AS SELECT title FROM events;\n"
)
EVENT_ROWS = "INSERT INTO events (id, title) VALUES ('e1', 'Jazz'), ('e2', 'Mbira 🎶');"
ROWS = f"{EVENT_ROWS}INSERT INTO reviews VALUES ('r1', 'e1');"


def opened(schema: str, *files: str) -> Shadow:
    shadow = open_shadow()
    assert shadow.load(schema) == ()
    for file in files:
        error = shadow.apply(file)
        assert error is None, error
    return shadow


@pytest.mark.parametrize("form", FORMS)
def test_the_way_there_and_on_ends_as_a_plain_rename_would(form: str) -> None:
    schema = f"{FORMS[form]}\n{AROUND}"
    first = expand(schema, RENAME, render)
    between = opened(schema, ROWS, first)
    there = read_schema(between.connection)
    kept_alike = RENAME.triggers(required=form in ("required", "unique with others")).values()
    assert [name for name in kept_alike if there.find("trigger", name) is None] == []
    assert between.ask("SELECT name FROM events ORDER BY id") == between.ask("SELECT title FROM events ORDER BY id")
    last = contract(schema_text(read_schema(between.connection)), RENAME, render)
    assert between.apply(last) is None
    renamed = opened(schema, ROWS, "ALTER TABLE events RENAME COLUMN title TO name;")
    there, wanted = read_schema(between.connection), read_schema(renamed.connection)
    assert [item for item in differences(there, wanted) if not item.order_only] == []
    query = "SELECT id, name, city FROM events ORDER BY id"
    assert between.ask(query) == renamed.ask(query)
    assert between.ask("SELECT * FROM reviews") == [("r1", "e1")]


writes = st.lists(
    st.tuples(
        st.sampled_from(["insert", "update", "replace"]),
        st.sampled_from(["title", "name"]),
        st.integers(min_value=1, max_value=4),
        st.sampled_from(["Jazz", "Mbira 🎶", "", "O'Neil", None]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(form=st.sampled_from(sorted(FORMS)), wanted=writes)
def test_old_and_new_writers_in_any_order_agree(form: str, wanted: list[tuple[str, str, int, str | None]]) -> None:
    shadow = opened(FORMS[form], EVENT_ROWS, expand(FORMS[form], RENAME, render))
    required = form in ("required", "with a default", "unique with others")
    expected = {"e1": "Jazz", "e2": "Mbira 🎶"}
    for how, column, number, given_value in wanted:
        key = f"e{number}"
        value = "x" if required and given_value is None else given_value
        if how == "update":
            shadow.connection.execute(f"UPDATE events SET {column} = ? WHERE id = ?", (value, key))
            if key in expected:
                expected[key] = value
        elif how == "replace" or key not in expected:
            shadow.connection.execute(f"INSERT OR REPLACE INTO events (id, {column}) VALUES (?, ?)", (key, value))
            expected[key] = value
    held = {row[0]: (row[1], row[2]) for row in shadow.ask("SELECT id, title, name FROM events")}
    assert held == {key: (value, value) for key, value in expected.items()}
    shadow.close()


def test_a_change_of_type_is_carried_over_both_ways() -> None:
    schema = "CREATE TABLE items (id TEXT PRIMARY KEY, price TEXT NOT NULL);"
    change = ColumnChange(
        "items",
        "price",
        "price_cents",
        "INTEGER",
        "CAST(round(price * 100) AS INTEGER)",
        "printf('%.2f', price_cents / 100.0)",
    )
    shadow = opened(schema, "INSERT INTO items VALUES ('a', '12.50');", expand(schema, change, render))
    shadow.connection.execute("INSERT INTO items (id, price) VALUES ('b', '3.10')")
    shadow.connection.execute("INSERT INTO items (id, price_cents) VALUES ('c', 999)")
    assert shadow.ask("SELECT id, price, price_cents FROM items ORDER BY id") == [
        ("a", "12.50", 1250),
        ("b", "3.10", 310),
        ("c", "9.99", 999),
    ]
    assert shadow.apply(contract(schema_text(read_schema(shadow.connection)), change, render)) is None
    assert shadow.ask("SELECT * FROM items ORDER BY id") == [("a", 1250), ("b", 310), ("c", 999)]
    column = read_schema(shadow.connection).tables[0].column("price_cents")
    assert column is not None
    assert (column.type, column.notnull) == ("INTEGER", True)


def test_what_was_required_stays_required_under_either_name() -> None:
    shadow = opened(FORMS["required"], expand(FORMS["required"], RENAME, render))
    for statement in ("INSERT INTO events (id) VALUES ('e')", "INSERT INTO events (id, title) VALUES ('e', NULL)"):
        assert shadow.apply(f"{statement};") is not None
    assert shadow.apply("INSERT INTO events (id, name) VALUES ('e', 'x');UPDATE events SET title = NULL;") is not None
    assert shadow.ask("SELECT count(*) FROM events") == [(0,)]


BESIDE = "CREATE INDEX idx_events_title ON events(title);"


@pytest.mark.parametrize("beside", ["", BESIDE], ids=["alone", "an index beside it"])
@pytest.mark.parametrize("name", ["title", "name"])
def test_an_upsert_on_a_unique_column_works_by_either_name_and_the_unique_stays(name: str, beside: str) -> None:
    schema = f"CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT NOT NULL UNIQUE, city TEXT);{beside}"
    shadow = opened(schema, EVENT_ROWS, expand(schema, RENAME, render))
    upsert = f"INSERT INTO events (id, {name}, city) VALUES ('e9', 'Jazz', 'Gweru') ON CONFLICT ({name}) DO UPDATE SET city = excluded.city;"
    assert shadow.apply(upsert) is None
    assert shadow.ask("SELECT id, title, name, city FROM events WHERE city IS NOT NULL") == [
        ("e1", "Jazz", "Jazz", "Gweru")
    ]
    assert shadow.apply(f"INSERT INTO events (id, {name}) VALUES ('e8', 'Jazz');") is not None
    assert shadow.apply(contract(schema_text(read_schema(shadow.connection)), RENAME, render)) is None
    there = read_schema(shadow.connection)
    kept = ["idx_events_title"] if beside else []
    assert [unique.columns for unique in there.tables[0].uniques] == [("name",)]
    assert [index.name for index in there.indexes] == kept


def test_contract_leaves_another_table_that_is_between_its_steps_alone() -> None:
    schema = "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT UNIQUE);CREATE TABLE shows (id TEXT PRIMARY KEY, title TEXT UNIQUE);"
    other = ColumnChange("shows", "title", "name")
    shadow = opened(schema, expand(schema, RENAME, render))
    assert shadow.apply(expand(schema_text(read_schema(shadow.connection)), other, render)) is None
    assert shadow.apply(contract(schema_text(read_schema(shadow.connection)), RENAME, render)) is None
    upsert = "INSERT INTO shows (id, name) VALUES ('s1', 'Jazz') ON CONFLICT (name) DO NOTHING;"
    assert shadow.apply(upsert) is None


def test_a_unique_that_replaces_goes_on_replacing_by_the_new_name() -> None:
    schema = "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT NOT NULL UNIQUE ON CONFLICT REPLACE, city TEXT);"
    shadow = opened(schema, EVENT_ROWS, expand(schema, RENAME, render))
    assert shadow.apply("INSERT INTO events (id, title) VALUES ('e9', 'Jazz');") is None
    assert shadow.apply("INSERT INTO events (id, name) VALUES ('e8', 'Jazz');") is None
    assert shadow.ask("SELECT id FROM events WHERE name = 'Jazz'") == [("e8",)]


def test_contract_before_expand_is_refused() -> None:
    with pytest.raises(RefusedError, match="not kept in step here"):
        contract(FORMS["required"], RENAME, render)


def test_a_name_that_is_taken_and_a_key_are_refused() -> None:
    with pytest.raises(ArgumentError, match="has a column city already"):
        expand(FORMS["required"], ColumnChange("events", "title", "city"), render)
    with pytest.raises(RefusedError, match="part of the primary key"):
        expand(FORMS["required"], ColumnChange("events", "id", "key"), render)
    with pytest.raises(ArgumentError, match=r"no column events\.titel"):
        expand(FORMS["required"], ColumnChange("events", "titel", "name"), render)


def test_the_new_column_has_what_was_there_before_and_its_index() -> None:
    schema = f"{FORMS['required']}\n{AROUND}"
    shadow = opened(schema, ROWS, expand(schema, RENAME, render))
    assert shadow.ask("SELECT name FROM events ORDER BY id") == [("Jazz",), ("Mbira 🎶",)]
    plan = shadow.ask("EXPLAIN QUERY PLAN SELECT id FROM events WHERE name = 'Jazz'")
    assert "SEARCH" in str(plan[0][-1])
    assert load_schema(schema).schema.find("view", "titles") is not None
