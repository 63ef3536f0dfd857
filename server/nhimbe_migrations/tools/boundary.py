"""The door between the protocol and the use cases: strict arguments, small schemas, errors that a model can act on.

The SDK drops unknown arguments, runs synchronous tools in parallel threads and hides the text of every exception
but its own (measured, mcp 2.3). A caller that misspells an argument must hear of it, the engines behind the tools
are not made for two threads and may be sent into a text without end, and our refusals are written for the model: so each
tool is wrapped here, and carried out by a worker that can be ended.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from functools import cache, cached_property
from importlib.resources import files
from types import SimpleNamespace
from typing import Any, get_args, get_type_hints

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.system.limits import ARGUMENT_DEPTH, NAME_LENGTH, TEXT_LENGTH
from nhimbe_migrations.tools.server_context import ServerContext
from nhimbe_migrations.tools.worker.panel import for_panel, less_what_is_for_panels, panel_meta
from nhimbe_migrations.tools.worker.pool import Lane, call
from nhimbe_migrations.tools.worker.progress import with_progress

__all__ = ["READS", "WRITES", "DeclaredTool", "answer", "answer_report", "make_tool"]

ToolFunction = Callable[..., CallToolResult]

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

_CHEAP = frozenset({"list_migrations", "next_number", "classify_target", "read_schema"})
"""Tools that look, and answer at once: they do not wait for a proof."""


def answer(value: Any, text: str) -> CallToolResult:  # noqa: ANN401 any report value
    """Return one result for hosts that show the structured part and for those that show the text."""
    from nhimbe_migrations.authoring.result.report import as_json

    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=as_json(value))


def answer_report(value: Any, text: str, sent: str | None = None, *, drafted: bool = False) -> CallToolResult:  # noqa: ANN401 a report or its data
    """Return a report: its text, a structured result that repeats nothing, and the whole of it for a panel."""
    from nhimbe_migrations.authoring.result.report import as_json
    from nhimbe_migrations.authoring.result.shown.slim import slim_report

    whole = as_json(value)
    slim = slim_report(whole, sent, drafted=drafted)
    return for_panel(CallToolResult(content=[TextContent(type="text", text=text)], structured_content=slim), whole)


def make_tool(
    function: ToolFunction,
    server_context: ServerContext,
    *,
    title: str,
    annotations: ToolAnnotations,
    brief: bool = False,
) -> Tool:
    """Return the tool that `function` declares by its signature and docstring, bound to `server_context`.

    The first parameter takes the context; an unpacked TypedDict stands for arguments that several tools share, of which
    `brief` tells no more than the type, since another tool says what they mean.

    Its schemas are the shipped ones (`schemas.json`, which `make docs` writes and a test compares), so that a server
    answers tools/list without building a model; the models are built when the tool is first called.
    """
    shipped = _shipped().get(function.__name__, {"input": {}, "output": None})
    return DeclaredTool.model_construct(
        fn=function,
        name=function.__name__,
        title=title,
        description=_description(function),
        parameters=shipped["input"],
        fn_metadata=FuncMetadata(arg_model=ArgModelBase, output_schema=shipped["output"]),
        is_async=False,
        context_kwarg=None,
        annotations=annotations,
        meta=panel_meta(function.__name__),
        server_context=server_context,
        brief=brief,
    )


def _build(declared: DeclaredTool) -> Tool:
    """Build the tool with its models.

    Its argument model refuses unknown names; its schema carries no titles and no `null` alternatives,
    which cost tokens and tell a model nothing.
    """
    from nhimbe_migrations.tools.schema.compact import brief_input, compact_input, compact_output

    bound, shared = _bind(declared.fn, declared.server_context)
    tool = Tool.from_function(
        bound,
        name=declared.name,
        title=declared.title,
        description=declared.description,
        annotations=declared.annotations,
        meta=declared.meta,
    )
    model = tool.fn_metadata.arg_model
    model.model_config["extra"] = "forbid"
    model.model_rebuild(force=True)
    tool.parameters = compact_input(model.model_json_schema(by_alias=True))
    if declared.brief:
        brief_input(tool.parameters, shared)
    if tool.fn_metadata.output_schema is not None:
        tool.fn_metadata.output_schema = compact_output(tool.fn_metadata.output_schema)
    return _Strict.model_construct(**dict(tool))


def _bind(function: ToolFunction, server_context: ServerContext) -> tuple[Callable[..., Any], tuple[str, ...]]:
    """Return `function` with its context given and its shared arguments spelt out, and the names of those."""
    from nhimbe_migrations.authoring.result import answers

    # What a tool answers with is named in its signature and loaded here, when it is first called: a server starts without it.
    hints = get_type_hints(function, localns=vars(answers), include_extras=True)
    _, *own = inspect.signature(function).parameters.values()
    parameters = [item.replace(annotation=hints[item.name]) for item in own if item.kind is not item.VAR_KEYWORD]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_default(annotation), annotation=annotation)
        for item in own
        if item.kind is item.VAR_KEYWORD
        for name, annotation in get_type_hints(get_args(hints[item.name])[0], include_extras=True).items()
    ]

    name = function.__name__
    lane: Lane = "cheap" if name in _CHEAP else "dear"
    # The SDK passes an argument by the name that callers give it, which may be a word of Python (`with`).
    own_names = {
        meant.alias: item.name
        for item in (*parameters, *shared)
        for meant in get_args(item.annotation)
        if isinstance(meant, FieldInfo) and meant.alias
    }

    @functools.wraps(function)
    async def bound(*args: Any, **kwargs: Any) -> CallToolResult:  # noqa: ANN401 passes on what the SDK validated
        try:
            named = {own_names.get(key, key): _travelling(value) for key, value in kwargs.items()}
            result: CallToolResult = await call(name, lane, function, server_context, *args, **named)
        except MigrationsError as error:
            raise ToolError(str(error)) from error
        return result

    everything = [*parameters, *shared]
    bound.__signature__ = inspect.Signature(everything, return_annotation=hints["return"])  # type: ignore[attr-defined]
    bound.__annotations__ = {item.name: item.annotation for item in everything} | {"return": hints["return"]}
    del bound.__wrapped__
    return bound, tuple(item.name for item in shared)


def _travelling(value: Any) -> Any:  # noqa: ANN401 an argument
    """What the user chose, in a form that goes to another process; the SDK's own does not."""
    return (
        SimpleNamespace(action=value.action, data=getattr(value, "data", None)) if hasattr(value, "action") else value
    )


def _default(annotation: Any) -> Any:  # noqa: ANN401 any argument's
    """The default that a shared argument's own `Field` gives it; None where it gives none."""
    found = [item.default for item in get_args(annotation) if isinstance(item, FieldInfo)]
    return next((default for default in found if default is not PydanticUndefined), None)


def _description(function: ToolFunction) -> str:
    return " ".join((function.__doc__ or "").split())


@cache
def _shipped() -> dict[str, Any]:
    page = files("nhimbe_migrations.tools") / "schemas.json"
    return dict(json.loads(page.read_text(encoding="utf-8"))) if page.is_file() else {}


class DeclaredTool(Tool):
    """A tool that is built when it is first called."""

    model_config = ConfigDict(defer_build=True)
    server_context: ServerContext
    brief: bool

    @cached_property
    def built(self) -> Tool:
        return _build(self)

    async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:  # noqa: ANN401 the SDK's signature
        result = await with_progress(context, lambda: self.built.run(arguments, context, convert_result))
        return less_what_is_for_panels(result, context)


class _Strict(Tool):
    """A tool whose complaints about arguments name the field and the ones that it takes."""

    model_config = ConfigDict(defer_build=True)

    async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:  # noqa: ANN401 the SDK's signature
        if torn := [name for name, value in arguments.items() if _is_torn([name, value])]:
            names = ", ".join(f"`{ascii(name)[1:-1]}`" for name in torn)
            raise ToolError(
                f"{self.name} was not run: {names} has half a character (a lone surrogate), which cannot be written to a file. "
                "Nothing was changed. Send the text as whole Unicode characters."
            )
        if too_much := [why for name, value in arguments.items() if (why := _too_much(name, value))]:
            raise ToolError(f"{self.name} was not run: {'; '.join(too_much)}. Nothing was changed.")
        # A truth value would pass for the number 1.
        whole = {name for name, schema in self.parameters.get("properties", {}).items() if _is_number(schema)}
        if wrong := [f"`{name}`" for name, value in arguments.items() if isinstance(value, bool) and name in whole]:
            raise ToolError(f"{self.name} was not run: {', '.join(wrong)} takes a whole number. Nothing was changed.")
        try:
            self.fn_metadata.validate_arguments(arguments)
        except ValidationError as error:
            raise ToolError(self._complaint(error)) from error
        return await super().run(arguments, context, convert_result)

    def _complaint(self, error: ValidationError) -> str:
        known = self.parameters.get("properties", {})
        problems = "; ".join(_problem(item, known) for item in error.errors(include_url=False))
        return f"{self.name} was not run: {problems}. Nothing was changed."


def _is_torn(value: Any) -> bool:  # noqa: ANN401 JSON
    """Whether a string in `value` cannot be written as UTF-8: no engine, file or answer behind this door takes it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


_LONG = frozenset({"sql", "up", "down", "definition", "changes"})


def _too_much(name: str, value: Any) -> str | None:  # noqa: ANN401 JSON
    """Why an argument is more than anybody writes; None where it is not."""
    most, length = TEXT_LENGTH if name in _LONG else NAME_LENGTH, 0
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > ARGUMENT_DEPTH:
            return f"`{ascii(name)[1:-1][:80]}` nests deeper than {ARGUMENT_DEPTH} levels"
        match item:
            case str():
                length += len(item)
            case list():
                length += len(item)
                waiting += [(inner, depth + 1) for inner in item]
            case dict():
                length += sum(len(key) for key in item)
                waiting += [(inner, depth + 1) for inner in item.values()]
            case _:
                length += 1
        if length > most:
            return f"`{ascii(name)[1:-1][:80]}` is longer than {most:,} characters"
    return None


def _is_number(schema: Any) -> bool:  # noqa: ANN401 JSON schema
    return isinstance(schema, dict) and schema.get("type") == "integer"


def _form(name: str, schema: Any) -> str:  # noqa: ANN401 JSON schema
    """What an argument takes, by its schema: the choices, or the type with its line."""
    if not isinstance(schema, dict):
        return "takes a value"
    if choices := schema.get("enum"):
        *others, last = (f"'{choice}'" for choice in choices)
        which = " (classify_target says which)" if name == "target" else ""
        return f"takes {', '.join(others)} or {last}{which}"
    words = {
        "string": "text",
        "array": "a list",
        "object": "an object",
        "integer": "a whole number",
        "boolean": "true or false",
    }
    about = f" ({schema['description']})" if schema.get("description") else ""
    return f"takes {words.get(str(schema.get('type')), 'a value')}{about}"


def _problem(item: Any, known: dict[str, Any]) -> str:  # noqa: ANN401 pydantic's ErrorDetails
    from nhimbe_migrations.changes.argument_words import problem_in_words
    from nhimbe_migrations.findings.near_names import did_you_mean, nearest

    where = ".".join(str(part) for part in item["loc"]) or "the arguments"
    name = next((part for part in reversed(item["loc"]) if isinstance(part, str)), "")
    match item["type"]:
        case "extra_forbidden" if len(item["loc"]) == 1:
            near = did_you_mean(nearest(name, known, most=1)).rstrip("?")
            return f"there is no argument `{where}`{f' ({near.lower()}?)' if near else ''}; the arguments are {', '.join(known) or 'none'}"
        case "extra_forbidden":
            return f"there is no `{where}`"
        case "missing" if len(item["loc"]) == 1:
            return f"`{where}` is missing; it {_form(name, known.get(name))}"
        case "missing":
            return f"`{where}` is missing"
        case kind:
            words = problem_in_words(kind, item["input"], item.get("ctx", {}), str(item["msg"]), name)
            return f"`{where}` {words}"
