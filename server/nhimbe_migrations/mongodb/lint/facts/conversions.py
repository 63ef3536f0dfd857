"""Updates that give a field's own value another type."""

from __future__ import annotations

from typing import Any

__all__ = ["converts_itself"]

_CONVERTING = frozenset(
    {"$convert", "$toString", "$toInt", "$toLong", "$toDouble", "$toDecimal", "$toBool", "$toDate", "$toObjectId",
     "$dateFromString", "$dateToString"}
)  # fmt: skip


def converts_itself(name: str, value: Any) -> bool:  # noqa: ANN401 JSValue
    """Whether `value`, in a pipeline's `$set`, converts the field `name` in place."""
    return _within(value, f"${name}", converting=False)


def _within(value: Any, path: str, *, converting: bool) -> bool:  # noqa: ANN401 JSValue
    match value:
        case str():
            return converting and value == path
        case {**fields}:
            return any(
                _within(field, path, converting=converting or key in _CONVERTING) for key, field in fields.items()
            )
        case [*items]:
            return any(_within(item, path, converting=converting) for item in items)
        case _:
            return False
