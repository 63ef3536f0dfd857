"""Rule 0: what the repository shows comes before the words; the rules of `decide.py` say what it leaves open.

One store alone is the answer, whatever the words; where they plainly ask for the store that is not here, that is asked.
Of two stores, an object that stands in one of them only decides; against a rule of the house, both facts are asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from nhimbe_migrations.targets.decision.decide import decide
from nhimbe_migrations.targets.decision.decision import OTHER, TITLES, Decision, RuleResult, thing
from nhimbe_migrations.targets.evidence.entities import entity_of, objects_of
from nhimbe_migrations.targets.evidence.found import Found, find_members, find_objects, written_of
from nhimbe_migrations.targets.evidence.inventory import Inventory, KnownObject, Store, stores_of
from nhimbe_migrations.targets.request.reading import Reading

__all__ = ["decide_by_evidence"]

_SURE: Final = 0.95
_ALONE: Final = 0.9
_AGAINST: Final = 0.4
_LONGEST_NAME: Final = 60
_SETTLED: Final = frozenset({"empty", "idle", "store"})
"""Questions that are not about the choice between the two stores."""


def decide_by_evidence(reading: Reading, inventory: Inventory) -> Decision:
    """Return what the repository and the words say together."""
    by_words = decide(reading)
    stores = inventory.stores
    if len(stores) == 1:
        return _one_store(reading, inventory, next(iter(stores)), by_words)
    if not stores:
        return by_words
    return _two_stores(reading, inventory, by_words)


def _one_store(reading: Reading, inventory: Inventory, store: Store, by_words: Decision) -> Decision:
    found = find_objects(reading, inventory)
    shown = tuple(item for fact in found for item in fact.objects)
    if by_words.question in _SETTLED:
        return replace(by_words, target=store, objects=shown)
    named = _missing_named(reading, store, by_words)
    where = (
        inventory.signs_of(store)[0].where if inventory.signs_of(store) else shown[0].where if shown else "its files"
    )
    if named is not None:
        why = f"“{named}” means {TITLES[OTHER[store]]}, and this repository has {TITLES[store]} alone ({where})."
        signs = (RuleResult(named, "other store", OTHER[store]),)
        return Decision(0, store, _AGAINST, why, signs, "missing", thing(reading), shown, _fill(named, store, where))
    why = f"This repository has {TITLES[store]} alone ({where})."
    return Decision(0, store, _SURE, why, tuple(s for s in by_words.signs if s.favours == store), objects=shown)


def _fill(named: str, store: Store, where: str) -> tuple[tuple[str, str], ...]:
    return (("named", named), ("store", TITLES[store]), ("missing", TITLES[OTHER[store]]), ("where", where))


def _missing_named(reading: Reading, store: Store, by_words: Decision) -> str | None:
    """Return the words that plainly ask for the store that is not here."""
    if by_words.target == store and by_words.question is None:
        return None
    other = OTHER[store]
    if by_words.target == "both" or by_words.question == "undecided":
        return next((sign.text for sign in by_words.signs if sign.favours == other), TITLES[other])
    named = [m for m in reading.with_role("database", "written", "located") if m.side == other]
    if named:
        return reading.text_of(named[0])
    if by_words.rule not in {1, 2}:
        return None
    loose = set(reading.vocabulary.phrases("evidence.loosely_said"))
    own = [m for m in reading.with_role("syntax", "written") if m.side == other and m.label not in loose]
    code = [span.text for span in reading.code if span.side == other]
    return next(iter((*code, *(reading.text_of(mention) for mention in own))), None)


def _two_stores(reading: Reading, inventory: Inventory, by_words: Decision) -> Decision:
    found = find_objects(reading, inventory)
    shown = tuple(dict.fromkeys(item for fact in found for item in fact.objects))
    by_words = replace(by_words, objects=shown)
    if by_words.question in {*_SETTLED, "undecided", "both_databases", "source_and_copy"} or by_words.target == "both":
        return by_words
    written = written_of(reading, found)
    relational = _own_words(reading)
    if by_words.rule in {1, 2} and not _is_only_said(reading, by_words):
        return by_words
    by_destination = by_words.target if by_words.rule == 1 else None
    if (favoured := relational or by_destination) is not None:
        return _by_own_words(reading, favoured, found, shown)
    if written is not None and len(written.stores) == 1:
        return _by_object(reading, inventory, by_words, written, shown)
    if by_words.rule == 6:  # noqa: PLR2004 the rule's number
        return _by_entity(reading, inventory, by_words, shown)
    if by_words.rule == 7:  # noqa: PLR2004 the rule's number
        return _by_member(reading, inventory, by_words)
    return by_words


def _is_only_said(reading: Reading, by_words: Decision) -> bool:
    """Say whether rule 1 rests on nothing but a word that people also use loosely ("collection")."""
    loose = set(reading.vocabulary.phrases("evidence.loosely_said"))
    mentions = reading.with_role("syntax", "written", "located", "source")
    return (
        bool(mentions)
        and not reading.code
        and not reading.databases
        and not any(reading.with_role("database", "written", "located", "source", "negated"))
        and all(mention.label in loose for mention in mentions)
        and by_words.rule == 1
    )


def _own_words(reading: Reading) -> Store | None:
    """Return the store that alone has what the request speaks of: a foreign key, a trigger; an embedded array."""
    sides = {mention.side for mention in reading.with_role("relational", "written", "located")}
    if len(sides) != 1:
        return None
    return "d1" if sides == {"d1"} else "mongodb"


def _by_own_words(reading: Reading, side: Store, found: tuple[Found, ...], shown: tuple[KnownObject, ...]) -> Decision:
    mentions = [m for m in reading.of_kind("relational", "syntax") if m.side == side]
    phrase = reading.text_of(mentions[0]) if mentions else TITLES[side]
    signs = (RuleResult(phrase, "syntax", side),)
    if found and all(side not in one.stores for one in found):
        fact = f"“{phrase}” is {TITLES[side]}'s, but {_facts(item for part in found for item in part.objects)}."
        return Decision(
            0,
            None,
            _AGAINST,
            fact,
            signs,
            "against_copy",
            thing(reading),
            shown,
            (("fact", fact), ("other", TITLES[side])),
        )
    return Decision(
        1, side, _ALONE, f"Of the two, only {TITLES[side]} has what “{phrase}” means.", signs, objects=shown
    )


def _by_object(
    reading: Reading, inventory: Inventory, by_words: Decision, written: Found, shown: tuple[KnownObject, ...]
) -> Decision:
    store = next(iter(written.stores))
    signs = (RuleResult(written.text, written.objects[0].kind, store),)
    phrase = (
        f"“{written.text}”"
        if written.text == written.objects[0].name
        else f"“{written.text}” ({written.objects[0].name})"
    )
    why = f"{phrase} is a {written.objects[0].kind} of {TITLES[store]} alone ({written.objects[0].where})."
    by_object = Decision(0, store, _SURE, why, signs, objects=shown, spelled=written.spelled)
    if by_words.rule == 3 and by_words.target != store:  # noqa: PLR2004 a copy of it is made, unless it is the copy itself
        overlap = any(written.first <= m.first < written.last for m in reading.with_role("purpose", "written"))
        return _against(reading, by_object, written.objects, "the edge", by_words.signs) if overlap else by_words
    if store == "mongodb" or (written.spelled and "_" in written.text):
        return by_object
    entity = next((name for item in written.objects if (name := entity_of(item.name, reading.vocabulary))), None)
    if entity is None or by_words.rule in {3, 5}:
        return by_object
    if objects_of(entity, inventory, "mongodb", reading.vocabulary) and by_words.rule != 6:  # noqa: PLR2004
        return by_object
    return _against(reading, by_object, written.objects, entity, by_words.signs)


def _by_entity(reading: Reading, inventory: Inventory, by_words: Decision, shown: tuple[KnownObject, ...]) -> Decision:
    """The house's rule for a core entity, unless only D1 has that entity here."""
    entity = by_words.entity
    if objects_of(entity, inventory, "mongodb", reading.vocabulary):
        here = objects_of(entity, inventory, "mongodb", reading.vocabulary)
        return replace(by_words, objects=tuple(dict.fromkeys((*shown, *here))))
    in_d1 = objects_of(entity, inventory, "d1", reading.vocabulary)
    return (
        _against(reading, replace(by_words, objects=(*shown, *in_d1)), in_d1, entity, by_words.signs)
        if in_d1
        else by_words
    )


def _by_member(reading: Reading, inventory: Inventory, by_words: Decision) -> Decision:
    """A column or field whose owner the request leaves out, where one store alone has it."""
    members = find_members(reading, inventory)
    stores = {store for member in members for store in member.stores}
    if len(stores) != 1:
        return _with_unknown(reading, by_words)
    store, member = next(iter(stores)), members[0]
    owners = ", ".join(dict.fromkeys(item.name for item in member.objects[:3]))
    why = f"“{member.text}” is in {TITLES[store]} alone ({owners})."
    return Decision(0, store, _ALONE, why, (RuleResult(member.text, "column", store),), objects=member.objects[:3])


def _with_unknown(reading: Reading, by_words: Decision) -> Decision:
    """Ask about the name that is spelled as tables are and that neither store has, not about the field put into it."""
    name = next((word.text for word in reading.words if word.kind == "name" and not word.joined), None)
    if name is None or by_words.question not in {"entity", "vague"} or len(name) > _LONGEST_NAME:
        return by_words
    return replace(
        by_words, question="entity", thing=name, why=f"Neither store has “{name}”, and nothing says where it belongs."
    )


def _against(
    reading: Reading, by_object: Decision, objects: tuple[KnownObject, ...], entity: str, signs: tuple[RuleResult, ...]
) -> Decision:
    store = next(iter(stores_of(objects)))
    fact = f"{_facts(objects)}; {TITLES[OTHER[store]]} has no {'collection' if store == 'd1' else 'table'} for it here."
    why = f"{fact} That is against the rule that {entity} belong to {TITLES[OTHER[store]]}."
    question = "against" if store == "d1" else "against_copy"
    fill = (("fact", fact), ("entity", entity), ("other", TITLES[OTHER[store]]))
    return Decision(
        0,
        None,
        _AGAINST,
        why,
        (*by_object.signs, *signs)[:3],
        question,
        thing(reading),
        by_object.objects or objects,
        fill,
    )


def _facts(objects: Iterable[KnownObject]) -> str:
    items = list(dict.fromkeys(objects))[:3]
    return ", ".join(f"`{item.name}` is a {item.kind} of {TITLES[item.store]} ({item.where})" for item in items)
