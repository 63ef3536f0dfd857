"""What this project holds good D1 SQL to be, and where a repository has settled on something else.

The conventions are DESIGN's: `id TEXT PRIMARY KEY`, snake_case tables, `idx_table_field`, TEXT timestamps in ISO 8601,
INTEGER or BOOLEAN for truth, JSON as TEXT. Where the schema at hand plainly does otherwise, its habit wins, and what the
configuration says wins over both. Rules, fixes and prompts take the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from nhimbe_migrations.habits.names import CREATED, MODIFIED

if TYPE_CHECKING:
    from nhimbe_migrations.habits.counting import Habits

__all__ = ["Conventions"]

TOLERATED = 0.2
"""The share of a schema's own cases from which another style is not complained about."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """What lint does not complain about. The empty value is DESIGN's conventions to the letter."""

    types: frozenset[str] = frozenset()
    """Type names, upper case and without length, that are fine here although SQLite does not know them."""
    integer_keys: bool = False
    """`INTEGER PRIMARY KEY` is as good as `TEXT PRIMARY KEY`."""
    any_table_case: bool = False
    any_column_case: bool = False
    index_prefix: str = "idx_"
    """What the name of a new index begins with."""
    index_prefixes: frozenset[str] = frozenset({"idx_"})
    """What it may begin with as well."""
    integer_timestamps: bool = False
    virtual_tables: bool = False
    """The schema already has virtual tables, so that `d1 export` is no longer lost through one more."""
    headers: bool = True
    """A file begins with `-- Migration NNN: …`."""
    guards: bool = True
    """IF NOT EXISTS and IF EXISTS stand wherever SQLite has them."""
    id_column: str = "id"
    """What a new table's own key is called."""
    key_names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Folded name of a table's own key → the name that the configuration demands in its place."""
    time_names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The same for the columns that say when a row was made and last changed."""

    @classmethod
    def of(cls, habits: Habits) -> Self:
        """Read what the rules take for this repository's own way out of its counted habits."""
        prefixes = [*_frequent(habits.counts["index_prefix"])]
        stamps = habits.counts["timestamp_type"]
        return cls(
            types=frozenset(_frequent(habits.counts["type"])),
            integer_keys=_share(habits.counts["key_type"], "INTEGER") >= TOLERATED,
            any_table_case=_differs(habits.counts["table_name"], "snake_case"),
            any_column_case=_differs(habits.counts["column_name"], "snake_case"),
            index_prefix=habits.settled.get("index_prefix", prefixes[0] if len(prefixes) == 1 else "idx_"),
            index_prefixes=frozenset({"idx_", *prefixes}),
            integer_timestamps=sum(count for way, count in stamps.items() if way.startswith("INT"))
            >= TOLERATED * max(1, sum(stamps.values())),
            virtual_tables=habits.virtual_tables,
            id_column=habits.follow("identifier"),
            key_names=_demanded(habits.settled, ("identifier", frozenset({"id", "_id", "uuid"}))),
            time_names=_demanded(habits.settled, ("created", CREATED), ("modified", MODIFIED)),
        )


def _demanded(settled: Mapping[str, str], *families: tuple[str, frozenset[str]]) -> dict[str, str]:
    """Which names stand where the configuration has settled on another; a name that only is the habit is not here."""
    return {
        other: wanted
        for trait, others in families
        if (wanted := settled.get(trait)) is not None
        for other in others
        if other != wanted.lower()
    }


def _frequent(counts: Mapping[str, int]) -> set[str]:
    """Ways that are met more than once, and in a fair share of all places."""
    total = sum(counts.values())
    return {way for way, times in counts.items() if times > 1 and times >= TOLERATED * total / 4}


def _share(counts: Mapping[str, int], way: str) -> float:
    total = sum(counts.values())
    return counts.get(way, 0) / total if total else 0.0


def _differs(counts: Mapping[str, int], way: str) -> bool:
    return bool(counts) and 1 - _share(counts, way) >= TOLERATED
