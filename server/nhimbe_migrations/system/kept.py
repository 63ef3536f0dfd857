"""Values that were dear to make, kept in memory while they are asked for and weigh no more than is allowed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Kept"]

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Kept(Generic[_Key, _Value]):
    """A cache that forgets what was not asked for the longest, as soon as all of it weighs more than `most`.

    The `least` values that were asked for last are kept whatever they weigh: so many are needed side by side.
    """

    def __init__(self, most: int, weight: Callable[[_Value], int], *, least: int = 1) -> None:
        self._most = most
        self._weight = weight
        self._least = least
        self._values: OrderedDict[_Key, _Value] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def peek(self, key: _Key) -> _Value | None:
        """Return the value of `key` where it is kept."""
        with self._lock:
            return self._values.get(key)

    def get(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """Return the value of `key`, from memory where it is kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._total += self._weight(value)
            while self._total > self._most and len(self._values) > self._least:
                _, gone = self._values.popitem(last=False)
                self._total -= self._weight(gone)
        return value
