"""What a slot may hold, as far as rows of queries are concerned."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ANYWHERE", "Value", "entered", "left"]

ANYWHERE = -1
"""An outermost call that is no longer known."""
_KEPT = 2


class Value(NamedTuple):
    """One thing that a slot may hold.

    `sql` a query's text, `statement` a prepared one, `result` what all() gives, `rows` a list, `row` one of them, each of query
    `of`; `function`, `object`, `tuple`, `list`, `type` number `of` of the program; `binding` a database, named by number.
    """

    kind: str
    of: int
    calls: tuple[int, ...] = ()
    """The calls through which it came into the function it is in, innermost first: it leaves only to where it came from."""

    def as_kind(self, kind: str) -> Value:
        return Value(kind, self.of, self.calls)


def entered(value: Value, call: int) -> Value:
    """Return `value` as an argument of a call is seen inside of the function."""
    calls = (call, *value.calls)
    if len(calls) > _KEPT:
        calls = (*calls[: _KEPT - 1], ANYWHERE)
    return Value(value.kind, value.of, calls)


def left(value: Value, call: int, siblings: set[int]) -> Value | None:
    """Return what a function returns as its call sees it; None where it came in through another of its calls."""
    if not value.calls or value.calls[0] == ANYWHERE:
        return value
    if value.calls[0] == call:
        return Value(value.kind, value.of, value.calls[1:])
    return None if value.calls[0] in siblings else value
