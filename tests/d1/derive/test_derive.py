"""Say it in schema.sql: the statements that are derived lead there, and keep what the two schemas share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from d1.schema.schema_samples import Sampler
from nhimbe_migrations.d1.derive.plan import Derived, derive
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.rendering import render

PEOPLE = "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, mail TEXT);\n"
CARDS = "CREATE TABLE cards (id TEXT PRIMARY KEY, person_id TEXT REFERENCES people(id) ON DELETE CASCADE);\n"
ROWS = "INSERT INTO people VALUES ('p1', 'Rudo', 'r@x'), ('p2', 'Tariro 🙂', NULL);\n"
CARD_ROWS = "INSERT INTO cards VALUES ('c1', 'p1'), ('c2', 'p1'), ('c3', 'p2');\n"


def derived(
    before: str, after: str, renames: Mapping[str, str] | None = None, *, drops_accepted: bool = False
) -> Derived:
    schema = load_schema(after).schema
    return derive(before, schema, renames=renames or {}, drops_accepted=drops_accepted, render=render)


def arrive(before: str, sql: str, *, rows: str = "") -> tuple[Schema, dict[str, list[tuple[object, ...]]]]:
    """Run `sql` on the populated database; return its schema then and what its tables hold."""
    shadow = open_shadow()
    try:
        assert shadow.load(before) == ()
        assert not rows or shadow.apply(rows) is None
        error = shadow.apply(sql)
        assert error is None, error
        schema = read_schema(shadow.connection)
        return schema, {table.name: shadow.ask(f'SELECT * FROM "{table.name}"') for table in schema.tables}
    finally:
        shadow.close()


def leads_there(before: str, after: str, sql: str, rows: str = "") -> dict[str, list[tuple[object, ...]]]:
    schema, held = arrive(before, sql, rows=rows)
    assert [item for item in differences(schema, load_schema(after).schema) if not item.order_only] == []
    return held


def test_comments_spelling_and_the_order_of_columns_are_nothing_to_do() -> None:
    same = 'CREATE TABLE "people" (mail text, id TEXT PRIMARY KEY, -- whose\n name TEXT NOT NULL);'
    assert derived(PEOPLE, same) == Derived("", ())


def test_a_new_check_on_a_parent_keeps_the_rows_of_its_children() -> None:
    after = PEOPLE.replace("name TEXT NOT NULL", "name TEXT NOT NULL CHECK (name <> '')") + CARDS
    held = leads_there(PEOPLE + CARDS, after, derived(PEOPLE + CARDS, after).sql, ROWS + CARD_ROWS)
    assert held["cards"] == [("c1", "p1"), ("c2", "p1"), ("c3", "p2")]
    assert held["people"] == [("p1", "Rudo", "r@x"), ("p2", "Tariro 🙂", None)]


def test_a_column_gone_and_one_new_is_a_question() -> None:
    after = PEOPLE.replace("mail TEXT", "email TEXT")
    with pytest.raises(ArgumentError, match="people has no mail any more, and email is new"):
        derived(PEOPLE, after)
    renamed = leads_there(PEOPLE, after, derived(PEOPLE, after, {"people.mail": "email"}).sql, ROWS)
    assert renamed["people"] == [("p1", "Rudo", "r@x"), ("p2", "Tariro 🙂", None)]
    dropped = leads_there(PEOPLE, after, derived(PEOPLE, after, {"people.mail": ""}).sql, ROWS)
    assert dropped["people"] == [("p1", "Rudo", None), ("p2", "Tariro 🙂", None)]


def test_a_table_gone_and_one_like_it_is_a_question() -> None:
    after = PEOPLE.replace("TABLE people", "TABLE persons") + CARDS.replace("people(", "persons(")
    with pytest.raises(ArgumentError, match="people is gone, and persons is new with 3 of its columns"):
        derived(PEOPLE + CARDS, after)
    held = leads_there(
        PEOPLE + CARDS, after, derived(PEOPLE + CARDS, after, {"people": "persons"}).sql, ROWS + CARD_ROWS
    )
    assert len(held["persons"]) == 2
    assert len(held["cards"]) == 3


@pytest.mark.parametrize(
    ("renames", "said"),
    [
        ({"persons": "people"}, "not a table of the database"),
        ({"people": "persons"}, "still has"),
        ({"people.mail": "email"}, "keeps"),
        ({"people.phone": "tel"}, "does not have"),
    ],
)
def test_a_rename_that_cannot_be_is_named(renames: dict[str, str], said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        derived(PEOPLE, PEOPLE + CARDS, renames)


def test_views_and_triggers_step_aside_and_come_back() -> None:
    on_top = (
        "CREATE VIEW named AS SELECT id, name FROM people;\n"
        "CREATE TRIGGER counted AFTER INSERT ON cards BEGIN UPDATE people SET name = name WHERE id = NEW.person_id; END;\n"
        "CREATE INDEX idx_people_name ON people(name);\n"
    )
    before = PEOPLE + CARDS + on_top
    after = (PEOPLE + CARDS + on_top).replace("name TEXT NOT NULL", "full_name TEXT NOT NULL")
    after = after.replace("SELECT id, name", "SELECT id, full_name AS name").replace(
        "people(name)", "people(full_name)"
    )
    after = after.replace("SET name = name", "SET full_name = full_name")
    held = leads_there(before, after, derived(before, after, {"people.name": "full_name"}).sql, ROWS + CARD_ROWS)
    assert [row[1] for row in held["people"]] == ["Rudo", "Tariro 🙂"]
    assert len(held["cards"]) == 3


def test_a_parent_is_dropped_only_after_the_child_that_stays_lets_go_of_it() -> None:
    after = "CREATE TABLE cards (id TEXT PRIMARY KEY, person_id TEXT);\n"
    held = leads_there(PEOPLE + CARDS, after, derived(PEOPLE + CARDS, after, drops_accepted=True).sql, ROWS + CARD_ROWS)
    assert held == {"cards": [("c1", "p1"), ("c2", "p1"), ("c3", "p2")]}


def test_a_full_text_table_is_made_anew_with_its_rows() -> None:
    before = "CREATE VIRTUAL TABLE notes USING fts5(title, body);\n"
    after = "CREATE VIRTUAL TABLE notes USING fts5(title, body, tokenize='porter');\n"
    sql = derived(before, after).sql
    shadow = open_shadow()
    shadow.load(before)
    assert shadow.apply("INSERT INTO notes (rowid, title, body) VALUES (7, 'Running', 'in Harare');") is None
    assert shadow.apply(sql) is None
    assert shadow.ask("SELECT rowid, title FROM notes WHERE notes MATCH 'run'") == [(7, "Running")]
    shadow.close()


def test_a_full_text_table_over_another_is_filled_from_it() -> None:
    before = "CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT);\n"
    after = f"{before}CREATE VIRTUAL TABLE t_fts USING fts5(body, content='t', content_rowid='id');\n"
    shadow = open_shadow()
    shadow.load(before)
    assert shadow.apply("INSERT INTO t VALUES (1, 'mangwanani');") is None
    assert shadow.apply(derived(before, after).sql) is None
    assert shadow.ask("SELECT rowid FROM t_fts WHERE t_fts MATCH 'mangwanani'") == [(1,)]
    shadow.close()


def test_a_new_required_column_without_a_value_says_what_to_do() -> None:
    with pytest.raises(RefusedError, match="phone is NOT NULL and has no value"):
        derived(PEOPLE, PEOPLE.replace("mail TEXT", "mail TEXT, phone TEXT NOT NULL"))


def test_whatever_two_schemas_look_like_the_statements_lead_from_one_to_the_other(
    schema_after: Callable[[str, str], Schema | None],
) -> None:
    """Refused is only what no rows can follow: a new required column without a value, a key that a child still needs,
    a table that goes while one that stays references it (its rows would go with it, or dangle)."""
    refused: list[str] = []
    arrived: list[int] = []

    @settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(min_value=0, max_value=2**40))
    def check(seed: int) -> None:
        sampler = Sampler(seed)
        before = sampler.schema()
        after = schema_after(before, sampler.migration()[0])
        assume(after is not None)
        assert after is not None
        try:
            plan = derive(before, after, renames={}, drops_accepted=True, render=render)
        except RefusedError as error:
            refused.append(str(error))
            return
        assume(plan.sql)
        schema, _ = arrive(before, plan.sql)
        assert [item for item in differences(schema, after) if not item.order_only] == []
        arrived.append(seed)

    check()
    reasons = ("NOT NULL", "foreign key mismatch", "still references it")
    assert [why for why in refused if not any(reason in why for reason in reasons)] == []
    assert len(arrived) > 9 * len(refused)
