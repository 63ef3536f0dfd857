"""The prompts, which clients show as slash commands: the workflow with the live state filled in."""

from __future__ import annotations

from typing import Annotated, Literal

from mcp import MCPError
from mcp.server import MCPServer
from mcp.types import INVALID_PARAMS
from pydantic import Field

from nhimbe_migrations.errors import ArgumentError, MigrationsError
from nhimbe_migrations.system.limits import ANSWER_BYTES, NAME_LENGTH
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.pool import call

__all__ = ["add_prompts"]

_DATABASE = "which of several D1 databases, or the folder of a MongoDB history"


def add_prompts(server: MCPServer, server_context: ServerContext) -> None:
    """Add create_migration and review_migration.

    The SDK hides every exception of a prompt but MCPError (measured), so refusals travel as that.
    """

    @server.prompt(title="Create a database migration")
    async def create_migration(
        request: Annotated[str, Field(description="what the database should do afterwards")],
        database: Annotated[str | None, Field(description=_DATABASE)] = None,
    ) -> str:
        """The whole workflow for one migration, with this repository's state filled in."""
        return await _asked("create_migration", server_context, request, database)

    @server.prompt(title="Review a migration")
    async def review_migration(
        number: Annotated[str, Field(description="number or file name")],
        database: Annotated[str | None, Field(description=_DATABASE)] = None,
    ) -> str:
        """One migration with what the checks say of it, for a second pair of eyes."""
        return await _asked("review_migration", server_context, number, database)


async def _asked(
    page: Literal["create_migration", "review_migration"],
    server_context: ServerContext,
    argument: str,
    database: str | None,
) -> str:
    try:
        if max(len(argument), len(database or "")) > NAME_LENGTH:
            raise ArgumentError(f"The argument is longer than {NAME_LENGTH:,} characters.", way_out="Say it shorter.")
        text: str = await call(page, "dear", _page, page, server_context, argument, database)
    except MigrationsError as error:
        raise MCPError(INVALID_PARAMS, str(error)) from error
    return text


def _page(
    page: Literal["create_migration", "review_migration"],
    server_context: ServerContext,
    argument: str,
    database: str | None,
) -> str:
    from nhimbe_migrations.authoring import prompt_pages

    pages = {"create_migration": prompt_pages.create_migration, "review_migration": prompt_pages.review_migration}
    return pages[page](server_context, argument, database or None)[:ANSWER_BYTES]
