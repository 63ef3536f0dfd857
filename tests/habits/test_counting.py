from __future__ import annotations

import pytest

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.habits.counting import WRITTEN, ColumnFact, Habits, habits

NOW = "(datetime('now'))"


def differing(found: Habits) -> tuple[str, ...]:
    """A sentence for every trait that is not, or not everywhere, as the written convention has it."""
    return tuple(sentence for habit in found.traits.values() if (sentence := habit.difference()))


def test_a_schema_after_the_convention_has_nothing_to_say():
    schema = "-- Users\nCREATE TABLE users (id TEXT PRIMARY KEY);\n"
    found = habits(
        {
            "users": [
                ("id", "TEXT", None),
                ("created_at", "TEXT", NOW),
                ("updated_at", "TEXT", NOW),
                ("is_admin", "INTEGER", "0"),
            ]
        },
        [("idx_users_created_at", "users", ["created_at"])],
        schema,
    )
    assert differing(found) == ()
    assert {trait: found.follow(trait) for trait in WRITTEN} == dict(WRITTEN)


def test_a_habit_that_is_plain_is_followed_and_named_with_counts():
    found = habits(
        {name: [("id", "TEXT", None), ("date_created", "TEXT", NOW)] for name in ("venues", "orders", "tags")}
    )
    assert found.follow("created") == "date_created"
    assert differing(found) == (
        "The time of creation is called date_created in 3 of 3 places; the written convention is created_at. New migrations use date_created.",
    )


def test_a_few_exceptions_are_named_but_not_followed():
    tables = {"users": [("_id", "TEXT", None)], **{name: [("id", "TEXT", None)] for name in ("a", "b", "c")}}
    found = habits(tables)
    assert found.follow("identifier") == "id"
    assert found.traits["identifier"].counts == {"id": 3, "_id": 1}
    assert differing(found) == (
        "The primary key is called _id in 1 of 4 places; the written convention is id. New migrations use id.",
    )


def test_configuration_settles_it():
    tables = {name: [("date_created", "TEXT", None)] for name in ("a", "b", "c")}
    assert habits(tables, settled={"created": "created_at"}).follow("created") == "created_at"
    with pytest.raises(ConfigurationError, match="no convention named creation"):
        habits(tables, settled={"creation": "created_at"})


def test_the_latest_table_shows_where_the_repository_is_going():
    tables = {"old": [("created_at", "TEXT", None)], "new": [("date_created", "TEXT", None)]}
    assert habits(tables).traits["created"].latest == "date_created"


def test_booleans_of_both_written_types_are_counted_and_neither_is_a_difference():
    found = habits({"users": [("is_admin", "INTEGER", "0"), ("verified", "BOOLEAN", "0"), ("age", "INTEGER", None)]})
    assert found.traits["boolean"].counts == {"INTEGER": 1, "BOOLEAN": 1}
    assert differing(found) == ()


def test_a_timestamps_type_and_default_are_counted_apart():
    found = habits({"a": [("starts_at", "INTEGER", "(unixepoch())"), ("created_at", "DATETIME", "current_timestamp")]})
    assert found.traits["timestamp_type"].counts == {"INTEGER": 1, "DATETIME": 1}
    assert found.traits["timestamp_default"].counts == {"unixepoch()": 1, "CURRENT_TIMESTAMP": 1}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("idx_users_email", "idx_table_columns"),
        ("users_email_idx", "table_columns_idx"),
        ("ix_users_email", "ix_table_columns"),
        ("idx_by_mail", "idx_ and another name"),
        ("by_mail", "another name"),
    ],
)
def test_the_pattern_of_an_index_name_is_recognised(name: str, pattern: str):
    assert list(habits({}, [(name, "users", ["email"])]).traits["index"].counts) == [pattern]


def test_comments_and_keywords_are_counted_outside_texts():
    found = habits(
        {},
        schema_sql="create table a (b TEXT DEFAULT '-- not this /* nor this */'); -- one\n/* two */ CREATE INDEX c ON a (b);",
    )
    assert found.traits["comment"].counts == {"-- line": 1, "/* block */": 1}
    assert found.traits["keywords"].counts == {"upper": 5, "lower": 2}


def test_an_empty_schema_follows_the_written_convention():
    found = habits({})
    assert (found.follow("created"), found.traits["created"].usual, differing(found)) == (
        "created_at",
        None,
        (),
    )


def test_a_name_and_its_columns_may_be_given_by_field():
    column = ColumnFact(name="user_id", type="TEXT", primary=True)
    assert habits({"users": [column]}).traits["identifier"].counts == {"user_id": 1}


def test_table_names_are_counted_by_case():
    assert habits({"event_views": [], "eventTags": [], "Users": []}).traits["table_name"].counts == {
        "snake_case": 1,
        "camelCase": 1,
        "PascalCase": 1,
    }
