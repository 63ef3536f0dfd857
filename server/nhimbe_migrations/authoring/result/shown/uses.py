"""Uses in the code, and the order of deployment that follows from them, as an answer shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["pressing_uses", "use_lines", "why_of_order"]

_MOST_PLACES = 12
"""Of the code, for one effect."""
_PLACES = re.compile(r" \([^()]*:\d+[^()]*\)")


def pressing_uses(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the uses; of a refusal those that break, since the next draft says all of them."""
    uses: Sequence[Mapping[str, Any]] = report.get("uses", ())
    return [use for use in uses if not report.get("refused") or use["effect"] == "breaks"]


def why_of_order(report: Mapping[str, Any]) -> str:
    """Return why that order, without the places, which are listed with the uses, and what a finding advises already."""
    why: str = report["deploy"]["why"]
    if report.get("uses"):
        why = _PLACES.sub("", why)
    if any("`expand`" in finding.get("help", "") for finding in report["findings"]):
        why = why.partition(" Expand and contract:")[0]
    return why


def use_lines(uses: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each way in which the code is affected, with its places: each file is named once."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for use in uses:
        groups.setdefault((use["effect"], use.get("why") or use["text"]), []).append(use)
    for (effect, why), same in groups.items():
        places: dict[str, list[str]] = {}
        for use in same[:_MOST_PLACES]:
            places.setdefault(use["file"], []).append(str(use["line"]))
        where = "; ".join(f"{file}:{', '.join(dict.fromkeys(lines))}" for file, lines in places.items())
        more = f" and {len(same) - _MOST_PLACES} more (see `uses`)" if len(same) > _MOST_PLACES else ""
        yield f"{effect} ({why}): {where}{more}"
