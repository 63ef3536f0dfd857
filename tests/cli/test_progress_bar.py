"""The progress bar: on a terminal, for a person, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="NOT CHECKED: no pseudo-terminals on this system")


def run(sample: Path, *arguments: str, terminal: bool) -> tuple[str, str]:
    """Standard output, and what standard error got, which is a terminal or a pipe."""
    command = [sys.executable, "-m", "nhimbe_migrations", *arguments, "--repo", str(sample)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    if not terminal:
        ran = subprocess.run(command, capture_output=True, env=environment, check=False)
        return ran.stdout.decode(), ran.stderr.decode()
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        try:
            while more := os.read(ours, 65536):
                seen += more
        except OSError:  # Linux's way to say that the other end is closed
            pass
        assert process.stdout
        out = process.stdout.read()
    os.close(ours)
    return out.decode(), seen.decode()


def test_a_person_at_a_terminal_sees_how_far_a_check_is(sample: Path) -> None:
    out, seen = run(sample, "check", terminal=True)
    assert "Checking " in seen or "Comparing schema.sql" in seen or "Reading the repository" in seen
    assert seen.endswith(("\x1b[?25h", "\x1b[2K", "\x1b[1A\x1b[2K")), "the bar is taken away at the end"
    assert "\x1b[" not in out
    assert out == run(sample, "check", terminal=False)[0], "what is printed is the same with a bar and without"


@pytest.mark.parametrize("style", ["json", "github", "sarif", "markdown"])
def test_a_format_for_programs_has_no_bar(sample: Path, style: str) -> None:
    assert run(sample, "check", "--format", style, terminal=True)[1] == ""


def test_a_pipe_has_no_bar(sample: Path) -> None:
    assert run(sample, "check", terminal=False)[1] == ""
