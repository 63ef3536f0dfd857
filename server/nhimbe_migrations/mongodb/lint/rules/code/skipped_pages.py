"""Pages that move while they are turned."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="skipped-pages",
    severity="warning",
    summary="skip() pages through what the same loop changes",
    why="A document that is changed leaves the filter, or its place in the order; the next page then begins too late, and documents are missed.",
    help="Go on from the last _id (`{ _id: { $gt: last } }`, sorted by _id), or read one cursor with `for await`.",
    target="mongodb",
)

_CHANGING = frozenset(
    {
        "updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany", "bulkWrite", "findOneAndUpdate", "findOneAndReplace",
        "findOneAndDelete",
    }
)  # fmt: skip


def _pages(call: Call) -> bool:
    return call.method == "find" and ("skip" in call.chain or "skip" in call.options(1)) and "loop" in call.path


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        changed = {call.collection for call in function.calls if call.method in _CHANGING and "loop" in call.path}
        for call in function.calls:
            if _pages(call) and call.collection in changed:
                yield RULE.finding(f"The loop changes {call.collection!r} while it pages through it.", line=call.line)
