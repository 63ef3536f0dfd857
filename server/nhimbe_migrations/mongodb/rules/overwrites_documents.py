"""Documents that are replaced whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.mongodb.fold_writes import merged_into, updates
from nhimbe_migrations.mongodb.planning_rules import OVERWRITES_DOCUMENTS
from nhimbe_migrations.mongodb.rules.material.context import Context
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = OVERWRITES_DOCUMENTS


def check(context: Context) -> Iterator[Finding]:
    for call in context.up:
        replaced = any(update.method in {"replaceOne", "findOneAndReplace"} for update in updates(call))
        out = (
            call.method == "aggregate"
            and isinstance(call.argument(0), list)
            and any(isinstance(stage, Mapping) and "$out" in stage for stage in call.argument(0))
        )
        target = merged_into(call) if out else call.collection
        if (
            replaced or (out and context.has_documents(target) and context.before.get(str(target)) is not None)
        ) and not context.backed_up(call):
            yield RULE.finding(
                f"Documents of {target!r} are replaced, and down() cannot bring the old ones back.", line=call.line
            )
