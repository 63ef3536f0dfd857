"""A name that grows or shrinks leaves the types and comments beside it where they stand."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date

ALIGNED = """CREATE TABLE a (
  id    TEXT PRIMARY KEY,      -- the key
  name  TEXT DEFAULT '-- no',  -- what it is called
  city  TEXT                   -- where
);
"""


def edited(schema: str, migration: str) -> str:
    return bring_up_to_date(schema, load_schema(schema + migration).schema, migration).text


@pytest.mark.parametrize(
    ("migration", "line"),
    [
        ("ALTER TABLE a RENAME COLUMN city TO town_x;", "  town_x TEXT                  -- where\n"),
        ("ALTER TABLE a RENAME COLUMN name TO title;", "  title TEXT DEFAULT '-- no',  -- what it is called\n"),
        ("ALTER TABLE a RENAME COLUMN name TO n;", "  n     TEXT DEFAULT '-- no',  -- what it is called\n"),
        (
            "ALTER TABLE a RENAME COLUMN id TO a_very_long_identifier;",
            "  a_very_long_identifier TEXT PRIMARY KEY, -- the key\n",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_columns_stay_columns(migration: str, line: str, newline: str) -> None:
    text = edited(ALIGNED.replace("\n", newline), migration)
    changed = [new for new, old in zip(text.split(newline), ALIGNED.split("\n"), strict=True) if new != old]
    assert changed == [line.rstrip("\n")]


def test_blanks_that_line_up_with_nothing_move_along() -> None:
    schema = "CREATE TABLE a (\n  id TEXT,\n  n INTEGER    NOT NULL\n);\n"
    assert "  number INTEGER    NOT NULL\n" in edited(schema, "ALTER TABLE a RENAME COLUMN n TO number;")
