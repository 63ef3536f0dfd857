"""Take one change back out of a text that has gone on since, line by line, or say that it cannot be done."""

from __future__ import annotations

import difflib

__all__ = ["reverse_patch"]


def reverse_patch(now: str, before: str, after: str) -> str | None:
    """Return `now` without the change `before` → `after`; None where its lines were changed again since.

    Each changed block must still stand in `now` next to a line that it stood next to, and at one place only.
    """
    if now == after:
        return before
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    lines = now.splitlines(keepends=True)
    for tag, old_from, old_to, new_from, new_to in reversed(
        difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    ):
        if tag == "equal":
            continue
        place = _place(lines, new, new_from, new_to)
        if place is None:
            return None
        lines[place : place + new_to - new_from] = old[old_from:old_to]
    return "".join(lines)


def _place(lines: list[str], new: list[str], start: int, end: int) -> int | None:
    """Find the block `new[start:end]` in `lines`, told by as much context as still holds."""
    for context in (3, 2, 1, 0):
        above, below = new[max(0, start - context) : start], new[end : end + context]
        found = [at + len(above) for at in _finds(lines, [*above, *new[start:end], *below])]
        if len(found) == 1:
            return found[0]
    return None


def _finds(lines: list[str], block: list[str]) -> list[int]:
    if not block:
        return []
    return [at for at in range(len(lines) - len(block) + 1) if lines[at : at + len(block)] == block]
