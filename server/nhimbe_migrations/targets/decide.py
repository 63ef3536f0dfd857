"""The rule: which database a request means. Each step is one of its numbered sentences; the first that answers wins.

1. A database named as the destination, or its own syntax.   5. A known table or collection by name.
2. Both named: where the data goes.                          6. A core entity.
3. The purpose: edge, cache, read view, Worker-local.        7. Anything else: ask.
4. The source and its copy, both written: ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from nhimbe_migrations.targets.cues import spaced
from nhimbe_migrations.targets.names import named_thing
from nhimbe_migrations.targets.phrases import Mention
from nhimbe_migrations.targets.reading import Reading
from nhimbe_migrations.targets.scope import Role
from nhimbe_migrations.targets.subject import Subject, subject_of

__all__ = ["Decision", "Sign", "decide"]

Target = Literal["d1", "mongodb"]
_OTHER: Final[dict[str, Target]] = {"d1": "mongodb", "mongodb": "d1"}
_SPOKEN: Final[tuple[Role, ...]] = ("written", "located", "source", "negated", "aside")
_TITLES: Final = {"d1": "D1", "mongodb": "MongoDB"}


@dataclass(frozen=True, slots=True)
class Sign:
    """A phrase that counted: its words, what it is, and the side it favours (None: it calls for a question)."""

    text: str
    kind: str
    favours: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says. `target` is None where only a question is left."""

    rule: int
    target: Target | None
    confidence: float
    why: str
    signs: tuple[Sign, ...]
    question: str | None = None
    """Name of the question in the vocabulary."""
    thing: str = ""


def decide(reading: Reading) -> Decision:
    """Return what the first rule that has something to say says."""
    for rule in _RULES:
        decision = rule(reading)
        if decision is not None:
            return decision
    return _anything_else(reading)


def _signs(reading: Reading, mentions: tuple[Mention, ...], kind: str = "") -> tuple[Sign, ...]:
    texts = {}
    for mention in mentions:
        role = reading.roles.get(mention, "written")
        favours = mention.side if role in {"written", "located"} else _OTHER.get(mention.side or "")
        texts[reading.text_of(mention), kind or _kind(mention.kind, role), favours] = None
    return tuple(Sign(*key) for key in texts)


def _kind(kind: str, role: str) -> str:
    if kind != "database":
        return kind
    return {"written": "destination", "located": "destination", "negated": "ruled out"}.get(role, role)


def _empty(reading: Reading) -> Decision | None:
    if any(word.kind != "mark" for word in reading.words):
        return None
    return Decision(7, None, 0.2, "The request has no words.", (), "empty")


def _named_database(reading: Reading) -> Decision | None:
    written = reading.with_role("database", "written")
    located = reading.with_role("database", "located")
    sides = {mention.side for mention in written} | ({"d1"} if reading.databases else set())
    everything = tuple(m for m in reading.of_kind("database") if reading.roles.get(m) not in {"ignored", "aside", None})
    if not sides:
        sides = {mention.side for mention in located}
    own = tuple(Sign(reading.request[a:b], "database name", "d1") for a, b in reading.databases)
    signs = own + _signs(reading, everything)
    if open_choice := _open_choice(reading, reading.with_role("database", *_SPOKEN)):
        why = "The request leaves the choice between the databases open."
        return Decision(2, None, 0.4, why, signs, open_choice, _thing(reading))
    if len(sides) > 1:
        moved = _moved(reading, written) or _left_over(reading, sides) or _placed(reading, written)
        if moved is None:
            why = "Both databases are named as places to write to."
            return Decision(2, None, 0.4, why, signs, "both_databases", _thing(reading))
        sides = {moved}
    if not sides:
        return None
    side: Target = "d1" if sides == {"d1"} else "mongodb"
    both = len({mention.side for mention in everything}) > 1
    copies = written if side == "d1" else reading.with_role("purpose", "written")
    if not both and copies and _copies_too(reading, copies[0]):
        why = f"Both the data itself and its copy (“{reading.text_of(copies[0])}”) are written."
        return Decision(4, None, 0.4, why, signs, "source_and_copy", _thing(reading))
    named = next((sign.text for sign in signs if sign.favours == side), _TITLES[side])
    both = len({mention.side for mention in everything}) > 1
    why = (
        f"“{named}” is named as the place where the data goes."
        if not both
        else (f"Both databases are named, and the data goes to {_TITLES[side]} (“{named}”).")
    )
    return Decision(2 if both else 1, side, 0.95, why, signs)


def _open_choice(reading: Reading, named: tuple[Mention, ...]) -> str | None:
    if not named:
        return None
    both = len({mention.side for mention in named}) > 1
    for left, right in zip(named, named[1:], strict=False):
        if left.side != right.side and reading.scope.are_alternatives(reading.words[left.last : right.first]):
            return "undecided"
    sentences = {reading.sentence_of(mention.first) for mention in named}
    if any(reading.scope.is_undecided(sentence) for sentence in sentences):
        return "undecided"
    whole = spaced(reading.words)
    return "undecided" if both and reading.scope.is_undecided(whole) else None


def _moved(reading: Reading, written: tuple[Mention, ...]) -> Target | None:
    """Return where the data goes when an arrow or "to" leads from one database to the other."""
    for left, right in zip(written, written[1:], strict=False):
        between = spaced(reading.words[left.last : right.first])
        if left.side != right.side and between.strip() in {
            "to",
            "into",
            "->",
            "→",
            "=>",
            "- >",
            ">",
            "to the",
            "into the",
        }:
            return "d1" if right.side == "d1" else "mongodb"
    return None


def _left_over(reading: Reading, sides: set[str | None]) -> Target | None:
    """Return the one side that is nowhere called a source, if the other is."""
    left = sides - {mention.side for mention in reading.with_role("database", "source", "negated")}
    return ("d1" if left == {"d1"} else "mongodb") if len(left) == 1 else None


def _placed(reading: Reading, written: tuple[Mention, ...]) -> Target | None:
    """Return the one side that a preposition makes a place, if the other is only spoken of."""
    if any(reading.scope.is_joined(reading.words, mention) for mention in written):
        return None
    sides = {mention.side for mention in written if reading.scope.is_placed(reading.words, mention)}
    return ("d1" if sides == {"d1"} else "mongodb") if len(sides) == 1 else None


def _ruled_out(reading: Reading) -> Decision | None:
    negated = reading.with_role("database", "negated")
    sides = {mention.side for mention in negated}
    if len(sides) != 1:
        return None
    side = _OTHER[str(sides.pop())]
    why = f"“{reading.text_of(negated[0])}” is ruled out, which leaves {_TITLES[side]}."
    return Decision(1, side, 0.9, why, _signs(reading, negated))


def _third_store(reading: Reading) -> Decision | None:
    stores = reading.with_role("store", "written", "located")
    if not stores:
        return None
    name = reading.text_of(stores[0])
    why = f"“{name}” is neither D1 nor MongoDB."
    return Decision(7, None, 0.3, why, _signs(reading, stores, "other store"), "store", name)


def _own_syntax(reading: Reading) -> Decision | None:
    counted = reading.with_role("syntax", "written", "located", "source")
    signs = tuple(Sign(_short(span.text), "syntax", span.side) for span in reading.code)
    signs += tuple(Sign(reading.text_of(mention), "syntax", mention.side) for mention in counted)
    signs = tuple(dict.fromkeys(signs))
    sides = {sign.favours for sign in signs}
    if not sides:
        return None
    if len(sides) > 1:
        written = {span.side for span in reading.code}
        if len(written) != 1:
            return Decision(
                2, None, 0.4, "The request has the syntax of both databases.", signs, "both_databases", _thing(reading)
            )
        sides = written  # type: ignore[assignment]
    side: Target = "d1" if sides == {"d1"} else "mongodb"
    first = next(sign.text for sign in signs if sign.favours == side)
    return Decision(1, side, 0.95, f"“{first}” is the language of {_TITLES[side]}.", signs)


def _only_a_source(reading: Reading) -> Decision | None:
    sources = reading.with_role("database", "source")
    sides = {mention.side for mention in sources}
    if len(sides) != 1:
        return None
    side = _OTHER[str(sides.pop())]
    why = f"The data comes from “{reading.text_of(sources[0])}”, so it goes to {_TITLES[side]}."
    return Decision(2, side, 0.8, why, _signs(reading, sources))


def _purpose(reading: Reading) -> Decision | None:
    purposes = reading.with_role("purpose", "written")
    if not purposes:
        return None
    signs = _signs(reading, purposes)
    first = purposes[0]
    if _copies_too(reading, first):
        why = f"Both the data itself and “{reading.text_of(first)}” are written."
        return Decision(4, None, 0.4, why, signs, "source_and_copy", _thing(reading))
    why = f"“{reading.text_of(first)}” says that this is a copy or state at the edge."
    return Decision(3, "d1", 0.9, why, signs)


def _copies_too(reading: Reading, copy: Mention) -> bool:
    """Say whether the request writes the data itself before it writes this copy of it."""
    if reading.scope.speaks_of_both(reading.words, copy):
        return True
    if not reading.scope.is_joined(reading.words, copy):
        return False
    before = reading.words[: copy.first]
    return any(m.last <= copy.first for m in reading.of_kind("core", "other", "loose")) or any(
        word.kind == "name" for word in before
    )


def _known_name(reading: Reading) -> Decision | None:
    named = named_thing(reading.words, reading.names, reading.vocabulary)
    if named is None:
        return None
    if named.side == "d1":
        sign = Sign(named.text, "table", "d1")
        return Decision(5, "d1", 0.9, f"“{named.text}” is a table of schema.sql.", (sign,))
    sign = Sign(named.text, "collection", "mongodb")
    return Decision(5, "mongodb", 0.9, f"“{named.text}” is the name of a collection.", (sign,))


def _core_entity(reading: Reading) -> Decision | None:
    if _is_idle(reading):
        return None
    core = _subject(reading).core
    if core is None:
        return None
    text = reading.text_of(core)
    why = f"“{text}” is core data ({core.label}), and MongoDB is its source of truth."
    return Decision(6, "mongodb", 0.85, why, (Sign(text, "core entity", "mongodb"),))


def _is_idle(reading: Reading) -> bool:
    if reading.of_kind("work"):
        return False
    if reading.of_kind("idle"):
        return True
    text = spaced(reading.words)
    return any(f" {question} " in text for question in reading.vocabulary.phrases("idle.questions"))


def _anything_else(reading: Reading) -> Decision:
    idle = reading.of_kind("idle")
    if _is_idle(reading):
        why = "Nothing in the request asks for a change of a database."
        return Decision(7, None, 0.2, why, _signs(reading, idle, "no migration"), "idle")
    other = _subject(reading).other
    if other is not None:
        text = reading.text_of(other)
        why = f"“{text}” is not core data, and nothing says where it lives."
        return Decision(7, None, 0.4, why, (Sign(text, "other entity", None),), "entity", text)
    return Decision(7, None, 0.3, "Nothing in the request says which database it means.", (), "vague")


def _subject(reading: Reading) -> Subject:
    return subject_of(reading.words, reading.mentions, reading.vocabulary)


def _thing(reading: Reading) -> str:
    subject = _subject(reading)
    mention = subject.core or subject.other
    return reading.text_of(mention) if mention else "this"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59] + "…"


_RULES: Final[tuple[Callable[[Reading], Decision | None], ...]] = (
    _empty,
    _named_database,
    _ruled_out,
    _third_store,
    _own_syntax,
    _only_a_source,
    _purpose,
    _known_name,
    _core_entity,
)
