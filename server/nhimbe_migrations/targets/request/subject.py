"""What a request is about: which entity it writes, and which ones it only mentions (rules 6 and 7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nhimbe_migrations.targets.request.context_patterns import anywhere, around, spaced, to_the_left, to_the_right
from nhimbe_migrations.targets.request.phrases import Mention
from nhimbe_migrations.targets.request.vocabulary import Vocabulary
from nhimbe_migrations.targets.request.words import Word

__all__ = ["Subject", "subject_of", "weight_of"]

_REACH: Final = 6
"""So many words away a container may stand from what is put into it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is written: a core entity, another thing, or nothing that could be made out."""

    core: Mention | None = None
    other: Mention | None = None


def subject_of(words: Sequence[Word], mentions: Sequence[Mention], vocabulary: Vocabulary) -> Subject:
    """Return what the request writes."""
    return _Weighing(words, mentions, _grammar_of(vocabulary)).subject()


def weight_of(words: Sequence[Word], mention: Mention, vocabulary: Vocabulary) -> str:
    """Return `strong` for what is written, `weak` for whom or by whom it is, `none` for who only acts."""
    return _weight(words, mention, _grammar_of(vocabulary))


class _Grammar:
    """The cues of `[subject]`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        def cues(name: str) -> tuple[str, ...]:
            return vocabulary.phrases(f"subject.{name}")

        determiners = cues("determiners")
        self.by_the_way = to_the_left(cues("by_the_way"), determiners)
        self.taken_from = to_the_left(cues("taken_from"), determiners)
        self.held_for = to_the_left(cues("held_for"), determiners)
        self.modification = to_the_left(cues("modification"))
        self.beneficiary = to_the_left(cues("beneficiary"), determiners)
        self.container = to_the_left(cues("container"), determiners)
        self.put_into = to_the_left(cues("put_into"), determiners)
        self.creation = to_the_left(cues("creation"), cues("created_as"))
        self.unknown_thing = anywhere(cues("unknown_thing"))
        self.acts = to_the_right(cues("acts"))
        self.attributes = frozenset(vocabulary.phrases("entities.attributes"))


@lru_cache(maxsize=8)
def _grammar_of(vocabulary: Vocabulary) -> _Grammar:
    return _Grammar(vocabulary)


class _Weighing:
    """One request: its entities, each strong (written), weak (for whom, by whom) or not counted at all."""

    def __init__(self, words: Sequence[Word], mentions: Sequence[Mention], grammar: _Grammar) -> None:
        self._words, self._grammar = words, grammar
        spoken = [mention for mention in mentions if words[mention.first].quoted <= 1]
        self._others = [mention for mention in spoken if mention.kind == "other"]
        self._loose = [mention for mention in spoken if mention.kind == "loose"]
        core = [mention for mention in spoken if mention.kind == "core"]
        self._strong = [mention for mention in core if _weight(words, mention, grammar) == "strong"]
        self._weak = [mention for mention in core if _weight(words, mention, grammar) == "weak"]

    def subject(self) -> Subject:
        if self._others:
            return self._heavier() if self._strong else self._for_whom()
        if self._strong:
            created = next((m for m in self._loose if self._is_created(m) and not self._goes_into_core(m)), None)
            first = self._strong[0]
            if created is not None and created.last <= first.first:
                return Subject(other=created)
            return Subject(core=first)
        created = next((mention for mention in self._loose if self._is_created(mention)), None)
        if self._weak and created is None and not self._grammar.unknown_thing.search(spaced(self._words)):
            return Subject(core=self._weak[0])
        return Subject(other=self._loose[0]) if self._loose else Subject()

    def _for_whom(self) -> Subject:
        """Decide between another thing and the core entity that it is for ("set the default theme for users")."""
        changed = self._left(self._others[0], self._grammar.modification)
        return Subject(core=self._weak[0]) if changed and self._weak else Subject(other=self._others[0])

    def _heavier(self) -> Subject:
        """Decide between core entities and others that are both written about."""
        for other in self._others:
            if self._is_attribute(other):
                continue
            if self._is_head_of_core(other) or (self._is_created(other) and not self._goes_into_core(other)):
                return Subject(other=other)
        first = min((*self._strong, *self._others), key=lambda mention: mention.first)
        if first.kind == "core":
            return Subject(core=first)
        container = next((m for m in self._strong if self._left(m, self._grammar.container)), None)
        if container is not None:
            return Subject(core=container)
        return Subject(core=self._strong[0]) if self._is_attribute(first) else Subject(other=first)

    def _is_head_of_core(self, other: Mention) -> bool:
        """Say whether the two make one noun with the other as its head ("event sponsors"), not `event.sponsors`."""
        return self._words[other.first].joined != "." and any(m.last == other.first for m in self._strong)

    def _is_attribute(self, other: Mention) -> bool:
        after = self._words[other.last : other.last + 1]
        return bool(after) and after[0].norm in self._grammar.attributes

    def _is_created(self, mention: Mention) -> bool:
        left = around(self._words, mention.first, mention.last)[0]
        return bool(self._grammar.creation.search(left)) or (mention.kind == "loose" and not left.strip())

    def _goes_into_core(self, other: Mention) -> bool:
        """Say whether a core entity follows as the place where it is put ("add a venue to events")."""
        return any(
            0 <= core.first - other.last < _REACH
            and self._grammar.put_into.search(spaced(self._words[other.last : core.first]))
            for core in self._strong
        )

    def _left(self, mention: Mention, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(around(self._words, mention.first, mention.last)[0]))


def _weight(words: Sequence[Word], mention: Mention, grammar: _Grammar) -> str:
    left, right = around(words, mention.first, mention.last)
    acts = mention.label == "users" and grammar.acts.search(right)
    if grammar.taken_from.search(left) or grammar.held_for.search(left):
        return "strong"
    if grammar.by_the_way.search(left) or acts:
        return "none" if acts else "weak"
    return "weak" if grammar.beneficiary.search(left) else "strong"
