"""Pages of a list. The cursor is the place of the next item, which nobody should have to know."""

from __future__ import annotations

from nhimbe_migrations.errors import ArgumentError

__all__ = ["offset"]


def offset(cursor: str | None, total: int) -> int:
    """Return where the page begins.

    Raises:
        ArgumentError: the cursor is none that an earlier page gave.
    """
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdecimal() or len(cursor) > len(str(total)) or int(cursor) > total:
        raise ArgumentError(
            f"There is no page {cursor[:40]!r}.", way_out="Use the next_cursor of the page before, or none."
        )
    return int(cursor)
