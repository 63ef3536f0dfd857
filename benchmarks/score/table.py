"""The one table, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from score.scoring import Score, scores, wilson

__all__ = ["percent", "print_table", "rows"]

Found = Iterable[tuple[str, str, Score]]


def percent(hits: int, total: int) -> str:
    """`94.1 % (89.0–97.0), 128/136`: the share, its Wilson interval at 95 %, the counts."""
    if not total:
        return "–"
    share, low, high = wilson(hits, total)
    return f"{share * 100:.1f} % ({low * 100:.1f}–{high * 100:.1f}), {hits}/{total}"


def rows(found: Found) -> list[tuple[str, str, str, str, str, str, str, str]]:
    """Return part, store, tool, cases, strict, loose, false alarms, time."""
    groups: dict[tuple[str, str, str], list[Score]] = {}
    for part, tool, score in found:
        groups.setdefault((part, score.case.store, tool), []).append(score)
    made = []
    for (part, store, tool), group in groups.items():
        figures = scores(group)
        judged = sum(score.answer.part is None for score in group)
        if not judged:
            continue
        seconds = figures["seconds"]
        made.append((
            part, store, tool, str(judged),
            percent(figures["strict"], figures["dangerous"]),
            percent(figures["loose"], figures["dangerous"]),
            percent(figures["alarms"], figures["safe"]),
            f"{seconds * 1000:.0f} ms",
        ))  # fmt: skip
    return made


def print_table(found: Sequence[tuple[str, str, Score]]) -> None:
    table = Table("part", "store", "tool", "cases", "strict detection", "loose", "false alarms", "median time")
    for row in rows(found):
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 170).print(table)
