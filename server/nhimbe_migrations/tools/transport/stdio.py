"""The server over standard input and output, with an answer for each line that is no message.

The SDK drops a line that it cannot read, and a client then waits for ever: half of a surrogate pair in a JSON escape is
enough (measured: mcp 2.3). JSON-RPC 2.0 wants an error with the request's id, or with null where it cannot be had.
"""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any, Self

import anyio
from mcp.server import MCPServer
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import ErrorData, JSONRPCError
from pydantic import ValidationError

__all__ = ["serve_stdio"]

_PARSE_ERROR, _INVALID_REQUEST = -32700, -32600
_TORN = "Half of a surrogate pair cannot be written to a file: send valid Unicode."
_NO_JSON = "The line is no JSON."
_NO_REQUEST = "The line is JSON, but no message of JSON-RPC 2.0; batches are not part of the protocol."


async def serve_stdio(server: MCPServer[Any]) -> None:
    """Serve one client until its input ends."""
    low = server._lowlevel_server  # noqa: SLF001 the SDK's own `run` has no seam for the streams
    async with stdio_server() as (read, write):
        await low.run(_Answering(read, write), write, low.create_initialization_options())


class _Answering:
    """A stream of messages; what is none is answered here and not passed on."""

    def __init__(self, messages: Any, answers: Any) -> None:  # noqa: ANN401 the SDK's streams have no public type
        self._messages, self._answers = messages, answers

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 all else is the stream's own
        return getattr(self._messages, name)

    async def receive(self) -> Any:  # noqa: ANN401 a message
        while True:
            item = await self._messages.receive()
            if not isinstance(item, Exception):
                return item
            if (answer := _answer(item)) is not None:
                await self._answers.send(SessionMessage(answer))

    def __aiter__(self) -> _Answering:
        return self

    async def __anext__(self) -> Any:  # noqa: ANN401 a message
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        await self._messages.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._messages.__aexit__(kind, problem, trace)


def _answer(problem: Exception) -> JSONRPCError | None:
    """The error for a line that could not be read; None for an empty one, and for a notification."""
    line = _line(problem) if isinstance(problem, ValidationError) else None
    if isinstance(line, str) and not line.strip():
        return None
    try:
        message = json.loads(line) if isinstance(line, str) else line
    except (ValueError, RecursionError):
        return JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=_PARSE_ERROR, message=_NO_JSON))
    if not isinstance(message, dict):
        return JSONRPCError(jsonrpc="2.0", id=None, error=ErrorData(code=_INVALID_REQUEST, message=_NO_REQUEST))
    request = message.get("id")
    if isinstance(line, str) and request is None:
        return None
    known = (
        request if isinstance(request, (int, str)) and not isinstance(request, bool) and _is_whole(request) else None
    )
    said = _TORN if isinstance(line, str) else _NO_REQUEST
    return JSONRPCError(jsonrpc="2.0", id=known, error=ErrorData(code=_INVALID_REQUEST, message=said))


def _line(problem: ValidationError) -> Any:  # noqa: ANN401 JSON
    """The text that is no JSON, or the value that is no message: of a value only parts are named where they are wrong."""
    inputs = [error.get("input") for error in problem.errors()]
    whole = (value for value in inputs if isinstance(value, dict) and "jsonrpc" in value)
    return next(whole, inputs[0])


def _is_whole(request: int | str) -> bool:
    """Whether an id can be written back."""
    return not isinstance(request, str) or request.isprintable()
