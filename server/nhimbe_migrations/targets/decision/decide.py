"""The rule: which database a request means. Each step is one of its numbered sentences; the first that answers wins.

1. A database named as the destination, or its own syntax.   5. A known table or collection by name.
2. Both named: where the data goes.                          6. A core entity.
3. The purpose: edge, cache, read view, Worker-local.        7. Anything else: ask.
4. The source and its copy, both written: ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from nhimbe_migrations.targets.decision.copies import for_the_edge
from nhimbe_migrations.targets.decision.decision import Decision, RuleResult, short, signs_of, subject
from nhimbe_migrations.targets.decision.destinations import (
    from_one_of_them,
    named_as_destination,
    own_language,
    ruled_out,
    third_store,
)
from nhimbe_migrations.targets.decision.wording import noun_of, unknown_thing
from nhimbe_migrations.targets.request.context_patterns import spaced
from nhimbe_migrations.targets.request.names import named_thing
from nhimbe_migrations.targets.request.reading import Reading

__all__ = ["decide"]


def decide(reading: Reading) -> Decision:
    """Return what the first rule that has something to say says."""
    for rule in _RULES:
        decision = rule(reading)
        if decision is not None:
            return decision
    return _anything_else(reading)


def _no_words(reading: Reading) -> Decision | None:
    if any(word.kind != "mark" for word in reading.words):
        return None
    return Decision(7, None, 0.2, "The request has no words.", (), "empty")


def _known_name(reading: Reading) -> Decision | None:
    named = named_thing(reading.words, reading.names, reading.vocabulary)
    if named is None:
        return None
    kind = "table" if named.side == "d1" else "collection"
    why = f"“{named.text}” names a table of schema.sql." if kind == "table" else f"“{named.text}” names a collection."
    return Decision(5, named.side, 0.9, why, (RuleResult(named.text, kind, named.side),))


def _core_entity(reading: Reading) -> Decision | None:
    core = None if _is_idle(reading) else subject(reading).core
    if core is None:
        return None
    text = reading.text_of(core)
    why = f"“{text}” is core data ({core.label}), and MongoDB is its source of truth."
    return Decision(6, "mongodb", 0.85, why, (RuleResult(text, "core entity", "mongodb"),), entity=core.label)


def _is_idle(reading: Reading) -> bool:
    """Say whether nothing is to be done to a database: a question, a deployment, a page's looks."""
    if reading.of_kind("work"):
        return False
    if _only_asks(reading):
        return True
    verbs = frozenset(reading.vocabulary.phrases("idle.verbs"))
    asked_for = any(word.norm in verbs for word in reading.words)
    return bool(reading.of_kind("idle")) and (asked_for or not reading.of_kind("core"))


def _only_asks(reading: Reading) -> bool:
    """Say whether the request is a question about what there is; in a longer text a sentence that asks says nothing."""
    text = spaced(reading.words)
    asks = any(f" {question} " in text for question in reading.vocabulary.phrases("idle.questions"))
    sentences = [part for part in re.split(r" [.!?;:\n] ", text) if part.strip()]
    return asks and (len(sentences) == 1 or reading.request.rstrip().endswith("?"))


def _anything_else(reading: Reading) -> Decision:
    request = short(reading.request)
    if _is_idle(reading):
        signs = signs_of(reading, reading.of_kind("idle"), "no migration")
        return Decision(7, None, 0.2, "Nothing in the request asks for a change of a database.", signs, "idle", request)
    other = subject(reading).other
    if other is not None:
        text = reading.text_of(other)
        why = f"“{text}” is not core data, and nothing says where it lives."
        return Decision(7, None, 0.4, why, (RuleResult(text, "other entity", None),), "entity", noun_of(reading, other))
    why = "Nothing in the request says which database it means."
    named = unknown_thing(reading)
    if named is not None:
        return Decision(7, None, 0.3, why, (), "entity", named)
    return Decision(7, None, 0.3, why, (), "vague", request)


_RULES: Final[tuple[Callable[[Reading], Decision | None], ...]] = (
    _no_words,
    named_as_destination,
    ruled_out,
    third_store,
    own_language,
    from_one_of_them,
    for_the_edge,
    _known_name,
    _core_entity,
)
