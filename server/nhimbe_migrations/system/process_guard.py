"""Processes that end with us, also when we are killed and they do not listen.

A guard (a few words of POSIX shell) starts the program and reads a pipe whose other end only this process holds.
When that end closes, for whatever reason, it kills the program and removes its folder. Where there is no such shell (Windows) the
guard is a Python that stands beside the program and does the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from nhimbe_migrations.errors import ToolMissingError

__all__ = ["Guarded", "guarded_folder", "guarded_start"]

_GUARD = """
live=$1 folder=$2; shift 2
exec 4<&0
"$@" <&4 4<&- &
child=$!
exec 4<&- 0</dev/null 1>/dev/null
last_words=$(cat "/dev/fd/$live")
kill -9 $child 2>/dev/null
wait $child 2>/dev/null
if [ -n "$folder" ] && [ "$last_words" != keep ]; then rm -rf "$folder"; fi
"""
_BESIDE = """
import os, shutil, signal, sys, time
process, folder = int(sys.argv[1]), sys.argv[2]
last_words = sys.stdin.buffer.read()
try:
    os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
except OSError:
    pass
for _ in range(100):
    if not folder or last_words == b"keep" or not os.path.exists(folder):
        break
    shutil.rmtree(folder, ignore_errors=True)
    time.sleep(0.02)
"""
_END_SECONDS = 20.0


_HALF = re.compile(rb"(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}")
"""Half of a character, which JSON can write and UTF-8 cannot: JavaScript writes whole ones as they are."""


@dataclass(slots=True)
class Guarded:
    """A running program that is spoken with in lines of JSON, or not at all."""

    process: subprocess.Popen[bytes]
    lifeline: int
    """Our end of the guard's pipe."""
    guard: subprocess.Popen[bytes] | None = None
    """The guard, where it is not what `process` is."""
    _received: queue.SimpleQueue[bytes] = field(default_factory=queue.SimpleQueue)
    _reader: threading.Thread | None = None

    @property
    def ended(self) -> bool:
        """Whether it is gone, by our hand or somebody else's."""
        return self.lifeline < 0 or self.process.poll() is not None

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one line.

        Raises:
            ToolMissingError: the program has ended.
        """
        if self.process.stdin is None:
            raise TypeError("this program was started without a pipe to its input")
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as problem:
            raise ToolMissingError("The process for the proof ended early.", why=str(problem)) from problem

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """Return the next line, or None when none came within `seconds`.

        Raises:
            ToolMissingError: the program has ended.
        """
        if self.process.stdout is None:
            raise TypeError("this program was started without a pipe from its output")
        if self._reader is None:
            # A pipe cannot be waited for everywhere (Windows); a thread can read one.
            self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
            self._reader.start()
        try:
            line = self._received.get(timeout=seconds)
        except queue.Empty:
            return None
        if not line:
            raise ToolMissingError("The process for the proof ended early.", why="It closed its output.")
        message: dict[str, Any] = json.loads(_HALF.sub(rb"\1\\ufffd", line))
        return message

    def _read(self, output: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in output:
                self._received.put(line)
        self._received.put(b"")

    def end(self, *, keep_folder: bool = False) -> None:
        """Kill the program, whatever it is doing, and wait until it is gone, and its folder unless that is kept."""
        if self.lifeline < 0:
            return
        if keep_folder:
            with contextlib.suppress(OSError):
                os.write(self.lifeline, b"keep")
        os.close(self.lifeline)
        self.lifeline = -1
        for process in filter(None, (self.guard, self.process)):
            process.wait(timeout=_END_SECONDS)
        if self._reader is not None:
            self._reader.join(timeout=_END_SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()


def guarded_folder(kind: str) -> Path:
    """Make a temporary folder for a guarded program, and clear away those of processes that are gone.

    A guard removes the folder of its program. A process that is killed before it has started the guard leaves the folder
    behind, and so does a machine that loses power: the next process takes such folders away once they are a day old.
    """
    global _is_swept  # noqa: PLW0603 once a process
    if not _is_swept:
        _is_swept = True
        threading.Thread(target=_sweep, args=(Path(tempfile.gettempdir()), time.time()), daemon=True).start()
    return Path(tempfile.mkdtemp(prefix=f"mig-{kind}-{os.getpid()}-")).resolve()


_is_swept = False
_OURS = re.compile(r"mig-[a-z]+-(\d+)-\w+")
_STALE_SECONDS = 24 * 60 * 60
"""Far longer than it takes to start a guard: a process of another container may use the same folder under a number of its own."""


def _sweep(place: Path, now: float) -> None:
    """Remove folders of processes that are gone, our user's alone."""
    with contextlib.suppress(OSError):
        for folder in place.iterdir():
            named = _OURS.fullmatch(folder.name)
            if named is None or _runs(int(named[1])):
                continue
            with contextlib.suppress(OSError):
                about = folder.lstat()
                mine = not hasattr(os, "getuid") or about.st_uid == os.getuid()
                if stat.S_ISDIR(about.st_mode) and mine and now - about.st_mtime > _STALE_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether a process of that number is there; where that cannot be asked (Windows), as if it were."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def guarded_start(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    speaks: bool = True,
    environment: Mapping[str, str] | None = None,
    shell: bool = sys.platform != "win32",
) -> Guarded:
    """Start `command` under a guard.

    Args:
        command: The program and its arguments.
        folder: Where it runs; removed when the program is killed, also when that is because we were.
        speaks: Whether it reads and writes lines; else it is given neither input nor output.
        environment: All that it sees of it; ours where not given.
        shell: Whether the guard is a POSIX shell; else it is a Python beside the program.

    Raises:
        ToolMissingError: the program cannot be started.
    """
    if not shell:
        return _start_beside(command, folder, environment, speaks=speaks)
    theirs, lifeline = os.pipe()
    try:
        theirs = _above_the_shells_own(theirs)
        process = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(theirs), str(folder or ""), *command],
            stdin=subprocess.PIPE if speaks else subprocess.DEVNULL,
            stdout=subprocess.PIPE if speaks else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            pass_fds=(theirs,),
            start_new_session=True,  # Ctrl-C in a terminal reaches us, and we end it
        )
    except BaseException:
        os.close(lifeline)
        raise
    finally:
        os.close(theirs)
    return Guarded(process, lifeline)


def _above_the_shells_own(descriptor: int) -> int:
    """Move a descriptor up: the guard keeps the program's input in descriptor 4, which must not be its own pipe."""
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 20)
    os.close(descriptor)
    return moved


def _start_beside(
    command: Sequence[str], folder: Path | None, environment: Mapping[str, str] | None, *, speaks: bool
) -> Guarded:
    ours = subprocess.PIPE if speaks else subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command,
            stdin=ours,
            stdout=ours,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    except OSError as problem:
        raise ToolMissingError(f"{command[0]} does not run.", why=str(problem)) from problem
    guard = subprocess.Popen(
        [sys.executable, "-I", "-c", _BESIDE, str(process.pid), str(folder or "")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if guard.stdin is None:
        raise TypeError("the guard was started without a pipe")
    lifeline = os.dup(guard.stdin.fileno())
    guard.stdin.close()
    return Guarded(process, lifeline, guard)
