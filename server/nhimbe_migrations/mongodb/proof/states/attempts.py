"""The documents on which a migration is judged: such as it looks for, and such as it can work with.

What a run asks for tells which documents to make. Where a step fails on made-up documents, it is found out on which: on all of
any shape that makes sense, and then it fails; or on some, and then it depends on the documents that there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.states.counting import counting, first_at, lack, lacked_by
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer
from nhimbe_migrations.mongodb.seed.asked.observed import Observed, type_wanted
from nhimbe_migrations.mongodb.seed.model import Seed

__all__ = ["Failing", "Settled", "reach", "settle"]

Reseed = Callable[[Observed], Seed]
_MOST_PROBES = 24
_MOST_RUNS = 60
_SHAPES = (
    "object",
    "object[]",
    "map",
    "string[]",
    "number",
    "Date",
    "string",
    "ObjectId",
    "id string",
    "numeric string",
    "json string",
)
_MOST_EMPTIED = 4
_DEEPEST = 8
"""How many fields, one within the other, are given a type."""
_FIRST_TWO = ("up", "down")
_NEVER_DOCUMENTS = frozenset({"ReferenceError", "MongoCompatibilityError", "MongoInvalidArgumentError"})
_LOST = re.compile(r"^Cannot (?:read|set) properties of null")
"""What was looked for and not found has no type."""
_NEVER_CODES = frozenset({11000, 121, 26, 27, 48, 59, 67, 68, 72, 73, 85, 86})
"""Keys shared, a validator not passed, and what a server says of collections, indexes and options (error_codes.yml)."""


@dataclass(frozen=True, slots=True)
class Failing:
    """Documents that were left out, since a step fails on them."""

    step: str
    collection: str
    path: str
    """The field that was read last before."""
    left_out: int
    of: int
    error: Mapping[str, Any]
    lacks: bool
    """They lack the field, and the others have it."""
    query: str
    """What counts such documents, as the driver takes it; empty where nothing tells them from the others."""
    broken: tuple[str, ...] = ()
    """What of an interface each of them breaks; empty where one of them breaks nothing."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The run that is judged."""

    answer: Answer
    seed: Seed
    failing: tuple[Failing, ...] = ()
    must_be_empty: str = ""
    """The collection of which `up` says itself that it goes on only where that holds nothing."""


def settle(runs: Runs, answer: Answer, seed: Seed, reseed: Reseed, *, wants_more: bool) -> Settled:
    """Return the run to judge, with the documents that it met: `answer` and `seed`, or better ones.

    Args:
        runs: Where to run it again.
        answer: The first run.
        seed: What it met.
        reseed: Makes documents of what runs have shown.
        wants_more: Whether the first run left something untried.
    """
    search = _Search(runs, reseed)
    settled = Settled(answer, seed)
    if wants_more:
        settled = search.looked_for(settled)
    for step in _FIRST_TWO:
        if _blamable(settled.answer, step):
            settled = search.without_failing(search.shaped(settled, step), step)
    return search.refusing(settled) if _throws(runs, settled.answer) else settled


@dataclass(slots=True)
class _Search:
    runs: Runs
    reseed: Reseed
    observed: Observed = field(default_factory=Observed)
    left: int = _MOST_RUNS

    def looked_for(self, settled: Settled, step: str = "up") -> Settled:
        """Run it on documents made of what it asked for, until it asks for nothing new; then all of it once more."""
        tried = settled.seed
        for _ in range(_MOST_PROBES):
            probe = self._probe(tried, step)
            if probe is None:
                break
            new = self.reseed(self.observed)
            if new == tried:
                break
            tried = new
        return settled if tried == settled.seed else self._better(settled, tried)

    def shaped(self, settled: Settled, step: str) -> Settled:
        """Give the field that was read last before it failed each type that makes sense, and keep what gets further."""
        if step == "down":
            settled = self.looked_for(settled, step)
        for _ in range(_DEEPEST):
            if not _blamable(settled.answer, step) or self.left <= 0 or _LOST.search(_message(settled.answer, step)):
                break
            probe = self._probe(settled.seed, step)
            if probe is None or probe.last is None:
                break
            found = self._shape(settled, probe.last, step)
            if found is None:
                break
            settled = found
        return settled

    def _shape(self, settled: Settled, place: tuple[str, str], step: str) -> Settled | None:
        """The run with the field of the first type with which the step ends well, or else fails another way."""
        before, failed = self.observed, _message(settled.answer, step)
        further: tuple[Observed, Seed] | None = None
        listed = any(isinstance(first_at(item, place[1]), list) for item in settled.seed.documents_of(place[0]))
        is_list = type_wanted(failed) == "array" and f"{place[1].rpartition('.')[2]}." in failed
        for shape in sorted(_SHAPES, key=lambda kind: not kind.endswith("[]")) if listed or is_list else _SHAPES:
            if self.left <= 0:
                break
            observed = replace(before, shapes=(*before.shapes, (*place, shape)))
            seed = self.reseed(observed)
            if seed == settled.seed:
                continue
            probe = self._run(seed, _FIRST_TWO[: _FIRST_TWO.index(step) + 1], step)
            message = _message(probe, step)
            deeper = probe.last is not None and probe.last[1].startswith((f"{place[1]}.", f"{place[1]}[]."))
            if probe.trouble or (_alike(message) == _alike(failed) and not deeper) or not (_met(probe) or message):
                continue
            if not message:
                further = (observed, seed)
                break
            further = further or (observed, seed)
        if further is None:
            return None
        self.observed = further[0]
        better = self._better(settled, further[1])
        return None if better is settled else better

    def without_failing(self, settled: Settled, step: str) -> Settled:
        """Leave the documents out on which it fails, if there are others that it changes."""
        if not _blamable(settled.answer, step) or self.left <= 0:
            return settled
        probe = self._run(settled.seed, _FIRST_TWO[: _FIRST_TWO.index(step) + 1], step)
        last = probe.last
        names = [last[0]] if last else []
        names += [str(item["collection"]) for item in probe.asked]
        for name in list(dict.fromkeys(names))[:3]:
            documents = settled.seed.documents_of(name)
            kept = self._passing(settled.seed, name, documents, step)
            if not kept or len(kept) == len(documents):
                continue
            seed = settled.seed.with_documents(name, tuple(kept))
            again = self.runs.run(seed)
            if again.trouble or _blamable(again, step) or not (_met(again) or _changed(again)):
                continue
            gone = [item for item in documents if item not in kept]
            path = last[1] if last and last[0] == name else lacked_by(settled.seed, name, kept, gone)
            error = _step(settled.answer, step)["error"]
            lacks = bool(path) and lack(path, kept, gone)
            query, promised = counting(path, kept, gone), settled.seed.promised
            broken = promised.broken(name, gone) if not promised.kept(name, gone) else ()
            told = Failing(step, name, path, len(gone), len(documents), error, lacks, query, broken)
            return Settled(again, seed, (*settled.failing, told))
        return settled

    def refusing(self, settled: Settled) -> Settled:
        """Where `up` ends with an error of its own on any document of a collection: run it without any, as it demands."""
        error = _step(settled.answer, "up")["error"]
        for name in list(dict.fromkeys(str(item["collection"]) for item in settled.answer.asked))[:_MOST_EMPTIED]:
            documents = settled.seed.documents_of(name)
            # All but one are no other than all: what counts them says so of each.
            if not documents or not _step(
                self._run(settled.seed.with_documents(name, documents[:1]), ("up",)), "up"
            ).get("error"):
                continue
            seed = settled.seed.with_documents(name, ())
            again = self.runs.run(seed)
            if again.trouble or any(_step(again, step).get("error") for step in _FIRST_TWO):
                continue
            count = len(documents)
            told = Failing("up", name, "", count, count, error, lacks=False, query="{}")
            return Settled(again, seed, (*settled.failing, told), name)
        return settled

    def _passing(
        self, seed: Seed, name: str, documents: Sequence[Mapping[str, Any]], step: str
    ) -> list[Mapping[str, Any]]:
        """Those of the documents on which the step ends well, tried by halves."""
        if not documents or self.left <= 0:
            return []
        probe = self._run(seed.with_documents(name, tuple(documents)), _FIRST_TWO[: _FIRST_TWO.index(step) + 1])
        if not probe.trouble and not _troubled(probe):
            return [*documents]
        if len(documents) == 1:
            return []
        half = len(documents) // 2
        return [
            *self._passing(seed, name, documents[:half], step),
            *self._passing(seed, name, documents[half:], step),
        ]

    def _probe(self, seed: Seed, step: str) -> Answer | None:
        """Run up to `step` and take down what it asked for; None where that tells nothing."""
        if self.left <= 0:
            return None
        probe = self._run(seed, _FIRST_TWO[: _FIRST_TWO.index(step) + 1], step)
        if probe.trouble or probe.lacking or not probe.steps:
            return None
        self.observed = self.observed.and_then(probe, _message(probe, step))
        return probe

    def _run(self, seed: Seed, steps: Sequence[str], observe: str = "") -> Answer:
        self.left -= 1
        return self.runs.run(seed, steps, observe)

    def _better(self, settled: Settled, seed: Seed) -> Settled:
        again = self.runs.run(seed)
        return Settled(again, seed, settled.failing) if reach(again) >= reach(settled.answer) else settled


def _alike(message: str) -> str:
    """A message without what differs from document to document."""
    return re.sub(r"\d+", "0", message)


def _step(answer: Answer, name: str) -> Mapping[str, Any]:
    return next((step for step in answer.steps[:2] if step["name"] == name), {})


def _message(answer: Answer, name: str) -> str:
    return str((_step(answer, name).get("error") or {}).get("message", ""))


def _blamable(answer: Answer, name: str) -> bool:
    """Whether the step failed in a way that other documents could prevent."""
    step = _step(answer, name)
    error = step.get("error")
    if not error or step["faults"] or answer.trouble or answer.lacking:
        return False
    return error.get("name") not in _NEVER_DOCUMENTS and error.get("code") not in _NEVER_CODES


def _throws(runs: Runs, answer: Answer) -> bool:
    """Whether `up` ended with an error that the migration itself throws."""
    error = _step(answer, "up").get("error")
    if not error or not error["frames"] or answer.trouble or answer.lacking or _step(answer, "up")["faults"]:
        return False
    lines = str(runs.script.modules[runs.script.entry].get("text", "")).splitlines()
    number = int(error["frames"][0][0])
    return 0 < number <= len(lines) and re.search(r"\bthrow\b", lines[number - 1]) is not None


def _troubled(answer: Answer) -> bool:
    return answer.timed_out or answer.ended or any(step.get("error") or step["faults"] for step in answer.steps)


def _met(answer: Answer) -> int:
    return sum(write["met"] for step in answer.steps[:2] for write in step["writes"])


def _changed(answer: Answer) -> bool:
    """Whether `up` left the database otherwise, by what counts no documents ($merge, $out)."""
    counted = any(write["method"] != "aggregate" for step in answer.steps[:1] for write in step["writes"])
    return not counted and len(answer.snapshots) > 1 and answer.snapshots[0] != answer.snapshots[1]


def reach(answer: Answer) -> tuple[bool, bool, int, int]:
    """Return how far a run came: whether up and down ended well, in how many places up wrote to documents, how many there were."""
    step = answer.steps[0] if answer.steps and answer.steps[0]["name"] == "up" else None
    if step is None or answer.trouble or answer.timed_out or answer.ended:
        return (False, False, -1, 0)
    met = [write["met"] for write in step["writes"]]
    well = not step.get("error") and not step["faults"]
    back = well and not _step(answer, "down").get("error")
    return (well, back, sum(count > 0 for count in met), sum(met))
