"""When the file is broken where it is to be edited, nothing is edited."""

from __future__ import annotations

import pytest

from nhimbe_migrations.changes.shapes import AddMember, AddShape, FieldShape, RemoveShape, RenameShape, ShapeChange
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.typescript.update import bring_up_to_date

ID = FieldShape("id", "string")


def test_an_interface_that_does_not_parse_is_refused() -> None:
    text = "interface Event {\n  id: ;\n  name: string\n}\n"

    with pytest.raises(RefusedError, match="`Event` on line 1 of the types file does not parse"):
        bring_up_to_date(text, [AddMember("events", FieldShape("place", "string"), "d1")])


@pytest.mark.parametrize(
    "change", [AddShape("tags", (ID,), "d1"), RemoveShape("events", "d1"), RenameShape("events", "meetings", "d1")]
)
def test_whole_interfaces_need_a_file_that_parses(change: ShapeChange) -> None:
    with pytest.raises(RefusedError, match="has a syntax error"):
        bring_up_to_date("interface Event {\n  id: string\n}\n\nfunction broken( {\n", [change])


def test_findings_stand_on_the_lines_of_the_result() -> None:
    text = "interface User {\n  id: string;\n}\n\ninterface EventRow {\n  id: string;\n}\n\ninterface Event {\n  id: string;\n}\n"

    made = bring_up_to_date(
        text,
        [
            AddMember("events", FieldShape("place", "string"), "d1"),
            AddMember("users", FieldShape("name", "string", description="Who."), "d1"),
        ],
    )

    [finding] = made.findings
    assert finding.rule == "types-interface-chosen"
    assert made.text.splitlines()[finding.line - 1] == "interface EventRow {"


def test_a_type_of_the_authors_that_is_none_is_refused() -> None:
    field = FieldShape("place", "string", ts_type="string; evil: any")

    with pytest.raises(RefusedError, match="is not a TypeScript type"):
        bring_up_to_date("interface Event {\n  id: string\n}\n", [AddMember("events", field, "d1")])


def test_a_name_that_would_break_out_is_quoted() -> None:
    field = FieldShape('x": any; }; evil(); //', "string", nullable=False, literals=('a"b', "c\\d", "e\nf"))

    made = bring_up_to_date("interface Event {\n  id: string;\n}\n", [AddMember("events", field, "d1")])

    assert made.text == (
        'interface Event {\n  id: string;\n  "x\\": any; }; evil(); //": "a\\"b" | "c\\\\d" | "e\\nf";\n}\n'
    )
