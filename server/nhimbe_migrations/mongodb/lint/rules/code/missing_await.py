"""A promise nobody waits for."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.state.writes import merged_into

__all__ = ["RULE", "check"]

RULE = Rule(
    name="missing-await",
    severity="error",
    summary="A call on the database is not awaited",
    why="The runner records the migration as done while it is still running. An error is lost, and the process may end half way.",
    help="Put `await` in front of it, or collect the promises in `await Promise.all([…])`.",
    target="mongodb",
    acceptable=False,
)

_CURSORS = frozenset({"find", "aggregate", "listCollections", "listIndexes", "watch", "listSearchIndexes"})
_READING = frozenset({"toArray", "forEach", "next", "hasNext", "tryNext", "count", "explain", "close"})
_IMMEDIATE = frozenset({"initializeOrderedBulkOp", "initializeUnorderedBulkOp", "collection", "aggregate", "find"})


def _alone(call: Call) -> bool:
    """Whether the call is a statement of its own, awaited or not, so that nobody reads its cursor."""
    node = call.node
    parent = node.parent if node is not None else None
    if parent is not None and parent.type == "await_expression":
        parent = parent.parent
    return parent is not None and parent.type == "expression_statement"


def check(context: Context) -> Iterator[Finding]:
    for function in context.functions:
        for call in function.calls:
            if call.method in _CURSORS:
                reads = [item for item in call.chain if item in _READING]
                if call.method in {"aggregate", "find"} and not call.chain and not call.awaited and _alone(call):
                    yield RULE.finding(
                        f"{call.method}() does nothing until its result is read.",
                        line=call.line,
                        help="End it with `.toArray()` and await that.",
                    )
                elif reads and not call.awaited:
                    yield RULE.finding(f"{call.method}().{reads[-1]}() is not awaited.", line=call.line)
                elif (
                    call.method == "aggregate"
                    and merged_into(call) is not None
                    and call.awaited
                    and not reads
                    and _alone(call)
                ):
                    yield RULE.finding(
                        "An awaited cursor is not a run one: $merge and $out happen when it is read.",
                        line=call.line,
                        help="End it with `.toArray()`.",
                    )
            elif not call.awaited and call.method not in _IMMEDIATE:
                yield RULE.finding(f"{call.method}() is not awaited.", line=call.line)
