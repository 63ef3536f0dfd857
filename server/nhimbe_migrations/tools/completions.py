"""Argument completion: migration numbers, tables, collections."""

from __future__ import annotations

from mcp.server import MCPServer
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.pool import call

__all__ = ["add_completions"]

_MOST = 100  # the protocol's limit for one answer (MCP specification, completion)


def add_completions(server: MCPServer, server_context: ServerContext) -> None:
    """Complete `number`, `table` and `collection` wherever a prompt or a resource takes them."""

    @server.completion()  # type: ignore[no-untyped-call, untyped-decorator]  # the SDK leaves it unannotated
    async def complete(
        ref: PromptReference | ResourceTemplateReference,  # noqa: ARG001 the argument's name says enough
        argument: CompletionArgument,
        context: CompletionContext | None,  # noqa: ARG001 no argument depends on another
    ) -> Completion | None:
        try:
            names: list[str] = await call("Completion", "cheap", _names, server_context, argument.name)
        except MigrationsError:
            names = []
        fitting = [name for name in names if name.lower().startswith(argument.value.lower())]
        return Completion(values=fitting[:_MOST], total=len(fitting), has_more=len(fitting) > _MOST)


def _names(server_context: ServerContext, argument: str) -> list[str]:
    try:
        project = server_context.project()
        match argument:
            case "number":
                return [f"{migration.number:03d}" for migration in reversed(project.history().migrations)]
            case "table" | "names":
                return sorted(project.table_names())
            case "collection":
                return sorted(project.collection_names())
            case _:
                return []
    except MigrationsError:
        return []
