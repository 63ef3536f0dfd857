"""What this project holds good D1 SQL to be, and where a repository has settled on something else.

The conventions are DESIGN's: `id TEXT PRIMARY KEY`, snake_case tables, `idx_table_field`, TEXT timestamps in ISO 8601,
INTEGER or BOOLEAN for truth, JSON as TEXT. Where the schema at hand plainly does otherwise, its habit wins:
`Conventions.of` reads the habits, and whoever has a configuration file replaces single fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.catalog import Catalog

__all__ = ["Conventions", "index_name", "is_snake_case", "is_timestamp_name"]

SETTLED = 0.2
"""The share of a schema's own cases from which another style counts as its habit."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """What lint does not complain about. The empty value is DESIGN's conventions to the letter."""

    types: frozenset[str] = frozenset()
    """Type names, upper case and without length, that are fine here although SQLite does not know them."""
    integer_keys: bool = False
    """`INTEGER PRIMARY KEY` is as good as `TEXT PRIMARY KEY`."""
    key_names: frozenset[str] = frozenset({"id"})
    """Lower-case names of a table's own key."""
    any_table_case: bool = False
    any_column_case: bool = False
    index_prefix: str = "idx_"
    """What the name of a new index begins with."""
    index_prefixes: frozenset[str] = frozenset({"idx_"})
    """What it may begin with as well."""
    integer_timestamps: bool = False
    virtual_tables: bool = False
    """The schema already has virtual tables, so that `d1 export` is no longer lost through one more."""

    @classmethod
    def of(cls, catalog: Catalog) -> Conventions:
        """LintedStatement the habits of a schema."""
        tables = [table for table in catalog.tables.values() if table.columns]
        columns = [column for table in tables for column in table.columns]
        keys = [table.column(table.primary_key[0]) for table in tables if len(table.primary_key) == 1]
        prefixes = _settled(_prefix(index.name) for index in catalog.indexes.values())
        stamps = [column.type.upper() for column in columns if is_timestamp_name(column.name)]
        return cls(
            types=frozenset(_settled(_bare(column.type) for column in columns)),
            integer_keys=_share(key is not None and _bare(key.type) == "INTEGER" for key in keys) >= SETTLED,
            key_names=frozenset(
                {"id"} | _settled(key.name.lower() for key in keys if key and key.name.lower().endswith("id"))
            ),
            any_table_case=_share(not is_snake_case(table.name) for table in tables) >= SETTLED,
            any_column_case=_share(not is_snake_case(column.name) for column in columns) >= SETTLED,
            index_prefix="idx_" if len(prefixes) != 1 else next(iter(prefixes)),
            index_prefixes=frozenset({"idx_"} | prefixes),
            integer_timestamps=_share(type_.startswith("INT") for type_ in stamps) >= SETTLED,
            virtual_tables=any(table.module for table in catalog.tables.values()),
        )


def index_name(table: str, columns: Iterable[str | None], prefix: str = "idx_") -> str:
    """Return `idx_table_field…`; an expression is called `expr`."""
    words = (table, *(column or "expr" for column in columns))
    return prefix + "_".join(re.sub(r"\W+", "_", word).strip("_") for word in words)


def is_snake_case(name: str) -> bool:
    """Whether `name` is lower case with underscores (a leading one is fine: `_id`)."""
    return re.fullmatch(r"_?[a-z0-9]+(_[a-z0-9]+)*", name) is not None


def is_timestamp_name(name: str) -> bool:
    """Whether a column is named like a point in time: `created_at`, `date_created`, `updatedAt`."""
    return re.search(r"(^date_|^datetime_|_at$|[a-z]At$|_date$|_timestamp$|^timestamp$|_on$)", name) is not None


def _bare(type_name: str) -> str:
    return re.sub(r"\(.*", "", type_name).strip().upper()


def _prefix(name: str) -> str:
    return name.split("_", 1)[0] + "_" if "_" in name else ""


def _settled(values: Iterable[str]) -> set[str]:
    counted = Counter(value for value in values if value)
    return {value for value, times in counted.items() if times > 1 and times >= SETTLED * counted.total() / 4}


def _share(values: Iterable[bool]) -> float:
    seen = list(values)
    return sum(seen) / len(seen) if seen else 0.0
