"""Proves that `down` reverses `up`: both are run, there, back and there again, on a scratch database of a real server.

Required: after `down` the database is as before `up`, and after the second `up` as after the first; every call is awaited;
nothing but the scratch database is touched; it all ends in time. What cannot be run is "not checked", never "passed".
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.proof.remarks import told_of_documents, told_of_expiry, told_of_packages
from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.states.as_promised import judged_as_promised
from nhimbe_migrations.mongodb.proof.states.attempts import Settled, settle
from nhimbe_migrations.mongodb.proof.states.object_ids import with_object_ids
from nhimbe_migrations.mongodb.proof.states.other_states import told_of_other_states
from nhimbe_migrations.mongodb.proof.states.settings import environments_of, furthest, told_of_environments
from nhimbe_migrations.mongodb.proof.states.untidy import with_untidy
from nhimbe_migrations.mongodb.proof.verdict.case import Case, Write
from nhimbe_migrations.mongodb.proof.verdict.judge import judge
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss
from nhimbe_migrations.mongodb.sandbox.engines import needs_replica_set
from nhimbe_migrations.mongodb.sandbox.loading.modules import gather
from nhimbe_migrations.mongodb.sandbox.mongod import Server
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer, Sandbox
from nhimbe_migrations.mongodb.sandbox.spare import ready_sandbox
from nhimbe_migrations.mongodb.sandbox.tools import INSTALL, find_deno, find_mongod
from nhimbe_migrations.mongodb.seed.asked.observed import Observed
from nhimbe_migrations.mongodb.seed.model import Seed
from nhimbe_migrations.system import steps

__all__ = ["Execution", "execute", "open_sandbox"]

_WRITING = frozenset(
    {"updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany", "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete",
     "bulkWrite", "insertOne", "insertMany"}
)  # fmt: skip


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
    repeats: bool | None = None
    """Whether that changed nothing more."""
    changed: bool | None = None
    """Whether `up` changed anything at all."""
    writes: tuple[Write, ...] = ()
    """The places of `up` that write documents, each with how many it met, and those that were not come to."""
    must_be_empty: str = ""
    """The collection of which `up` says itself that it goes on only where that holds nothing; empty for none."""


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
    runs = Runs(sandbox, script, root)
    answer = runs.run(seed)
    environments = environments_of(text)
    answer = furthest(runs, answer, seed, environments)
    answer, seed = with_object_ids(runs, answer, seed)
    settled = Settled(answer, seed)
    if reseed is not None:
        settled = settle(runs, answer, seed, reseed, wants_more=_wants_more(answer, text, file))
    settled = with_untidy(runs, settled, text)
    answer, seed = settled.answer, settled.seed
    case = Case(text, file)
    verdict = judged_as_promised(runs, settled, case, losses, judge(answer, case, losses, sandbox.limit))
    executed = verdict.status != "not checked" or bool(answer.resting)
    ran = executed and bool(answer.steps) and not answer.steps[0].get("error")
    writes = (*verdict.writes, *(_not_reached(text, file, verdict.writes) if ran else ()))
    findings = [*verdict.findings, *told_of_documents(settled, case)]
    if ran and verdict.status != "not checked":
        findings += told_of_other_states(runs, settled, case)
        findings += told_of_expiry(settled, case)
    if executed and environments:
        findings += told_of_environments(runs, settled, case, losses, environments)
    if executed:
        findings += told_of_packages(answer, case)
    if ran:
        tried = bool(writes) or (verdict.status == "passed" and bool(answer.replaced))
        findings += _unexercised(writes, changed=verdict.changed is not False or not tried, file=file)
    return Execution(
        verdict.status,
        verdict.why,
        verdict.differences,
        tuple(findings),
        _server_name(sandbox),
        sandbox.isolation,
        sum(len(collection.documents) for collection in seed.collections),
        time.monotonic() - started,
        verdict.rerunnable,
        verdict.repeats,
        verdict.changed,
        writes,
        settled.must_be_empty,
    )


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


def _unexercised(writes: Collection[Write], *, changed: bool, file: str) -> Iterator[Finding]:
    if not changed:
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
