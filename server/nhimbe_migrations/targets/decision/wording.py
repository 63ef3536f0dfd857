"""What a question calls the thing that it asks about: the words of the request, as a colleague would take them up."""

from __future__ import annotations

from nhimbe_migrations.targets.request.context_patterns import SENTENCE_ENDS
from nhimbe_migrations.targets.request.phrases import Mention
from nhimbe_migrations.targets.request.reading import Reading
from nhimbe_migrations.targets.request.words import Word

__all__ = ["noun_of", "unknown_thing"]

_MOST_WORDS = 4
"""A longer run of words is no name of a thing."""


def noun_of(reading: Reading, mention: Mention) -> str:
    """Return a mention with the entity that qualifies it ("user vouchers"), not as if it began a sentence."""
    before = next((m for m in reading.of_kind("core") if m.last == mention.first), None)
    words = reading.words[(before or mention).first : mention.last]
    text = reading.request[words[0].start : words[-1].end]
    return text[0].lower() + text[1:] if text.istitle() or text[1:].islower() else text


def unknown_thing(reading: Reading) -> str | None:
    """Return the noun that follows a verb such as "add" or "store", when it says more than "a column"."""
    vocabulary = reading.vocabulary
    verbs = frozenset(vocabulary.phrases("naming.verbs"))
    stops = frozenset(vocabulary.phrases("naming.stops")) | SENTENCE_ENDS | {",", ":", "("}
    empty = frozenset(vocabulary.phrases("naming.empty"))
    for at, word in enumerate(reading.words):
        if word.norm not in verbs:
            continue
        named: list[Word] = []
        for follower in reading.words[at + 1 :]:
            if follower.norm in stops and named:
                break
            if follower.kind == "mark" or len(named) > _MOST_WORDS:
                break
            if follower.norm not in empty | stops | verbs:
                named.append(follower)
        if 0 < len(named) <= _MOST_WORDS:
            return reading.request[named[0].start : named[-1].end]
    return None
