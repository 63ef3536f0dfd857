"""One command, one table: `make bench`. Figures, never pass or fail; compare ratios within one run."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=["start", "proof", "latency", "tokens", "memory", "growth", []], help="default: all"
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--small", action="store_true", help="leave out the largest sizes")
    given = parser.parse_args()
    parts = given.parts or ["tokens", "start", "proof", "latency", "memory", "growth"]
    table = Table("what", "figure", "ratio", title="nhimbe-migrations, one run")
    for part in parts:
        for row in _measured(part, given.rounds, small=given.small):
            table.add_row(*row)
        table.add_section()
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return 0


def _measured(part: str, rounds: int, *, small: bool) -> list[tuple[str, str, str]]:
    if part == "start":
        import start

        return start.measure(rounds)
    if part == "proof":
        import proof

        return proof.measure(rounds)
    if part == "tokens":
        import tokens

        return tokens.measure()
    if part == "growth":
        import growth

        return growth.measure(small=small)
    import latency

    if part == "memory":
        return latency.memory(1_000 if small else 10_000)
    sizes = ([12, 1_000], [30, 300]) if small else ([12, 1_000, 10_000], [30, 300, 3_000])
    return latency.measure(*sizes, rounds)


if __name__ == "__main__":
    sys.exit(main())
