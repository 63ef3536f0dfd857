"""check_migrations: what is wrong with the history, one migration, or the agreement of schema.sql with both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from nhimbe_migrations.tools.arguments import Cursor, DatabaseArgument, Limit
from nhimbe_migrations.tools.boundary import READS, answer, make_tool
from nhimbe_migrations.tools.server_context import ServerContext

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.result.answers import CheckAnswer

__all__ = ["checking_tools"]


def check_migrations(
    server_context: ServerContext,
    file: Annotated[str | None, Field(description="number or file")] = None,
    beside: Annotated[
        str | None, Field(alias="with", description="a branch: its migrations and this one's are run in both orders")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    database: DatabaseArgument = None,
) -> Annotated[CallToolResult, CheckAnswer]:
    """Findings over the history and drift between it and schema.sql; with `file`, one migration examined and proved in depth."""
    from nhimbe_migrations.authoring import check

    verdict = check.check(
        server_context.project(database), file=file, limit=limit, cursor=cursor, beside=(beside,) if beside else ()
    )
    return answer(verdict, check.describe(verdict))


def checking_tools(server_context: ServerContext) -> list[Tool]:
    """Return the tool, bound to the repository that `server_context` finds."""
    return [make_tool(check_migrations, server_context, title="Check migrations", annotations=READS)]
