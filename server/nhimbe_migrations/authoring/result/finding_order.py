"""Findings in the order in which a reader needs them, and each place once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.findings.finding import Finding

__all__ = ["files_once", "grouped", "once_a_file", "worth_telling"]

_RANK = {"error": 0, "warning": 1, "note": 2}
_LOST_ELSEWHERE = frozenset({"cascade-data-loss", "links-nulled", "rows-lost"})
"""Rows and links that go without a statement that says so: of the errors, what a reader must not miss."""


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings, errors first, of them lost rows first; what one rule says of one line is one finding.

    A dropped parent empties a dozen tables: the line and the way out are the same for all of them.
    """
    places: dict[Finding, list[str]] = {}
    for finding in findings:
        told = places.setdefault(replace(finding, message=""), [])
        if finding.message not in told:
            told.append(finding.message)
    joined = (replace(place, message=" ".join(messages)) for place, messages in places.items())
    return tuple(sorted(joined, key=_place))


def _place(finding: Finding) -> tuple[int, bool, str, int]:
    grave = finding.severity == "error" and finding.rule in _LOST_ELSEWHERE
    return _RANK[finding.severity], not grave, finding.file or "", finding.line or 0


def worth_telling(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what tells a reader nothing: the header and the guards that every draft gets, the engine's echo of a syntax error."""
    told = tuple(findings)
    syntax = {(finding.file, finding.line) for finding in told if finding.rule == "syntax-error"}
    for finding in told:
        is_echo = finding.rule == "engine-refuses" and (finding.file, finding.line) in syntax
        is_usual = finding.rule == "fixed-guard" or (finding.rule == "fixed-header" and "was added" in finding.message)
        if not is_echo and not is_usual:
            yield finding


def once_a_file(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in that order, those of one rule in one file as one: the first, with the lines of the others."""
    kept: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in grouped(findings):
        alone = "" if finding.file and finding.line else f"{finding.file} {finding.message}"
        kept.setdefault((finding.rule, finding.severity, alone or finding.file or ""), []).append(finding)
    return tuple(_joined(same) for same in kept.values())


def _joined(same: list[Finding]) -> Finding:
    first, *others = same
    if not others:
        return first
    lines = [str(finding.line) for finding in others]
    shown = ", ".join(lines[:_LINES]) + (" …" if len(lines) > _LINES else "")
    return replace(first, message=f"{first.message} The same in line{'' if len(lines) == 1 else 's'} {shown}.")


_LINES = 8


_UNUSABLE = frozenset({"unreadable-migration"})


def files_once(findings: Iterable[Finding], of: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return `findings`, and those `of` files that could not be used of which they do not speak yet.

    Why a file is not read is told once: the last that is said of it knows most.
    """
    every = tuple(findings)
    last = {finding.file: finding for finding in every if finding.rule in _UNUSABLE}
    found = tuple(finding for finding in every if finding.rule not in _UNUSABLE or last[finding.file] is finding)
    told = {finding.file for finding in found if finding.rule in {item.rule for item in of}}
    return (*found, *(item for item in of if item.file not in told))
