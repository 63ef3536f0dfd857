"""Whatever the file looks like: bytes outside the edits stay, the result parses, a second call is empty, undo restores.

Files are made from random declarations in random styles, with comments, strings and letters of every alphabet
between them; changes are random too, and aim at members that are there as often as at ones that are not.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from nhimbe_migrations.changes.shapes import (
    AddMember,
    AddShape,
    FieldShape,
    RemoveMember,
    RemoveShape,
    RenameMember,
    RenameShape,
)
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.text import Edit, Span, apply_edits
from nhimbe_migrations.typescript.edit.edit_rounds import Draft
from nhimbe_migrations.typescript.set_fields import set_fields
from nhimbe_migrations.typescript.syntax.naming import folded
from nhimbe_migrations.typescript.update import TypesEdit, bring_up_to_date
from nhimbe_migrations.typescript_tree import parse
from typescript.declared import Interface, interfaces

MANY = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

OWNERS = ("events", "event_reviews", "people", "media", "user_status")
INTERFACES = {
    "events": "Event",
    "event_reviews": "EventReview",
    "people": "Person",
    "media": "Media",
    "user_status": "UserStatus",
}
COLUMNS = ("id", "name", "date_created", "is_open", "email", "zita_guru", "starts_at", "meeting_url", "x")
TYPES = (
    "string",
    "number",
    "'a' | \"b;c\"",
    "{ a: string; b?: number }",
    "Array<string>",
    "(x: { y: 1 }) => void",
    "string | null",
)
WORDS = ("Mhoroi 🎉", "a, b; c", 'say "x"', "it's", "{ } => ;", "日本語", "`tick`", "1/2", "interface X {")
OPENINGS = (
    "export interface {} {{", "interface {}{{", "export type {} = {{", "declare interface {} {{",
    "type {} = Base & {{", "interface {} extends Base {{",
)  # fmt: skip


@dataclass(frozen=True)
class Writer:
    """Writes a random file. A seed, not draws: a file takes hundreds of choices, which Hypothesis makes slowly."""

    chance: random.Random
    newline: str
    indent: str
    end: str
    camel: bool

    @classmethod
    def seeded(cls, seed: int) -> Writer:
        pick = random.Random(seed)
        return cls(
            pick,
            pick.choice(["\n", "\r\n"]),
            pick.choice(["  ", "    ", "\t"]),
            pick.choice([";", ",", ""]),
            pick.random() < 0.5,
        )

    def file(self) -> str:
        pieces = [self.chance.choice(["interface Base { base: string }", "export type Base = { base: string };"])]
        for owner in self.chance.sample(OWNERS, self.chance.randint(1, 4)):
            if self.chance.random() < 0.5:
                pieces.append(self.comment())
            pieces.append(self.declaration(INTERFACES[owner]))
        gap = self.newline * self.chance.randint(1, 3)
        return self.chance.choice(["", "\ufeff"]) + gap.join(pieces) + self.newline * self.chance.randint(0, 2)

    def declaration(self, name: str) -> str:
        opening = self.chance.choice(OPENINGS).format(name)
        members = [self.member(column) for column in self.chance.sample(COLUMNS, self.chance.randint(0, 5))]
        if self.chance.random() < 0.25:
            return f"{opening} {f'{self.end or chr(59)} '.join(members)} }}"
        lines = []
        for position, member in enumerate(members):
            if self.chance.random() < 0.25:
                lines.append(self.indent + self.comment())
            if self.chance.random() < 0.2:
                lines.append("")
            open_ended = position == len(members) - 1 and self.chance.random() < 0.5
            behind = f"  {self.comment()}" if self.chance.random() < 0.25 else ""
            lines.append(self.indent + member + ("" if open_ended else self.end) + behind)
        if self.chance.random() < 0.2:
            lines.append(f"{self.indent}[key: string]: unknown{self.end}")
        return self.newline.join([opening, *lines, "}"])

    def member(self, column: str) -> str:
        name = re.sub(r"_(\w)", lambda match: match[1].upper(), column) if self.camel else column
        return f"{self.chance.choice(['', '', 'readonly '])}{name}{self.chance.choice(['', '?'])}: {self.chance.choice(TYPES)}"

    def comment(self) -> str:
        return self.chance.choice(["// {}", "/* {} */", "/** {} */"]).format(self.chance.choice(WORDS))


def files() -> st.SearchStrategy[str]:
    written = st.integers(0, 2**40).map(lambda seed: Writer.seeded(seed).file())
    return written.filter(lambda text: parse(text).faults() == 0)


@st.composite
def fields(draw: st.DrawFn) -> FieldShape:
    return FieldShape(
        draw(st.sampled_from(COLUMNS) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)),
        draw(st.sampled_from(["string", "int", "boolean", "Date", "object", "string[]", "ObjectId", "unknown"])),
        draw(st.booleans()),
        tuple(draw(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), unique=True, max_size=2))),
        description=draw(st.sampled_from(["", "", "Said */ in\r\nfull 🎉"])),
    )


OWNER, COLUMN = st.sampled_from(OWNERS), st.sampled_from(COLUMNS)
MEMBER_CHANGES = (
    st.builds(AddMember, OWNER, fields(), st.just("d1"))
    | st.builds(RemoveMember, OWNER, COLUMN, st.just("d1"))
    | st.builds(RenameMember, OWNER, COLUMN, COLUMN, st.just("d1"))
)
SHAPE_CHANGES = (
    st.builds(
        AddShape,
        OWNER,
        st.lists(fields(), max_size=3, unique_by=lambda field: field.name.lower()).map(tuple),
        st.just("d1"),
    )
    | st.builds(RemoveShape, OWNER, st.just("d1"))
    | st.builds(RenameShape, OWNER, OWNER, st.just("d1"))
)


@MANY
@given(files(), MEMBER_CHANGES | SHAPE_CHANGES)
def test_one_change_keeps_all_promises(text: str, change: object) -> None:
    made = bring_up_to_date(text, [change])

    assert_outside_bytes_stay(text, made)
    assert parse(made.text).faults() == 0
    assert bring_up_to_date(made.text, [change]).edits == ()


@MANY
@given(files(), st.lists(MEMBER_CHANGES | SHAPE_CHANGES, max_size=6))
def test_many_changes_parse_and_can_be_taken_back(text: str, changes: list[object]) -> None:
    made = bring_up_to_date(text, changes)

    assert_outside_bytes_stay(text, made)
    assert parse(made.text).faults() == 0


@MANY
@given(files(), OWNER, fields())
def test_adding_a_member_changes_no_other(text: str, owner: str, field: FieldShape) -> None:
    made = bring_up_to_date(text, [AddMember(owner, field, "d1")])

    before, after = interfaces(text), interfaces(made.text)
    assert without_lines(after, INTERFACES[owner], new=bool(made.edits)) == without_lines(before, "", new=False)


@MANY
@given(files(), OWNER, fields())
def test_adding_and_removing_a_member_restores_the_file_but_for_a_last_ending(
    text: str, owner: str, field: FieldShape
) -> None:
    assume(not field.description and field.type != "ObjectId")
    made = bring_up_to_date(text, [AddMember(owner, field, "d1")])
    assume(made.edits)

    undone = bring_up_to_date(made.text, [RemoveMember(owner, field.name, "d1")])

    assert squeezed(undone.text) == squeezed(text)


@MANY
@given(files(), OWNER, st.permutations(COLUMNS))
def test_renaming_there_and_back_restores_the_members(text: str, owner: str, columns: list[str]) -> None:
    to, *names = columns
    tried = ((name, bring_up_to_date(text, [RenameMember(owner, name, to, "d1")])) for name in names)
    name, made = next(((name, made) for name, made in tried if made.edits), (to, TypesEdit(text, (), ())))

    back = bring_up_to_date(made.text, [RenameMember(owner, to, name, "d1")])

    assert folded(squeezed(back.text)) == folded(squeezed(text))


@MANY
@given(files(), st.text(st.sampled_from("string;:{}[]()|&<>,?=>'\"`/*\n ab1."), max_size=14))
@example("interface Event { id: string }", "string; evil: any }")
@example("interface Event { id: string }", "string\n  evil: any")
@example("interface Event { id: string }", "string } interface Evil { a: string")
def test_no_type_text_adds_a_second_member(text: str, kind: str) -> None:
    names = {each.name for each in interfaces(text)}
    assume("Event" in names)

    try:
        made = set_fields(text, "Event", {"brandNew": kind})
    except (RefusedError, ArgumentError):
        return

    before, after = interfaces(text), interfaces(made.text)
    assert len(after) == len(before)
    assert sum(len(each.members) for each in after) == sum(len(each.members) for each in before) + 1
    assert set_fields(made.text, "Event", {"brandNew": kind}).edits == ()


@given(
    st.text(max_size=30),
    st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.text(max_size=4)), max_size=4), max_size=4),
)
def test_rounds_of_edits_compose_into_one(text: str, rounds: list[list[tuple[int, int, str]]]) -> None:
    draft = Draft(text)
    for wanted in rounds:
        edits: list[Edit] = []
        for start, length, new in sorted(wanted):
            free = edits[-1].span.end if edits else 0
            if free <= start and start + length <= len(draft.text):
                edits.append(Edit(Span(start, start + length), new))
        draft.make(edits)

    assert apply_edits(text, draft.edits()) == draft.text


@given(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("🎉é\r\n"), max_size=4000).map(
        lambda text: text * 3
    )
)
def test_offsets_count_code_points(text: str) -> None:
    source = parse(text)

    assert all(source.offset(len(text[:at].encode())) == at for at in [*range(0, len(text), 97), len(text)])


def assert_outside_bytes_stay(text: str, made: TypesEdit) -> None:
    assert apply_edits(text, made.edits) == made.text
    back, shift = [], 0
    for edit in made.edits:
        start = edit.span.start + shift
        back.append(Edit(Span(start, start + len(edit.text)), edit.span.of(text)))
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    assert apply_edits(made.text, back).encode() == text.encode()


def without_lines(
    found: tuple[Interface, ...], owner: str, *, new: bool
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The interfaces without line numbers, and without the last member of `owner` when it is new."""
    read = [(each.name, [(member.name, member.type, member.optional) for member in each.members]) for each in found]
    return [(name, members[:-1] if new and name == owner else members) for name, members in read]


def squeezed(text: str) -> str:
    """The text without white space and member endings."""
    return re.sub(r"[\s;,]", "", text)
