"""A process in which somebody else's migration runs: no files, no child processes, no secrets, no network but the server.

Deno's permissions close the file system, child processes, workers and the network; the harness closes sockets and names; and
where the kernel allows it the process starts without a network at all and reaches its server through a socket file.
The process dies with this one, and is killed when it does not answer in time.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.mongod import Server
from nhimbe_migrations.mongodb.sandbox.places import deno_cache, harness_folder
from nhimbe_migrations.mongodb.sandbox.runtime import Runtime, choose_runtime
from nhimbe_migrations.mongodb.sandbox.scratch_user import ScratchUser, make_scratch_user, scratch_name
from nhimbe_migrations.system.process_guard import Guarded, guarded_start

if TYPE_CHECKING:
    from nhimbe_migrations.mongodb.sandbox.loading.modules import Script

__all__ = ["Answer", "Sandbox"]

_CONNECT_SECONDS = 15.0
_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the harness saw of one migration."""

    steps: tuple[Mapping[str, Any], ...] = ()
    """For each step that began: `name`, `error`, `faults`, `ms`."""
    snapshots: tuple[Mapping[str, Any], ...] = ()
    """The scratch database before the first step, and after each."""
    trouble: str = ""
    """Why there is no verdict: the server could not be reached, or the documents could not be put in."""
    timed_out: bool = False
    """It did not answer, and was killed."""
    ended: bool = False
    """The process ended in the middle of it."""
    lacking: str = ""
    """What it needs and cannot have here, as what it does (`reads data/x.csv, which …`)."""
    replaced: tuple[str, ...] = ()
    """For what a stand-in was used."""
    resting: tuple[str, ...] = ()
    """Packages whose stand-in gave an answer while a step ran, or something that was sent to the server."""
    shipped: tuple[str, ...] = ()
    """Packages that were run in the version that comes with this program."""
    wanted: tuple[str, ...] = ()
    """Files of the repository, from its root, that it read and was not given."""
    asked: tuple[Mapping[str, Any], ...] = ()
    """What the first step asked of the database: `verb`, `collection`, filters and pipelines as Extended JSON."""
    described: tuple[Sequence[Any], ...] = ()
    """What models of the repository say of fields: collection, path, type, and the texts allowed."""
    lacked: tuple[tuple[str, str], ...] = ()
    """Collection and path of the fields that it read of documents that have none."""
    last: tuple[str, str] | None = None
    """The field that it read last, whether there or not."""


@dataclass(slots=True)
class Sandbox(AbstractContextManager["Sandbox"]):
    """Runs migrations one after the other against `server`; a process that one of them spoilt is replaced."""

    deno: Path
    server: Server
    ready: Callable[[], object] = lambda: None
    """Returns once the server answers; the process is started beside it."""
    limit: float = 10.0
    """Seconds that one step may take."""
    version: str = ""
    """The server's own word about its version and topology, once a migration ran."""
    topology: str = ""
    _folder: tempfile.TemporaryDirectory[str] = field(init=False, repr=False)
    _harness: Path = field(init=False, repr=False)
    _files: ExitStack = field(init=False, repr=False)
    _process: Guarded | None = field(init=False, default=None, repr=False)
    _initiated: bool = field(init=False, default=False, repr=False)
    _user: ScratchUser | None = field(init=False, default=None, repr=False)

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix=f"mig-proof-{os.getpid()}-", ignore_cleanup_errors=True)
        self._files = ExitStack()
        self._harness = self._files.enter_context(harness_folder()) / "main.js"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        if self._user is not None:
            self._user.end()
        self._files.close()
        self._folder.cleanup()

    @property
    def isolation(self) -> tuple[str, ...]:
        """What keeps the code in, for people."""
        if self.server.name:
            others = "a server of its own"
        elif self._user is not None and self._user.uri:
            others = "a user with rights on the scratch database only"
        else:
            why = f", since {self._user.why_not}" if self._user is not None and self._user.why_not else ""
            others = f"other databases kept by checking each command{why}"
        return (*self._runtime(self._harness).isolation, others)

    def _runtime(self, module: Path) -> Runtime:
        return choose_runtime(self.server, module, deno=self.deno, cache=deno_cache())

    def run(
        self,
        script: Script,
        seed: Sequence[Mapping[str, Any]],
        steps: Sequence[str] = ("up", "down", "up", "up"),
        *,
        observe: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> Answer:
        """Seed a scratch database, run `steps` on it, and tell what happened. The database is dropped afterwards.

        Args:
            script: The migration.
            seed: The documents, as the harness takes them.
            steps: The functions that are called, in order.
            observe: The step of which is told what it read of documents and what of that was not there.
            environment: What `process.env` holds; None for nothing.
        """
        token = secrets.token_hex(16)
        try:
            process = self._start()
        except ToolMissingError as problem:
            return Answer(trouble=str(problem))
        database = self._user.database if self._user is not None and self._user.uri else scratch_name()
        job = {
            "token": token,
            "database": database,
            "seed": seed,
            **script.as_job(),
            "steps": list(steps),
            "observe": observe,
            "environment": dict(environment or {}),
            "limit": round(self.limit * 1000),
        }
        try:
            process.send(job)
            answer = process.receive(len(steps) * self.limit + _GRACE_SECONDS)
        except ToolMissingError:
            self._replace(database)
            return Answer(ended=True)
        if answer is None:
            self._replace(database)
            return Answer(timed_out=True)
        if answer.get("retire"):
            self._replace(database)
        if answer.get("token") != token:
            return Answer(trouble="The answer did not come from the harness.")
        trouble = answer.get("unseeded") or answer.get("broken") or ""
        return Answer(
            tuple(answer["steps"]),
            tuple(answer["snapshots"]),
            trouble,
            lacking=answer.get("lacking") or "",
            replaced=tuple(answer.get("replaced") or ()),
            resting=tuple(answer.get("resting") or ()),
            shipped=tuple(answer.get("shipped") or ()),
            wanted=tuple(answer.get("wanted") or ()),
            asked=tuple(answer.get("asked") or ()),
            described=tuple(answer.get("described") or ()),
            last=(str(answer["last"][0]), str(answer["last"][1])) if answer.get("last") else None,
            lacked=tuple((str(name), str(path)) for name, path in answer.get("lacked") or ()),
        )

    def prepare(self) -> None:
        """Start the process and connect it, for whoever comes next.

        Raises:
            ToolMissingError: the server cannot be reached.
        """
        self._start()

    @property
    def waits(self) -> bool:
        """Whether its process is there and unused."""
        return self._process is not None and not self._process.ended

    def _start(self) -> Guarded:
        if self._process is not None:
            return self._process
        runtime = self._runtime(self._harness)
        folder = Path(self._folder.name).resolve()
        if not self.server.name and self._user is None:
            self._user = make_scratch_user(self.server.uri, self._harness.parent, self._runtime, folder)
        process = guarded_start(runtime.command, folder=folder, environment=runtime.environment)
        self._process = process
        try:
            self.ready()
        except ToolMissingError:
            self._end()
            raise
        initiate = None if self._initiated else self.server.replica_set
        uri = (self._user.uri if self._user is not None else "") or self.server.uri
        process.send({"uri": uri, "initiate": initiate, "seconds": _CONNECT_SECONDS})
        hello = process.receive(_CONNECT_SECONDS + _GRACE_SECONDS)
        if hello is None or "unreachable" in hello:
            self._end()
            why = "It did not answer." if hello is None else str(hello["unreachable"])
            raise ToolMissingError("The server for the proof cannot be reached.", why=why)
        self._initiated = True
        self.version, self.topology = hello["version"], hello["topology"]
        return process

    def _end(self) -> None:
        if self._process is not None:
            self._process.end(keep_folder=True)
            self._process = None

    def _replace(self, database: str) -> None:
        """End a spoilt process. On a server that outlives us a new one drops what the old one left."""
        self._end()
        if self.server.name:
            return
        if self._user is not None and self._user.uri:
            self._user.drop_database()
            return
        nothing = {"token": "", "database": database, "seed": [], "steps": [], "limit": 1000}
        nothing |= {"modules": {"m": {"text": "", "typed": False, "imports": {}}}, "entry": "m", "call": {}}
        with contextlib.suppress(ToolMissingError):
            process = self._start()
            process.send(nothing)
            process.receive(_CONNECT_SECONDS)
