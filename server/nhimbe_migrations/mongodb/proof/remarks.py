"""What is told beside the verdict: on which documents it does not hold, and what stood in for something while it ran."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.states.attempts import Failing, Settled
from nhimbe_migrations.mongodb.proof.states.counting import counting
from nhimbe_migrations.mongodb.proof.verdict.case import Case
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer

__all__ = ["told_of_documents", "told_of_expiry", "told_of_packages"]


def told_of_documents(settled: Settled, case: Case) -> Iterator[Finding]:
    """Yield what depends on documents that the verdict is not about: left out, since a step fails on them."""
    may_lack, said = settled.seed.optional, settled.seed.said_optional
    for failing in settled.failing:
        # That documents lack a field which nothing calls optional is a guess.
        known = not failing.lacks or bool(failing.broken) or (failing.collection, failing.path) in may_lack
        is_said = failing.lacks and _is_said(failing.collection, failing.path, said)
        yield _depends(failing, case, "error" if is_said else "warning" if known else "note")
    told = {(failing.collection, failing.path) for failing in settled.failing}
    spared = [item for item in settled.seed.spared if item not in told]
    for name, path in spared:
        if (name, path) in may_lack:
            message = f"up fails on a document of {name} that lacks {path}, and documents may lack it."
            line = case.line_naming(path.rpartition(".")[2].removesuffix("[]"))
            count = f"Count them first: {_count(name, counting(path, (), ()))}"
            severity: _Severity = "error" if _is_said(name, path, said) else "warning"
            yield case.finding("depends-on-documents", message, line, severity, count)
    certain = ", ".join(f"{name}.{path}" for name, path in spared if (name, path) not in may_lack)
    if certain:
        without = f"Documents without {certain} were left out: up() fails on one that lacks it."
        yield case.finding("seed-incomplete", without, None, "note")
    if settled.seed.left_out:
        unknown = f"It ran without {', '.join(settled.seed.left_out)}: the history could not be read there."
        yield case.finding("seed-incomplete", unknown, None, "note")


def told_of_expiry(settled: Settled, case: Case) -> Iterator[Finding]:
    """Yield the TTL indexes on a field that types.ts calls text, and that up leaves so: nothing ever expires."""
    seed, snapshots = settled.seed, settled.answer.snapshots
    declared = seed.promised.always | seed.said_optional
    for item in settled.answer.asked if len(snapshots) > 1 else ():
        for index in (item.get("indexes") or ()) if item["verb"] == "createIndexes" else ():
            name, keys = str(item["collection"]), list(index.get("key") or ())
            if "expireAfterSeconds" not in index or len(keys) != 1 or (name, keys[0]) not in declared:
                continue
            held = [document.get(keys[0]) for document in snapshots[1].get(name, {}).get("documents", ())]
            if any(held) and all(value is None or isinstance(value, str) for value in held):
                message = f"{name}.{keys[0]} is a string, as types.ts says; only dates expire."
                yield case.finding("ttl-on-text", message, case.line_naming(keys[0]))


def told_of_packages(answer: Answer, case: Case) -> Iterator[Finding]:
    """Yield what was not the repository's own while it ran."""
    if answer.replaced:
        stood_in = f"Not run but replaced by a stand-in: {', '.join(answer.replaced)}."
        yield case.finding("stand-in", stood_in, None, "note")
    if answer.shipped:
        ours = f"It ran with {', '.join(answer.shipped)} of this program, whichever version the repository pins."
        yield case.finding("stand-in", ours, None, "note")


def _is_said(name: str, path: str, said: frozenset[tuple[str, str]]) -> bool:
    """Whether types.ts says in so many words that documents may lack the field, or the object that it is in."""
    parts = path.split(".")
    return any((name, ".".join(parts[: count + 1])) in said for count in range(len(parts)))


_Severity = Literal["error", "warning", "note"]


def _depends(failing: Failing, case: Case, severity: _Severity) -> Finding:
    after = f" after reading {failing.path}" if failing.path else ""
    message = (
        f"{failing.step} fails on {failing.left_out} of the {failing.of} documents that were made up for "
        f"{failing.collection}{after}: {failing.error['message']}"
    )
    if failing.broken:
        message = f"{message.rstrip('.')}. types.ts rules them out ({', '.join(failing.broken[:3])})"
    if failing.left_out == failing.of:
        message = f"up stops by itself where {failing.collection} holds a document: {failing.error['message']}"
    line = case.line(failing.error["frames"]) or case.function_line(failing.step)
    count = f"Count such documents first: {_count(failing.collection, failing.query)}" if failing.query else ""
    return case.finding("depends-on-documents", f"{message.rstrip('.')}.", line, severity, count)


def _count(collection: str, query: str) -> str:
    return f"db.collection({json.dumps(collection)}).countDocuments({query})"
