"""The prompts, which clients show as slash commands: the workflow with the live state filled in."""

from __future__ import annotations

from typing import Any, Literal

from mcp import MCPError
from mcp.server import MCPServer
from mcp.server.mcpserver.prompts import Prompt
from mcp.server.mcpserver.prompts.base import PromptArgument
from mcp.types import INVALID_PARAMS
from pydantic import ConfigDict

from nhimbe_migrations.errors import ArgumentError, MigrationsError
from nhimbe_migrations.system.limits import ANSWER_BYTES, NAME_LENGTH
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.pool import call

__all__ = ["add_prompts"]

_DATABASE = "which of several D1 databases, or the folder of a MongoDB history"


class _Prompt(Prompt):
    """A prompt that says which argument is missing, or is none of its own: the SDK calls both an internal error."""

    model_config = ConfigDict(defer_build=True)

    async def render(self, arguments: dict[str, Any] | None, context: Any) -> Any:  # noqa: ANN401 the SDK's signature
        given, known = arguments or {}, self.arguments or []
        missing = [item.name for item in known if item.required and item.name not in given]
        unknown = [name for name in given if name not in {item.name for item in known}]
        if missing or unknown:
            told = [f"`{name}` is missing" for name in missing]
            told += [f"there is no argument {ascii(name)[:80]}" for name in unknown[:3]]
            wrong = ", ".join(told)
            takes = ", ".join(f"{item.name}{'' if item.required else '?'}" for item in known)
            raise MCPError(INVALID_PARAMS, f"{self.name} was not written: {wrong}; the arguments are {takes}.")
        return await super().render(arguments, context)


def add_prompts(server: MCPServer, server_context: ServerContext) -> None:
    """Add create_migration and review_migration.

    The SDK hides every exception of a prompt but MCPError (measured), so refusals travel as that. Every argument of a
    prompt is text, so none is built a model for.
    """

    async def create_migration(request: str, database: str | None = None) -> str:
        return await _asked("create_migration", server_context, request, database)

    async def review_migration(number: str, database: str | None = None) -> str:
        return await _asked("review_migration", server_context, number, database)

    server.add_prompt(
        _Prompt(
            name="create_migration",
            title="Create a database migration",
            description="The whole workflow for one migration, with this repository's state filled in.",
            arguments=_arguments("request", "what the database should do afterwards"),
            fn=create_migration,
            context_kwarg=None,
        )
    )
    server.add_prompt(
        _Prompt(
            name="review_migration",
            title="Review a migration",
            description="One migration with what the checks say of it, for a second pair of eyes.",
            arguments=_arguments("number", "number or file name"),
            fn=review_migration,
            context_kwarg=None,
        )
    )


def _arguments(name: str, description: str) -> list[PromptArgument]:
    return [
        PromptArgument(name=name, description=description, required=True),
        PromptArgument(name="database", description=_DATABASE, required=False),
    ]


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
