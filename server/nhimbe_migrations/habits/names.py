"""What a name gives away: its case, a point in time, and what an index is to be called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["CREATED", "MODIFIED", "index_name", "index_prefix_of", "is_snake_case", "is_timestamp_name"]

CREATED: Final = frozenset({"created_at", "date_created", "created", "created_on", "creation_date", "createdat"})
"""Folded names of columns that say when a row was made."""
MODIFIED: Final = frozenset(
    {
        "updated_at",
        "date_modified",
        "modified_at",
        "updated",
        "updated_on",
        "date_updated",
        "last_modified",
        "updatedat",
    }
)
"""Folded names of columns that say when a row was last changed."""


def index_name(table: str, columns: Iterable[str | None], prefix: str = "idx_") -> str:
    """Return `idx_table_field…`; an expression is called `expr`."""
    words = (table, *(column or "expr" for column in columns))
    return prefix + "_".join(re.sub(r"\W+", "_", word).strip("_") for word in words)


def index_prefix_of(name: str) -> str:
    """Return what an index name begins with, up to its first underscore; empty where it has none."""
    return name.split("_", 1)[0] + "_" if "_" in name else ""


def is_snake_case(name: str) -> bool:
    """Whether `name` is lower case with underscores (a leading one is fine: `_id`)."""
    return re.fullmatch(r"_?[a-z0-9]+(_[a-z0-9]+)*", name) is not None


def is_timestamp_name(name: str) -> bool:
    """Whether a column is named like a point in time: `created_at`, `date_created`, `updatedAt`."""
    return re.search(r"(^date_|^datetime_|_at$|[a-z]At$|_date$|_timestamp$|^timestamp$|_on$)", name) is not None
