"""Processes that end with us, also when we are killed and they do not listen.

A guard (a few words of POSIX shell) starts the program and reads a pipe whose other end only this process holds.
When that end closes, for whatever reason, it kills the program and removes its folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nhimbe_migrations.errors import ToolMissingError

__all__ = ["Guarded", "guarded_start"]

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
_END_SECONDS = 20.0


@dataclass(slots=True)
class Guarded:
    """A running program that is spoken with in lines of JSON, or not at all."""

    process: subprocess.Popen[bytes]
    lifeline: int
    """Our end of the guard's pipe."""
    _received: bytearray = field(default_factory=bytearray)

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
        patience, output = time.monotonic() + seconds, self.process.stdout.fileno()
        while b"\n" not in self._received:
            if not select.select([output], [], [], max(0.0, patience - time.monotonic()))[0]:
                return None
            chunk = os.read(output, 1 << 20)
            if not chunk:
                raise ToolMissingError("The process for the proof ended early.", why="It closed its output.")
            self._received += chunk
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received[:] = rest
        message: dict[str, Any] = json.loads(line)
        return message

    def end(self, *, keep_folder: bool = False) -> None:
        """Kill the program, whatever it is doing, and wait until it is gone, and its folder unless that is kept."""
        if self.lifeline < 0:
            return
        if keep_folder:
            with contextlib.suppress(OSError):
                os.write(self.lifeline, b"keep")
        os.close(self.lifeline)
        self.lifeline = -1
        self.process.wait(timeout=_END_SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


def guarded_start(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    speaks: bool = True,
    environment: Mapping[str, str] | None = None,
) -> Guarded:
    """Start `command` under a guard.

    Args:
        command: The program and its arguments.
        folder: Where it runs; removed when the program is killed, also when that is because we were.
        speaks: Whether it reads and writes lines; else it is given neither input nor output.
        environment: All that it sees of it; ours where not given.

    Raises:
        ToolMissingError: there is no POSIX shell here.
    """
    if sys.platform == "win32":
        raise ToolMissingError(
            "Migrations are not run on Windows.", why="What ends them for certain needs a POSIX shell."
        )
    theirs, lifeline = os.pipe()
    try:
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
