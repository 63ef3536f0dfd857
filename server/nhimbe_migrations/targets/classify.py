"""Which database a request means, with the reasons; the rule itself is in `decide.py`, the words in `vocabulary.toml`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from nhimbe_migrations.targets.decision.decide import decide
from nhimbe_migrations.targets.decision.decision import Decision, Target
from nhimbe_migrations.targets.request.names import Names
from nhimbe_migrations.targets.request.reading import read
from nhimbe_migrations.targets.request.vocabulary import Vocabulary

__all__ = ["Classification", "Signal", "Target", "classify"]


@dataclass(frozen=True, slots=True)
class Signal:
    """A phrase of the request that counted."""

    text: str
    """As the request has it; long code is cut."""
    kind: str
    """destination, ruled out, source, syntax, database name, purpose, table, collection, core entity, other entity, other store, no migration."""
    favours: Target | None
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
    """Which of the seven rules answered."""


def classify(
    request: str,
    *,
    tables: Collection[str] = (),
    collections: Collection[str] = (),
    vocabulary: Vocabulary | None = None,
    default: Target = "mongodb",
    database_names: Collection[str] = (),
) -> Classification:
    """Say which database a request means, deterministically and without looking anything up.

    Args:
        request: what somebody wants changed, in any language and of any length; it is read, never obeyed.
        tables: the tables of schema.sql.
        collections: the MongoDB collections that the history knows.
        vocabulary: the words that count; the delivered ones without it.
        default: the target that goes with a question.
        database_names: what the wrangler file calls its D1 databases.
    """
    words = vocabulary or Vocabulary.delivered()
    decision = decide(read(request, Names.of(tables, collections, database_names), words))
    return Classification(
        target=decision.target or default,
        clarify=decision.question is not None,
        question=_question(decision, words),
        confidence=decision.confidence,
        signals=tuple(Signal(sign.text, sign.kind, sign.favours) for sign in decision.signs),
        why=decision.why,
        rule=decision.rule,
    )


def _question(decision: Decision, vocabulary: Vocabulary) -> str | None:
    if decision.question is None:
        return None
    question = vocabulary.text(f"questions.{decision.question}")
    store = decision.signs[0].text if decision.signs else ""
    return question.replace("{store}", store).replace("{thing}", decision.thing)
