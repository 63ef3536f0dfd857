"""Names as SQLite compares them, and the kinds of thing that a schema names."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

__all__ = ["ObjectKind", "folded"]

ObjectKind = Literal["table", "index", "trigger", "view", "virtual table"]

_CASE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """Return `name` in the case in which SQLite compares names: only ASCII letters are alike."""
    return name.lower() if name.isascii() else name.translate(_CASE)
