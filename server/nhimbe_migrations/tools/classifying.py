"""classify_target: answers, or has the user asked. Elicitation where the client can, else the question comes back.

The SDK calls the resolver that asks with the request and its own context; the repository reaches it as the lifespan's value.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.server.mcpserver import Context, Elicit, ElicitationResult, Resolve
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult
from pydantic import BaseModel, ConfigDict, Field

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.tools.arguments import DatabaseArgument
from nhimbe_migrations.tools.boundary import READS, answer, make_tool
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.pool import call

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.result.answers import TargetAnswer

__all__ = ["classifying_tools"]


Purpose = Annotated[
    Literal["source-of-truth", "read-copy", "cache", "worker-local"] | None,
    Field(description="what the data is for, if said"),
]


class TargetChoice(BaseModel):
    """What the user is asked for; the model is built when somebody is."""

    model_config = ConfigDict(defer_build=True)

    target: Literal["mongodb", "d1", "both"] = Field(
        title="Database",
        description="mongodb: the source of truth. d1: a copy or view at the edge. both: one change of each.",
    )


class OneStoreChoice(TargetChoice):
    """The same where the question leaves no room for both."""

    target: Literal["mongodb", "d1"] = Field(
        title="Database",
        description="mongodb: the source of truth. d1: a copy or view at the edge.",
    )


class Unasked(TargetChoice):
    """Nobody was asked: the request was clear, or the client cannot ask."""

    target: Literal["mongodb", "d1", "both"] = "mongodb"


async def ask_the_user(
    request: str, ctx: Context[Any], purpose: Purpose = None, database: DatabaseArgument = None
) -> TargetChoice | Elicit[TargetChoice]:
    """Ask where the wording leaves it open and the client can ask."""
    if not _can_ask(ctx):
        return Unasked()
    try:
        context = ctx.request_context.lifespan_context
        question = await call("classify_target", "cheap", _question, context, request, purpose, database)
    except MigrationsError:
        return Unasked()
    if not question:
        return Unasked()
    return Elicit(question, TargetChoice if " both" in question else OneStoreChoice)


def _question(server_context: ServerContext, request: str, purpose: Purpose, database: str | None) -> str | None:
    from nhimbe_migrations.authoring import classify

    verdict = classify.classify(server_context, request, purpose, database)
    return verdict.question if verdict.clarify else None


def classify_target(
    server_context: ServerContext,
    request: str,
    choice: Annotated[ElicitationResult[TargetChoice], Resolve(ask_the_user)],
    purpose: Purpose = None,
    database: DatabaseArgument = None,
) -> "Annotated[CallToolResult, TargetAnswer]":
    """Which database a request means: by what the repository has, then by its words. When `clarify` is true, put `question` to the user before drafting."""
    from nhimbe_migrations.authoring import classify

    verdict = classify.classify(server_context, request, purpose, database)
    if choice.action == "accept" and not isinstance(choice.data, Unasked):
        verdict = classify.settled(verdict, choice.data.target)
    return answer(verdict, classify.describe(verdict))


def classifying_tools(server_context: ServerContext) -> list[Tool]:
    """Return classify_target, bound to the repository that `server_context` finds."""
    return [make_tool(classify_target, server_context, title="Choose the database", annotations=READS)]


def _can_ask(ctx: Context[Any]) -> bool:
    # A client without elicitation would see the whole call die (-32021); `elicitation: {}` means forms (measured).
    capabilities = ctx.client_capabilities
    asking = capabilities.elicitation if capabilities else None
    return asking is not None and (asking.form is not None or asking.url is None)
