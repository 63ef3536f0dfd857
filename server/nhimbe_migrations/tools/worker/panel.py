"""The panel: a view of a draft that hosts with MCP Apps show beside it, and what only such a host is sent.

Specification 2026-01-26. A model reads nothing of it: the tools point at the page in their `_meta`, and what pictures
need travels in the `_meta` of a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from mcp.server.extension import Extension, ResourceBinding
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resources import FunctionResource
from mcp.types import CallToolResult

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.result.proofs import Stakes

__all__ = ["TOOLS_WITH_PANEL", "Panel", "for_panel", "less_what_is_for_panels", "panel_meta", "with_stakes"]

_EXTENSION, _MIME_TYPE = "io.modelcontextprotocol/ui", "text/html;profile=mcp-app"
"""What the specification calls them; the SDK's module of that name builds models which a server that draws no page of its does not need."""
URI = "ui://nhimbe-migrations/draft.html"
TOOLS_WITH_PANEL = frozenset({"draft_migration", "rebuild_table", "write_migration"})
"""Tools whose answer is a report."""
_STAKES, _REPORT = "nhimbe-migrations/stakes", "nhimbe-migrations/report"


class Panel(Extension):
    """The page, and the word to clients that it is there."""

    identifier = _EXTENSION

    def __init__(self, *, read_only: bool) -> None:
        self._read_only = read_only

    def resources(self) -> Sequence[ResourceBinding]:
        """Return the page as a resource, made when a host first reads it."""
        return [
            ResourceBinding(
                FunctionResource(
                    uri=URI,
                    name="draft",
                    title="Draft",
                    description="A draft to look at: verdict, rows at stake, findings to accept, diffs, and the write.",
                    mime_type=_MIME_TYPE,
                    meta={"ui": {"prefersBorder": True}},
                    fn=_read_only_page if self._read_only else _page,
                )
            )
        ]


@cache
def _page() -> str:
    from nhimbe_migrations.authoring.result.web_page import panel_page

    return panel_page(read_only=False)


@cache
def _read_only_page() -> str:
    from nhimbe_migrations.authoring.result.web_page import panel_page

    return panel_page(read_only=True)


def panel_meta(tool: str) -> dict[str, Any] | None:
    """Return the `_meta` of a tool in tools/list; None for one without a panel."""
    return {"ui": {"resourceUri": URI}} if tool in TOOLS_WITH_PANEL else None


def with_stakes(result: CallToolResult, stakes: Stakes) -> CallToolResult:
    """Add what the panel draws to a result."""
    if not stakes:
        return result
    from nhimbe_migrations.authoring.result.report import as_json

    return result.model_copy(update={"meta": {**(result.meta or {}), _STAKES: as_json(stakes)}})


def for_panel(result: CallToolResult, report: Mapping[str, Any]) -> CallToolResult:
    """Add the whole report, of which the structured result leaves out what repeats."""
    return result.model_copy(update={"meta": {**(result.meta or {}), _REPORT: report}})


def less_what_is_for_panels(result: Any, context: Context[Any, Any] | None) -> Any:  # noqa: ANN401 whatever a tool gives
    """Return `result` as a client that shows no panel gets it."""
    if not isinstance(result, CallToolResult) or not result.meta:
        return result
    from mcp.server.apps import client_supports_apps

    if context and client_supports_apps(context):
        return result
    return result.model_copy(
        update={"meta": {key: value for key, value in result.meta.items() if key not in {_STAKES, _REPORT}} or None}
    )
