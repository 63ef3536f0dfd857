"""Whose interface is whose, in names as people give them."""

from __future__ import annotations

import pytest

from nhimbe_migrations.changes.shapes import AddMember, AddShape, FieldShape, Source
from nhimbe_migrations.typescript.syntax.naming import camel, forms, plural, singular, snake, words
from nhimbe_migrations.typescript.update import bring_up_to_date
from typescript.declared import interfaces


def edited(owner: str, *names: str, source: Source = "d1") -> list[str]:
    """The interfaces, of those with `names`, that a new column of `owner` lands in."""
    text = "".join(f"interface {name} {{ id: string }}\n" for name in names)
    made = bring_up_to_date(text, [AddMember(owner, FieldShape("mark", "string"), source)])
    return [each.name for each in interfaces(made.text) if len(each.members) > 1]


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("events", "Event"),
        ("event_reviews", "EventReview"),
        ("eventReviews", "EventReview"),
        ("event", "Event"),
        ("events", "Events"),
        ("people", "Person"),
        ("people", "People"),
        ("event_categories", "EventCategory"),
        ("analyses", "Analysis"),
        ("statuses", "Status"),
        ("user_status", "UserStatus"),
        ("media", "Media"),
        ("media", "Medium"),
        ("data", "Datum"),
        ("addresses", "Address"),
        ("caches", "Cache"),
        ("boxes", "Box"),
        ("houses", "House"),
        ("causes", "Cause"),
        ("buses", "Bus"),
        ("archives", "Archive"),
        ("leaves", "Leaf"),
        ("movies", "Movie"),
        ("series", "Series"),
        ("children", "Child"),
        ("criteria", "Criterion"),
        ("indices", "Index"),
        ("indexes", "Index"),
        ("quizzes", "Quiz"),
        ("heroes", "Hero"),
        ("api_keys", "APIKey"),
        ("oauth2_tokens", "OAuth2Token"),
        ("events_users", "EventUser"),
        ("users_events", "UsersEvent"),
        ("event_reviews", "Event_Review"),
        ("event_reviews", "EventReviewRow"),
        ("event_reviews", "DbEventReview"),
        ("event_reviews", "IEventReview"),
        ("musangano", "Musangano"),
    ],
)
def test_a_table_finds_its_interface(owner: str, name: str) -> None:
    assert edited(owner, "Other", name, "EventReviewStats", "Settings") == [name]


@pytest.mark.parametrize(
    ("source", "names", "chosen"),
    [
        ("d1", ("Event", "EventRow"), "EventRow"),
        ("d1", ("Event", "DbEvent"), "DbEvent"),
        ("d1", ("EventDocument", "Event"), "Event"),
        ("d1", ("EventDocument", "EventRow", "Event"), "EventRow"),
        ("mongodb", ("EventDocument", "EventRow", "Event"), "EventDocument"),
        ("mongodb", ("EventRow", "Event"), "Event"),
        ("mongodb", ("EventRow",), "EventRow"),
        ("d1", ("Events", "Event"), "Event"),
        ("d1", ("EventData", "EventInput", "EventStats"), None),
    ],
)
def test_the_closest_role_wins(source: Source, names: tuple[str, ...], chosen: str | None) -> None:
    assert edited("events", *names, source=source) == ([chosen] if chosen else [])


def test_parts_of_one_interface_are_one() -> None:
    text = "interface Event {\n  id: string;\n}\ninterface Event {\n  name: string;\n  place: string;\n}\n"

    made = bring_up_to_date(
        text,
        [
            AddMember("events", FieldShape("id", "string"), "d1"),
            AddMember("events", FieldShape("more", "string"), "d1"),
        ],
    )

    assert made.text == text.replace("place: string;\n", "place: string;\n  more?: string;\n")


@pytest.mark.parametrize(
    ("owner", "name"),
    [("people", "Person"), ("event_categories", "EventCategory"), ("analyses", "Analysis"), ("media", "Media"),
     ("user_statuses", "UserStatus"), ("audit_log", "AuditLog"), ("2fa_codes", "_2faCode"), ("dates", "DateRow")],
)  # fmt: skip
def test_a_new_interface_is_named_as_a_person_would(owner: str, name: str) -> None:
    made = bring_up_to_date("", [AddShape(owner, (FieldShape("id", "string"),), "d1")])

    assert [each.name for each in interfaces(made.text)] == [name]


@pytest.mark.parametrize("word", ["event", "person", "category", "analysis", "box", "status", "hero", "quiz", "leaf"])
def test_plurals_come_back_to_their_singular(word: str) -> None:
    assert singular(plural(word)) == word
    assert word in forms(plural(word))


def test_names_change_case_and_keep_what_is_no_case() -> None:
    assert camel("date_created") == "dateCreated"
    assert camel("_id") == "_id"
    assert camel("DATE_CREATED") == "dateCREATED"
    assert snake("dateCreated") == "date_created"
    assert snake("_id") == "_id"
    assert words("APIKeys-for_users2") == ("api", "keys", "for", "users2")


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("export interface Env {\n  DB: D1Database;\n}\nexport interface AppVariables {\n  user: string;\n}\n", False),
        ("export interface Env {\n  DB: D1Database;\n}\nexport interface Setting {\n  key: string;\n}\n", True),
        ("export interface Env {\n  DB: D1Database;\n}\nexport interface QuizState {\n  id: string;\n}\n", True),
        ("", True),
    ],
)
def test_a_file_of_a_programs_own_types_gets_no_interface_of_a_new_table(text: str, added: bool) -> None:
    made = bring_up_to_date(text, [AddShape("tags", (FieldShape("id", "string"),), "d1")])
    assert ("interface Tag" in made.text) is added
    assert [finding.rule for finding in made.findings] == ([] if added else ["types-interface-not-found"])
    named = bring_up_to_date(text, [AddShape("tags", (FieldShape("id", "string"),), "d1")], mapping={"tags": "Tag"})
    assert "interface Tag" in named.text


def test_a_new_interface_is_exported_where_the_others_are_though_their_shared_base_is_not() -> None:
    text = "interface Base { id: string }\nexport interface User extends Base {\n  email: string;\n}\n"
    made = bring_up_to_date(text, [AddShape("tags", (FieldShape("id", "string"),), "d1")])
    assert "\nexport interface Tag {\n" in made.text
