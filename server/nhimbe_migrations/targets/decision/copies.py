"""Rules 3 and 4: the purpose says that the thing changed is a copy at the edge, or that it and its source both change."""

from __future__ import annotations

from nhimbe_migrations.targets.decision.decision import Decision, RuleResult, signs_of, subject, thing
from nhimbe_migrations.targets.request.context_patterns import around
from nhimbe_migrations.targets.request.phrases import Mention
from nhimbe_migrations.targets.request.reading import Reading

__all__ = ["copies_too", "for_the_edge"]


def for_the_edge(reading: Reading) -> Decision | None:
    """An edge, a cache, a read view or the Worker's own state is what is written."""
    purposes = reading.with_role("purpose", "written")
    if not purposes:
        return _for_the_worker(reading)
    signs = signs_of(reading, purposes)
    phrase = reading.text_of(purposes[0])
    if copies_too(reading, purposes[0]):
        why = f"Both the data itself and “{phrase}” are written."
        return Decision(4, None, 0.4, why, signs, "source_and_copy", thing(reading))
    return Decision(3, "d1", 0.9, f"“{phrase}” says that this is a copy or state at the edge.", signs)


def _for_the_worker(reading: Reading) -> Decision | None:
    """What the Worker keeps for itself is told by its sentence: it remembers, it alone reads, it is bookkeeping."""
    for at, word in enumerate(reading.words):
        if word.norm not in {"worker", "workers", "scratch"} or any(
            trap.first <= at < trap.last for trap in reading.of_kind("trap")
        ):
            continue
        how = reading.scope.is_for_the_worker(reading.sentence_of(at))
        if how == "first" or (how == "second" and subject(reading).core is None):
            signs = (RuleResult(word.text, "purpose", "d1"),)
            return Decision(
                3, "d1", 0.8, f"The sentence with “{word.text}” is about what the Worker keeps for itself.", signs
            )
    return None


def copies_too(reading: Reading, copy: Mention) -> bool:
    """Say whether the request writes the data itself before it writes this copy of it."""
    scope, words = reading.scope, reading.words
    if scope.speaks_of_both(words, copy):
        return True
    first = _start_of_noun(reading, copy)
    if (
        copy.kind == "purpose"
        and scope.is_too(around(words, copy.first, copy.last)[1])
        and any(m.last <= first for m in reading.of_kind("core", "other"))
    ):
        return True
    if not scope.is_joined(words, first, copy.last):
        return False
    named = any(mention.last <= first for mention in reading.of_kind("core", "other", "loose"))
    return named or any(word.kind == "name" for word in words[:first])


def _start_of_noun(reading: Reading, copy: Mention) -> int:
    """Return where the noun starts that the copy belongs to: "host read view" and "copy of events at the edge" whole."""
    inside = {
        at
        for mention in reading.of_kind("core", "other", "loose", "purpose")
        for at in range(mention.first, mention.last)
    }
    light = frozenset(("(", *reading.vocabulary.phrases("scope.store_nouns")))
    first = copy.first
    while first > 0 and (first - 1 in inside or reading.words[first - 1].norm in light):
        first -= 1
    return first
