"""What a long call is doing now: told by the rooms that do the work, heard by whoever waits for the answer.

Nobody has to listen. A step costs a look at a context variable then, so the rooms tell theirs without asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["Listener", "Step", "begin", "expect", "hearing"]


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a call that begins now."""

    number: int
    """From 1, and larger with every step of the call."""
    total: int | None
    """How many steps are expected by now, this one included; None where nobody can say."""
    what: str
    """What is done, for a person: `Proving 012_add_city.sql on the history`."""


Listener = Callable[[Step], None]


@dataclass(slots=True)
class _Hearing:
    listener: Listener
    begun: int = 0
    expected: int = 0


_hearing: ContextVar[_Hearing | None] = ContextVar("hearing", default=None)


@contextmanager
def hearing(listener: Listener) -> Iterator[None]:
    """Tell `listener` of each step that begins inside, in this thread."""
    token = _hearing.set(_Hearing(listener))
    try:
        yield
    finally:
        _hearing.reset(token)


def expect(more: int) -> None:
    """Say that `more` steps are going to begin, besides those that were said before."""
    if (heard := _hearing.get()) is not None:
        heard.expected += more


def begin(what: str) -> None:
    """Say that the call begins to do `what`, and is done with what it did before."""
    if (heard := _hearing.get()) is not None:
        heard.begun += 1
        total = max(heard.expected, heard.begun) if heard.expected else None
        heard.listener(Step(heard.begun, total, what))
