"""Tools that author: draft (looks only), write, rebuild a table (looks only)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Unpack

from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.tools.arguments import (
    AcceptArgument,
    DatabaseArgument,
    Description,
    MigrationArguments,
    PlanTarget,
)
from nhimbe_migrations.tools.boundary import READS, WRITES, answer_report, make_tool
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.panel import with_stakes

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.compose.proposal import Proposal
    from nhimbe_migrations.authoring.compose.request import MigrationRequest
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.authoring.result.answers import Rebuild
    from nhimbe_migrations.authoring.result.report import Report

__all__ = ["drafting_tools", "writing_tools"]


def _project(server_context: ServerContext, request: MigrationRequest) -> Project:
    """Where the migration belongs; what the proof of a MongoDB migration waits for is begun here, before more is loaded."""
    project = _placed(server_context, request)
    if "mongodb" in request.targets:
        server_context.begin_engines(project, request.up, request.down)
    return project


def _placed(server_context: ServerContext, request: MigrationRequest) -> Project:
    """MongoDB's migrations may have a history apart from D1's."""
    if request.target != "both":
        return server_context.project(request.database, mongodb=request.target == "mongodb")
    project = server_context.project(request.database)
    apart = server_context.project(undecided=True, mongodb=True).repository.discovery.chosen
    if apart is not None and apart.runner and apart.folder != project.repository.layout.migrations:
        raise ArgumentError(
            "One migration for both databases needs one history for both.",
            why=f"MongoDB's is {apart.folder}, D1's {project.repository.layout.migrations}.",
            way_out="Draft target `mongodb` first, then target `d1`; run them in that order.",
        )
    return project


def draft_migration(
    server_context: ServerContext,
    description: Description,
    target: PlanTarget,
    **arguments: Unpack[MigrationArguments],
) -> Annotated[CallToolResult, Report]:
    """Prove a migration; nothing is written. d1 runs on a shadow database with rows, mongodb up-down-up where a server is at hand. Gives diffs, findings, the verdict, and a `draft` handle for write_migration, or `refused`."""
    from nhimbe_migrations.authoring.compose.request import request_from

    request = request_from(description=description, target=target, **arguments)
    project = _project(server_context, request)
    from nhimbe_migrations.authoring import draft as drafting
    from nhimbe_migrations.authoring.result import report_text

    proposals: list[Proposal] = []
    report = drafting.draft(project, request, on_proposal=proposals.append)
    return with_stakes(
        answer_report(report, report_text.describe(report, request.text), request.text), proposals[0].stakes
    )


def rebuild_table(
    server_context: ServerContext,
    table: str,
    definition: Annotated[str, Field(description="the CREATE TABLE wanted")],
    columns: Annotated[
        dict[str, str] | None,
        Field(description="new column: SQL over the old row"),
    ] = None,
    description: Annotated[str | None, Field(description="a few words: draft it at once")] = None,
    accept: Annotated[list[AcceptArgument] | None, Field(description="{rule, reason}")] = None,
    database: DatabaseArgument = None,
) -> Annotated[CallToolResult, Rebuild]:
    """Change a D1 table in ways ALTER TABLE cannot (types, constraints, keys), no row lost in it or in what references it. With a description it is drafted; without, the SQL comes back."""
    from nhimbe_migrations.authoring import rebuild as rebuilding

    proposals: list[Proposal] = []
    rebuild = rebuilding.rebuild(
        server_context.project(database),
        table=table,
        definition=definition,
        columns=columns or {},
        description=description,
        accept=[dict(item) for item in accept or ()],
        on_proposal=proposals.append,
    )
    stakes = proposals[0].stakes if proposals else ()
    return with_stakes(answer_report(rebuild, rebuilding.describe(rebuild, definition)), stakes)


def write_migration(
    server_context: ServerContext,
    draft: Annotated[str | None, Field(description="handle; nothing else is needed")] = None,
    description: str | None = None,
    target: Literal["d1", "mongodb", "both"] | None = None,
    **arguments: Unpack[MigrationArguments],
) -> Annotated[CallToolResult, Report]:
    """Write a proved migration with schema.sql and types.ts, whole or not at all. Takes a `draft` handle, or what draft_migration takes. A repeat writes nothing twice."""
    from nhimbe_migrations.authoring.compose.request import request_from

    request = request_from(description=description, target=target, **arguments) if draft is None else None
    asked = _project(server_context, request) if request is not None else None
    from nhimbe_migrations.authoring import write as writing
    from nhimbe_migrations.authoring.result import report_text

    if request is not None and asked is not None:
        report = writing.write_request(asked, request)
        text = report_text.describe(report, request.text, repeat=not report["written"])
    else:
        handle = draft or ""
        given = {"description": description, "target": target, **arguments}
        usual = {
            "sync": True,
            "engine": "shadow",
            "from_schema": False,
            "strategy": "direct",
            "database": arguments.get("database"),
        }
        stated = tuple(name for name, value in given.items() if value is not None and value != usual.get(name))
        # A handle knows which of several databases it is for; the call need not say it again.
        database, is_mongodb = writing.database_of(server_context.project(undecided=True), handle)
        project = server_context.project(database, mongodb=is_mongodb)
        report = writing.write_draft(project, handle, also_given=stated)
        text = report_text.describe(report, drafted=True, repeat=not report["written"])
    return answer_report(report, text, drafted=draft is not None)


def drafting_tools(server_context: ServerContext) -> list[Tool]:
    """Return the tools that propose and write nothing."""
    return [
        make_tool(draft_migration, server_context, title="Draft a migration", annotations=READS),
        make_tool(rebuild_table, server_context, title="Plan a table rebuild", annotations=READS),
    ]


def writing_tools(server_context: ServerContext) -> list[Tool]:
    """Return the tools that land a migration."""
    return [make_tool(write_migration, server_context, title="Write a migration", annotations=WRITES, brief=True)]
