"""Which database a request means, with the reasons; what the repository shows is in `rule_zero.py`, the rules in `decide.py`, the words in `vocabulary.toml`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from nhimbe_migrations.targets.decision.decision import Decision, Target
from nhimbe_migrations.targets.decision.evidence import Evidence, evidence_of
from nhimbe_migrations.targets.decision.purpose import Purpose, with_purpose
from nhimbe_migrations.targets.decision.rule_zero import decide_by_evidence
from nhimbe_migrations.targets.evidence.inventory import Inventory, Store
from nhimbe_migrations.targets.request.names import Names
from nhimbe_migrations.targets.request.reading import read
from nhimbe_migrations.targets.request.vocabulary import Vocabulary

__all__ = ["Classification", "Evidence", "Purpose", "Signal", "Target", "classify"]

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Signal:
    """A phrase of the request that counted."""

    text: str
    """As the request has it; long code is cut."""
    kind: str
    """destination, ruled out, source, syntax, database name, purpose, table, collection, core entity, other entity, other store, no migration."""
    favours: Store | None
    """None: it calls for a question."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The answer. When `clarify` is set, `target` is only the default and `question` is to be asked first."""

    target: Target
    clarify: bool
    question: str | None
    confidence: float
    """From 0 to 1, fixed for each rule: a rank, not a probability."""
    signals: tuple[Signal, ...]
    why: str
    """One sentence that a person can check against the request."""
    rule: int
    """Which rule answered: 0 is what the repository shows, 1 to 7 are about the words."""
    evidence: tuple[Evidence, ...] = ()


def classify(
    request: str,
    *,
    tables: Collection[str] = (),
    collections: Collection[str] = (),
    vocabulary: Vocabulary | None = None,
    default: Store = "mongodb",
    database_names: Collection[str] = (),
    inventory: Inventory | None = None,
    purpose: Purpose | None = None,
) -> Classification:
    """Say which database a request means, deterministically and without looking anything up.

    Args:
        request: what somebody wants changed, in any language and of any length; it is read, never obeyed.
        tables: the tables of schema.sql.
        collections: the MongoDB collections that the history knows.
        vocabulary: the words that count; the delivered ones without it.
        default: the target that goes with a question.
        database_names: what the wrangler file calls its D1 databases.
        inventory: what the repository shows of its stores; without it the words decide.
        purpose: what the conversation says that the thing changed is for; it does not beat what is plainly said.
    """
    words = vocabulary or Vocabulary.delivered()
    shown = inventory or Inventory()
    reading = read(request, Names.of(tables, collections, database_names), words)
    decision = with_purpose(reading, shown, decide_by_evidence(reading, shown), purpose, default)
    return Classification(
        target=decision.target or default,
        clarify=decision.question is not None,
        question=_question(decision, words),
        confidence=decision.confidence,
        signals=tuple(Signal(sign.text, sign.kind, sign.favours) for sign in decision.signs),
        why=decision.why,
        rule=decision.rule,
        evidence=evidence_of(reading, decision, shown),
    )


def _question(decision: Decision, vocabulary: Vocabulary) -> str | None:
    if decision.question is None:
        return None
    question = vocabulary.text(f"questions.{decision.question}")
    fill = {"store": decision.signs[0].text if decision.signs else "", "thing": decision.thing, **dict(decision.fill)}
    # Replaced in one pass: what a request says is never read as a placeholder.
    return _PLACEHOLDER.sub(lambda found: fill.get(found[1], found[0]), question)
