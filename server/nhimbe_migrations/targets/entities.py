"""What a request is about: which entity it writes, and which ones it only mentions (rules 5 to 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from nhimbe_migrations.targets.phrases import Mention
from nhimbe_migrations.targets.reading import Reading
from nhimbe_migrations.targets.scope import spaced
from nhimbe_migrations.targets.words import Word

__all__ = ["Named", "Subject", "named_thing", "subject_of"]

_DETERMINERS: Final = r"(?:(?:the|a|an|our|my|all|each|every|any|their|its|these|those|existing|new|old|some|individual|single|other|les|la|le|l|des|aux|du) )*"
_BY_THE_WAY: Final = re.compile(
    r" (?:by|linked to|linked with|link them with|related to|belonging to|references|referencing|reference to|pointing to|tied to|between|so|so that|that|which|who|because|when|where|with the|connected to|owned by|made by|written by|seen by|shown to|from|visible to)"
    rf" {_DETERMINERS}$"
)
_FOR: Final = re.compile(rf" (?:for|with|pour) {_DETERMINERS}$")
_CONTAINER: Final = re.compile(
    rf" (?:to|on|in|onto|into|per|of|for each|for every|from|inside|aux|a|de|des|sur|dans|pa|kune|alter|extend|update) {_DETERMINERS}$"
)
_ACTS: Final = re.compile(
    r"^ (?:can|could|want|wants|see|sees|complain|complains|say|says|report|asked|ask|asks|choose|will see|would like|like to|love|log|click|pick)\b"
)
_HAS: Final = re.compile(
    r"^ (?:\S+ ){0,2}?(?:have|has|need|needs|get|gets|gain|gains|carry|carries|should|must|may|lack|lacks|miss|misses|want|wants|hold|holds|store|stores|belong|belongs|gets|support|supports|dzinoda|zvinoda|doivent|ont)\b"
)
_CREATES: Final = re.compile(
    r" (?:create|creates|creating|introduce|build|model|new|set up|table|tables|store|stores|track|keep|keeping|save|saving|manage|entity|list|needs? a table|creer|gadzira|chengeta)"
    r"(?: (?:table|tables|entity|model|list|a|an|the|of|for|our|new|to hold|with|pour|les|des|separate|all|as|their|own|types?))* $"
)
_GENERIC: Final = re.compile(
    r" (?:table|place|somewhere|store|blog|entity|model|list|create|new|introduce|build)(?: (?!to |on |in |of )\S+){1,3} (?:for|linked|by) "
)
_JOINED_IDS: Final = re.compile(r"(?:_id|_at|_count|_on|_by|Id|Ids|At|By|Count|On)$")


@dataclass(frozen=True, slots=True)
class Named:
    """A table or collection of the repository that the request calls by its name."""

    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is written: a core entity, another thing, or nothing that could be made out."""

    core: Mention | None
    other: Mention | None


def named_thing(reading: Reading) -> Named | None:
    """Return the existing table or the collection that is called by its name, if one is (rule 5)."""
    for at, word in enumerate(reading.words):
        if word.kind != "name":
            continue
        near = {other.norm for other in reading.words[max(0, at - 3) : at + 3]}
        if "_" in word.text and word.norm in reading.names.tables and near & {"table", "tables", "tafura"}:
            return Named("d1", word.text)
        if "_" not in word.text and (word.text in reading.names.collections or _is_collection(reading, at)):
            return Named("mongodb", word.text)
    return None


def _is_collection(reading: Reading, at: int) -> bool:
    """Say whether a camelCase plural stands where a container stands ("add currency to paymentIntents")."""
    word = reading.words[at]
    if not word.text[0].islower() or not word.norm.endswith("s") or word.norm.endswith(("ss", "ids", "us")):
        return False
    left = spaced(reading.words[max(0, at - 4) : at])
    return bool(re.search(rf" (?:to|on|in|onto|into|of|from) {_DETERMINERS}$", left))


def subject_of(reading: Reading) -> Subject:
    """Return what the request writes."""
    strong: list[Mention] = []
    weak: list[Mention] = []
    for mention in reading.of_kind("core"):
        word = reading.words[mention.first]
        if word.quoted > 1:
            continue
        left, right = _around(reading, mention)
        if _BY_THE_WAY.search(left) or (_ACTS.search(right) and mention.label == "users"):
            weak.append(mention) if " by " in left[-9:] else None
        elif _FOR.search(left):
            weak.append(mention)
        else:
            strong.append(mention)
    others = [m for m in reading.of_kind("other") if reading.words[m.first].quoted <= 1]
    if not others:
        if strong:
            return Subject(strong[0], None)
        if weak and not _GENERIC.search(spaced(reading.words)):
            return Subject(weak[0], None)
        return Subject(None, None)
    if not strong:
        return Subject(None, others[0])
    return _heavier(reading, strong, others)


def _heavier(reading: Reading, core: list[Mention], others: list[Mention]) -> Subject:
    for other in others:
        left, _ = _around(reading, other)
        beside = next((m for m in core if m.last == other.first), None)
        field_word = other.last < len(reading.words) and reading.words[other.last].norm in _attributes(reading)
        if beside is not None and reading.words[other.first].joined != "." and not field_word:
            return Subject(None, other)
        if _CREATES.search(left) and not field_word and not _container_follows(reading, other, core):
            return Subject(None, other)
    first = min((*core, *others), key=lambda mention: mention.first)
    if first.kind == "core":
        return Subject(first, None)
    for mention in core:
        left, _ = _around(reading, mention)
        if _CONTAINER.search(left):
            return Subject(mention, None)
    field_first = reading.words[first.last].norm in _attributes(reading) if first.last < len(reading.words) else False
    return Subject(core[0], None) if field_first else Subject(None, first)


def _container_follows(reading: Reading, other: Mention, core: list[Mention]) -> bool:
    for mention in core:
        if mention.first > other.last and mention.first - other.last < 6:
            between = spaced(reading.words[other.last : mention.first])
            if re.search(rf"^ (?:\S+ )?(?:on|to|onto|in|into) {_DETERMINERS}$", between):
                return True
    return False


def _attributes(reading: Reading) -> frozenset[str]:
    return frozenset(reading.vocabulary.phrases("entities.attributes"))


def _around(reading: Reading, mention: Mention) -> tuple[str, str]:
    words: tuple[Word, ...] = reading.words
    first, last = mention.first, mention.last
    while first > 0 and mention.first - first < 8 and words[first - 1].norm not in ".;!?\n":
        first -= 1
    while last < len(words) and last - mention.last < 8 and words[last].norm not in ".;!?\n":
        last += 1
    return spaced(words[first : mention.first]), spaced(words[mention.last : last])
