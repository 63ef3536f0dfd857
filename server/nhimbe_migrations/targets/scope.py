"""What the words around a phrase make of it: is it written, ruled out, read from, or only mentioned?

The cues are data (`[scope]` in the vocabulary); here they become patterns over the words to the left and right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from nhimbe_migrations.targets.phrases import Mention
from nhimbe_migrations.targets.vocabulary import Vocabulary
from nhimbe_migrations.targets.words import Word, read_words

__all__ = ["Role", "Scope", "scope_of"]

Role = Literal["written", "located", "source", "negated", "aside", "ignored"]

_WINDOW: Final = 18
_ENDS: Final = frozenset(".;!?\n")
_ANY_WORDS: Final = r"(?:(?!(?:and|but|just|please) )[^\s,:()]+ )*"
_FEW_WORDS: Final = r"(?:[^\s,:()]+ ){0,3}"


class Scope:
    """The cues of one vocabulary, ready to be looked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        def cues(name: str) -> tuple[str, ...]:
            return vocabulary.phrases(f"scope.{name}")

        fillers = "|".join(re.escape(word) for word in cues("fillers"))
        self._fillers = rf"(?:(?:{fillers}) )*"
        self._neutral = re.compile(rf" (?:{_alternatives(cues('neutral'))})")
        self._before = {
            name: self._to_the_left(cues(f"{name}_before")) for name in ("negated", "source", "located", "aside")
        }
        self._after = {name: _to_the_right(cues(f"{name}_after")) for name in ("negated", "source", "aside")}
        self._steering = self._to_the_left(cues("steering"))
        self._joined = self._to_the_left(cues("joined"))
        self._deletion = re.compile(rf" (?:{_alternatives(cues('deletion'))})")
        self._undecided = re.compile(rf" (?:{_alternatives(cues('undecided'))})")
        self._both = re.compile(rf" (?:{_alternatives(cues('both'))})")
        self._alternatives = re.compile(rf"^ (?:[^\s]+ ){{0,3}}?(?:{_alternatives(cues('alternatives'))})")
        self._products = _to_the_right(vocabulary.phrases("databases.products"))

    def of_database(self, words: Sequence[Word], mention: Mention) -> Role:
        """Return the part that a database's name plays in its sentence."""
        if words[mention.first].quoted:
            return "ignored"
        left, right = self._sides(words, mention)
        if self._products.search(right) or self._steering.search(left.replace(" : ", " ").replace(" = ", " ")):
            return "ignored"
        if self._before["negated"].search(left) or self._after["negated"].search(right):
            return "negated"
        if self._after["source"].search(right):
            return "source"
        if self._before["located"].search(left):
            return "located"
        if self._before["source"].search(left):
            return "written" if self._deletion.search(left) else "source"
        if self._before["aside"].search(left) or self._after["aside"].search(right):
            return "aside"
        return "written"

    def of_purpose(self, words: Sequence[Word], mention: Mention) -> Role:
        """Return the part that an edge or a cache plays in its sentence."""
        if words[mention.first].quoted > 1:
            return "ignored"
        left, right = self._sides(words, mention)
        if self._before["negated"].search(left) or self._after["negated"].search(right):
            return "negated"
        if self._before["aside"].search(left) or self._after["aside"].search(right):
            return "aside"
        return "written"

    def is_joined(self, words: Sequence[Word], mention: Mention) -> bool:
        """Say whether the mention is the second of two things written ("… and to the cached copy")."""
        return bool(self._joined.search(self._sides(words, mention)[0]))

    def says_both(self, sentence: str) -> bool:
        """Say whether the sentence speaks of both sides at once."""
        return bool(self._both.search(sentence))

    def is_undecided(self, sentence: str) -> bool:
        """Say whether the sentence leaves the choice open."""
        return bool(self._undecided.search(sentence))

    def is_alternative(self, between: str) -> bool:
        """Say whether the words between two names make them alternatives."""
        return bool(self._alternatives.search(between))

    def _sides(self, words: Sequence[Word], mention: Mention) -> tuple[str, str]:
        first = last = mention.first
        while first > 0 and mention.first - first < _WINDOW and words[first - 1].norm not in _ENDS:
            first -= 1
        last = mention.last
        while last < len(words) and last - mention.last < _WINDOW and words[last].norm not in _ENDS:
            last += 1
        left = spaced(words[first : mention.first])
        return self._neutral.sub(" ", left), spaced(words[mention.last : last])

    def _to_the_left(self, cues: Iterable[str]) -> re.Pattern[str]:
        return re.compile(rf" (?:{_alternatives(cues)}){self._fillers}$")


def spaced(words: Iterable[Word]) -> str:
    """Return words as one line, each with a space on both sides, as the cues expect it."""
    return " " + "".join(f"{word.norm} " for word in words)


@lru_cache(maxsize=8)
def scope_of(vocabulary: Vocabulary) -> Scope:
    """Return the cues of a vocabulary; built once for each."""
    return Scope(vocabulary)


def _to_the_right(cues: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"^ (?:{_alternatives(cues)})")


def _alternatives(cues: Iterable[str]) -> str:
    return "|".join(sorted((_cue(cue) for cue in cues), key=len, reverse=True))


def _cue(cue: str) -> str:
    parts = []
    for part in cue.split():
        if part in {"*", "**"}:
            parts.append(_FEW_WORDS if part == "*" else _ANY_WORDS)
        else:
            norm = " ".join(word.norm for word in read_words(part)) or part
            parts.append(re.escape(norm) + " ")
    return "".join(parts)
