"""Values for one column, by what a migration does with it: those that fit, and those that nobody thought of."""

from __future__ import annotations

from collections.abc import Sequence

from nhimbe_migrations.d1.rows.candidates import Value, affinity, plausible
from nhimbe_migrations.d1.rows.reading.needs import ColumnUse
from nhimbe_migrations.d1.rows.reading.values import json_document, variants
from nhimbe_migrations.d1.schema.model import Column

__all__ = ["fitting_values", "odd_values"]


def fitting_values(column: Column | None, use: ColumnUse) -> list[Value]:
    """Return what an application would have written into a column that is used so; nothing where any value does."""
    if column is None or column.generated is not None:
        return []
    if use.holds:
        return [value for _, value in use.holds]
    kind = affinity(column.type)
    if use.json:
        return [_document(use, at) for at in range(2)]
    if use.date and kind in ("TEXT", "NUMERIC", "BLOB"):
        return [f"2026-0{at + 3}-0{at + 5} 10:00:00" for at in range(3)]
    if use.number and kind in ("TEXT", "BLOB"):
        return ["12", "7", "30"]
    for transform in use.transforms:
        if transform[0] == "instr" and len(transform) > 1:
            return [f"One{transform[1]}Two", f"Three{transform[1]}Four"]
    return []


def _document(use: ColumnUse, at: int) -> Value:
    paths: dict[str, Value] = {
        path: plausible(path.rsplit(".", 1)[-1].strip('"$[]') or "value", "TEXT", None, at)
        for path in use.json_paths
        if path != "$"
    }
    return json_document(paths, array=use.json_array)


def _nothing(use: ColumnUse) -> Value:
    """JSON with null where something is read."""
    return "[null]" if use.json_array else json_document({path: None for path in use.json_paths if path != "$"})


def odd_values(column: Column | None, use: ColumnUse, samples: Sequence[str]) -> list[Value]:
    """Return what a database may hold there besides; `samples` are texts that it holds already."""
    if column is None or column.generated is not None:
        return []
    found: list[Value] = [value for _, value in use.odd]
    kind = affinity(column.type)
    if use.json:
        found += ["{}", "no json", _nothing(use)]
        found += ['["a","a"]'] if use.json_array else []
    if use.number:
        found += (
            ["12.50", "12.75", "abc", ""]
            if kind in ("TEXT", "BLOB")
            else [12.5, 12.75]
            if kind in ("REAL", "NUMERIC")
            else []
        )
    for transform in use.transforms:
        for value in samples:
            found += variants(transform, value)
    return found[:10]
