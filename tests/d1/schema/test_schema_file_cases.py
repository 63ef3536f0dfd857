"""Edits of schema.sql as data: what stood there, what was migrated, and what a careful person would have written."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date
from nhimbe_migrations.text import apply_edits

CASES = sorted(path for path in (Path(__file__).parents[2] / "cases" / "schema").iterdir() if path.is_dir())


def _read(case: Path, name: str) -> str:
    return (case / name).read_bytes().decode("utf-8")


def test_there_are_sixty_cases():
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_file_becomes_what_a_careful_person_would_write(case, schema_after, turn_round):
    before, migration = _read(case, "before.sql"), _read(case, "migration.sql")
    after = schema_after(before, migration)
    edit = bring_up_to_date(before, after, migration)
    assert edit.text == _read(case, "after.sql")
    assert apply_edits(before, edit.edits) == edit.text
    assert apply_edits(edit.text, turn_round(before, edit.edits)) == before
    assert bring_up_to_date(edit.text, after, migration).edits == ()
