"""Lists in messages, kept short."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["listed"]

SHOWN = 6


def listed(names: Sequence[str]) -> str:
    """Return the names with commas; of many only the first, and how many more there are."""
    more = len(names) - SHOWN
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:SHOWN])} and {more} more"
