"""Findings in the order in which a reader needs them, and each place once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nhimbe_migrations.findings.finding import Finding

__all__ = ["grouped"]

_RANK = {"error": 0, "warning": 1, "note": 2}


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings, errors first; what one rule says of one line is one finding.

    A dropped parent empties a dozen tables: the line and the way out are the same for all of them.
    """
    places: dict[Finding, list[str]] = {}
    for finding in findings:
        said = places.setdefault(replace(finding, message=""), [])
        if finding.message not in said:
            said.append(finding.message)
    joined = (replace(place, message=" ".join(messages)) for place, messages in places.items())
    return tuple(sorted(joined, key=lambda finding: (_RANK[finding.severity], finding.file or "", finding.line or 0)))
