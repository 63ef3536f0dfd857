"""Edits of schema.sql in files that hold everything a file can hold: what a careful person would have written."""

from __future__ import annotations

import pytest

from edit_cases import EditCase, read_edit_cases
from nhimbe_migrations.d1.drift.report import update
from nhimbe_migrations.d1.schema_file import proof
from nhimbe_migrations.errors import RefusedError

CASES = read_edit_cases("schema_edits")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_file_becomes_what_a_careful_person_would_write(case: EditCase) -> None:
    if case.refused:
        with pytest.raises(RefusedError) as refused:
            update(case.before, "001_edit.sql", case.migration)
        said = str(refused.value)
        assert all(words in said for words in (case.refused, *case.says))
        return
    edit = update(case.before, "001_edit.sql", case.migration)
    assert edit.text == case.after


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case.name)
def test_a_large_file_of_which_a_part_is_proved_is_edited_alike(
    case: EditCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "LARGE", 0)
    if not case.refused:
        assert update(case.before, "001_edit.sql", case.migration).text == case.after


def test_a_part_is_no_proof_of_what_an_edit_breaks_beside_it() -> None:
    """Every table is loaded in which a touched name stands: a view that reads a dropped column is not overlooked."""
    filler = "".join(
        f"CREATE TABLE filler_{n} (id TEXT PRIMARY KEY, note TEXT DEFAULT '{'x' * 900}');\n" for n in range(600)
    )
    schema = f"CREATE TABLE notes (id TEXT PRIMARY KEY, kind TEXT, body TEXT);\n{filler}UPDATE notes SET body = kind;\n"
    assert len(schema) > proof.LARGE
    with pytest.raises(RefusedError) as refused:
        update(schema, "001_edit.sql", "ALTER TABLE notes DROP COLUMN kind;")
    assert "line 602 (`UPDATE notes SET body = kind`)" in str(refused.value)
    edit = update(schema, "001_edit.sql", "ALTER TABLE notes ADD COLUMN day TEXT;")
    assert edit.text == schema.replace("body TEXT);", "body TEXT, day TEXT);", 1)
