"""Resources: the same facts as the reading tools give, for clients that attach context instead of calling tools."""

from __future__ import annotations

import json
from collections.abc import Callable

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.errors import ArgumentError, MigrationsError
from nhimbe_migrations.tools.boundary import one_at_a_time
from nhimbe_migrations.tools.server_context import ServerContext

__all__ = ["add_resources"]

JSON = "application/json"
MARKDOWN = "text/markdown"


def add_resources(server: MCPServer, server_context: ServerContext) -> None:
    """Add the history, the schemas and the conventions."""

    @server.resource("migration://", title="Migrations", mime_type=JSON)
    def migrations() -> str:
        """Every migration, newest first."""
        from nhimbe_migrations.authoring import list_migrations

        return _read(
            lambda: _json(
                list_migrations.list_migrations(server_context.project(), target=None, limit=1000, cursor=None)
            )
        )

    @server.resource("migration://{number}", title="One migration", mime_type="text/plain")
    def migration(number: str) -> str:
        """The text of one migration, by number or file name."""
        from nhimbe_migrations.authoring import prompt_pages

        return _read(lambda: prompt_pages.migration_text(server_context, number))

    @server.resource("schema://d1", title="D1 schema", mime_type=JSON)
    def schema_d1() -> str:
        """Every table of schema.sql, as SQLite reads it."""
        from nhimbe_migrations.authoring import read_schema

        return _read(lambda: _json(read_schema.read_schema(server_context.project(), target="d1", names=None)))

    @server.resource("schema://d1/{table}", title="One D1 table", mime_type=JSON)
    def schema_d1_table(table: str) -> str:
        """One table with columns, keys, indexes, triggers and who references it."""
        from nhimbe_migrations.authoring import read_schema

        return _read(lambda: _json(read_schema.read_schema(server_context.project(), target="d1", names=[table])))

    @server.resource("schema://mongodb", title="MongoDB collections", mime_type=JSON)
    def schema_mongodb() -> str:
        """Every collection that the migrations make."""
        from nhimbe_migrations.authoring import read_schema

        return _read(lambda: _json(read_schema.read_schema(server_context.project(), target="mongodb", names=None)))

    @server.resource("schema://mongodb/{collection}", title="One collection", mime_type=JSON)
    def schema_mongodb_collection(collection: str) -> str:
        """One collection with indexes, validator, fields and the files they come from."""
        from nhimbe_migrations.authoring import read_schema

        return _read(
            lambda: _json(read_schema.read_schema(server_context.project(), target="mongodb", names=[collection]))
        )

    @server.resource("conventions://d1", title="D1 conventions", mime_type=MARKDOWN)
    def conventions_d1() -> str:
        """How D1 migrations are written here."""
        from nhimbe_migrations.authoring import prompt_pages

        return _read(lambda: prompt_pages.conventions(server_context, "d1"))

    @server.resource("conventions://mongodb", title="MongoDB conventions", mime_type=MARKDOWN)
    def conventions_mongodb() -> str:
        """How MongoDB migrations are written here."""
        from nhimbe_migrations.authoring import prompt_pages

        return _read(lambda: prompt_pages.conventions(server_context, "mongodb"))


def _json(value: object) -> str:
    return json.dumps(as_json(value), ensure_ascii=False, separators=(",", ":"))


def _read(page: Callable[[], str]) -> str:
    try:
        with one_at_a_time:
            return page()
    except ArgumentError as error:
        raise ResourceNotFoundError(str(error)) from error
    except MigrationsError as error:
        raise ResourceError(str(error)) from error
