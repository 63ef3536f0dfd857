"""Finding the vocabulary's phrases in the words of a request: inflected, prefixed (Shona), or with a slip of the keyboard.

At each place the longest phrase wins, so a trap ("event loop") takes its words away from an entity ("event").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

from nhimbe_migrations.targets.request.vocabulary import Vocabulary
from nhimbe_migrations.targets.request.words import Word, read_words, stem

__all__ = ["Kind", "Lexicon", "Mention", "lexicon_of"]

Kind = Literal["trap", "database", "syntax", "purpose", "relational", "core", "other", "loose", "store", "idle", "work"]
"""Of two phrases of one length, the kind that comes first here wins."""

_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_NOUNS: Final = frozenset({"database", "syntax", "core", "other", "loose", "store"})
"""Kinds that only take a plural; "collect" is no collection."""
_SHORTEST_TYPO, _LONG = 5, 9


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the vocabulary at words `[first, last)` of the request."""

    kind: Kind
    side: str | None
    """`d1`, `mongodb`, or None when it favours neither."""
    label: str
    """The entity, or the phrase as the vocabulary has it."""
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Key:
    """One word of a phrase, with what may stand for it."""

    value: str
    forms: frozenset[str]
    """The written forms that fit; empty if any word of the same stem does."""

    def fits(self, norm: str, shape: str) -> bool:
        return norm in self.forms if self.forms else stem(self.value) == shape


@dataclass(frozen=True, slots=True)
class _Phrase:
    keys: tuple[_Key, ...]
    kind: Kind
    side: str | None
    label: str


class Lexicon:
    """All phrases of a vocabulary, indexed by their first word."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._by_word: dict[str, list[_Phrase]] = {}
        self._by_stem: dict[str, list[_Phrase]] = {}
        self._known: set[str] = set(vocabulary.phrases("typos.guard"))
        self._typeable: set[str] = set(vocabulary.phrases("typos.also"))
        self._prefixable: set[str] = set(vocabulary.phrases("typos.also"))
        self._prefixes = tuple(sorted(vocabulary.phrases("typos.prefixes"), key=len, reverse=True))
        for kind, side, label, text in _entries(vocabulary):
            self._add(kind, side, label, text)
        self._candidates = sorted(self._typeable)
        self._read = lru_cache(maxsize=8192)(self._read_uncached)

    def mentions(self, words: Sequence[Word]) -> list[Mention]:
        """Return every phrase found, from left to right, none overlapping another."""
        readings = [self._read(word.norm, word.kind == "name") for word in words]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            phrase = self._longest(readings, at) if words[at].kind != "mark" else None
            if phrase is None:
                at += 1
                continue
            found.append(Mention(phrase.kind, phrase.side, phrase.label, at, at + len(phrase.keys)))
            at += len(phrase.keys)
        return found

    def _add(self, kind: Kind, side: str | None, label: str, text: str) -> None:
        keys = tuple(_key(word, kind, exact=exact) for word, exact in _key_words(text))
        phrase = _Phrase(keys, kind, side, label or text.replace("=", ""))
        first = keys[0]
        for form in first.forms:
            self._by_word.setdefault(form, []).append(phrase)
        if not first.forms:
            self._by_stem.setdefault(stem(first.value), []).append(phrase)
        for key in keys:
            self._known.update(key.forms or {key.value})
        if len(keys) == 1 and kind in {"database", "core"}:
            self._prefixable.update(first.forms)
            self._typeable.update(form for form in first.forms if len(form) >= _SHORTEST_TYPO)

    def _longest(self, readings: Sequence[tuple[str, str]], at: int) -> _Phrase | None:
        """Return the longest phrase that starts at `at`; of equally long ones the kind that comes first."""
        norm, shape = readings[at]
        fitting = (
            phrase
            for phrase in (*self._by_word.get(norm, ()), *self._by_stem.get(shape, ()))
            if at + len(phrase.keys) <= len(readings)
            and all(key.fits(*reading) for key, reading in zip(phrase.keys, readings[at:], strict=False))
        )
        return max(fitting, key=_precedence, default=None)

    def _read_uncached(self, norm: str, is_name: bool) -> tuple[str, str]:  # noqa: FBT001
        """Return the word that is meant, and its stem."""
        if norm in self._known or norm in self._by_word or (shape := stem(norm)) in self._by_stem:
            return norm, stem(norm)
        for prefix in self._prefixes:
            rest = norm.removeprefix(prefix)
            if rest != norm and rest in self._prefixable:
                return rest, stem(rest)
        meant = None if is_name else self._slip(norm)
        return (meant, stem(meant)) if meant else (norm, shape)

    def _slip(self, norm: str) -> str | None:
        """Return the word of the vocabulary that `norm` is a slip of, if there is one."""
        if len(norm) < _SHORTEST_TYPO - 1 or not norm.isalpha():
            return None
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extractOne

        allowed = 2 if len(norm) >= _LONG else 1
        singular = norm.removesuffix("s")
        if singular in self._known:
            return None
        candidates = [word for word in self._candidates if word[0] == norm[0]]
        for form in (norm, singular):
            best = extractOne(form, candidates, scorer=OSA.distance, score_cutoff=allowed)
            if best is not None and len(form) >= _SHORTEST_TYPO - 1 + (allowed > 1):
                return str(best[0])
        return None


@lru_cache(maxsize=8)
def lexicon_of(vocabulary: Vocabulary) -> Lexicon:
    """Return the lexicon of a vocabulary; built once for each."""
    return Lexicon(vocabulary)


def _precedence(phrase: _Phrase) -> tuple[int, int]:
    return len(phrase.keys), -_KINDS.index(phrase.kind)


def _key(word: str, kind: Kind, *, exact: bool) -> _Key:
    if exact:
        return _Key(word, frozenset({word}))
    return _Key(word, _plurals(word) if kind in _NOUNS else frozenset())


def _plurals(noun: str) -> frozenset[str]:
    """Return a noun with its English and French plurals; that some do not exist does no harm."""
    forms = {noun, noun + "s"}
    if noun.endswith(("s", "x", "ch", "sh")):
        forms.add(noun + "es")
    if noun.endswith("y"):
        forms.add(noun[:-1] + "ies")
    return frozenset(forms)


def _key_words(text: str) -> Iterator[tuple[str, bool]]:
    for part in text.split():
        for word in read_words(part.lstrip("=")):
            yield word.norm, part.startswith("=")


def _entries(vocabulary: Vocabulary) -> Iterable[tuple[Kind, str | None, str, str]]:
    tables: tuple[tuple[Kind, str | None, str], ...] = (
        ("database", "d1", "databases.d1"),
        ("database", "mongodb", "databases.mongodb"),
        ("trap", None, "databases.traps"),
        ("syntax", "d1", "syntax.d1"),
        ("syntax", "mongodb", "syntax.mongodb"),
        ("trap", None, "syntax.traps"),
        ("relational", "d1", "relational.d1"),
        ("relational", "mongodb", "relational.mongodb"),
        ("purpose", "d1", "purposes.d1"),
        ("trap", None, "purposes.traps"),
        ("other", None, "entities.other"),
        ("loose", None, "entities.loose"),
        ("trap", None, "entities.traps"),
        ("store", None, "stores.third"),
        ("idle", None, "idle.phrases"),
        ("work", None, "idle.work"),
    )
    for kind, side, path in tables:
        for text in vocabulary.phrases(path):
            yield kind, side, "", text
    for entity, synonyms in vocabulary.core.items():
        for text in synonyms:
            yield "core", "mongodb", entity, text
