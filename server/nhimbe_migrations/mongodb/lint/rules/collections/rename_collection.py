"""Everyone who reads the old name."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="rename-collection",
    severity="note",
    summary="A collection is renamed",
    why=(
        "Running code goes on with the old name: it reads nothing, and its writes create the old "
        "collection again. Change streams end."
    ),
    help="Deploy code that knows both names first; or accept a short pause.",
    target="mongodb",
)


def _into_backup(call: Call, context: Context) -> bool:
    """A collection that is put aside is a dropped one; that is another rule's matter."""
    name = str(call.argument(0)).lower()
    return "backup" in name or "archive" in name or context.before.get(str(call.collection)) is None


def check(context: Context) -> Iterator[Finding]:
    for stage in context.stages:
        call = stage.call
        if call.method in {"rename", "renameCollection"} and not _into_backup(call, context):
            yield RULE.finding(
                "Code that is running reads and writes the old name until it is deployed again.", line=call.line
            )
