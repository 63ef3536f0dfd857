"""What is left of the constraints that a migration meets: no made row broke them, and nothing rules out that another does.

The search for rows goes as far as its steps last. So that a verdict without a doubt means that there is none, what it
did not find is said too: one note for the migration, with one query for all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.attempts.pursuit import OF_ONE_ROW
from nhimbe_migrations.d1.proof.counting.risks import Risk
from nhimbe_migrations.d1.proof.counting.stops import count
from nhimbe_migrations.d1.proof.counting.violations import summed
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS, look_first
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["unsettled"]

_MOST = 6
"""Constraints that are named, and lines that are not followed."""
_LONGEST = 6_000
"""Characters of the query."""
_EXPRESSION = 40
"""Characters of a CHECK that are quoted."""


def unsettled(
    rest: Sequence[Risk],
    unfollowed: Sequence[tuple[int, str]],
    told: Sequence[str],
    running: Sequence[Shadow],
) -> Iterator[Finding]:
    """Yield a note about the constraints of `rest`, and about the lines that are not followed, each with why not.

    Args:
        rest: what no made row broke and nothing rules out.
        unfollowed: lines of statements whose effect no query can say.
        told: the queries of the doubts that are said already.
        running: databases on which the migration runs: a query that counts rows in one of them counts too much.
    """
    left = [(risk, query) for risk in rest if (query := _query(risk, told, running)) is not None]
    if not left and not unfollowed:
        return
    asked: list[str] = []
    for _, query in sorted(left, key=lambda item: len(item[1])):
        if query not in asked and sum(map(len, asked)) + len(query) <= _LONGEST:
            asked.append(query)
    parts = []
    if left:
        parts.append(f"No made row breaks it, and nothing rules it out: {_named([risk for risk, _ in left])}.")
    if unfollowed:
        lines = "; ".join(f"line {line} ({why})" for line, why in unfollowed[:_MOST])
        parts.append(f"What these may break is not followed: {lines}{_more(len(unfollowed))}.")
    yield DEPENDS_ON_ROWS.finding(
        " ".join(parts),
        severity="note",
        line=min(
            (line for line in (*(risk.line for risk, _ in left), *(line for line, _ in unfollowed)) if line),
            default=None,
        ),
        help=look_first(summed(asked) if asked else None, _COUNTED if asked else _ON_A_COPY),
    )


_COUNTED = "Anything but 0 may stop the migration."
_ON_A_COPY = "Run it on a copy of the data first (engine `local`)."


def _query(risk: Risk, told: Sequence[str], running: Sequence[Shadow]) -> str | None:
    """One query for all rows that may break it, the likeliest where each counts some on which it runs; None where it is told."""
    queries = [query for query in risk.queries if not any(query in other for other in told)]
    if not queries:
        return None
    counts = {query: [count(shadow, query) for shadow in running] for query in queries}
    queries = [query for query in queries if None not in counts[query]] or queries  # the others would only trip
    exact = [query for query in queries if not any(counts[query])]
    if risk.message.startswith(OF_ONE_ROW) or not exact:
        return (exact or queries)[0]
    apart = [query for query in exact if not any(query != other and query in other for other in exact)]
    return summed(apart)


def _named(risks: Sequence[Risk]) -> str:
    shown = sorted(risks[:_MOST], key=lambda risk: risk.line or 10**9)
    by_line = groupby(shown, key=lambda risk: risk.line)
    lines = (
        f"line {line}, {', '.join(dict.fromkeys(_in_short(risk.message) for risk in some))}"
        if line
        else "foreign keys at the end"
        for line, some in by_line
    )
    return f"{'; '.join(lines)}{_more(len(risks))}"


def _more(number: int) -> str:
    return f"; {number - _MOST} more" if number > _MOST else ""


def _in_short(message: str) -> str:
    named = re.match(r"(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: (.*))?$", message, re.DOTALL)
    if named is None:
        return message
    what = " ".join((named[2] or "").split())
    return f"{named[1]} {what if len(what) <= _EXPRESSION else what[:_EXPRESSION] + '…'}".rstrip()
