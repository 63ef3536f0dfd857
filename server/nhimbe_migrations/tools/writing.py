"""Tools that author: draft (looks only), write, rebuild a table (looks only)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import Field

from nhimbe_migrations.authoring.result.answers import Rebuild
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.tools.arguments import AcceptArgument, ChangeArgument, ChangesArgument, TargetArgument
from nhimbe_migrations.tools.boundary import READS, WRITES, answer, make_tool
from nhimbe_migrations.tools.server_context import ServerContext

__all__ = ["drafting_tools", "writing_tools"]


def drafting_tools(server_context: ServerContext) -> list[Tool]:
    """Return the tools that propose and write nothing."""

    def draft_migration(
        description: Annotated[str, Field(description="a few words: file name and header")],
        target: TargetArgument,
        sql: Annotated[str | None, Field(description="d1: the statements")] = None,
        changes: ChangesArgument = None,
        up: Annotated[str | None, Field(description="mongodb: body of up(db), instead of changes")] = None,
        down: Annotated[
            str | None, Field(description="body of down(db); derived where every call has an inverse")
        ] = None,
        sync: Annotated[bool, Field(description="bring schema.sql and types.ts along")] = True,
        accept: Annotated[
            list[AcceptArgument] | None, Field(description="findings let through; kept in the file")
        ] = None,
        types: Annotated[
            dict[str, str] | None, Field(description="column or table.column: TypeScript type wanted")
        ] = None,
        replace: Annotated[str | None, Field(description="uncommitted migration that this one replaces")] = None,
        engine: Annotated[
            Literal["shadow", "d1"], Field(description="d1: also on real D1, local and throw-away")
        ] = "shadow",
    ) -> Annotated[CallToolResult, Report]:
        """Prove a migration without writing anything. d1 runs on a shadow database with rows in every table, mongodb up-down-up where a server is at hand. Returns every file's diff, findings, the verdict, and a `draft` handle for write_migration; `refused` when an error stands."""
        from nhimbe_migrations.authoring import draft as drafting
        from nhimbe_migrations.authoring.compose.request import request_from
        from nhimbe_migrations.authoring.result import report_text

        request = request_from(
            description=description, target=target, sql=sql, changes=changes or (), up=up, down=down, sync=sync,
            accept=accept or (), types=types, replace=replace, engine=engine,
        )  # fmt: skip
        report = drafting.draft(server_context.project(), request)
        return answer(report, report_text.describe(report))

    def rebuild_table(
        table: str,
        definition: Annotated[str, Field(description="the CREATE TABLE wanted")],
        columns: Annotated[
            dict[str, str] | None,
            Field(description="new column: SQL expression over the old row, such as an old name or 'x'"),
        ] = None,
    ) -> Annotated[CallToolResult, Rebuild]:
        """SQL that changes a table in ways ALTER TABLE cannot (types, constraints, keys), on D1, with no row lost in it or in the tables that reference it. Pass the sql on to draft_migration."""
        from nhimbe_migrations.authoring import rebuild as rebuilding

        rebuild = rebuilding.rebuild(
            server_context.project(), table=table, definition=definition, columns=columns or {}
        )
        return answer(rebuild, f"{rebuild.why}\n\n{rebuild.sql}")

    return [
        make_tool(draft_migration, title="Draft a migration", annotations=READS),
        make_tool(rebuild_table, title="Plan a table rebuild", annotations=READS),
    ]


def writing_tools(server_context: ServerContext) -> list[Tool]:
    """Return the tools that land a migration."""

    def write_migration(
        draft: Annotated[
            str | None, Field(description="handle from draft_migration; nothing else is needed then")
        ] = None,
        description: str | None = None,
        target: TargetArgument | None = None,
        sql: str | None = None,
        changes: Annotated[list[ChangeArgument] | None, Field(description="as in draft_migration")] = None,
        up: str | None = None,
        down: str | None = None,
        sync: bool = True,
        accept: list[AcceptArgument] | None = None,
        types: dict[str, str] | None = None,
        replace: str | None = None,
        engine: Literal["shadow", "d1"] = "shadow",
    ) -> Annotated[CallToolResult, Report]:
        """Write a proved migration with schema.sql and types.ts, whole or not at all. Takes a `draft` handle, or what draft_migration takes. The number is claimed now; repeating the call writes nothing twice."""
        from nhimbe_migrations.authoring import write as writing
        from nhimbe_migrations.authoring.compose.request import request_from
        from nhimbe_migrations.authoring.result import report_text

        given: dict[str, Any] = {
            "description": description, "target": target, "sql": sql, "changes": changes, "up": up, "down": down,
            "accept": accept, "types": types, "replace": replace,
        }  # fmt: skip
        stated = {name: value for name, value in given.items() if value is not None}
        if draft is not None:
            report = writing.write_draft(server_context.project(), draft, also_given=tuple(stated))
        else:
            request = request_from(**{"description": None, "target": None, **stated}, sync=sync, engine=engine)
            report = writing.write_request(server_context.project(), request)
        return answer(report, report_text.describe(report))

    return [make_tool(write_migration, title="Write a migration", annotations=WRITES)]
