"""One command, one run: `make bench`. Figures, never pass or fail; compare ratios within one run.

With `--write` the run writes docs/benchmarks.md: the figures, the machine, the versions, the date and the command.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

Row = tuple[str, str, str]
PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--small", action="store_true", help="leave out the largest sizes")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    busy = os.getloadavg()[0]
    measured: dict[str, list[Row]] = {}
    for part in given.parts or PARTS:
        measured[part] = PARTS[part][1](given.rounds, given.small)
        _print(part, measured[part])
    if given.write:
        PAGE.write_text(_page(measured, busy), encoding="utf-8", newline="\n")
    return 0


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


def _growth(_rounds: int, small: bool) -> list[Row]:  # noqa: FBT001
    import growth

    return growth.measure(small=small)


def _proof(rounds: int, _small: bool) -> list[Row]:  # noqa: FBT001
    import proof

    return proof.measure(rounds)


def _latency(rounds: int, small: bool) -> list[Row]:  # noqa: FBT001
    import latency

    sizes = ([12, 1_000], [30, 300]) if small else ([12, 1_000, 10_000], [30, 300, 3_000])
    return latency.measure(*sizes, rounds)


PARTS: dict[str, tuple[str, Callable[[int, bool], list[Row]]]] = {
    "start": (
        "Start to the first answer (initialize and tools/list), with peak memory. The ratio is to a bare server of the same SDK.",
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
    "growth": (
        (
            "Processor time, children included, each figure in a fresh process. An exponent of 1 is linear; it is fitted over "
            "all sizes, and the one between the two largest stands beside it."
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


def _page(measured: dict[str, list[Row]], busy: float) -> str:
    from peers import jobs

    about = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    command = " ".join(["benchmarks/run.py", *sys.argv[1:]])
    lines = [
        "# Benchmarks",
        "",
        "Made by one run of `make bench`; nothing here is written by hand. Compare ratios, not milliseconds.",
        "",
        f"- Machine: {about}; load average {busy:.1f} when the run began",
        f"- Date: {dt.datetime.now(dt.UTC):%Y-%m-%d}",
        f"- Command: `{command}`",
        f"- Compared: {', '.join(jobs.versions())}",
        *(f"- Not compared. {absent}" for absent in jobs.ABSENT),
    ]
    for part, rows in measured.items():
        lines += ["", f"## {part.capitalize()}", "", PARTS[part][0], "", "| what | figure | ratio |", "|---|---|---|"]
        lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
