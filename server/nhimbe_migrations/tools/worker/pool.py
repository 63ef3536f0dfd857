"""The workers of a server: a few for dear calls, one that is kept for cheap ones, each with one call at a time.

A call that is cancelled, takes too long or ends its process costs that process and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pickle
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

import anyio
import anyio.from_thread
import anyio.to_thread

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.system.limits import CALL_SECONDS_VARIABLE, call_seconds
from nhimbe_migrations.system.steps import Listener, Step, hearing
from nhimbe_migrations.tools.worker.carrying import Reply, carry_out, result_of
from nhimbe_migrations.tools.worker.zygote import SIZE, can_fork, start_zygote

__all__ = ["Lane", "call", "close_workers", "open_workers", "told_of_steps"]

Lane = Literal["cheap", "dear"]
_WORKERS: Mapping[Lane, int] = {"cheap": 1, "dear": 2}
_LARGEST_REPLY = 64_000_000
_here = threading.Lock()
"""Without workers, one call at a time: the engines are not made for two threads."""


@dataclass(slots=True)
class _Worker:
    process: int
    socket: socket.socket

    async def ask(self, job: bytes, listener: Listener | None) -> Reply | None:
        """Return the reply, having told `listener` of each step before it; None where the process ended instead."""
        try:
            await self._send(SIZE.pack(len(job)) + job)
            while (message := await self._message()) is not None:
                reply: Reply = json.loads(message)
                if reply["kind"] != "step":
                    return reply
                if listener is not None:
                    listener(Step(**reply["value"]))
        except OSError:
            return None
        return None

    async def _message(self) -> bytes | None:
        head = await self._receive(SIZE.size)
        size = SIZE.unpack(head)[0] if head else 0
        return await self._receive(size) if 0 < size <= _LARGEST_REPLY else None

    async def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            await anyio.wait_writable(self.socket)
            view = view[self.socket.send(view[: 1 << 16]) :]

    async def _receive(self, count: int) -> bytes | None:
        data = bytearray()
        while len(data) < count:
            await anyio.wait_readable(self.socket)
            more = self.socket.recv(min(1 << 20, count - len(data)))
            if not more:
                return None
            data += more
        return bytes(data)


class _Pool:
    def __init__(self, preparation: Callable[[], object] | None) -> None:
        self._preparation = preparation
        self._preparing: asyncio.Task[None] | None = None
        self._prepares = False
        self._zygote, self._control = start_zygote()
        self._control.settimeout(0)
        self._starting = anyio.Lock()
        self._idle: dict[Lane, list[_Worker]] = {lane: [] for lane in _WORKERS}
        self._free = {lane: anyio.Semaphore(count) for lane, count in _WORKERS.items()}

    async def carry_out(self, name: str, lane: Lane, job: bytes, listener: Listener | None) -> Reply:
        """Let a worker do it; a call that is cancelled ends its worker.

        Raises:
            MigrationsError: it took too long, or its process ended.
        """
        seconds = call_seconds()
        # The wait for a worker counts: a caller waits no longer than the deadline, whoever is before it.
        late = anyio.current_time() + seconds
        with anyio.move_on_at(late) as queueing:
            if lane == "dear":
                await self._settle_preparation()
            await self._free[lane].acquire()
        if queueing.cancelled_caught:
            raise _never_begun(name, seconds)
        try:
            worker = self._idle[lane].pop() if self._idle[lane] else await self._start(lane)
            done = False
            try:
                with anyio.move_on_at(late) as scope:
                    reply = await worker.ask(job, listener)
                if scope.cancelled_caught:
                    raise _too_late(name, seconds)
                if reply is None:
                    raise _ended(name)
                done = True
                self._idle[lane].append(worker)
                return reply
            finally:
                if not done:
                    self._end(worker)
        finally:
            self._free[lane].release()

    def prepare(self) -> None:
        """Have a worker make ready for dear calls, once, beside whatever else is asked for.

        A server that nobody asks anything starts nothing; whoever asks something cheap is likely to ask for a draft next.
        """
        if self._preparation is not None:
            job = pickle.dumps((self._preparation, (), {}, False))
            self._preparation = None
            self._preparing = asyncio.ensure_future(self._prepared(job))

    async def _settle_preparation(self) -> None:
        """Before a dear call: what is being prepared is waited for, since the call needs it; what is not begun, the call does itself."""
        preparing, self._preparation = self._preparing, None
        if preparing is None or preparing is asyncio.current_task():
            return
        if self._prepares:
            await asyncio.wait({preparing})
        else:
            preparing.cancel()
        self._preparing = None

    async def _prepared(self, job: bytes) -> None:
        await asyncio.sleep(_BEFORE_PREPARING)
        self._prepares = True
        # The call that needs it does it again, and says what is wrong.
        with contextlib.suppress(MigrationsError, OSError):
            await self.carry_out("preparation", "dear", job, None)

    async def _start(self, lane: Lane) -> _Worker:
        async with self._starting:
            ours, theirs = socket.socketpair()
            with theirs:
                await anyio.wait_writable(self._control)
                socket.send_fds(self._control, [_FORK[lane]], [theirs.fileno()])
            data = b""
            with anyio.CancelScope(shield=True):
                while len(data) < SIZE.size:
                    await anyio.wait_readable(self._control)
                    more = self._control.recv(SIZE.size - len(data))
                    if not more:
                        raise MigrationsError(
                            "The process that makes workers has ended.", way_out="Start the server again."
                        )
                    data += more
            ours.settimeout(0)
            return _Worker(SIZE.unpack(data)[0], ours)

    def _end(self, worker: _Worker) -> None:
        with contextlib.suppress(OSError):
            os.killpg(worker.process, signal.SIGKILL)
        worker.socket.close()
        with contextlib.suppress(OSError):
            self._control.send(struct.pack("!cQ", b"K", worker.process))

    def close(self) -> None:
        self._control.close()
        with contextlib.suppress(OSError):
            os.waitpid(self._zygote, 0)


_BEFORE_PREPARING = 0.3
"""Seconds after the first call: who asks again at once is served first, and who asks once has nothing started for it."""
_FORK: Mapping[Lane, bytes] = {"cheap": struct.pack("!cQ", b"F", 0), "dear": struct.pack("!cQ", b"F", 1)}
_pools: list[_Pool] = []


def open_workers(preparation: Callable[[], object] | None = None) -> None:
    """Make calls be carried out in processes of their own from now on; only before the first thread of this process.

    Args:
        preparation: What a worker does beside the first cheap call, so that the first dear one waits for less; picklable.
    """
    if can_fork() and not _pools:
        _pools.append(_Pool(preparation))


def close_workers() -> None:
    """End all of them."""
    while _pools:
        _pools.pop().close()


async def call(name: str, lane: Lane, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
    """Carry out `function`, in a worker where there are any, and return what it gives.

    Whoever waits in `told_of_steps` is told what it does meanwhile.

    Args:
        name: What the caller knows it as.
        lane: `cheap` calls do not wait for `dear` ones.
        function: At the top of a module; gives a tool result, text or other JSON.
        arguments: For it; they have to be picklable.
        named: For it.

    Raises:
        MigrationsError: it was refused, took too long, or broke; the message says why.
    """
    listener = _listener.get()
    if _pools:
        job = pickle.dumps((function, arguments, named, listener is not None))
        try:
            return result_of(await _pools[0].carry_out(name, lane, job, listener))
        finally:
            _pools[0].prepare()

    def told(step: Step) -> None:
        if listener is not None:
            anyio.from_thread.run_sync(listener, step)

    def one_at_a_time() -> Reply:
        with _here, hearing(told) if listener is not None else contextlib.nullcontext():
            return carry_out(function, arguments, named)

    return result_of(await anyio.to_thread.run_sync(one_at_a_time))


@contextlib.contextmanager
def told_of_steps(listener: Listener) -> Iterator[None]:
    """Tell `listener` what the calls inside do, in the event loop's thread."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def _too_late(name: str, seconds: float) -> MigrationsError:
    return MigrationsError(
        f"{name} was stopped after {seconds:g} s, the longest that a call may take.",
        why="All that it had started has ended; a write is either whole or not there.",
        way_out=f"Ask for less in one call, or start the server with {CALL_SECONDS_VARIABLE} set to more seconds.",
    )


def _never_begun(name: str, seconds: float) -> MigrationsError:
    return MigrationsError(
        f"{name} was not begun: every worker was busy for {seconds:g} s, the longest that a call may take.",
        why="Nothing was changed.",
        way_out="Call again when the earlier calls have ended, with fewer at a time.",
    )


def _ended(name: str) -> MigrationsError:
    return MigrationsError(
        f"{name} could not be carried out: the process that did it ended, by a crash or for want of memory.",
        why="The server is still running; a write is either complete or not there.",
        way_out="Look for something extreme in the call or in the files that it reads, and report it.",
    )
