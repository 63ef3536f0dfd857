"""Collections folded over the history: what every `up` makes of the database, file by file, in order.

Each file is read once, and the fold goes on from any earlier state, so that checking N migrations is linear.
What cannot be interpreted is kept in `unread`, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration, read_migration
from nhimbe_migrations.mongodb.state.apply_calls import UnreadableError, applied
from nhimbe_migrations.mongodb.state.collections import Collections, Unread

__all__ = ["fold", "fold_calls", "fold_parsed"]

LONGEST_TEXT = 120


def fold(files: Sequence[tuple[str, str]], start: Collections | None = None) -> Collections:
    """Return the collections after the migrations `(file, text)`, oldest first, from `start` or from nothing."""
    collections = start or Collections()
    for file, text in files:
        collections = fold_parsed(read_migration(text, file), collections)
    return collections


def fold_parsed(parsed: ParsedMigration, collections: Collections) -> Collections:
    """Return the collections after `parsed.up`."""
    for error in parsed.errors:
        if error.rule == "syntax-error":
            return collections.with_unread(Unread(parsed.file, error.line or 1, "", "the file is not TypeScript"))
    return fold_calls(parsed.up.calls, collections, parsed.file) if parsed.up else collections


def fold_calls(calls: Iterable[Call], collections: Collections, file: str) -> Collections:
    """Return the collections after `calls`. Branches count as taken: a guard only asks whether it was done before."""
    for call in calls:
        if "catch" in call.path:
            continue
        try:
            collections = applied(call, collections, file)
        except UnreadableError as error:
            collections = collections.with_unread(Unread(file, call.line, _short(call.text), str(error)))
    return collections


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"
