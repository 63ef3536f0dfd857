"""Fields that a caller names: types are checked as types, and nothing else gets in with them."""

from __future__ import annotations

import pytest

from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.typescript.set_fields import set_fields

EVENT = """export interface Event {
  id: string;
  name: string;      // as it is printed
  endDate?: string;  // ISO 8601
}

declare namespace Api {
  interface Event { id: string }
  interface User { id: string }
}

type Anything = Record<string, unknown>;
"""


def test_fields_are_added_and_retyped_in_place() -> None:
    made = set_fields(EVENT, "Event", {"name": "LocalName", "endDate": "Date | null", "tags?": "Array<{ id: string }>"})

    assert made.text == EVENT.replace(
        """  name: string;      // as it is printed
  endDate?: string;  // ISO 8601
""",
        """  name: LocalName;   // as it is printed
  endDate: Date | null; // ISO 8601
  tags?: Array<{ id: string }>;
""",
    )


def test_a_second_call_makes_no_edit() -> None:
    fields = {"name": "'a' | 'b'", "x?": "() => void"}
    made = set_fields(EVENT, "Event", fields)

    assert set_fields(made.text, "Event", fields).edits == ()
    assert set_fields(made.text, "Event", {"name": '"a"|"b"'}).edits == ()


def test_a_column_name_finds_its_member() -> None:
    assert set_fields(EVENT, "Event", {"end_date?": "string"}).edits == ()


def test_a_namespace_tells_two_apart() -> None:
    made = set_fields(EVENT, "Api.Event", {"name": "string"})

    assert made.text == EVENT.replace("interface Event { id: string }", "interface Event { id: string; name: string }")
    assert set_fields(EVENT, "User", {"id": "number"}).text == EVENT.replace(
        "User { id: string }", "User { id: number }"
    )


@pytest.mark.parametrize(
    "kind",
    [
        "string",
        "string | null",
        "readonly string[]",
        "[a: string, b?: number]",
        "Map<string, { a: number; b: 'x;y' }>",
        "(event: Event) => Promise<void>",
        "typeof import('./x')",
        "`evt_${string}`",
        "keyof Event",
        "Event['id']",
        "A extends B ? C : D",
        "{\n    a: string;\n  }",
        "'🎉' | 'zita'",
    ],
)
def test_types_of_every_kind_pass(kind: str) -> None:
    made = set_fields(EVENT, "Event", {"extra": kind})

    assert made.text == EVENT.replace("// ISO 8601\n", f"// ISO 8601\n  extra: {kind};\n")


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "  ",
        "string; evil: any }",
        "string; evil: any",
        "string, evil: any",
        "string\n  evil: any",
        "string }\ninterface Evil { a: any",
        "string;",
        "string // and then",
        "string /* inside */ | null",
        "string = 1",
        "a b",
        "{ a: string",
        "}",
        "1 +",
        "x" * 5000,
    ],
)
def test_what_is_no_type_is_refused(kind: str) -> None:
    with pytest.raises(RefusedError, match="is not a TypeScript type"):
        set_fields(EVENT, "Event", {"extra": kind})


@pytest.mark.parametrize("name", ["", "?", " ", "a\nb", "\0"])
def test_a_member_needs_a_name(name: str) -> None:
    with pytest.raises(ArgumentError, match="not a name for a member"):
        set_fields(EVENT, "Event", {name: "string"})


def test_a_name_that_is_no_identifier_is_quoted() -> None:
    made = set_fields(EVENT, "Event", {'a": any; "b': "string"})

    assert made.text == EVENT.replace("// ISO 8601\n", '// ISO 8601\n  "a\\": any; \\"b": string;\n')
    assert set_fields(made.text, "Event", {'a": any; "b': "string"}).edits == ()


def test_an_unknown_interface_names_near_ones() -> None:
    with pytest.raises(ArgumentError, match=r"declares no 'Evnt'\. Did you mean Event"):
        set_fields(EVENT, "Evnt", {})


def test_a_type_without_members_is_no_place_for_one() -> None:
    with pytest.raises(ArgumentError, match="no members of its own"):
        set_fields(EVENT, "Anything", {"a": "string"})


def test_a_name_in_two_namespaces_must_be_said_in_full() -> None:
    twice = "namespace A { interface X { a: 1 } }\nnamespace B { interface X { a: 1 } }\n"

    with pytest.raises(ArgumentError, match=r"more than once: A\.X, B\.X"):
        set_fields(twice, "X", {"b": "string"})


def test_an_interface_that_does_not_parse_is_not_touched() -> None:
    with pytest.raises(RefusedError, match=r"`Event` on line 1 .* does not parse"):
        set_fields("interface Event {\n  a: ;\n  b: string\n}\n", "Event", {"c": "string"})


def test_object_id_is_imported_once() -> None:
    made = set_fields("export interface A {\n  a: string;\n}\n", "A", {"b": "ObjectId", "c": "ObjectId[]"})

    assert made.text == (
        'import type { ObjectId } from "mongodb";\n\n'
        "export interface A {\n  a: string;\n  b: ObjectId;\n  c: ObjectId[];\n}\n"
    )
