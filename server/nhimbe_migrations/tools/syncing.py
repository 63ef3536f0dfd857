"""Tools that bring files in line with one another: schema.sql, types.ts, numbers; and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from nhimbe_migrations.tools.arguments import DatabaseArgument, Preview
from nhimbe_migrations.tools.boundary import WRITES, answer_report, make_tool
from nhimbe_migrations.tools.server_context import ServerContext

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.result.report import Report

__all__ = ["syncing_tools"]

_File = Annotated[str | None, Field(description="number or file; default: all that is missing")]


def update_schema(
    server_context: ServerContext, file: _File = None, preview: Preview = False, database: DatabaseArgument = None
) -> Annotated[CallToolResult, Report]:
    """Bring schema.sql in line with a hand-written migration, or the whole history; comments and formatting stay; proved equal."""
    from nhimbe_migrations.authoring import sync
    from nhimbe_migrations.authoring.result import report_text

    report = sync.update_schema(server_context.project(database), file=file, preview=preview)
    return answer_report(report, report_text.describe(report))


def update_types(
    server_context: ServerContext,
    file: _File = None,
    interface: Annotated[str | None, Field(description="with `fields`")] = None,
    fields: Annotated[dict[str, str] | None, Field(description="member (name? for optional): TypeScript type")] = None,
    preview: Preview = False,
    database: DatabaseArgument = None,
) -> Annotated[CallToolResult, Report]:
    """Bring types.ts in line with a migration, or set members of one interface, in the file's own style."""
    from nhimbe_migrations.authoring import sync
    from nhimbe_migrations.authoring.result import report_text

    report = sync.update_types(
        server_context.project(database), file=file, interface=interface, fields=fields, preview=preview
    )
    return answer_report(report, report_text.describe(report))


def renumber_migration(
    server_context: ServerContext,
    file: Annotated[str, Field(description="number or file")],
    preview: Preview = False,
    database: DatabaseArgument = None,
) -> Annotated[CallToolResult, Report]:
    """Give a migration whose number collides the next free one: file name and header. What names it is listed."""
    from nhimbe_migrations.authoring import renumber
    from nhimbe_migrations.authoring.result import report_text

    report = renumber.renumber(server_context.project(database), file=file, preview=preview)
    return answer_report(report, report_text.describe(report))


def undo_migration(
    server_context: ServerContext,
    committed: Annotated[bool, Field(description="also where git has its migration")] = False,
    database: DatabaseArgument = None,
) -> Annotated[CallToolResult, Report]:
    """Take the last written change set back, byte for byte, if nothing else touched its files since."""
    from nhimbe_migrations.authoring import undo
    from nhimbe_migrations.authoring.result import report_text

    report = undo.undo(server_context.project(database, undecided=True), committed=committed)
    return answer_report(report, report_text.describe(report))


def syncing_tools(server_context: ServerContext) -> list[Tool]:
    """Return the tools, bound to the repository that `server_context` finds."""
    undoes = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False)
    return [
        make_tool(update_schema, server_context, title="Update schema.sql", annotations=WRITES),
        make_tool(update_types, server_context, title="Update types.ts", annotations=WRITES),
        make_tool(renumber_migration, server_context, title="Renumber a migration", annotations=WRITES),
        make_tool(undo_migration, server_context, title="Undo the last write", annotations=undoes),
    ]
