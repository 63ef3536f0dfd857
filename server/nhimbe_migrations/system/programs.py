"""One way to run a program and wait for it: an argument list, a deadline, an end to what it may print, and no orphans.

A program that takes too long is killed with all that it started. A dear one also dies when this process is killed in
the middle of it, and its folder goes with it (see `process_guard`).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

__all__ = ["Ran", "run_program"]

_MOST = 64_000_000
"""Bytes of output that are kept; a program that prints more is killed."""
_DRAIN_SECONDS = 2.0
"""How long what a program printed is waited for after its end: something that it started may hold the pipe open."""
_OWN_GROUP = os.name == "posix"
_ORPHANS = """
set -- $(cat)
[ "$2" = done ] && exit 0
[ -n "$1" ] && kill -9 "-$1" 2>/dev/null
[ -n "$folder" ] && rm -rf "$folder"
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended, and what it printed."""

    code: int
    """Its exit code; negative: the signal that ended it."""
    output: bytes
    errors: bytes

    @property
    def text(self) -> str:
        """Its output as text."""
        return self.output.decode("utf-8", "replace")

    @property
    def complaint(self) -> str:
        """What it printed as errors, as text."""
        return self.errors.decode("utf-8", "replace")


def run_program(
    command: Sequence[str],
    *,
    folder: Path,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    given: bytes | None = None,
    guarded: bool = True,
    scratch: Path | None = None,
    most: int = _MOST,
) -> Ran:
    """Run `command` without a shell and return how it ended.

    Args:
        command: The program and its arguments.
        folder: Where it runs.
        seconds: After which it is killed.
        environment: All that it sees of it; ours where not given.
        given: Its input; nothing where not given.
        guarded: Whether it has to die when this process is killed; costs about two milliseconds.
        scratch: A folder that is removed when it dies that way.
        most: Bytes that it may print.

    Raises:
        OSError: it cannot be started.
        subprocess.TimeoutExpired: it took too long, or printed too much, and was killed.
    """
    with _watched(scratch) if guarded and _OWN_GROUP else contextlib.nullcontext() as watch:
        process = subprocess.Popen(
            list(command),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Unguarded, it stays in our group: whoever kills that one ends it too.
            process_group=None if watch is None else 0,
        )
        if watch is not None:
            watch.tell(f"{process.pid}\n")
        return _finished(process, command, seconds, given, most, grouped=watch is not None)


def _finished(
    process: subprocess.Popen[bytes],
    command: Sequence[str],
    seconds: float,
    given: bytes | None,
    most: int,
    *,
    grouped: bool,
) -> Ran:
    def kill() -> None:
        with contextlib.suppress(OSError):
            if grouped:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    readers = [_Reader(stream, most, kill) for stream in (process.stdout, process.stderr) if stream]
    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    try:
        timer.start()
        if process.stdin:
            with contextlib.suppress(OSError), process.stdin:
                process.stdin.write(given or b"")
        code = process.wait()
        late = not timer.is_alive()
    finally:
        timer.cancel()
        if process.returncode is None or grouped:
            kill()  # it, or what it left behind
        process.wait()
        for reader in readers:
            reader.join(_DRAIN_SECONDS)
    over = late or any(reader.overflowed for reader in readers)
    output, errors = (bytes(reader.data) for reader in readers)
    if over and code < 0:
        raise subprocess.TimeoutExpired(list(command), seconds, output, errors)
    return Ran(code, output, errors)


class _Reader(threading.Thread):
    """Takes in what a program prints, until it is too much."""

    def __init__(self, stream: IO[bytes], most: int, kill: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.data, self.overflowed = bytearray(), False
        self._stream, self._most, self._kill = stream, most, kill
        self.start()

    def run(self) -> None:
        with self._stream:
            while chunk := os.read(self._stream.fileno(), 1 << 16):
                self.data += chunk
                if len(self.data) > self._most:
                    self.overflowed = True
                    self._kill()
                    return


@dataclass(slots=True)
class _Watch:
    """Our end of the watcher's pipe."""

    pipe: int

    def tell(self, line: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self.pipe, line.encode())


@contextlib.contextmanager
def _watched(scratch: Path | None) -> Iterator[_Watch | None]:
    """Start what kills the program and removes its folder when our end of its pipe closes without a word."""
    theirs, ours = os.pipe()
    try:
        watcher = subprocess.Popen(
            ["/bin/sh", "-c", _ORPHANS],
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "folder": str(scratch or "")},
            process_group=0,
        )
    except OSError:
        os.close(ours)
        yield None
        return
    finally:
        os.close(theirs)
    watch = _Watch(ours)
    try:
        yield watch
    finally:
        watch.tell("done\n")
        os.close(ours)
        watcher.wait()
