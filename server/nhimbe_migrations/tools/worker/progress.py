"""Progress notifications: what a call does now, sent to a client that asked for it with a progress token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
from mcp.server.mcpserver import Context

from nhimbe_migrations.system.steps import Step
from nhimbe_migrations.tools.worker.pool import told_of_steps

__all__ = ["with_progress"]

Result = TypeVar("Result")

_PAUSE_SECONDS = 0.1
"""Between two notifications: of steps that follow faster, the last is told."""


async def with_progress(context: Context[Any, Any] | None, run: Callable[[], Awaitable[Result]]) -> Result:
    """Return what `run` gives, and tell the client meanwhile what it does; a client without a token, or none, hears nothing.

    Raises:
        Exception: whatever `run` raises.
    """
    if context is None or not _is_asked_for(context):
        return await run()
    sender = _Sender(context)
    outcome: list[Result] = []
    failure: Exception | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(sender.send)
        try:
            with told_of_steps(sender.hear):
                outcome.append(await run())
        except Exception as error:  # noqa: BLE001 a group would wrap it
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    return outcome[0]


def _is_asked_for(context: Context[Any, Any]) -> bool:
    meta: Any = context.request_context.meta
    return meta is not None and meta.get("progress_token") is not None


class _Sender:
    def __init__(self, context: Context[Any, Any]) -> None:
        self._context = context
        self._step: Step | None = None
        self._arrived = anyio.Event()

    def hear(self, step: Step) -> None:
        self._step = step
        self._arrived.set()

    async def send(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived = anyio.Event()
            if (step := self._step) is not None:
                await self._context.report_progress(step.number, step.total, step.what)
            await anyio.sleep(_PAUSE_SECONDS)
