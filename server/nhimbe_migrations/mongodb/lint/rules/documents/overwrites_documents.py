"""Documents that are replaced whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.plan.rules import OVERWRITES_DOCUMENTS
from nhimbe_migrations.mongodb.state.writes import updates

__all__ = ["RULE", "check"]

RULE = OVERWRITES_DOCUMENTS


def check(context: Context) -> Iterator[Finding]:
    for call in context.up:
        replaced = any(update.method in {"replaceOne", "findOneAndReplace"} for update in updates(call))
        target = call.collection if replaced else _replaced_by_out(call)
        target_known = replaced or (isinstance(target, str) and context.before.get(target) is not None)
        if target_known and not context.backed_up(call) and not context.is_its_own(target):
            yield RULE.finding(
                f"Documents of {target!r} are replaced, and down() cannot bring the old ones back.",
                line=call.line,
                severity="warning" if _puts_in_by_key(context, call) else "error",
            )


def _puts_in_by_key(context: Context, call: Call) -> bool:
    """Whether it puts documents of given keys into a collection that nothing speaks of: most likely there are none yet."""
    made = [update for update in updates(call) if update.method in {"replaceOne", "findOneAndReplace"}]
    return (
        isinstance(call.collection, str)
        and context.before.get(call.collection) is None
        and all(
            update.upsert and isinstance(update.filter, Mapping) and isinstance(update.filter.get("_id"), str | int)
            for update in made
        )
        and bool(made)
    )


def _replaced_by_out(call: Call) -> object:
    """The collection of this database that `$out` replaces; None for none."""
    stages = call.argument(0) if call.method == "aggregate" and isinstance(call.argument(0), list) else []
    return next((stage["$out"] for stage in stages if isinstance(stage, Mapping) and "$out" in stage), None)
