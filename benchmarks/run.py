"""One command, one run: `make bench`. Figures, never pass or fail; compare ratios within one run.

Each part runs in a process of its own, which is ended when its time is over: the whole run ends, whatever hangs in it.
With `--write` the run writes docs/benchmarks.md: the figures, the machine, the versions, the date and the command.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

Row = tuple[str, str, str]
PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", action="store_true", help="leave out the largest sizes")
    parser.add_argument("--nhimbe", help="a checkout of nhimbe, on which warm drafts are measured too")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--lines", action="store_true", help="measure one part here, and print each row as JSON")
    given = parser.parse_args()
    NHIMBE.extend([given.nhimbe] if given.nhimbe else [])
    if given.lines:
        for row in PARTS[given.parts[0]][1](given.rounds, given.small):
            print(json.dumps(row), flush=True)
        return 0
    about = _about()
    parts = given.parts or [*PARTS]
    for part in parts:
        rows: list[Row] = []
        for row in _apart(part, [f"--rounds={given.rounds}", *(["--small"] if given.small else [])]):
            rows.append(row)
            if given.write:  # each row at once: a run that is stopped leaves what it has measured
                _write(part, about, rows, whole=not given.parts, first=part == parts[0])
        _print(part, rows)
    return 0


def _apart(part: str, options: list[str]) -> Iterator[Row]:
    """Measure a part in a process of its own; what it does not come to in its time is said in a row."""
    named = ["--nhimbe", NHIMBE[0]] if NHIMBE else []
    command = [sys.executable, __file__, part, "--lines", *options, *named]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    said: list[str] = []
    listening = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
    listening.start()
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)

    clock = threading.Timer(SECONDS[part], end)
    clock.start()
    try:
        for line in process.stdout:
            first, second, third = json.loads(line)
            yield first, second, third
        code = process.wait()
    finally:
        clock.cancel()
        end()
    if code:
        listening.join(1)
        why = next((line.strip() for line in reversed(said) if line.strip()), f"it ended with {code}")
        yield (
            part,
            f"ended after {SECONDS[part]} s: the rest was not measured" if code == -signal.SIGKILL else why[:120],
            "–",
        )


SECONDS = {
    "start": 180, "peers": 300, "tokens": 120, "memory": 240, "warm": 300, "growth": 1080, "proof": 180, "latency": 300,
}  # fmt: skip
"""What each part may take by the clock: about three times what it takes on two quiet cores."""


def _tokens(_rounds: int, _small: bool) -> list[Row]:  # noqa: FBT001
    import tokens

    return tokens.measure()


def _start(rounds: int, _small: bool) -> list[Row]:  # noqa: FBT001
    import start

    return start.measure(rounds)


def _peers(rounds: int, _small: bool) -> list[Row]:  # noqa: FBT001
    from peers import jobs

    return jobs.measure(max(rounds // 2, 1))


def _memory(_rounds: int, _small: bool) -> list[Row]:  # noqa: FBT001
    import memory

    return memory.measure()


def _growth(_rounds: int, small: bool) -> Iterable[Row]:  # noqa: FBT001
    import growth

    return growth.measure(small=small)


def _warm(_rounds: int, _small: bool) -> Iterable[Row]:  # noqa: FBT001
    import warm

    return warm.measure(NHIMBE[0] if NHIMBE else None)


NHIMBE: list[str] = []
"""The checkout that the command names."""


def _proof(rounds: int, _small: bool) -> list[Row]:  # noqa: FBT001
    import proof

    return proof.measure(rounds)


def _latency(rounds: int, small: bool) -> Iterable[Row]:  # noqa: FBT001
    import latency

    sizes = ([12, 1_000], [30, 300]) if small else ([12, 1_000, 10_000], [30, 300, 3_000])
    return latency.measure(*sizes, min(rounds, 3))


PARTS: dict[str, tuple[str, Callable[[int, bool], Iterable[Row]]]] = {
    "start": (
        "Start to the first answer (initialize and tools/list), with peak memory. The ratios (by the clock, of processor time) are to a bare server of the same SDK.",
        _start,
    ),
    "peers": (
        (
            "The same job with what people run instead: the whole process, by the clock and in processor time. "
            "The ratios are to this tool; what each does at the job is in brackets."
        ),
        _peers,
    ),
    "tokens": ("What a model reads (o200k), and a whole migration against the slash command done by hand.", _tokens),
    "memory": ("A server of its own through a real stdio client, and what it has started.", _memory),
    "warm": (
        (
            "A warm server through a real stdio client, by the clock: second drafts of each kind, the first draft of a process, "
            "and cheap calls beside dear ones."
        ),
        _warm,
    ),
    "growth": (
        (
            "Processor time, children included, each figure in a fresh process. An exponent of 1 is linear; it is fitted over "
            "all sizes, and the one between the two largest stands beside it. Where SQLite alone grows faster than its statements "
            "(it reads its whole catalog for each change of the schema), the same statements run once by it stand there, too."
        ),
        _growth,
    ),
    "proof": ("What the proof costs.", _proof),
    "latency": ("Warm calls over histories and schemas of growing size. The ratio is to the smallest.", _latency),
}


def _print(part: str, rows: list[Row]) -> None:
    table = Table("what", "figure", "ratio", title=part)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _about() -> str:
    command = " ".join(["benchmarks/run.py", *sys.argv[1:]])
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    busy = f"load average {os.getloadavg()[0]:.0f}"
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%d} · {machine} · {busy} when it began · `{command}`"


def _write(part: str, about: str, rows: list[Row], *, whole: bool, first: bool) -> None:
    """Put the part into the page. A run of all parts makes the page anew; a part that is measured alone says by which run."""
    from peers import jobs

    parts: dict[str, str] = {}
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() and not (whole and first) else ""
    head, *others = page.split("\n## ")
    for text in others:
        parts[text.partition("\n")[0].lower()] = text.partition("\n")[2].strip()
    run = about if whole else next((line[len(_RUN) :] for line in head.splitlines() if line.startswith(_RUN)), "")
    table = ["| what | figure | ratio |", "|---|---|---|"]
    table += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    parts[part] = "\n".join([PARTS[part][0], "", *([] if whole else [about, ""]), *table])
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`; nothing here is written by hand. Compare ratios within a part, not milliseconds.",
        "",
        *([f"{_RUN}{run}"] if run else []),
        f"- Compared: {', '.join(jobs.versions())}",
        *(f"- Not compared. {absent}" for absent in jobs.ABSENT),
    ]
    for name in PARTS:
        if name in parts:
            lines += ["", f"## {name.capitalize()}", "", parts[name]]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


_RUN = "- Measured in one run: "


if __name__ == "__main__":
    sys.exit(main())
