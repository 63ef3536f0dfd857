"""Edits of types.ts by D1 migrations: interfaces, literals, intersections, enums and what is written elsewhere."""

from __future__ import annotations

import pytest

from edit_cases import EditCase, read_edit_cases
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.schema.type_changes import shape_changes
from nhimbe_migrations.typescript.update import bring_up_to_date

CASES = read_edit_cases("types_edits")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_file_becomes_what_a_careful_person_would_write(case: EditCase) -> None:
    before = load_schema(case.schema).schema
    after = load_schema(f"{case.schema.rstrip()}\n{case.migration}")
    assert not after.problems
    edit = bring_up_to_date(case.before, shape_changes(before, after.schema, read_renames(case.migration, before)))
    said = " / ".join(finding.message for finding in edit.findings)
    assert edit.text == case.after
    assert all(words in said for words in case.says)
