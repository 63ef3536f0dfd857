"""Time grows with the file, not with its square."""

from __future__ import annotations

import time

import pytest

from nhimbe_migrations.changes.shapes import AddMember, AddShape, FieldShape, RenameShape
from nhimbe_migrations.text import Edit, Span
from nhimbe_migrations.typescript.update import TypesEdit, bring_up_to_date


def types_of(megabytes: float) -> str:
    """A file of about this size; signs of several bytes make bytes and code points differ."""
    part = "// Chikamu {0} 🎉\nexport interface Part{0}Thing {{\n  id: string;\n  zita?: string; // 🎉 {0}\n  tags: string[];\n}}\n\n"
    parts = "".join(part.format(number) for number in range(int(megabytes * 1_000_000 / 120)))
    return f"{parts}export interface Event {{\n  id: string;\n}}\n"


def timed(text: str) -> tuple[TypesEdit, float]:
    started = time.process_time()
    made = bring_up_to_date(text, [AddMember("events", FieldShape("name", "string"), "d1")])
    return made, time.process_time() - started


@pytest.mark.slow
def test_ten_megabytes_take_about_ten_times_as_long_as_one() -> None:
    small, large = types_of(1), types_of(10)

    _, one = timed(small)
    made, ten = timed(large)

    at = len(large) - len("\n}\n")
    assert made.edits == (Edit(Span(at, at), "\n  name?: string;"),)
    assert ten < one * 10 * 2.5


def test_a_large_file_takes_changes_of_every_kind() -> None:
    text = types_of(0.5)

    made = bring_up_to_date(
        text,
        [
            AddMember("part_7_things", FieldShape("name", "string"), "d1"),
            RenameShape("events", "meetings", "d1"),
            AddShape("zones", (FieldShape("id", "string", nullable=False),), "d1"),
        ],
    )

    assert made.text == (
        text.replace(
            "zita?: string; // 🎉 7\n  tags: string[];\n",
            "zita?: string; // 🎉 7\n  tags: string[];\n  name?: string;\n",
        ).replace("interface Event {", "interface Meeting {")
        + "\nexport interface Zone {\n  id: string;\n}\n"
    )
