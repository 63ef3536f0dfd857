"""What other rooms learn from a types file."""

from __future__ import annotations

from nhimbe_migrations.typescript.read import Interface, InterfaceMember, interfaces


def test_interfaces_and_object_types_are_read_with_their_lines() -> None:
    text = (
        "export interface Event extends Base<string>, Other {\r\n"
        "  readonly id: string;\r\n"
        "  'end-date'?: Date | null; // 🎉\r\n"
        "  any;\r\n"
        "  save(): void;\r\n"
        "  [key: string]: unknown;\r\n"
        "}\r\n"
        "namespace Db { export type User = Row & { a: { b: 1 } } }\r\n"
        "type Kind = 'a' | 'b';\r\n"
    )

    assert interfaces(text) == (
        Interface(
            "Event",
            (
                InterfaceMember("id", "string", optional=False, line=2),
                InterfaceMember("end-date", "Date | null", optional=True, line=3),
                InterfaceMember("any", "", optional=False, line=4),
            ),
            1,
            ("Base", "Other"),
        ),
        Interface("Db.User", (InterfaceMember("a", "{ b: 1 }", optional=False, line=8),), 8, ("Row",)),
    )


def test_a_broken_file_gives_what_can_be_read() -> None:
    assert [each.name for each in interfaces("interface A { a: string }\nfunction (\n")] == ["A"]


def test_an_empty_file_has_none() -> None:
    assert interfaces("") == ()
