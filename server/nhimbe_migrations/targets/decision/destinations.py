"""Rules 1 and 2: a database is named, ruled out, or its own language is used; of two, the one that the data goes to."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from nhimbe_migrations.targets.decision.copies import copies_too
from nhimbe_migrations.targets.decision.decision import (
    OTHER,
    TITLES,
    Decision,
    RuleResult,
    only,
    short,
    signs_of,
    thing,
)
from nhimbe_migrations.targets.evidence.inventory import Store
from nhimbe_migrations.targets.request.context_patterns import spaced
from nhimbe_migrations.targets.request.reading import Reading
from nhimbe_migrations.targets.request.scope import Role

__all__ = ["from_one_of_them", "named_as_destination", "own_language", "ruled_out", "third_store"]

_SPOKEN: Final[tuple[Role, ...]] = ("written", "located", "source", "negated", "aside")
_COUNTED: Final[tuple[Role, ...]] = ("written", "located", "source", "negated")
_SURE, _FAIR, _OPEN = 0.95, 0.9, 0.4


def named_as_destination(reading: Reading) -> Decision | None:
    """A database is named as the place where the data goes."""
    signs = _own_names(reading) + signs_of(reading, reading.with_role("database", *_COUNTED))
    if _is_open(reading):
        why = "The request leaves the choice between the databases open."
        return Decision(2, None, _OPEN, why, signs, "undecided", thing(reading))
    sides = _sides(reading)
    side = only(sides) or _arrived_at(reading, sides)
    if _says_both(reading, sides):
        return Decision(0, "both", _SURE, "The request says that both databases are written.", signs)
    side = side or _ranked_first(reading)
    if side is None and len(sides) > 1:
        why = "Both databases are named as places to write to."
        return Decision(2, None, _OPEN, why, signs, "both_databases", thing(reading))
    if side is None:
        return None
    both = len({mention.side for mention in reading.with_role("database", *_COUNTED)}) > 1
    copies = reading.with_role("database" if side == "d1" else "purpose", "written")
    if not both and copies and copies_too(reading, copies[0]):
        why = f"Both the data itself and its copy (“{reading.text_of(copies[0])}”) are written."
        return Decision(4, None, _OPEN, why, signs, "source_and_copy", thing(reading))
    named = next((sign.text for sign in signs if sign.favours == side and sign.kind != "source"), TITLES[side])
    if both:
        return Decision(
            2, side, _SURE, f"Both databases are named, and the data goes to {TITLES[side]} (“{named}”).", signs
        )
    return Decision(1, side, _SURE, f"“{named}” is named as the place where the data goes.", signs)


def _ranked_first(reading: Reading) -> Store | None:
    """Of two databases that are ranked, return the first; the other is left for another day."""
    ranks: dict[str, set[str | None]] = {"first": set(), "second": set()}
    for mention in reading.with_role("database", *_SPOKEN):
        rank = reading.scope.rank_of(reading.words, mention)
        if rank is not None:
            ranks[rank].add(mention.side)
    first, second = only(ranks["first"]), only(ranks["second"])
    if first and first == second:
        return None
    return first or (OTHER[second] if second else None)


def _says_both(reading: Reading, sides: set[str | None]) -> bool:
    """Say whether both databases are plainly asked for; a bare "in both" may mean two other things."""
    text = spaced(reading.words)
    if reading.scope.names_two_places(text):
        return True
    if len(sides) > 1:
        return reading.scope.says_both(text)
    things = {mention.label for mention in reading.of_kind("core", "other")}
    return len(things) <= 1 and reading.scope.ends_in_both(text)


def _own_names(reading: Reading) -> tuple[RuleResult, ...]:
    return tuple(RuleResult(reading.request[start:end], "database name", "d1") for start, end in reading.databases)


def _sides(reading: Reading) -> set[str | None]:
    written = {mention.side for mention in reading.with_role("database", "written")}
    if reading.databases:
        written.add("d1")
    return written or {mention.side for mention in reading.with_role("database", "located")}


def _is_open(reading: Reading) -> bool:
    """Say whether the request asks which of the databases it should be."""
    named = reading.with_role("database", *_SPOKEN)
    scope, words = reading.scope, reading.words
    if any(
        left.side != right.side and scope.are_alternatives(words[left.last : right.first])
        for left, right in pairwise(named)
    ):
        return True
    if any(scope.is_doubted(words, mention) for mention in named):
        return True
    both = len({mention.side for mention in named}) > 1
    around = {spaced(words)} if both else {reading.sentence_of(mention.first) for mention in named}
    return any(scope.is_undecided(text) for text in around)


def _arrived_at(reading: Reading, sides: set[str | None]) -> Store | None:
    """Of two databases that both seem to be written, return the one that the data arrives at, if one is plain."""
    written = reading.with_role("database", "written")
    scope, words = reading.scope, reading.words
    for left, right in pairwise(written):
        if left.side != right.side and scope.leads_on(words[left.last : right.first]):
            return only([right.side])
    never_a_source = sides - {mention.side for mention in reading.with_role("database", "source", "negated")}
    if (side := only(never_a_source)) is not None:
        return side
    if any(scope.is_joined(words, mention.first, mention.last) for mention in written):
        return None
    destined = only(mention.side for mention in written if scope.is_destined(words, mention))
    return destined or only(mention.side for mention in written if scope.is_placed(words, mention))


def ruled_out(reading: Reading) -> Decision | None:
    """One database is ruled out, which leaves the other."""
    negated = reading.with_role("database", "negated")
    side = only(mention.side for mention in negated)
    if side is None:
        return None
    why = f"“{reading.text_of(negated[0])}” is ruled out, which leaves {TITLES[OTHER[side]]}."
    return Decision(1, OTHER[side], _FAIR, why, signs_of(reading, negated))


def third_store(reading: Reading) -> Decision | None:
    """The data is to go where migrations do not reach (rule 7, but it must come before the rest)."""
    stores = reading.with_role("store", "written", "located")
    if not stores:
        return None
    name = reading.text_of(stores[0])
    signs = signs_of(reading, stores, "other store")
    return Decision(7, None, 0.3, f"“{name}” is neither D1 nor MongoDB.", signs, "store", thing(reading))


def own_language(reading: Reading) -> Decision | None:
    """The request is written in the language of one database, or quotes its errors."""
    words = reading.with_role("syntax", "written", "located", "source")
    code = tuple(RuleResult(short(span.text), "syntax", span.side) for span in reading.code)
    signs = tuple(dict.fromkeys((*code, *signs_of(reading, words))))
    if not signs:
        return None
    side = only(span.side for span in reading.code) or only(mention.side for mention in words)
    if side is None:
        why = "The request has the syntax of both databases."
        return Decision(2, None, _OPEN, why, signs, "both_databases", thing(reading))
    phrase = next((sign.text for sign in signs if sign.favours == side), signs[0].text)
    return Decision(1, side, _SURE, f"“{phrase}” is the language of {TITLES[side]}.", signs)


def from_one_of_them(reading: Reading) -> Decision | None:
    """Only a source is named: the data goes to the other one."""
    sources = reading.with_role("database", "source")
    side = only(mention.side for mention in sources)
    if side is None:
        return None
    why = f"The data comes from “{reading.text_of(sources[0])}”, so it goes to {TITLES[OTHER[side]]}."
    return Decision(2, OTHER[side], 0.8, why, signs_of(reading, sources))
