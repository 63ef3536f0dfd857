"""A request, read once: its words, the phrases found, the code in it, and the part each of them plays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from nhimbe_migrations.targets.request.code import CodeSpan, code_in
from nhimbe_migrations.targets.request.context_patterns import SENTENCE_ENDS, spaced
from nhimbe_migrations.targets.request.names import Names
from nhimbe_migrations.targets.request.phrases import Mention, lexicon_of
from nhimbe_migrations.targets.request.scope import Role, Scope, scope_of
from nhimbe_migrations.targets.request.vocabulary import Vocabulary
from nhimbe_migrations.targets.request.words import Word, read_words

__all__ = ["Reading", "read"]

_REPORT: Final = 4
"""So many sentences make a report, which tells a story before it asks."""
_SENTENCE: Final = 3
"""Fewer words are no sentence."""
_MOST_SCOPED: Final = 60
"""Scopes are looked at for this many mentions; a text that repeats itself further says nothing new."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the rules look at."""

    request: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    roles: dict[Mention, Role]
    code: tuple[CodeSpan, ...]
    databases: tuple[tuple[int, int], ...]
    """Where the names of the repository's own D1 databases stand."""
    scope: Scope
    vocabulary: Vocabulary
    names: Names = field(default_factory=Names)

    @property
    def focused(self) -> tuple[Mention, ...]:
        """The mentions that say what is asked for: in a long report those of the sentences that ask, else the core entities."""
        sentences = _sentences(self.words)
        if len(sentences) < _REPORT:
            return self.mentions
        asks = frozenset(self.vocabulary.phrases("idle.asks"))
        asking = [part for part in sentences if any(self.words[at].norm in asks for at in part)]
        inside = {at for part in asking for at in part}
        asked = tuple(m for m in self.mentions if m.first in inside)
        if any(m.kind in {"core", "other"} for m in asked):
            return asked
        if any(m.kind == "core" for m in self.mentions):
            return tuple(m for m in self.mentions if m.kind not in {"other", "loose"})
        return self.mentions

    def of_kind(self, *kinds: str) -> tuple[Mention, ...]:
        return tuple(mention for mention in self.mentions if mention.kind in kinds)

    def with_role(self, kind: str, *roles: Role) -> tuple[Mention, ...]:
        return tuple(mention for mention in self.of_kind(kind) if self.roles.get(mention) in roles)

    def text_of(self, mention: Mention) -> str:
        """Return the mention as the request has it."""
        return self.request[self.words[mention.first].start : self.words[mention.last - 1].end]

    def sentence_of(self, index: int) -> str:
        """Return the sentence around the word at `index`, spaced."""
        first = last = index
        while first > 0 and self.words[first - 1].norm not in SENTENCE_ENDS:
            first -= 1
        while last < len(self.words) and self.words[last].norm not in SENTENCE_ENDS:
            last += 1
        return spaced(self.words[first:last])


def _sentences(words: tuple[Word, ...]) -> list[range]:
    """Return where each sentence with a few words in it stands."""
    found: list[range] = []
    start = 0
    for at, word in enumerate((*words, None)):
        if word is None or word.norm in SENTENCE_ENDS:
            if at - start >= _SENTENCE:
                found.append(range(start, at))
            start = at + 1
    return found


def read(request: str, names: Names, vocabulary: Vocabulary) -> Reading:
    """Read a request; nothing is decided here."""
    words = read_words(request)
    scope = scope_of(vocabulary)
    mentions = tuple(lexicon_of(vocabulary).mentions(words))
    roles: dict[Mention, Role] = {}
    before: Mention | None = None
    for mention in mentions:
        if len(roles) >= _MOST_SCOPED:
            break
        if before is not None and before.last == mention.first and before.kind == mention.kind == "database":
            roles[mention] = roles[before]  # "wrangler's D1" is one name
        elif mention.kind in {"database", "store"}:
            roles[mention] = scope.of_database(words, mention)
        elif mention.kind in {"syntax", "relational"}:
            roles[mention] = scope.of_syntax(words, mention)
        elif mention.kind == "purpose":
            roles[mention] = scope.of_purpose(words, mention)
        before = mention
    return Reading(
        request=request,
        words=words,
        mentions=mentions,
        roles=roles,
        code=code_in(request, vocabulary),
        databases=_named(request, names.databases),
        scope=scope,
        vocabulary=vocabulary,
        names=names,
    )


def _named(request: str, databases: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Return where a database's own name stands by itself, not inside a longer name."""
    found = (
        match.span()
        for name in databases
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", request, re.IGNORECASE)
    )
    return tuple(sorted(found))
