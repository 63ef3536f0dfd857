"""One finding for one cause: a statement that takes rows of a dozen tables is told once, with all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.proof.result import CASCADE, LINKS_NULLED
from nhimbe_migrations.findings.finding import Finding

__all__ = ["one_per_cause"]

_SHOWN = 12
"""Tables that are named; the rest is counted."""
_STATE = r"(?P<state>On a database made from schema\.sql: |On the database that the migrations make: )?"
_LOSS = {
    CASCADE.name: re.compile(
        _STATE
        + r"(?P<table>.+?) loses (?P<rows>\d+) rows? through ON DELETE CASCADE \((?P<keys>.*?)\): (?P<act>“.*”)\.",
        re.DOTALL,
    ),
    LINKS_NULLED.name: re.compile(
        _STATE
        + r"(?P<table>.+?) loses (?P<rows>\d+) links? through ON DELETE (?:.+?) \((?P<keys>.*?)\): (?P<act>“.*”)\.",
        re.DOTALL,
    ),
}


def one_per_cause(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings, the losses of one statement as one, at the place of the first."""
    told = [(finding, _loss(finding)) for finding in findings]
    done: set[tuple[object, ...]] = set()
    for finding, found in told:
        if found is None:
            yield finding
            continue
        cause = _cause(finding, found)
        if cause not in done:
            done.add(cause)
            yield _joined(finding, [other for item, other in told if other and _cause(item, other) == cause])


def _loss(finding: Finding) -> re.Match[str] | None:
    pattern = _LOSS.get(finding.rule)
    return pattern.fullmatch(finding.message) if pattern else None


def _cause(finding: Finding, found: re.Match[str]) -> tuple[object, ...]:
    return finding.rule, finding.severity, finding.file, finding.line, found["state"], found["act"]


def _joined(first: Finding, losses: Sequence[re.Match[str]]) -> Finding:
    found, is_cascade = losses[0], first.rule == CASCADE.name
    what, how = ("row", "deletes") if is_cascade else ("link", "empties")
    by = "ON DELETE CASCADE" if is_cascade else "the ON DELETE of their key"
    if len(losses) == 1:
        of = f"{_counted(found['rows'], what)} of {found['table']} through {by} ({found['keys']})"
    else:
        named = ", ".join(f"{loss['table']} ({loss['rows']})" for loss in losses[:_SHOWN])
        more = f" and {len(losses) - _SHOWN} more" if len(losses) > _SHOWN else ""
        of = f"{what}s of {len(losses)} tables through {by}: {named}{more}"
    return replace(first, message=f"{found['state'] or ''}{found['act']} {how} {of}.")


def _counted(count: str, what: str) -> str:
    return f"{count} {what}{'' if count == '1' else 's'}"
