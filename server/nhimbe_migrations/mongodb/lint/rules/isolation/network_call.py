"""The network, from a migration."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.reach import NETWORK_MODULES, globals_used, modules_named

__all__ = ["RULE", "check"]

RULE = Rule(
    name="network-call",
    severity="error",
    summary="The migration calls out to the network",
    why="Its result then depends on who answers, it cannot be run again to the same effect, and data may leave.",
    help="Fetch beforehand, and put the data into the migration.",
    target="mongodb",
    acceptable=False,
)

_GLOBALS = frozenset({"fetch", "WebSocket", "XMLHttpRequest", "EventSource", "navigator"})


def check(context: Context) -> Iterator[Finding]:
    for module, line in modules_named(context):
        if module.removeprefix("node:").split("/")[0] in NETWORK_MODULES:
            yield RULE.finding(f"{module!r} opens connections of its own.", line=line)
    for name, line in globals_used(context, _GLOBALS):
        yield RULE.finding(f"{name} goes out to the network.", line=line)
