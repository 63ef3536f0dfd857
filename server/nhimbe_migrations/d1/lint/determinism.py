"""Calls that give another value each time."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.sql.syntax_tree import Node, calls, items, kind, walk

__all__ = ["nondeterministic"]

_ALWAYS = {"random", "randomblob", "changes", "total_changes", "last_insert_rowid"}
_CLOCKS = {"date": 0, "time": 0, "datetime": 0, "julianday": 0, "unixepoch": 0, "strftime": 1}
"""Date functions by the place of their time value; without one they read the clock."""


def nondeterministic(node: Node) -> Iterator[str]:
    """Yield how each such call below `node` is written: `random()`, `datetime('now')`, `CURRENT_TIMESTAMP`."""
    for call in calls(node):
        name = str(call["func_name"]).lower()
        if name in _ALWAYS:
            yield f"{name}()"
        elif name in _CLOCKS and _reads_clock(items(call, "args")[_CLOCKS[name] :]):
            yield f"{name}('now')"
    for item in walk(node):
        if kind(item) == "Literal" and item["literal_type"] == "CURRENT":
            yield str(item["source"]).upper()


def _reads_clock(arguments: list[Node]) -> bool:
    if not arguments:
        return True
    return any(
        kind(argument) == "Literal" and str(argument["source"]).lower() in {"'now'", "'localtime'"}
        for argument in arguments
    )
