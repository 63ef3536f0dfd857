"""What `up` did and `down` does not take back."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.values import Dynamic
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.apply_calls import UnreadableError, read_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="down-misses",
    severity="error",
    summary="`down` leaves behind something that `up` made",
    why="After up, down and up again the database is another one: an index stays behind, a collection is still there.",
    help="Add the inverse to `down`: dropIndex by name for createIndex, drop for createCollection, rename back, $rename back.",
    target="mongodb",
)


def _missed(call: Call, context: Context) -> str:
    down = context.down
    if any(isinstance(item.collection, Dynamic) for item in down):
        return ""
    gone = {item.collection for item in down if item.method == "drop"} | {
        item.argument(0) for item in down if item.method == "dropCollection"
    }
    if call.method in {"createIndex", "createIndexes"}:
        name = call.collection if call.collection is not None else call.argument(0)
        if name in gone or not isinstance(name, str) or _away(name, down):
            return ""
        return _index_missed(call, name, down)
    if call.method == "createCollection" and isinstance(call.argument(0), str):
        name = call.argument(0)
        return "" if name in gone or _away(name, down) else f"the collection {name!r}"
    if call.method == "rename":
        back = any(item.method == "rename" and item.argument(0) == call.collection for item in down)
        return "" if back or not isinstance(call.argument(0), str) else f"the rename to {call.argument(0)!r}"
    return ""


def _away(name: str, down: tuple[Call, ...]) -> bool:
    return any(item.method == "rename" and item.collection == name for item in down)


def _index_missed(call: Call, collection: str, down: tuple[Call, ...]) -> str:
    dropped = [item for item in down if item.method in {"dropIndex", "dropIndexes"} and item.collection == collection]
    if any(
        item.method == "dropIndexes" or isinstance(item.argument(0), Dynamic) or item.argument(0) == "*"
        for item in dropped
    ):
        return ""
    try:
        made = read_indexes(call)
    except UnreadableError:
        return ""
    left = [index.name for index in made if not any(item.argument(0) in (index.name, index.keys) for item in dropped)]
    return f"index {', '.join(map(repr, left))}" if left else ""


def check(context: Context) -> Iterator[Finding]:
    down = context.parsed.down
    if down is None or not context.down or any("opaque" in call.path for call in context.down):
        return
    for stage in context.stages:
        missed = _missed(stage.call, context)
        if missed:
            yield RULE.finding(f"down() does not take back {missed}.", line=stage.call.line)
