"""Names of the repository at hand: an existing table, a collection (rule 5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from nhimbe_migrations.targets.request.context_patterns import around, to_the_left
from nhimbe_migrations.targets.request.vocabulary import Vocabulary
from nhimbe_migrations.targets.request.words import Word

__all__ = ["Named", "Names", "named_thing"]

_NEAR: Final = 4
"""So many words away the word "table" may stand from the name that it speaks of."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the repository calls its things."""

    tables: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    databases: frozenset[str] = frozenset()

    @staticmethod
    def of(tables: Collection[str], collections: Collection[str], databases: Collection[str]) -> Names:
        """Return the names; tables and databases are compared without case, as SQLite does."""
        return Names(
            frozenset(name.casefold() for name in tables),
            frozenset(collections),
            frozenset(name.casefold() for name in databases if name),
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A table or collection that the request calls by its name."""

    side: Literal["d1", "mongodb"]
    text: str


def named_thing(words: tuple[Word, ...], names: Names, vocabulary: Vocabulary) -> Named | None:
    """Return the existing table, or the collection, that the request calls by its name, if there is one.

    Where no table is known at all, a snake_case name that is called a table, and is not just being made, counts as one:
    collections are camelCase.
    """
    called = frozenset(vocabulary.phrases("subject.called_a_table"))
    created = frozenset(vocabulary.phrases("subject.created"))
    for at, word in enumerate(words):
        if word.kind != "name":
            continue
        if "_" in word.text:
            near = {other.norm for other in words[max(0, at - _NEAR) : at + _NEAR + 1]}
            beside = {other.norm for other in words[max(0, at - 1) : at + 2]}
            exists = near & called if word.norm in names.tables else not names.tables and beside & called
            if exists and (names.tables or not near & created):
                return Named("d1", word.text)
        elif word.text in names.collections or _stands_as_collection(words, at, vocabulary):
            return Named("mongodb", word.text)
    return None


def _stands_as_collection(words: tuple[Word, ...], at: int, vocabulary: Vocabulary) -> bool:
    """Say whether a camelCase plural begins the sentence, or stands where a container does ("add fee to paymentIntents")."""
    word = words[at]
    if not word.text[0].islower() or not word.norm.endswith("s") or word.norm.endswith(("ss", "ids", "us", "has")):
        return False
    container = to_the_left(vocabulary.phrases("subject.container"), vocabulary.phrases("subject.determiners"))
    left, _ = around(words, at, at + 1)
    return not left.strip() or bool(container.search(left))
