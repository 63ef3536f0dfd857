"""Values as they stand in a migration, written as Extended JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from nhimbe_migrations.mongodb.code.values import Constructed, Dynamic

__all__ = ["extended_json"]

_WRAPPERS = {
    "Date": "$date",
    "ObjectId": "$oid",
    "Int32": "$numberInt",
    "Long": "$numberLong",
    "Double": "$numberDouble",
    "Decimal128": "$numberDecimal",
}


def extended_json(value: Any) -> Any:  # noqa: ANN401, C901 JSValue in, Extended JSON out; one line a kind
    """Return a value of a migration's text as Extended JSON."""
    match value:
        case Constructed("RegExp", (pattern, flags)):
            return {"$regularExpression": {"pattern": pattern, "options": flags}}
        case Constructed("Date", (int() | float() as milliseconds,)):
            return {"$date": {"$numberLong": str(int(milliseconds))}}
        case Constructed("Date", (str() as text,)):
            return {"$date": text}
        case Constructed("Date", (int() as year, int() as month, *rest)) if all(isinstance(part, int) for part in rest):
            return {"$date": {"$numberLong": str(_milliseconds(year, month, rest))}}
        case Constructed(name, (argument,)) if name in _WRAPPERS:
            return {_WRAPPERS[name]: str(argument)}
        case Constructed() | Dynamic():
            # `new Date()`, an id that the driver makes: some value of the run's own.
            return None
        case {**fields}:
            return {key: extended_json(field) for key, field in fields.items()}
        case str():
            return value
        case [*items]:
            return [extended_json(item) for item in items]
        case int() if not isinstance(value, bool) and not -(2**31) <= value < 2**31:
            # The driver sends a number of JavaScript that is no int as a double; plain, it would be taken for a long.
            return {"$numberDouble": str(value)}
        case _:
            return value


def _milliseconds(year: int, month: int, rest: Sequence[int]) -> int:
    """`new Date(2023, 0, 1)`, with a month that begins at nought and may be beyond the year."""
    days, hours, minutes, seconds, thousandths = (*rest, *(1, 0, 0, 0, 0)[len(rest) :])[:5]
    whole = year + month // 12
    start = datetime(min(max(whole, 1), 9999), month % 12 + 1, 1, tzinfo=UTC)
    past = timedelta(days=days - 1, hours=hours, minutes=minutes, seconds=seconds, milliseconds=thousandths)
    return int(start.timestamp() * 1000) + int(past.total_seconds() * 1000)
