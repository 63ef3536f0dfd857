"""The purpose that an assistant read out of the conversation: it settles what is open, and beats nothing that is plainly said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from nhimbe_migrations.targets.decision.decision import TITLES, Decision, RuleResult
from nhimbe_migrations.targets.evidence.inventory import Inventory, Store, stores_of
from nhimbe_migrations.targets.request.reading import Reading

__all__ = ["Purpose", "with_purpose"]

Purpose = Literal["source-of-truth", "read-copy", "cache", "worker-local"]
_STORE: Final[dict[Purpose, Store]] = {
    "source-of-truth": "mongodb",
    "read-copy": "d1",
    "cache": "d1",
    "worker-local": "d1",
}


def with_purpose(
    reading: Reading, inventory: Inventory, decision: Decision, purpose: Purpose | None, default: Store
) -> Decision:
    """Return the decision as the purpose leaves it; `why` says what it would have been without."""
    if purpose is None:
        return decision
    without = f"Without the purpose: {decision.target or default}{', after a question' if decision.question else ''}."
    if not _counts(reading, inventory, decision):
        return replace(decision, why=f"{decision.why} The purpose ({purpose}) does not change that.")
    wanted = _STORE[purpose]
    sign = RuleResult(purpose, "purpose", wanted)
    if decision.target == wanted and decision.question is None:
        return replace(decision, why=f"{decision.why} The purpose ({purpose}) agrees.")
    if _is_against(decision, wanted):
        why = f"{decision.why} The purpose ({purpose}) speaks for {TITLES[wanted]}. {without}"
        fact = decision.why if decision.why.endswith(".") else f"{decision.why}."
        fill = decision.fill or (("fact", fact), ("other", TITLES[wanted]))
        return replace(
            decision, target=None, confidence=0.4, why=why, question=decision.question or "against_copy", fill=fill
        )
    why = f"The purpose given is {purpose}, which {TITLES[wanted]} is for. {without}"
    return Decision(3, wanted, 0.9, why, (sign, *decision.signs)[:4], objects=decision.objects)


def _counts(reading: Reading, inventory: Inventory, decision: Decision) -> bool:
    """Say whether a purpose has a say: two stores, or none yet, and nothing plainly said."""
    if len(inventory.stores) == 1 or decision.target == "both" or decision.question in {"empty", "idle"}:
        return False
    return not (decision.rule in {1, 2} and decision.question is None and not reading.of_kind("relational"))


def _is_against(decision: Decision, wanted: Store) -> bool:
    """Say whether an existing object, called by its name, stands in the other store alone."""
    stands = stores_of(decision.objects)
    decided = decision.rule == 0 and (decision.target not in {None, wanted} or decision.question == "against")
    if wanted == "d1" and not decision.spelled:  # a copy of what MongoDB has is a new thing
        return False
    return decided and bool(stands) and wanted not in stands
