"""Finding the repository's own tables and collections in the words of a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nhimbe_migrations.changes.nouns import singular, words
from nhimbe_migrations.targets.evidence.inventory import Inventory, KnownObject, Store, stores_of
from nhimbe_migrations.targets.request.context_patterns import SENTENCE_ENDS, anywhere, around, to_the_left
from nhimbe_migrations.targets.request.phrases import Mention
from nhimbe_migrations.targets.request.reading import Reading
from nhimbe_migrations.targets.request.subject import weight_of
from nhimbe_migrations.targets.request.vocabulary import Vocabulary
from nhimbe_migrations.targets.request.words import Word

__all__ = ["Found", "find_members", "find_objects", "written_of"]

_MOST_WORDS = 5
"""No name has more words; longer runs are not looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the repository at words `[first, last)` of the request."""

    text: str
    first: int
    last: int
    objects: tuple[KnownObject, ...]
    spelled: bool
    """Written as programs write it (`order_cards`, `payments.reason`), not as a person says it (`order cards`)."""

    @property
    def stores(self) -> frozenset[Store]:
        return stores_of(self.objects)


def find_objects(reading: Reading, inventory: Inventory) -> tuple[Found, ...]:
    """Return the tables and collections that the request calls by name, from left to right."""
    return tuple(_objects(reading, inventory))


def find_members(reading: Reading, inventory: Inventory) -> tuple[Found, ...]:
    """Return the columns and fields that the request calls by a name of several words, whose owner it leaves out."""
    return tuple(
        Found(word.text, at, at + 1, inventory.by_member[word.text.casefold()], spelled=True)
        for at, word in enumerate(reading.words)
        if word.kind == "name" and word.text.casefold() in inventory.by_member
    )


def written_of(reading: Reading, found: Sequence[Found]) -> Found | None:
    """Return the one that the request changes, rather than refers to, takes from or does something for."""
    ranked = [(rank, item) for item in found if (rank := _rank(reading, item)) is not None]
    return max(ranked, key=lambda pair: pair[0], default=(None, None))[1]


def _objects(reading: Reading, inventory: Inventory) -> Iterator[Found]:
    if not inventory.objects:
        return
    hidden = {at for mention in reading.of_kind("trap") for at in range(mention.first, mention.last)}
    at = 0
    while at < len(reading.words):
        found = None if at in hidden or reading.words[at].kind == "mark" else _longest(reading, inventory, at)
        if found is None:
            at += 1
        else:
            yield found
            at = found.last


def _longest(reading: Reading, inventory: Inventory, at: int) -> Found | None:
    key: tuple[str, ...] = ()
    best: Found | None = None
    for last in range(at + 1, min(at + _MOST_WORDS, len(reading.words)) + 1):
        word = reading.words[last - 1]
        if word.kind == "mark" or (last > at + 1 and word.joined == "."):
            break
        parts = words(word.text) if word.kind == "name" else (word.norm,)
        key = (*key, *(singular(part) for part in parts))
        objects = inventory.by_key.get(key)
        if objects is not None and _is_named(reading, at, last, objects):
            best = _found(reading, at, last, objects)
    return best


def _found(reading: Reading, first: int, last: int, objects: tuple[KnownObject, ...]) -> Found:
    token = reading.words[first]
    text = reading.request[token.start : reading.words[last - 1].end]
    as_named = tuple(item for item in objects if item.name.casefold() == text.casefold())
    ticked = reading.request[token.start - 1 : token.start] == "`"
    spelled = last == first + 1 and (token.kind == "name" or ticked or _has_member(reading.words, last, objects))
    # A spelled name is the one that is spelled so, where there is one: `eventReviews` is not `event_reviews`.
    return Found(text, first, last, (as_named or objects) if spelled else objects, spelled)


def _has_member(request: Sequence[Word], last: int, objects: Sequence[KnownObject]) -> bool:
    """Say whether `payments.reason` or `payments(status)` follows."""
    if last < len(request) and request[last].joined == ".":
        return True
    members = {member.casefold() for item in objects for member in item.members}
    return last + 1 < len(request) and request[last].norm == "(" and request[last + 1].text.casefold() in members


def _is_named(reading: Reading, first: int, last: int, objects: Sequence[KnownObject]) -> bool:
    """Say whether one plain word stands as a noun; names of several words, or written as names are, always do."""
    request, grammar = reading.words, _grammar_of(reading.vocabulary)
    token = request[first]
    if last > first + 1 or token.kind == "name" or _has_member(request, last, objects):
        return True
    before = request[first - 1] if first else None
    after = request[last] if last < len(request) else None
    if (
        after is not None
        and after.kind == "word"
        and token.norm == singular(token.norm)
        and not _is_attribute(after, objects)
    ):
        # "event pages", "a theme picker": it only says what kind of page or picker.
        return after.norm in grammar.after_noun
    if token.joined or (after is not None and after.joined == "-"):
        return False
    if before is None or before.kind == "mark" or before.norm in grammar.before_noun:
        return True
    return after is None or after.kind == "mark" or after.norm in grammar.after_noun


def _is_attribute(word: Word, objects: Sequence[KnownObject]) -> bool:
    return any(word.norm == member.casefold() for item in objects for member in item.members)


class _Grammar:
    """The cues of `[evidence]`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        def cues(name: str) -> tuple[str, ...]:
            return vocabulary.phrases(f"evidence.{name}")

        determiners = cues("determiners")
        self.before_noun, self.after_noun = frozenset(cues("before_noun")), frozenset(cues("after_noun"))
        self.refers = to_the_left(cues("references"), determiners)
        self.holds = to_the_left(cues("containers"), determiners)
        self.source = to_the_left(cues("sources"), determiners)
        self.deletion = anywhere(vocabulary.phrases("scope.deletion"))


@lru_cache(maxsize=8)
def _grammar_of(vocabulary: Vocabulary) -> _Grammar:
    return _Grammar(vocabulary)


def _rank(reading: Reading, found: Found) -> tuple[int, ...] | None:
    left, _ = around(reading.words, found.first, found.last)
    grammar = _grammar_of(reading.vocabulary)
    if reading.words[found.first].quoted > 1:
        return None
    mention = Mention("loose", None, found.text, found.first, found.last)
    weight = weight_of(reading.words, mention, reading.vocabulary)
    taken = grammar.source.search(left) and not grammar.deletion.search(left)
    aside = bool(taken or grammar.refers.search(left))
    starts = found.first == 0 or reading.words[found.first - 1].norm in SENTENCE_ENDS
    return (
        not aside,
        weight == "strong",
        found.spelled,
        found.last - found.first > 1,
        bool(grammar.holds.search(left)) or starts,
        -found.first,
    )
