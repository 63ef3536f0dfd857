"""One walk over everything that the server offers, and what a model has to read of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import quicktok
from mcp import Client

SCHEMAS = Path(__file__).parent / "schemas"
TOOLS = [
    "list_migrations", "next_number", "read_schema", "classify_target", "draft_migration", "rebuild_table",
    "check_migrations", "write_migration", "update_schema", "update_types", "renumber_migration", "undo_migration",
]  # fmt: skip


@pytest.mark.anyio
async def test_the_twelve_tools_are_offered_in_the_order_of_the_workflow(one_client: Client) -> None:
    assert [tool.name for tool in (await one_client.list_tools()).tools] == TOOLS


@pytest.mark.anyio
async def test_every_tool_says_what_it_does_what_it_takes_and_whether_it_writes(one_client: Client) -> None:
    for tool in (await one_client.list_tools()).tools:
        assert tool.title, tool.name
        assert tool.description, tool.name
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is not None
        assert tool.annotations.open_world_hint is False
        assert tool.input_schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False
        assert not {"anyOf", "oneOf", "allOf"} & set(tool.input_schema), "some providers refuse combinators at the top"
        assert tool.output_schema is not None
        assert tool.output_schema["type"] == "object"


@pytest.mark.anyio
async def test_every_tool_has_the_schema_that_was_committed(one_client: Client) -> None:
    for tool in (await one_client.list_tools()).tools:
        committed = json.loads((SCHEMAS / f"{tool.name}.json").read_text(encoding="utf-8"))
        assert tool.model_dump(mode="json", by_alias=True, exclude_none=True) == committed, "accept it with `make docs`"


@pytest.mark.anyio
async def test_what_a_model_reads_of_the_tools_stays_under_1900_tokens(one_client: Client) -> None:
    """A promise of ours: names, descriptions and input schemas of all twelve, counted in o200k."""
    count = quicktok.get_encoding("o200k_base").count
    tools = (await one_client.list_tools()).tools
    read = [{"name": tool.name, "description": tool.description, "input_schema": tool.input_schema} for tool in tools]
    assert count(json.dumps(read, ensure_ascii=False, separators=(",", ":"))) <= 1900


@pytest.mark.anyio
async def test_all_of_tools_list_stays_under_6000_tokens(one_client: Client) -> None:
    count = quicktok.get_encoding("o200k_base").count
    listed = (await one_client.list_tools()).model_dump(mode="json", by_alias=True, exclude_none=True)
    assert count(json.dumps(listed, ensure_ascii=False, separators=(",", ":"))) <= 6000


@pytest.mark.anyio
async def test_tools_that_answer_with_a_report_point_hosts_at_the_panel(one_client: Client) -> None:
    from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID

    tools = {tool.name: tool.meta for tool in (await one_client.list_tools()).tools}
    uri = "ui://nhimbe-migrations/draft.html"
    assert {name for name, meta in tools.items() if meta} == {"draft_migration", "rebuild_table", "write_migration"}
    assert tools["draft_migration"] == {"ui": {"resourceUri": uri}}
    (page,) = (await one_client.read_resource(uri)).contents
    assert page.mime_type == APP_MIME_TYPE
    assert page.text.startswith("<!doctype html>")  # type: ignore[union-attr]
    assert one_client.server_capabilities.extensions == {EXTENSION_ID: {}}


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_only_a_client_with_panels_is_sent_what_they_draw(sample: Path, mode: str) -> None:
    from mcp.client.extension import advertise
    from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID

    from nhimbe_migrations.tools.server import build_server
    from nhimbe_migrations.tools.server_context import ServerContext

    asked = {"description": "Goodbye", "target": "d1", "sql": "DROP TABLE event_reviews;"}
    with_panels = advertise(EXTENSION_ID, {"mimeTypes": [APP_MIME_TYPE]})
    for extensions, key in (([], None), ([with_panels], "nhimbe-migrations/stakes")):
        async with Client(build_server(ServerContext(str(sample))), mode=mode, extensions=extensions) as client:
            result = await client.call_tool("draft_migration", asked)
            ours = {name: value for name, value in (result.meta or {}).items() if name.startswith("nhimbe")}
            assert set(ours) == ({key, "nhimbe-migrations/report"} if key else set())
            if key:
                assert [stake["table"] for stake in ours[key]] == ["event_reviews", "review_votes"]


@pytest.mark.anyio
async def test_a_read_only_server_has_no_tool_that_writes(sample: Path) -> None:
    from nhimbe_migrations.tools.server import build_server
    from nhimbe_migrations.tools.server_context import ServerContext

    async with Client(build_server(ServerContext(str(sample)), read_only=True)) as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == TOOLS[:7]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)


@pytest.mark.anyio
async def test_prompts_resources_and_templates_are_offered_with_descriptions(client: Client) -> None:
    prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
    assert set(prompts) == {"create_migration", "review_migration"}
    assert all(prompt.description for prompt in prompts.values())
    resources = {resource.uri for resource in (await client.list_resources()).resources}
    assert resources == {
        "migration://",
        "schema://d1",
        "schema://d1/diagram",
        "schema://mongodb",
        "conventions://d1",
        "conventions://mongodb",
        "ui://nhimbe-migrations/draft.html",
    }
    templates = {template.uri_template for template in (await client.list_resource_templates()).resource_templates}
    assert templates == {
        "migration://{number}",
        "schema://d1/{table}",
        "schema://d1/diagram/{names}",
        "schema://mongodb/{collection}",
    }
