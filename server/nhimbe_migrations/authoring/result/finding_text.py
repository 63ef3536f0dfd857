"""Findings in words: those of one rule with one way out under one line, each file's folder named once."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from nhimbe_migrations.findings.finding import Finding

__all__ = ["finding_lines"]

_MOST = 12
"""Places of one group; the rest is counted, and is in the structured result."""


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines: a single finding on one, several of one cause below a line with the rule and the next move."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.rule, finding.help), []).append(finding)
    for (severity, rule, help_), same in groups.items():
        if len(same) == 1:
            place = _place(same[0], "")
            yield f"{severity} {rule}{f' {place}' if place else ''}: {same[0].message} {help_}".rstrip()
            continue
        folder = _folder(same)
        yield f"{severity} {rule}, {len(same)} times{f' in {folder}/' if folder else ''}: {help_}".rstrip()
        by_file: dict[str, list[Finding]] = {}
        for finding in same[:_MOST]:
            by_file.setdefault(finding.file or "", []).append(finding)
        for in_file in by_file.values():
            yield from _of_file(in_file, folder)
        if len(same) > _MOST:
            yield f"  … and {len(same) - _MOST} more (see `findings`)"


def _of_file(findings: Sequence[Finding], folder: str) -> Iterator[str]:
    first, *others = findings
    place = _place(first, folder)
    yield f"  {place}: {first.message}" if place else f"  {first.message}"
    for finding in others:
        yield f"  {finding.line}: {finding.message}" if finding.line else f"  {finding.message}"


def _place(finding: Finding, folder: str) -> str:
    file = (finding.file or "").removeprefix(f"{folder}/") if folder else finding.file or ""
    return f"{file}:{finding.line}" if finding.line else file


def _folder(findings: Sequence[Finding]) -> str:
    """The folder that holds all of them."""
    folders = [posixpath.dirname(finding.file or "") for finding in findings]
    return posixpath.commonpath(folders) if all(folders) and len({finding.file for finding in findings}) > 1 else ""
