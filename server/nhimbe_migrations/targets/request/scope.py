"""What the words around a phrase make of it: is it written, ruled out, read from, or only mentioned?

The cues are data (`[scope]` in the vocabulary); this module only says in which order they count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from nhimbe_migrations.targets.request.context_patterns import (
    SENTENCE_ENDS,
    all_of,
    anywhere,
    around,
    spaced,
    to_the_left,
    to_the_right,
    verb_to_the_right,
)
from nhimbe_migrations.targets.request.phrases import Mention
from nhimbe_migrations.targets.request.vocabulary import Vocabulary
from nhimbe_migrations.targets.request.words import Word

__all__ = ["Role", "Scope", "scope_of"]

Role = Literal["written", "located", "source", "negated", "aside", "ignored"]
"""`located` is where the data stands today: a source if another place is named, else the place itself."""


Rank = Literal["first", "second"]
_RANKS: Final[tuple[Rank, ...]] = ("first", "second")


class Scope:
    """The cues of one vocabulary, ready to be looked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        def cues(name: str) -> tuple[str, ...]:
            return vocabulary.phrases(f"scope.{name}")

        fillers, nouns = cues("fillers"), cues("store_nouns")
        self._neutral = anywhere(cues("neutral"))
        self._before = {
            role: to_the_left(cues(f"{role}_before"), fillers)
            for role in ("negated", "destination", "source", "located", "aside", "undecided")
        }
        core = tuple(_plurals(word for word in _core_words(vocabulary) if " " not in word))
        self._after = {
            role: to_the_right(cues(f"{role}_after"), (*nouns, *core))
            for role in ("negated", "source", "located", "aside", "trouble")
        }
        self._steering = to_the_left(cues("steering"), fillers)
        self._joined = to_the_left(cues("joined"), fillers)
        self._placement = to_the_left(cues("placement"), fillers)
        self._definite = to_the_left(cues("definite"), ("edge", "worker", "homepage", "page", "event", "user", "whole"))
        self._verb = verb_to_the_right((*cues("adverbs"), *nouns))
        entities = (
            *vocabulary.phrases("entities.other"),
            *vocabulary.phrases("entities.loose"),
            *_core_words(vocabulary),
        )
        attributes = vocabulary.phrases("entities.attributes")
        self._no_verbs = frozenset((*cues("wanting"), *_plurals((*nouns, *attributes, *entities))))
        self._proper = frozenset(vocabulary.phrases("purposes.proper"))
        self._deletion = anywhere(cues("deletion"))
        self._undecided = anywhere(cues("undecided"))
        self._both = anywhere(cues("both"))
        self._two_places = anywhere(cues("two_places"))
        ends = [f"{cue} {end}" for cue in cues("bare_both") for end in (".", ";", "!", "?", ",", "please")]
        self._ends_in_both = anywhere(ends)
        self._ranked_before = {rank: to_the_left(cues(f"{rank}_before"), fillers) for rank in _RANKS}
        self._ranked_after = {rank: to_the_right(cues(f"{rank}_after")) for rank in _RANKS}
        self._worker_plain = anywhere(vocabulary.phrases("purposes.worker_plain"))
        self._worker_loose = anywhere(vocabulary.phrases("purposes.worker_loose"))
        self._too = to_the_right(["* too", "* as well", "* likewise", "* also", "aussi"])
        self._plainly_both = anywhere(cues("plainly_both"))
        self._or_both = anywhere([f"{cue} * both" for cue in ("or", "ou", "kana")])
        self._arrows = all_of(cues("arrows"), fillers)
        self._alternatives = to_the_right(["* " + cue for cue in cues("alternatives")])
        self._products = to_the_right(vocabulary.phrases("databases.products"))
        self._likeness = frozenset(cues("likeness"))

    def of_database(self, words: Sequence[Word], mention: Mention) -> Role:
        """Return the part that a database's name plays in its sentence."""
        left, right = self._sides(words, mention)
        quoted = bool(words[mention.first].quoted)
        if quoted or self._products.search(right) or self._steering.search(left) or self._is_likeness(words, mention):
            return "ignored"
        if self.is_joined(words, mention.first, mention.last) and not self._after["negated"].search(right):
            return "written"
        for role, way in (
            ("negated", "before"),
            ("negated", "after"),
            ("source", "after"),
            ("destination", "before"),
            ("located", "before"),
            ("source", "before"),
            ("aside", "before"),
            ("aside", "after"),
            ("located", "after"),
        ):
            if self._has(role, way, left, right):
                return self._meant(role, left)
        return "written"

    def of_purpose(self, words: Sequence[Word], mention: Mention) -> Role:
        """Return the part that an edge or a cache plays in its sentence."""
        left, right = self._sides(words, mention)
        if words[mention.first].quoted or self._is_proper(words, mention):
            return "ignored"
        if self._has("negated", "before", left, right) or self._has("negated", "after", left, right):
            return "negated"
        acts = self._has("aside", "after", left, right) or self._after["trouble"].search(right)
        if acts or self._is_agent(left, right):
            return "aside"
        joined = self.is_joined(words, mention.first, mention.last)
        return "aside" if not joined and self._has("aside", "before", left, right) else "written"

    def of_syntax(self, words: Sequence[Word], mention: Mention) -> Role:
        """Return the part that a word of a database's own language plays. An error text counts also when quoted."""
        left, right = self._sides(words, mention)
        one_word = mention.last - mention.first == 1
        if (words[mention.first].quoted and one_word) or self._products.search(right):
            return "ignored"
        if self._is_likeness(words, mention):
            return "ignored"
        if self._before["negated"].search(left):
            return "negated"
        return "source" if self._before["source"].search(left) and not self._deletion.search(left) else "written"

    def is_joined(self, words: Sequence[Word], first: int, last: int) -> bool:
        """Say whether words `[first, last)` are the second of two things ("… and to the cached copy")."""
        left, _ = around(words, first, last)
        return bool(self._joined.search(self._neutral.sub(" ", left)))

    def is_destined(self, words: Sequence[Word], mention: Mention) -> bool:
        """Say whether the words before the name plainly put the data there ("they shall live in")."""
        return bool(self._before["destination"].search(self._sides(words, mention)[0]))

    def is_placed(self, words: Sequence[Word], mention: Mention) -> bool:
        """Say whether a preposition makes the name a place ("in D1", not "the D1 rows")."""
        return bool(self._placement.search(self._sides(words, mention)[0]))

    def speaks_of_both(self, words: Sequence[Word], mention: Mention) -> bool:
        """Say whether "both" stands before the mention, and something else between the two."""
        left, _ = self._sides(words, mention)
        found = self._both.search(left)
        return bool(found and {"and", "et", "&", "plus", ","} & set(left[found.end() - 1 :].split()))

    def is_undecided(self, text: str) -> bool:
        """Say whether the text leaves the choice open."""
        return bool(self._undecided.search(text))

    def is_doubted(self, words: Sequence[Word], mention: Mention) -> bool:
        """Say whether a word right before the name leaves it open ("maybe in D1")."""
        return bool(self._before["undecided"].search(self._sides(words, mention)[0]))

    def rank_of(self, words: Sequence[Word], mention: Mention) -> Rank | None:
        """Return whether the words around a name put it first or second ("primarily Mongo", "D1 can wait")."""
        left, right = self._sides(words, mention)
        for rank in ("second", "first"):
            if self._ranked_before[rank].search(left) or self._ranked_after[rank].search(right):
                return rank
        return None

    def is_for_the_worker(self, text: str) -> Rank | None:
        """Return how plainly a sentence speaks of what the Worker keeps for itself: `first` beats an entity, `second` does not."""
        if self._worker_plain.search(text):
            return "first"
        return "second" if self._worker_loose.search(text) else None

    def is_too(self, right: str) -> bool:
        """Say whether "too" follows."""
        return bool(self._too.search(right))

    def leads_on(self, between: Sequence[Word]) -> bool:
        """Say whether the words between two names lead from the first to the second."""
        return bool(self._arrows.search(spaced(between)))

    def names_two_places(self, text: str) -> bool:
        """Say whether the text speaks of both databases without naming them."""
        return self._is_affirmed(self._two_places.search(text), text)

    def says_both(self, text: str) -> bool:
        """Say whether a word makes one of the two databases that are named ("both D1 and Mongo")."""
        return bool(self._plainly_both.search(text)) and not self._or_both.search(text)

    def ends_in_both(self, text: str) -> bool:
        """Say whether a sentence ends with a bare "in both"."""
        return self._is_affirmed(self._ends_in_both.search(text + ". "), text)

    def are_alternatives(self, between: Sequence[Word]) -> bool:
        """Say whether the words between two names make them alternatives."""
        return bool(self._alternatives.search(spaced(between)))

    def _is_affirmed(self, found: re.Match[str] | None, text: str) -> bool:
        return found is not None and not self._before["negated"].search(text[: found.start() + 1])

    def _is_likeness(self, words: Sequence[Word], mention: Mention) -> bool:
        """Say whether a hyphen makes the name a comparison ("SQLite-style names")."""
        following = words[mention.last : mention.last + 1]
        return any(word.joined == "-" and word.norm in self._likeness for word in following)

    def _is_proper(self, words: Sequence[Word], mention: Mention) -> bool:
        """Say whether a capital within a sentence makes the only word a product's name (the browser Edge)."""
        word = words[mention.first]
        starts = mention.first == 0 or words[mention.first - 1].norm in SENTENCE_ENDS | {":", "-"}
        alone = mention.last - mention.first == 1 and word.norm in self._proper
        return alone and not starts and word.text.istitle()

    def _is_agent(self, left: str, right: str) -> bool:
        """Say whether the cache itself does something in the sentence ("our cache evicts too early")."""
        verb = self._verb.search(right)
        if verb is None or not self._definite.search(left):
            return False
        word = verb.group("verb")
        return word not in self._no_verbs and not word.endswith("ss")

    def _has(self, role: str, way: str, left: str, right: str) -> bool:
        return bool(self._before[role].search(left) if way == "before" else self._after[role].search(right))

    def _meant(self, role: str, left: str) -> Role:
        if role == "destination" or (role == "source" and self._deletion.search(left)):
            return "written"
        return role  # type: ignore[return-value]  # the keys of the two tables are roles

    def _sides(self, words: Sequence[Word], mention: Mention) -> tuple[str, str]:
        left, right = around(words, mention.first, mention.last)
        return self._neutral.sub(" ", left), right


def _core_words(vocabulary: Vocabulary) -> Iterable[str]:
    return (word.lstrip("=") for synonyms in vocabulary.core.values() for word in synonyms)


def _plurals(nouns: Iterable[str]) -> Iterable[str]:
    return (form for noun in nouns for form in (noun, noun + "s", noun + "es", noun[:-1] + "ies"))


@lru_cache(maxsize=8)
def scope_of(vocabulary: Vocabulary) -> Scope:
    """Return the cues of a vocabulary; built once for each."""
    return Scope(vocabulary)
