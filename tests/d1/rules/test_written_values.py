"""Values that an UPDATE writes: those that a CHECK refuses, and those that a second run changes again."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.lint.lint import lint

SCHEMA = [
    """CREATE TABLE m (id TEXT PRIMARY KEY, n INTEGER, price REAL, note TEXT,
      tier TEXT NOT NULL DEFAULT 'basic' CHECK (tier IN ('basic', 'gold')), kind TEXT COLLATE NOCASE CHECK (kind IN ('a', 'b')),
      size TEXT CHECK (length(size) < 9), CHECK ((note IN ('x', 'it''s'))))""",
]


def found(sql: str, rule: str) -> list[str]:
    return [item.message for item in lint(sql, schema=SCHEMA) if item.rule == rule]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE m SET tier = CASE WHEN n > 100 THEN 'Gold' ELSE 'basic' END WHERE n > 1;",
        "UPDATE m SET tier = coalesce(note, 'none') WHERE n > 1;",
        "UPDATE m SET tier = iif(n > 3, 'silver', 'gold') WHERE n > 1;",
        "UPDATE m SET note = 'its' WHERE n = 1;",
    ],
)
def test_a_text_that_the_check_does_not_list_is_found_in_whichever_branch_it_stands(sql: str) -> None:
    assert len(found(sql, "refused-literal")) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE m SET tier = CASE WHEN n > 100 THEN 'gold' ELSE 'basic' END WHERE n > 1;",
        "UPDATE m SET note = 'it''s' WHERE n = 1;",
        "UPDATE m SET kind = 'A' WHERE n = 1;",  # compared without case
        "UPDATE m SET size = 'no list' WHERE n = 1;",
        "UPDATE m SET tier = CASE note WHEN 'Gold' THEN 'gold' ELSE 'basic' END WHERE n = 1;",
        "UPDATE OR IGNORE m SET tier = 'Gold' WHERE n = 1;",
        "UPDATE m SET tier = substr('golden', 1, 4) WHERE n = 1;",
    ],
)
def test_what_the_check_may_take_is_not_told(sql: str) -> None:
    assert found(sql, "refused-literal") == []


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("UPDATE m SET n = n + 1;", "n of m"),
        ("UPDATE m SET price = round(price * 1.1, 2) WHERE price IS NOT NULL;", "price of m"),
        ("UPDATE m SET n = CAST(n * 100 AS INTEGER), price = price / 2 WHERE id > 'a';", "n, price of m"),
        ("UPDATE m SET note = 'v' || note;", "note of m"),
        ("UPDATE m SET n = coalesce(n, 0) + 5;", "n of m"),
    ],
)
def test_a_column_that_is_computed_from_itself_changes_again(sql: str, columns: str) -> None:
    (message,) = found(sql, "adds-again")
    assert f"changes {columns} again" in message


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE m SET note = 'v' || note WHERE note NOT LIKE 'v%';",
        "UPDATE m SET n = n * 1000 WHERE n < 100000;",
        "UPDATE m SET n = price * 100;",
        "UPDATE m SET n = coalesce(n, 0);",
        "UPDATE m SET note = upper(note);",
        "UPDATE m SET note = (SELECT max(note) FROM m);",
        "CREATE TABLE k (n INTEGER); INSERT INTO k SELECT n FROM m; UPDATE k SET n = n + 1;",
    ],
)
def test_what_is_done_once_or_says_where_it_is_done_is_not_told(sql: str) -> None:
    assert found(sql, "adds-again") == []
