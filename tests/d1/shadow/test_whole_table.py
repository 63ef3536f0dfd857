"""Conditions that every row of a sane table meets."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.rows.whole_table import takes_whole_table
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.script import Script


@pytest.mark.parametrize(
    ("condition", "whole"),
    [
        ("id > 0", True),
        ("id >= 1", True),
        ("ID IS NOT NULL", True),
        ("id <> 0 AND name IS NOT NULL", True),
        ("note IS NULL OR note IS NOT NULL", True),
        ("1", True),
        ("id > 0 RETURNING id", True),
        ("name <> ''", False),
        ("note IS NOT NULL", False),
        ("id > 1", False),
        ("id <> 5", False),
        ("id < 1000000", False),
        ("id = 1 OR id <> 5", False),
        ("id IN (SELECT id FROM t)", False),
        ("id > 0 LIMIT 5", False),
        ("name > '2000-01-01'", False),
        ("missing > 0", False),
        ("length(name) < 40", False),
        ("length(name) <> 26", False),
        ("length(name) < 20000", False),
        ("length(name) >= 0", True),
        ("name NOT GLOB '[A-Z][A-Z]-*'", False),
        ("instr(name, '@') < 2", False),
        ("random() <> 0", False),
    ],
)
def test_a_condition_is_asked_of_what_keys_and_columns_hold(condition: str, whole: bool) -> None:
    shadow = open_shadow(LATEST)
    shadow.ask("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT)")
    table = read_schema(shadow.connection).table("t")
    shadow.close()
    assert table is not None
    statement = Script.of(f"DELETE FROM t WHERE {condition};").statements[0]
    assert takes_whole_table(statement, table) is whole


def test_a_condition_that_lists_much_is_not_tried_on_all_pairs() -> None:
    shadow = open_shadow(LATEST)
    shadow.ask("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL)")
    table = read_schema(shadow.connection).table("t")
    shadow.close()
    assert table is not None
    listed = ", ".join(f"'{number}'" for number in range(4_000))
    condition = f"name NOT IN ({listed}) AND note NOT IN ({listed})"  # sixty million pairs
    assert not takes_whole_table(Script.of(f"DELETE FROM t WHERE {condition};").statements[0], table)
