"""The process from which workers come: a copy of the server, made before it had a thread or had read a byte.

A worker is forked from it, so it starts in milliseconds with everything loaded that the zygote had loaded, and one that
was killed is replaced as fast. The zygote reads nothing of a repository. It lives as long as its end of a pipe to the server:
when that closes, for whatever reason, it kills every worker with all that the worker started.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import pickle
import select
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from importlib import import_module

from nhimbe_migrations.system.limits import CYCLES_SELDOM, WORKER_BYTES

__all__ = ["SIZE", "can_fork", "start_zygote"]

SIZE = struct.Struct("!Q")
"""How a message is headed: its length in bytes."""
_ORDER = struct.Struct("!cQ")
_QUIET_SECONDS = 0.3
"""The client's first words come first; modules are loaded after that."""
_BESIDE_DEAR_SECONDS = 2.0
"""A dear call that came first loads for itself, and starts programs besides: the processors are left to it."""
_WHOLE_EVERY = 16
"""Answers after which everything is looked through, what has lived long included."""
_RULES = "nhimbe_migrations.d1.lint.rules"
_PRELOADED = (
    "nhimbe_migrations.authoring.project.project",
    "nhimbe_migrations.authoring.list_migrations",
    "nhimbe_migrations.authoring.classify",
    "nhimbe_migrations.authoring.read_schema",
    "apsw",
    "syntaqlite",
    "tree_sitter",
    "tree_sitter_typescript",
    "nhimbe_migrations.authoring.draft",
    "nhimbe_migrations.authoring.write",
    "nhimbe_migrations.authoring.check",
    "nhimbe_migrations.authoring.sync",
    "nhimbe_migrations.authoring.rebuild",
    "nhimbe_migrations.authoring.result.report_text",
    _RULES,
    "nhimbe_migrations.mongodb.lint.rules",
    "nhimbe_migrations.authoring.stores.d1",
    "nhimbe_migrations.authoring.stores.mongodb",
    "nhimbe_migrations.authoring.deploy.assess",
    "nhimbe_migrations.authoring.deploy.mongodb.order",
    "nhimbe_migrations.authoring.code.mongodb_uses",
    "nhimbe_migrations.authoring.result.shown.slim",
    "nhimbe_migrations.d1.rebuild.plan",
    "nhimbe_migrations.d1.rebuild.verify",
    "nhimbe_migrations.typescript.compile_check",
    "nhimbe_migrations.typescript.update",
    "jinja2",
    "filelock",
)


def can_fork() -> bool:
    """Say whether this system makes processes that way; elsewhere (Windows) calls run in the server itself."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


def start_zygote() -> tuple[int, socket.socket]:
    """Fork the zygote; return its process and our end of the pipe. Only before the first thread of this process."""
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            ours.close()
            _detach()
            _live(theirs)
            code = 0
        finally:
            os._exit(code)
    theirs.close()
    return process, ours


def _detach() -> None:
    """Leave the server's group (Ctrl-C is for it), and its input and output, which carry the protocol."""
    with contextlib.suppress(OSError):
        os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1):
        os.dup2(nothing, handle)
    os.close(nothing)


def _live(control: socket.socket) -> None:
    pending, workers, patience = list(_PRELOADED), set[int](), _QUIET_SECONDS
    while True:
        if pending and not select.select([control], [], [], patience)[0]:
            patience = 0.0
            name = pending.pop(0)
            with contextlib.suppress(ImportError):
                import_module(name)
            if name == _RULES:
                pending += _rule_modules()
            if not pending:
                _load_templates()
            continue
        order, handles = _order(control)
        if order is None:
            break
        match order:
            case b"F", is_dear:
                process = _fork(handles, control)
                patience = _BESIDE_DEAR_SECONDS if is_dear and pending else patience
                workers.add(process)
                control.sendall(SIZE.pack(process))
            case _, process:
                if process in workers:
                    _end(process)
                    workers.discard(process)
    for process in workers:
        _end(process)


def _rule_modules() -> list[str]:
    """The rules, which every draft of a D1 migration goes through: a module each, so that no caller waits for all of them."""
    from nhimbe_migrations.d1.lint.rules import rule_modules

    return [*rule_modules()]


def _load_templates() -> None:
    """Compile the pages that every answer and every MongoDB migration is written with; they are this program's own."""
    from nhimbe_migrations.rendering import load_templates

    for folder in ("report", "mongodb"):
        load_templates(folder)


def _order(control: socket.socket) -> tuple[tuple[bytes, int] | None, Sequence[int]]:
    data, handles = b"", list[int]()
    while len(data) < _ORDER.size:
        try:
            more, given, _, _ = socket.recv_fds(control, _ORDER.size - len(data), 1)
        except OSError:
            more, given = b"", []
        if not more:
            return None, handles
        data, handles = data + more, [*handles, *given]
    kind, process = _ORDER.unpack(data)
    return (kind, process), handles


def _end(process: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(process, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.waitpid(process, 0)


def _fork(handles: Sequence[int], control: socket.socket) -> int:
    gc.freeze()
    process = os.fork()
    if process != 0:
        with contextlib.suppress(OSError):
            os.setpgid(process, process)
        for handle in handles:
            os.close(handle)
        return process
    code = 1
    try:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        control.close()
        with socket.socket(fileno=handles[0]) as asked:
            _limit_memory()
            _work(asked)
        code = 0
    finally:
        os._exit(code)


def _limit_memory() -> None:
    """Bound what this process may take; what it starts is bound alike. Only Linux counts this way."""
    if sys.platform != "linux":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = WORKER_BYTES if most == resource.RLIM_INFINITY else min(WORKER_BYTES, most)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


def _work(asked: socket.socket) -> None:
    """Carry out one call after the other, until the server has no more."""
    import json
    from dataclasses import asdict

    from nhimbe_migrations.system.steps import Step, hearing
    from nhimbe_migrations.tools.worker.carrying import carry_out

    def send(message: dict[str, object]) -> None:
        data = json.dumps(message, ensure_ascii=True).encode()
        asked.sendall(SIZE.pack(len(data)) + data)

    def tell(step: Step) -> None:
        send({"kind": "step", "value": asdict(step)})

    gc.set_threshold(*CYCLES_SELDOM)  # and after each answer, while nobody waits
    answers = itertools.count(1)
    while (job := _received(asked)) is not None:
        function, arguments, named, is_heard = pickle.loads(job)  # noqa: S301 the server made it
        with hearing(tell) if is_heard else contextlib.nullcontext():
            reply = carry_out(function, arguments, named)
        send(reply)
        gc.collect(2 if next(answers) % _WHOLE_EVERY == 0 else 1)


def _received(asked: socket.socket) -> bytes | None:
    head = _exactly(asked, SIZE.size)
    return None if head is None else _exactly(asked, SIZE.unpack(head)[0])


def _exactly(asked: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        more = asked.recv(min(1 << 20, count - len(data)))
        if not more:
            return None
        data += more
    return bytes(data)
