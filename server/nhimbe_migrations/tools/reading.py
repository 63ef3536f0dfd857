"""Tools that only look: the history, the next number, the target of a request, the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from nhimbe_migrations.tools.arguments import Cursor, DatabaseArgument, Limit, TargetArgument
from nhimbe_migrations.tools.boundary import READS, answer, make_tool
from nhimbe_migrations.tools.server_context import ServerContext

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.result.answers import MigrationList, NumberAnswer, SchemaAnswer

__all__ = ["reading_tools"]


def list_migrations(
    server_context: ServerContext,
    target: TargetArgument | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    database: Annotated[DatabaseArgument, Field(description="which of several D1 databases")] = None,
) -> Annotated[CallToolResult, MigrationList]:
    """Migrations newest first, both databases, legacy files counted: what each does, the next number, wrong numbers. Start here."""
    from nhimbe_migrations.authoring import list_migrations as listing

    page = listing.list_migrations(
        server_context.project(database, mongodb=target == "mongodb"), target=target, limit=limit, cursor=cursor
    )
    return answer(page, listing.describe(page))


def next_number(
    server_context: ServerContext, database: DatabaseArgument = None
) -> Annotated[CallToolResult, NumberAnswer]:
    """The number that the next migration gets, and why; numbers that other branches have taken."""
    from nhimbe_migrations.authoring import list_migrations as listing

    number = listing.number_answer(server_context.project(database))
    return answer(number, number.why)


def read_schema(
    server_context: ServerContext,
    target: TargetArgument,
    names: list[str] | None = None,
    database: DatabaseArgument = None,
) -> Annotated[CallToolResult, SchemaAnswer]:
    """Tables (d1: what the history and schema.sql make) or collections (mongodb: what the .ts history makes). Without names: an outline. With names: columns, keys, indexes, triggers, references."""
    from nhimbe_migrations.authoring import read_schema as schema_reading

    schema = schema_reading.read_schema(
        server_context.project(database, mongodb=target == "mongodb"), target=target, names=names
    )
    return answer(schema, schema_reading.describe(schema))


def reading_tools(server_context: ServerContext) -> list[Tool]:
    """Return the tools, bound to the repository that `server_context` finds."""
    return [
        make_tool(list_migrations, server_context, title="List migrations", annotations=READS),
        make_tool(next_number, server_context, title="Next number", annotations=READS),
        make_tool(read_schema, server_context, title="Read the schema", annotations=READS),
    ]
