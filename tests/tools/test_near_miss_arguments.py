"""Arguments that are nearly right: whatever is wrong with one, the answer is in our words and shows what would be right.

Near misses are what models send: a number as text, one name where a list is meant, a name that is off by a letter, a
choice that does not exist. Each is either taken as it was meant or refused by name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import Client
from pydantic import ValidationError

from nhimbe_migrations.changes.mongodb import Change, parse_changes
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.tools.server import all_tools
from nhimbe_migrations.tools.server_context import ServerContext
from tools.conftest import refusal, snapshot

TOOLS = {tool.name: tool.built for tool in all_tools(ServerContext())}
FOREIGN = re.compile(
    r"Input should|should be|should have|validation error|pydantic|instance of|unable to|Field required|Extra inputs|Value error|"
    r"NoneType|unexpected keyword|Input tag|typed_dict|discriminator|<class|Traceback|takes takes",
    re.IGNORECASE,
)
NEAR: list[Any] = [
    7,
    -1,
    2.5,
    True,
    "7",
    "seven",
    "true",
    "",
    [],
    ["x"],
    [7],
    [["x"]],
    [{"x": 1}],
    {},
    {"x": 1},
    {"x": {}},
]
CHANGES: list[dict[str, Any]] = [
    {"kind": "create_collection", "name": "photos", "fields": [{"name": "url", "type": "string", "required": True}]},
    {"kind": "drop_collection", "name": "photos", "backup": "old"},
    {"kind": "rename_collection", "name": "photos", "to": "pictures"},
    {"kind": "create_index", "collection": "users", "keys": {"city": 1}, "unique": True, "expire_after_seconds": 60},
    {"kind": "drop_index", "collection": "users", "name": "idx_users_city"},
    {"kind": "set_validator", "collection": "users", "fields": [{"name": "a", "type": "int"}], "level": "strict"},
    {"kind": "add_field", "collection": "users", "field": {"name": "city", "type": "string"}, "value": "Harare"},
    {"kind": "rename_field", "collection": "users", "field": "city", "to": "town"},
    {"kind": "remove_field", "collection": "users", "field": "city", "backup": "old"},
    {"kind": "convert_field", "collection": "users", "field": "age", "to_type": "int", "on_error": "null"},
    {"kind": "map_values", "collection": "users", "field": "role", "values": {"a": "b"}},
    {"kind": "seed_documents", "collection": "users", "documents": [{"_id": "a"}]},
    {"kind": "run", "up": "await 1", "down": "await 1", "why": "because"},
]


def complaint(tool: str, arguments: dict[str, Any]) -> str | None:
    """What the tool says of its arguments; None where it takes them."""
    try:
        TOOLS[tool].fn_metadata.validate_arguments(arguments)
    except ValidationError as error:
        return str(TOOLS[tool]._complaint(error))
    return None


def said_of(change: Any) -> str | None:
    """What a draft says of one change; None where it takes it."""
    try:
        parse_changes([change])
    except MigrationsError as error:
        return str(error)
    return None


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_value_of_another_kind_is_refused_in_our_words_and_by_name(tool: str) -> None:
    for name in TOOLS[tool].parameters["properties"]:
        for value in NEAR:
            said = complaint(tool, {name: value})
            if said is None or f"`{name}" not in said:
                continue
            assert not FOREIGN.search(said), said
            about = next(part for part in said.split("; ") if f"`{name}" in part)
            assert re.search(r"takes |is missing|there is no", about), said


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_choice_that_does_not_exist_is_answered_with_those_that_do(tool: str) -> None:
    choices = {name: item["enum"] for name, item in TOOLS[tool].parameters["properties"].items() if "enum" in item}
    for name, known in choices.items():
        said = complaint(tool, {name: f"{known[0]}x"}) or ""
        assert all(f"'{choice}'" in said for choice in known), said
        assert "did you mean" in said, said
        assert not FOREIGN.search(said), said


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_missing_argument_is_answered_with_what_it_takes(tool: str) -> None:
    said = complaint(tool, {}) or ""
    for name in TOOLS[tool].parameters.get("required", ()):
        assert f"`{name}` is missing; it takes " in said, said
    if "target" in TOOLS[tool].parameters.get("required", ()):
        assert "takes 'd1'" in said
        assert "classify_target says which" in said


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_name_that_is_off_by_a_letter_is_answered_with_the_right_one(data: st.DataObject) -> None:
    tool = data.draw(st.sampled_from(sorted(TOOLS)))
    name = data.draw(st.sampled_from([item for item in TOOLS[tool].parameters["properties"] if len(item) > 5]))
    at = data.draw(st.integers(1, len(name) - 1))
    wrong = data.draw(st.sampled_from([name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], name + "s"]))
    if wrong in TOOLS[tool].parameters["properties"]:
        return
    said = complaint(tool, {wrong: "x"}) or ""
    assert f"there is no argument `{wrong}`" in said
    assert f"did you mean {name}?" in said
    assert not FOREIGN.search(said), said


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change["kind"])
def test_a_change_that_is_nearly_right_is_refused_in_our_words_and_by_field(change: dict[str, Any]) -> None:
    assert said_of(change) is None
    for name in change:
        for value in NEAR:
            said = said_of({**change, name: value})
            assert said is None or not FOREIGN.search(said), (name, value, said)
            assert said is None or name in said or "kind" in said, (name, value, said)
        without = said_of({key: value for key, value in change.items() if key != name})
        assert without is None or (not FOREIGN.search(without) and name in without), without
        misspelt = said_of({key if key != name else f"{name}x": value for key, value in change.items()})
        assert misspelt is not None
        assert name in misspelt, misspelt
        assert not FOREIGN.search(misspelt), misspelt


def test_every_kind_of_change_has_a_near_miss() -> None:
    kinds = {get_args(model.model_fields["kind"].annotation)[0] for model in get_args(Change)}
    assert kinds - {change["kind"] for change in CHANGES} <= {"copy_documents"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("tool", "arguments", "right"),
    [
        ("draft_migration", {"description": "x", "target": "mongodb", "changes": [{"kind": "add_field", "collection": "users", "fields": "city"}]}, "field"),
        ("draft_migration", {"description": "x", "target": "mongodb", "changes": [{"kind": "create_idx", "collection": "users"}]}, "create_index"),
        ("draft_migration", {"description": "x", "target": "d1", "sql": ["SELECT 1"]}, "takes text"),
        ("draft_migration", {"description": "x", "target": "d1", "sql": "SELECT 1", "accept": ["drop-table"]}, '"reason"'),
        ("read_schema", {"target": "d1", "names": 7}, '["events"]'),
        ("rebuild_table", {"table": "events", "definition": "CREATE TABLE events (id)", "columns": ["id"]}, "new_column"),
    ],
)  # fmt: skip
async def test_a_client_gets_the_form_that_would_be_right(
    one_client: Client, sample: Path, tool: str, arguments: dict[str, Any], right: str
) -> None:
    before = snapshot(sample)
    said = await refusal(one_client, tool, **arguments)
    assert right in said
    assert not FOREIGN.search(said)
    assert snapshot(sample) == before
