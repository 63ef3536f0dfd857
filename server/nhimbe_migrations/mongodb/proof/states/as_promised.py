"""A way back that fails on documents alone which types.ts rules out: told as what it is, and not as a `down` that does not reverse."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.states.attempts import Settled
from nhimbe_migrations.mongodb.proof.verdict.case import Case, Verdict
from nhimbe_migrations.mongodb.proof.verdict.judge import judge
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss

__all__ = ["judged_as_promised"]

_OF_DOCUMENTS = frozenset({"down-leaves-residue", "second-up-differs", "up-fails", "down-fails", "second-up-fails"})
_PLACE = re.compile(r" (?:in|on) \d+ documents?\b.*| \(_id .*")


def judged_as_promised(runs: Runs, settled: Settled, case: Case, losses: Collection[Loss], verdict: Verdict) -> Verdict:
    """Return `verdict`, or where documents as types.ts and the migrations have them come back, that with a warning of the others."""
    errors = [item for item in verdict.findings if item.severity == "error"]
    sane = settled.seed.as_promised()
    if verdict.status != "failed" or sane == settled.seed or not {item.rule for item in errors} <= _OF_DOCUMENTS:
        return verdict
    answer = runs.run(sane)
    again = judge(answer, case, losses, runs.sandbox.limit)
    if again.status == "not checked" or not again.changed:
        # What only documents meet that types.ts rules out is what the migration is for.
        return verdict
    kept = {_told(item) for item in again.findings if item.severity == "error"}
    only_others = [_of_others(item, settled) for item in errors if _told(item) not in kept]
    return replace(
        again,
        findings=(*again.findings, *only_others),
        repeats=again.repeats if verdict.repeats is None else verdict.repeats,
        rerunnable=again.rerunnable if verdict.rerunnable is None else verdict.rerunnable,
        changed=again.changed if verdict.changed is None else verdict.changed,
        writes=again.writes if verdict.changed is None else verdict.writes,
    )


def _told(finding: Finding) -> tuple[str, str]:
    return finding.rule, _PLACE.sub("", finding.message)


def _of_others(finding: Finding, settled: Settled) -> Finding:
    promised = settled.seed.promised
    broken = [
        f"{item.name}: {told}"
        for item in settled.seed.collections
        for told in promised.broken(item.name, item.documents)
    ]
    broken = [told for told in broken if re.search(rf"\b{re.escape(told.split()[1])}\b", finding.message)] or broken
    which = f" ({', '.join(broken[:3])})" if broken else ""
    message = f"{finding.message} That shows only on documents that types.ts rules out{which}."
    return replace(finding, severity="warning", message=message)
