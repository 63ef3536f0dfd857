"""Proves that `down` reverses `up`: both are run, there, back and there again, on a scratch database of a real server.

Required: after `down` the database is as before `up`, and after the second `up` as after the first; every call is awaited;
nothing but the scratch database is touched; it all ends in time. What cannot be run is "not checked", never "passed".
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.proof.snapshot import Loss
from nhimbe_migrations.mongodb.proof.verdict import Case, Write, judge
from nhimbe_migrations.mongodb.sandbox.modules import Script, gather
from nhimbe_migrations.mongodb.sandbox.mongod import Server
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer, Sandbox
from nhimbe_migrations.mongodb.sandbox.spare import ready_sandbox
from nhimbe_migrations.mongodb.sandbox.tools import INSTALL, find_deno, find_mongod
from nhimbe_migrations.mongodb.seed.model import Seed
from nhimbe_migrations.mongodb.seed.observed import Observed
from nhimbe_migrations.system import steps

__all__ = ["Execution", "execute", "needs_replica_set", "open_sandbox"]

_WRITING = frozenset(
    {"updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany", "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete",
     "bulkWrite", "insertOne", "insertMany"}
)  # fmt: skip
_TRANSACTIONS = re.compile(r"\b(?:withTransaction|startTransaction|startSession|withSession|watch)\s*\(")


@dataclass(frozen=True, slots=True)
class Execution:
    """The verdict of a run."""

    status: Literal["passed", "failed", "not checked"]
    why: str = ""
    """Why it was not checked; empty otherwise."""
    differences: tuple[str, ...] = ()
    """What up and down left otherwise than they should have, for people."""
    findings: tuple[Finding, ...] = ()
    server: str = ""
    """On which server it ran."""
    isolation: tuple[str, ...] = ()
    """What kept the code in, for people."""
    documents: int = 0
    """How many documents it met."""
    seconds: float = 0.0
    rerunnable: bool | None = None
    """Whether `up` right after `up` ran."""
    changed: bool | None = None
    """Whether `up` changed anything at all."""
    writes: tuple[Write, ...] = ()
    """The places of `up` that write documents, each with how many it met, and those that were not come to."""


def execute(
    text: str,
    *,
    seed: Seed | None = None,
    repository_root: Path,
    file: str = "migration.ts",
    losses: Collection[Loss] = (),
    uri: str | None = None,
    mongod: Path | None = None,
    limit: float = 10.0,
    sandbox: Sandbox | None = None,
    reseed: Callable[[Observed], Seed] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Execution:
    """Run a migration up, down and up again on a scratch database, and say whether it went as it must.

    Args:
        text: The migration.
        seed: What the database holds before it: collections as the history left them, and documents. None for nothing.
        repository_root: Where its imports are resolved.
        file: Path of the migration from the root, also when it is not written yet.
        losses: What the author accepted not to get back.
        uri: A server to use; else `MONGODB_VERIFY_URI`, else a throw-away `mongod`. Only the scratch database is touched.
        mongod: The binary for the throw-away server, where it is known.
        limit: Seconds that `up` or `down` may take.
        sandbox: One that is open already, so that many migrations share a server.
        reseed: Makes the documents anew once a run has shown what it looks for; None to leave it at the first ones.
        environment: Where the variables are looked up.
    """
    steps.expect(2)
    steps.begin("Starting a scratch MongoDB")
    if sandbox is not None:
        return _run(sandbox, text, seed or Seed(), repository_root, file, losses=losses, reseed=reseed)
    try:
        with open_sandbox(
            replica_set=needs_replica_set(text),
            uri=uri,
            mongod=mongod,
            limit=limit,
            environment=environment,
        ) as opened:
            return _run(opened, text, seed or Seed(), repository_root, file, losses=losses, reseed=reseed)
    except ToolMissingError as missing:
        return Execution("not checked", str(missing))


@contextmanager
def open_sandbox(
    *,
    replica_set: bool = False,
    uri: str | None = None,
    mongod: Path | None = None,
    limit: float = 10.0,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[Sandbox]:
    """Find the tools, start what has to be started, and give a sandbox until the block ends; its server stays warm.

    Raises:
        ToolMissingError: something that running needs is not there; it says what, and how to get it.
    """
    deno = find_deno(environment)
    if deno is None:
        raise _missing("Deno")
    uri = uri or environment.get("MONGODB_VERIFY_URI")
    if uri:
        with Sandbox(deno, Server(uri, ""), limit=limit) as opened:
            yield opened
        return
    binary = mongod or find_mongod(environment)
    if binary is None:
        raise _missing("a MongoDB server")
    with ready_sandbox(deno, binary, replica_set=replica_set, limit=limit) as opened:
        yield opened


def needs_replica_set(text: str) -> bool:
    """Whether a migration uses what a standalone server does not have: transactions and change streams."""
    return _TRANSACTIONS.search(text) is not None


def _run(
    sandbox: Sandbox,
    text: str,
    seed: Seed,
    root: Path,
    file: str,
    *,
    losses: Collection[Loss],
    reseed: Callable[[Observed], Seed] | None,
) -> Execution:
    started = time.monotonic()
    steps.begin("Running up, down and up again on documents")
    script = gather(text, file, root)
    if isinstance(script, tuple):
        return Execution("failed", findings=script)
    answer = sandbox.run(script, seed.as_job())
    if reseed is not None and _wants_more(answer, text, file):
        answer, seed = _with_what_it_looks_for(sandbox, script, answer, seed, reseed)
    verdict = judge(answer, Case(text, file), losses, sandbox.limit)
    ran = bool(answer.steps) and not answer.steps[0].get("error") and verdict.status != "not checked"
    writes = (*verdict.writes, *(_not_reached(text, file, verdict.writes) if ran else ()))
    unknown = f"It ran without {', '.join(seed.left_out)}: the history could not be read there."
    findings: tuple[Finding, ...] = (Finding("seed-incomplete", "note", unknown, "", file),) if seed.left_out else ()
    if seed.spared:
        without = f"Documents without {', '.join(seed.spared)} were left out: up() fails on one that lacks it."
        findings += (Finding("seed-incomplete", "note", without, "", file),)
    if answer.replaced and verdict.status != "not checked":
        stood_in = f"Not run, a stand-in was there instead: {', '.join(answer.replaced)}."
        findings += (Finding("stand-in", "note", stood_in, "", file),)
    return Execution(
        verdict.status,
        verdict.why,
        verdict.differences,
        (*verdict.findings, *findings, *(_unexercised(writes, verdict.changed, file) if ran else ())),
        _server_name(sandbox),
        sandbox.isolation,
        sum(len(collection.documents) for collection in seed.collections),
        time.monotonic() - started,
        verdict.rerunnable,
        verdict.changed,
        writes,
    )


_MOST_PROBES = 4


def _wants_more(answer: Answer, text: str, file: str) -> bool:
    """Whether the run left something untried that other documents may bring about."""
    step = answer.steps[0] if answer.steps and answer.steps[0]["name"] == "up" else None
    if step is None or answer.lacking or answer.trouble or step["faults"]:
        return False
    if step.get("error") or any(not write["met"] for write in step["writes"]):
        return True
    case = Case(text, file)
    reached = [Write(item["method"], "", case.line(item["frames"]), item["met"]) for item in step["writes"]]
    unchanged = len(answer.snapshots) > 1 and answer.snapshots[0] == answer.snapshots[1]
    return (unchanged and bool(answer.asked)) or any(_not_reached(text, file, reached))


def _with_what_it_looks_for(
    sandbox: Sandbox, script: Script, answer: Answer, seed: Seed, reseed: Callable[[Observed], Seed]
) -> tuple[Answer, Seed]:
    """Run `up` on documents made of what it asked for, until it asks for nothing new; then all of it once more."""
    observed, tried, reached = Observed(), seed, _reach(answer)
    for _ in range(_MOST_PROBES):
        probe = sandbox.run(script, tried.as_job(), ("up",), observe=True)
        if probe.trouble or probe.lacking or not probe.steps:
            break
        error = str((probe.steps[0].get("error") or {}).get("message", ""))
        observed = observed.and_then(probe, error)
        new = reseed(observed)
        if new == tried:
            break
        tried = new
    if tried == seed:
        return answer, seed
    again = sandbox.run(script, tried.as_job())
    return (again, tried) if _reach(again) >= reached else (answer, seed)


def _reach(answer: Answer) -> tuple[bool, int, int]:
    """How far a run came: whether up ended well, in how many places it wrote to documents, and how many there were."""
    step = answer.steps[0] if answer.steps and answer.steps[0]["name"] == "up" else None
    if step is None or answer.trouble or answer.timed_out or answer.ended:
        return (False, -1, 0)
    met = [write["met"] for write in step["writes"]]
    return (not step.get("error") and not step["faults"], sum(count > 0 for count in met), sum(met))


_CALLING_BACK = frozenset({"withSession", "withTransaction"})


def _not_reached(text: str, file: str, writes: Collection[Write]) -> Iterator[Write]:
    """The writing calls of `up` that the run did not come to: what stands in a loop over nothing."""
    up = read_migration(text, file).up
    if up is None:
        return
    lines = {(write.method, write.line) for write in writes}
    # What a session's callback writes counts for the call that was handed the callback.
    within = [write.line for write in writes if write.method in _CALLING_BACK and write.line]
    told: set[tuple[str, int]] = set()
    for call in up.calls:
        key = (call.method, call.line)
        spans = range(call.line, call.line + call.text.count("\n") + 1)
        if call.method not in _WRITING or key in told or any((call.method, line) in lines for line in spans):
            continue
        told.add(key)
        if any(line <= call.line for line in within):
            continue
        yield Write(call.method, call.collection if isinstance(call.collection, str) else "", call.line, 0)


def _unexercised(writes: Collection[Write], changed: bool | None, file: str) -> Iterator[Finding]:  # noqa: FBT001 unknown too
    if writes and not changed:
        message = "up changed no document: it was not proved, neither what it does nor that down takes it back."
        help_ = "Give the collection a validator or fields (an earlier migration, types.ts), so that documents can be made that it meets."
        yield Finding(
            "changed-nothing", "warning", message, help_, file, min((w.line for w in writes if w.line), default=None)
        )
        return
    for write in writes:
        if not write.met:
            place = f"{write.method} on {write.collection}" if write.collection else write.method
            message = f"{place} met no document: what it does was not tried."
            yield Finding(
                "not-exercised", "note", message, "Read it once more: nothing was proved of it.", file, write.line
            )


def _server_name(sandbox: Sandbox) -> str:
    """Never the URI, which may hold a password; nothing where no server answered."""
    if sandbox.server.name or not sandbox.version:
        return sandbox.server.name
    return f"MongoDB {sandbox.version} ({sandbox.topology}, from MONGODB_VERIFY_URI)"


def _missing(what: str) -> ToolMissingError:
    why = f"It needs {what}, which was not found."
    return ToolMissingError("The migration was not executed.", why=why, way_out=f"Run: {INSTALL}")
