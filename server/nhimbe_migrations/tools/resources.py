"""Resources: the same facts as the reading tools give, for clients that attach context instead of calling tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from nhimbe_migrations.errors import ArgumentError, MigrationsError, RefusedError
from nhimbe_migrations.system.limits import ANSWER_BYTES
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.fitting import fit
from nhimbe_migrations.tools.worker.pool import Lane, call

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["add_resources"]

JSON = "application/json"
MARKDOWN = "text/markdown"
MERMAID = "text/plain"
"""Mermaid has no registered type of its own."""


def add_resources(server: MCPServer, server_context: ServerContext) -> None:
    """Add the history, the schemas and the conventions."""

    @server.resource("migration://", title="Migrations", mime_type=JSON)
    async def migrations() -> str:
        """Every migration, newest first."""
        return await _read("cheap", _history, server_context)

    @server.resource("migration://{number}", title="One migration", mime_type="text/plain")
    async def migration(number: str) -> str:
        """The text of one migration, by number or file name."""
        return await _read("cheap", _migration, server_context, number)

    @server.resource("conventions://d1", title="D1 conventions", mime_type=MARKDOWN)
    async def conventions_d1() -> str:
        """How D1 migrations are written here."""
        return await _read("cheap", _conventions, server_context, "d1")

    @server.resource("conventions://mongodb", title="MongoDB conventions", mime_type=MARKDOWN)
    async def conventions_mongodb() -> str:
        """How MongoDB migrations are written here."""
        return await _read("cheap", _conventions, server_context, "mongodb")

    _add_schemas(server, server_context)


def _add_schemas(server: MCPServer, server_context: ServerContext) -> None:
    @server.resource("schema://d1", title="D1 schema", mime_type=JSON)
    async def schema_d1() -> str:
        """Every table of D1, as SQLite reads what the migrations and schema.sql make."""
        return await _read("cheap", _schema, server_context, "d1")

    @server.resource("schema://d1/{table}", title="One D1 table", mime_type=JSON)
    async def schema_d1_table(table: str) -> str:
        """One table with columns, keys, indexes, triggers and who references it."""
        return await _read("cheap", _schema, server_context, "d1", table)

    @server.resource("schema://d1/diagram", title="Diagram of D1", mime_type=MERMAID)
    async def diagram_d1() -> str:
        """The tables of D1 and their references, as a Mermaid erDiagram."""
        return await _read("cheap", _diagram, server_context, "")

    @server.resource("schema://d1/diagram/{names}", title="Diagram of some D1 tables", mime_type=MERMAID)
    async def diagram_of_tables(names: str) -> str:
        """Some tables, by their names with commas between, and what they are linked to."""
        return await _read("cheap", _diagram, server_context, names)

    @server.resource("schema://mongodb", title="MongoDB collections", mime_type=JSON)
    async def schema_mongodb() -> str:
        """Every collection that the migrations make."""
        return await _read("cheap", _schema, server_context, "mongodb")

    @server.resource("schema://mongodb/{collection}", title="One collection", mime_type=JSON)
    async def schema_mongodb_collection(collection: str) -> str:
        """One collection with indexes, validator, fields and the files they come from."""
        return await _read("cheap", _schema, server_context, "mongodb", collection)


def _history(server_context: ServerContext) -> str:
    return _listed(server_context.project())


def _listed(project: Project) -> str:
    from nhimbe_migrations.authoring import list_migrations

    return _json(list_migrations.list_migrations(project, target=None, limit=1000, cursor=None))


def _migration(server_context: ServerContext, number: str) -> str:
    project, rest = _addressed(server_context, number)
    return _listed(project) if rest is None else project.migration_text(project.history().find(rest))


def _schema(server_context: ServerContext, target: Literal["d1", "mongodb"], name: str | None = None) -> str:
    from nhimbe_migrations.authoring import read_schema

    project, rest = (server_context.project(), None) if name is None else _addressed(server_context, name)
    return _json(read_schema.read_schema(project, target=target, names=None if rest is None else [rest]))


def _addressed(server_context: ServerContext, text: str) -> tuple[Project, str | None]:
    """Of several D1 databases the one that an address begins with (`PII.people`, `PII.002`, `PII`), and the rest of it."""
    from nhimbe_migrations.workspace.repository.discovery.discover import at_front

    undecided = server_context.project(undecided=True)
    named = at_front(undecided.repository.discovery, text)
    return (server_context.project(), text) if named is None else (server_context.project(named[0]), named[1])


def _diagram(server_context: ServerContext, names: str) -> str:
    from nhimbe_migrations.authoring.pictures.diagram import diagram_of

    chosen = [name.strip() for name in names.split(",") if name.strip()]
    return diagram_of(server_context.project().schema(), chosen, most=ANSWER_BYTES // 2)


def _conventions(server_context: ServerContext, target: Literal["d1", "mongodb"]) -> str:
    from nhimbe_migrations.authoring import prompt_pages

    return prompt_pages.conventions(server_context, target)


def _json(value: object) -> str:
    from nhimbe_migrations.authoring.result.report import as_json

    fitted = fit(as_json(value), "")
    if fitted is None:
        raise RefusedError("This is larger than 50 KB.", way_out="Read one table or collection, or call the tool.")
    return json.dumps(fitted[0], ensure_ascii=False, separators=(",", ":"))


async def _read(lane: Lane, page: Callable[..., str], *arguments: object) -> str:
    try:
        text: str = await call("Reading the resource", lane, page, *arguments)
    except ArgumentError as error:
        raise ResourceNotFoundError(str(error)) from error
    except MigrationsError as error:
        raise ResourceError(str(error)) from error
    most = ANSWER_BYTES
    return (
        text if len(text) <= most else f"{text[:most]}\n… {len(text) - most:,} more characters: read the file itself."
    )
