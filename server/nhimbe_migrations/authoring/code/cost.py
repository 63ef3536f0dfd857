"""The cost of a D1 migration in the report: rates per row, what they come to, the time limit and the price."""

from __future__ import annotations

from collections.abc import Mapping

from nhimbe_migrations.authoring.code.database import Effect, populated
from nhimbe_migrations.authoring.result.report import Cost, CostEstimate, RowCost
from nhimbe_migrations.d1.proof.snapshot import looked_at
from nhimbe_migrations.d1.queries.cost import RowRates, rates_of
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["cost_of"]

_SIZES = (100_000, 10_000_000)
_LIMIT_SECONDS = 30.0
"""How long D1 lets a query run (Cloudflare, D1 limits)."""
_READ_A_SECOND, _WRITTEN_A_SECOND = 2_000_000, 200_000
"""A rough rate, about what workerd does on one core or less (benchmarks/cost.py): says whether the limit may be near, not more."""
_READ_DOLLARS, _WRITTEN_DOLLARS = 0.001 / 1e6, 1.0 / 1e6
"""D1's price per row beyond what a plan includes (Cloudflare, D1 pricing): 0.001 and 1 dollar a million."""
_FREE_WRITTEN = 100_000
"""Rows that may be written in a day on the free plan (the same page)."""


def cost_of(effect: Effect, rows: Mapping[str, int] | None = None) -> Cost:
    """Return the cost; `rows` are the counts that the facts tell, by table."""
    # A pragma may leave the rows as they are, and the shadow not.
    opened = populated if "pragma" in effect.migration.lower() else looked_at
    with opened(effect.image) as shadow:
        rates = rates_of(shadow, effect.migration, effect.schema_before)
    counts = {folded(name): count for name, count in (rows or {}).items()}
    names = {folded(table.name): table.name for table in (*effect.schema_after.tables, *effect.schema_before.tables)}
    own = {folded(table.name) for table in effect.schema_before.tables}
    per_row = tuple(
        RowCost(names.get(table, table), rates.read[table], rates.written[table], counts.get(table))
        for table in sorted(rates.read.keys() | rates.written.keys())
        if table in own and (rates.read[table] or rates.written[table])
    )
    read = rates.once_read + sum(item.rows_read * (item.rows or 0) for item in per_row)
    written = rates.once_written + sum(item.rows_written * (item.rows or 0) for item in per_row)
    known = [item.rows for item in per_row if item.rows is not None]
    sizes = () if not per_row or (known and len(known) == len(per_row)) else _SIZES
    return Cost(
        read,
        written,
        per_row,
        tuple(_estimate(rates, per_row, size) for size in sizes),
        _note(rates, per_row, read, written),
    )


def _estimate(rates: RowRates, per_row: tuple[RowCost, ...], size: int) -> CostEstimate:
    read = rates.once_read + sum(item.rows_read * size for item in per_row)
    written = rates.once_written + sum(item.rows_written * size for item in per_row)
    return CostEstimate(size, read, written, _seconds(read, written), _dollars(read, written))


def _seconds(read: int, written: int) -> float:
    return round(read / _READ_A_SECOND + written / _WRITTEN_A_SECOND, 1)


def _dollars(read: int, written: int) -> float:
    return round(read * _READ_DOLLARS + written * _WRITTEN_DOLLARS, 2)


def _note(rates: RowRates, per_row: tuple[RowCost, ...], read: int, written: int) -> str | None:
    told: list[str] = []
    if rates.multiplied:
        told.append(
            f"Not counted: “{' '.join(rates.multiplied[0].split()[:3])} …” reads a table for each row of another."
        )
    if per_row and all(item.rows is not None for item in per_row):
        seconds = _seconds(read, written)
        if seconds > _LIMIT_SECONDS:
            told.append(f"About {seconds:g} s, and D1 stops a query after {_LIMIT_SECONDS:g} s: do it in parts.")
        if written > _FREE_WRITTEN:
            told.append(f"Workers Free writes {_FREE_WRITTEN:,} rows a day at most.")
    elif per_row and _estimate(rates, per_row, _SIZES[-1]).seconds > _LIMIT_SECONDS:
        cost = _estimate(rates, per_row, _SIZES[-1]).seconds
        at = int(_SIZES[-1] * _LIMIT_SECONDS / cost)
        told.append(f"From about {_rounded(at):,} rows it may exceed D1's {_LIMIT_SECONDS:g} s a query.")
    return " ".join(told) or None


def _rounded(rows: int) -> int:
    """Two digits: the rate behind it is a rough one."""
    return int(float(f"{rows:.1e}"))
