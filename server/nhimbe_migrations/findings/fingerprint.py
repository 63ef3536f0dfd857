"""What makes a finding the same finding tomorrow: its rule, its file and the text of its line, never the line's number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from nhimbe_migrations.findings.finding import Finding

__all__ = ["fingerprinted"]


def fingerprinted(
    findings: Iterable[Finding], line_of: Callable[[str, int], str | None]
) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with its fingerprint: 32 hexadecimal digits, no two of them alike.

    `line_of(file, line)` gives the text of a line, None where it cannot be had. A finding keeps its fingerprint while
    lines above it come and go, the line is indented otherwise, or a count in its message changes; equal lines are told
    apart by their order.
    """
    met: Counter[str] = Counter()
    for finding in findings:
        text = line_of(finding.file, finding.line) if finding.file and finding.line else None
        # Counts in a message (rows, lines) change with the made rows; what is left of it names the objects.
        told = " ".join(text.split()) if text and text.strip() else re.sub(r"\d+", "", finding.message)
        key = "\0".join((finding.rule, finding.file or "", told))
        met[key] += 1
        yield finding, sha256(f"{key}\0{met[key]}".encode()).hexdigest()[:32]
