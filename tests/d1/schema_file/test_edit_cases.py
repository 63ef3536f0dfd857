"""Edits of schema.sql in files that hold everything a file can hold: what a careful person would have written."""

from __future__ import annotations

import pytest

from edit_cases import EditCase, read_edit_cases
from nhimbe_migrations.d1.drift.report import update
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
