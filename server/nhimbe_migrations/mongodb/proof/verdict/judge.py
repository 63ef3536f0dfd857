"""From what the harness saw to a verdict: which of it is the migration's fault, in which line, and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from nhimbe_migrations.mongodb.proof.verdict.case import Case, Verdict, Write
from nhimbe_migrations.mongodb.proof.verdict.comparison import compare
from nhimbe_migrations.mongodb.proof.verdict.failures import ONCE_MORE, THERE_AND_BACK, troubles
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer

__all__ = ["judge"]

# Codes by which a server says that it lacks a feature (error_codes.yml): CommandNotFound, CommandNotSupported,
# SearchNotEnabled twice. That there are no transactions only the words tell: the driver's, or the server's own.
_LACKING = {59, 115, 31082, 6047401}
_NO_TRANSACTIONS = re.compile(
    r"Transaction numbers are only allowed on a replica set|does not support retryable writes"
)
_WHATEVER_STANDS_IN = frozenset(
    {"missing-await", "escapes-database", "escapes-sandbox", "breaks-the-run", "no-up", "no-down"}
)


def judge(answer: Answer, case: Case, losses: Collection[Loss], limit: float) -> Verdict:
    """Return the verdict on one run of up, down, up, up."""
    verdict = _judge(answer, case, losses, limit)
    if answer.resting:
        verdict = _resting(answer, verdict)
    first = answer.steps[0] if answer.steps and answer.steps[0]["name"] == "up" else None
    writes = tuple(
        Write(item["method"], item.get("collection") or "", case.line(item["frames"]), item["met"])
        for item in (first or {}).get("writes", ())
    )
    changed = answer.snapshots[0] != answer.snapshots[1] if len(answer.snapshots) > 1 else None
    again = answer.steps[ONCE_MORE] if len(answer.steps) > ONCE_MORE else None
    rerunnable = None if again is None else not (again.get("error") or again["faults"])
    repeats = (
        answer.snapshots[-1] == answer.snapshots[-2] if rerunnable and len(answer.snapshots) > ONCE_MORE + 1 else None
    )
    return replace(verdict, rerunnable=rerunnable, repeats=repeats, changed=changed, writes=writes)


def _judge(answer: Answer, case: Case, losses: Collection[Loss], limit: float) -> Verdict:
    if answer.trouble:
        return Verdict("not checked", answer.trouble)
    if answer.timed_out:
        message = f"It neither ended within {limit:g} s a step nor let itself be interrupted, and was killed."
        return Verdict("failed", findings=(case.finding("time-limit", message, case.function_line("up")),))
    if answer.ended:
        message = (
            "It ended the process that ran it: it spoils what all code shares, or takes more memory than there is."
        )
        return Verdict("failed", findings=(case.finding("breaks-the-run", message, case.function_line("up")),))
    if answer.lacking:
        return Verdict("not checked", f"It {answer.lacking}.")
    if (why := _not_loaded(answer)) or (why := _lacking(answer)):
        return Verdict("not checked", why)
    if faults := tuple(troubles(answer.steps[:THERE_AND_BACK], case)):
        return Verdict("failed", findings=faults)
    if missing := ("up", "down")[len(answer.steps) :]:
        message = f"It exports no function {missing[0]}."
        return Verdict("failed", findings=(case.finding(f"no-{missing[0]}", message, None),))
    return compare(answer, losses, case)


def _not_loaded(answer: Answer) -> str:
    """Why it could not be loaded, where that may well be for what stood in for a package, or for its other version."""
    error = answer.steps[0].get("error") if answer.steps and answer.steps[0]["name"] == "load" else None
    instead = (*answer.replaced, *answer.shipped)
    if not error or not instead or "Code generation from strings" in str(error["message"]):
        return ""
    return f"It could not be loaded with what stands in for packages ({', '.join(instead)}): {error['message']}."


def _resting(answer: Answer, verdict: Verdict) -> Verdict:
    """What followed from the made-up answers of a stand-in proves nothing, neither for the migration nor against it."""
    if verdict.status == "not checked":
        return verdict
    certain = [item for item in verdict.findings if item.rule in _WHATEVER_STANDS_IN]
    packages, are = ("a package", "its answers are") if len(answer.resting) == 1 else ("packages", "their answers are")
    why = f"It uses {', '.join(answer.resting)}, {packages} of the repository, and packages are not run: {are} made up here."
    ended = next((step for step in answer.steps if step.get("error")), None)
    if ended is not None:
        why += f" With them {ended['name']} ended with: {str(ended['error']['message'])[:200]}."
    kept = [item for item in verdict.findings if item.severity == "note"]
    return replace(verdict, status="failed" if certain else "not checked", why=why, findings=(*certain, *kept))


def _lacking(answer: Answer) -> str:
    for step in answer.steps:
        error = step.get("error") or {}
        message = str(error.get("message", ""))
        if error.get("code") in _LACKING or _NO_TRANSACTIONS.search(message):
            return f"This server cannot do what {step['name']} asks: {message}"
        if error.get("name") == "MongoCompatibilityError" or "server version" in message.lower():
            return f"This server cannot do what {step['name']} asks: {message}"
    return ""
