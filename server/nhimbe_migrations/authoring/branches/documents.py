"""MongoDB migrations of two branches in both orders, on one scratch database with documents in it."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb import read_migration
from nhimbe_migrations.mongodb.lint.rules import escapes
from nhimbe_migrations.mongodb.proof.prove import open_sandbox
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Difference, differences
from nhimbe_migrations.mongodb.sandbox.engines import needs_replica_set
from nhimbe_migrations.mongodb.sandbox.loading.modules import Script, gather
from nhimbe_migrations.mongodb.sandbox.places import harness_folder
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection

if TYPE_CHECKING:
    from nhimbe_migrations.mongodb.sandbox.sandbox import Answer, Sandbox
    from nhimbe_migrations.mongodb.state.collections import Collections

__all__ = ["BothOrders", "Failure", "NotTriedError", "try_both_orders"]

Step = tuple[str, str]
"""File and text of a migration."""


class NotTriedError(Exception):
    """The two could not be run; it says why."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A migration that did not run."""

    place: int
    """Which of the steps that ran."""
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class BothOrders:
    """What came of it: ours and then theirs, and the other way round."""

    ours_first: Failure | None = None
    theirs_first: Failure | None = None
    differing: tuple[str, ...] = ()
    """How the two ends differ, as a person would say it; empty where one of them failed."""


def try_both_orders(
    start: Collections, ours: Sequence[Step], theirs: Sequence[Step], root: Path, *, sandbox: Sandbox | None = None
) -> BothOrders:
    """Run the migrations of both branches on what `start` makes, in both orders.

    Raises:
        NotTriedError: one of them does not run by itself, or reaches beyond its database.
        ToolMissingError: there is no server, or nothing to run code in.
    """
    texts = [text for _, text in (*ours, *theirs)]
    for file, text in (*ours, *theirs):
        if found := escapes(read_migration(text, file), start):
            raise NotTriedError(f"{file} reaches beyond its database ({found[0].rule})")
    if sandbox is None:
        with open_sandbox(replica_set=any(map(needs_replica_set, texts))) as opened:
            return _tried(start, ours, theirs, root, opened)
    return _tried(start, ours, theirs, root, sandbox)


def _tried(
    start: Collections, ours: Sequence[Step], theirs: Sequence[Step], root: Path, sandbox: Sandbox
) -> BothOrders:
    seed = _seed(start, ours, theirs)
    for steps in (ours, theirs):
        alone = _run(sandbox, steps, seed, root)
        if (failed := _failure(alone)) is not None:
            raise NotTriedError(f"{steps[failed.place][0]} does not run by itself: {failed.message}")
    first = _run(sandbox, (*ours, *theirs), seed, root)
    second = _run(sandbox, (*theirs, *ours), seed, root)
    failures = _failure(first), _failure(second)
    if any(failures):
        return BothOrders(*failures)
    found = differences(first.snapshots[-1], second.snapshots[-1])
    if not found:
        return BothOrders()
    again = _run(sandbox, (*ours, *theirs), seed, root)
    chance = differences(first.snapshots[-1], again.snapshots[-1]) if _failure(again) is None else ()
    return BothOrders(differing=tuple(_told(found, chance, first.snapshots[-1], second.snapshots[-1])))


def _run(sandbox: Sandbox, steps: Sequence[Step], seed: Seed, root: Path) -> Answer:
    answer = sandbox.run(_script(steps, root), seed.as_job(), ("up",))
    why = answer.trouble or (answer.lacking and f"it uses {answer.lacking}, and packages are not run")
    if why or answer.timed_out or answer.ended or not answer.steps:
        raise NotTriedError(why or "it did not end")
    return answer


def _script(steps: Sequence[Step], root: Path) -> Script:
    """One program that runs `steps`; two files of one name are kept apart."""
    with harness_folder() as folder:
        text = (folder / "sequence.js").read_text(encoding="utf-8")
    modules: dict[str, Mapping[str, Any]] = {}
    imports = {"plan.json": "plan.json"}
    plan: list[dict[str, Any]] = []
    for at, (file, source) in enumerate(steps):
        gathered = gather(source, file, root)
        if not isinstance(gathered, Script):
            raise NotTriedError(f"{file}: {gathered[0].message}")
        name = f"{at}/{file}"
        modules |= {path: module for path, module in gathered.modules.items() if path != gathered.entry}
        modules[name] = {**gathered.modules[gathered.entry], "migration": True}
        imports[name] = name
        plan.append({"module": name, "roles": list(gathered.call["up"])})
    entry = "sequence.js"
    modules["plan.json"] = {"text": json.dumps(plan), "json": True, "imports": {}}
    modules[entry] = {"text": text, "typed": False, "imports": imports, "migration": False}
    return Script(modules, entry, {"up": ("db", "client")})


def _failure(answer: Answer) -> Failure | None:
    step = answer.steps[0]
    told = step.get("error") or next(iter(step["faults"]), None)
    if not told:
        return None
    message, frames = str(told["message"]), told.get("frames") or ()
    found = re.match(r"#(\d+) ", message)
    line = int(frames[0][0]) if frames else None
    return Failure(int(found[1]) if found else 0, line, message[found.end() :] if found else message)


def _seed(start: Collections, ours: Sequence[Step], theirs: Sequence[Step]) -> Seed:
    """Documents for every migration to meet; those that two of them ask for alike are one."""
    collections: dict[str, SeedCollection] = {}
    for steps in (ours, theirs):
        for file, text in steps:
            for item in seed_for(read_migration(text, file), start).collections:
                known = collections.get(item.name)
                collections[item.name] = item if known is None else _joined(known, item)
    return Seed(tuple(collections.values()))


def _joined(one: SeedCollection, other: SeedCollection) -> SeedCollection:
    documents = {json.dumps(item.get("_id"), sort_keys=True): dict(item) for item in other.documents}
    for item in one.documents:
        key = json.dumps(item.get("_id"), sort_keys=True)
        documents[key] = {**documents.get(key, {}), **item}
    indexes = {json.dumps(index, sort_keys=True): index for index in (*one.indexes, *other.indexes)}
    return replace(one, indexes=tuple(indexes.values()), documents=tuple(documents.values()))


def _told(
    found: Sequence[Difference],
    chance: Sequence[Difference],
    one: Mapping[str, Mapping[str, Any]],
    other: Mapping[str, Mapping[str, Any]],
) -> Iterator[str]:
    """Say the differences that the order makes, and not the clock or a random id."""
    by_itself = {(item.what, item.collection, item.name) for item in chance}
    for item in found:
        if item.kind != "order" and (item.what, item.collection, item.name) not in by_itself:
            yield _worded(item)
    fields = {(collection, name) for what, collection, name in by_itself if what == "field"}
    # Documents whose ids are new at each run are compared by the rest of them.
    for name in sorted({collection for what, collection, _ in by_itself if what == "document"}):
        left, right = (_steady(ends.get(name, {}).get("documents", ()), name, fields) for ends in (one, other))
        count = sum(((left - right) | (right - left)).values())
        if count:
            yield f"{count} documents of {name} differ"


def _steady(documents: Any, name: str, fields: set[tuple[str, str]]) -> Counter[str]:  # noqa: ANN401 Extended JSON
    """The documents without their ids, without the time of this very run, and without what else differs by itself."""
    now = time.time()
    return Counter(
        json.dumps(
            _without_now(
                {key: value for key, value in item.items() if key != "_id" and (name, key) not in fields}, now
            ),
            sort_keys=True,
        )
        for item in documents
    )


def _without_now(value: Any, now: float) -> Any:  # noqa: ANN401 likewise
    if isinstance(value, Mapping):
        if set(value) == {"$oid"}:
            made = int(str(value["$oid"])[:8], 16)
            return "new" if abs(made - now) < _RECENT else value
        number = value.get("$numberLong", value.get("$numberDouble")) if len(value) == 1 else None
        if number is not None and re.fullmatch(r"\d{13}(?:\.\d+)?", str(number)):
            return "now" if abs(float(number) / 1000 - now) < _RECENT else value
        return {key: _without_now(item, now) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_now(item, now) for item in value]
    return value


_RECENT = 600
"""Seconds within which a time counts as that of the run."""


def _worded(item: Difference) -> str:
    thing = f"{item.what} {item.name}".strip() if item.what != "collection" else ""
    if item.what == "document":
        thing = f"{item.count} document{'s' if item.count > 1 else ''}"
    if item.what == "field":
        thing = f"{item.name} of {item.count} document{'s' if item.count > 1 else ''}"
    place = f"{thing} of {item.collection}" if thing else f"collection {item.collection}"
    verb = {"extra": "is missing", "missing": "is there in this order only", "changed": "differs"}[item.kind]
    return f"{place} {verb}{f' ({item.example})' if item.example and item.kind == 'changed' else ''}"
