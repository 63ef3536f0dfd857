"""GitHub's workflow commands (its documentation: `%`, CR, LF, and in properties `:` and `,` are escaped).

A step shows its first ten of each level, so the worst come first.
"""

from __future__ import annotations

from nhimbe_migrations.cli.formats.reported import CheckReport, Reported

__all__ = ["github"]

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def github(report: CheckReport) -> str:
    """Return one command a finding, each on a line of its own."""
    return "\n".join(
        _annotation(entry) for entry in sorted(report.found, key=lambda entry: [*_LEVELS].index(entry.finding.severity))
    )


def _annotation(entry: Reported) -> str:
    finding = entry.finding
    places = {"file": finding.file, "line": finding.line, "title": finding.rule}
    told = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in places.items() if value is not None)
    return f"::{_LEVELS[finding.severity]} {told}::{_escaped(entry.text)}".replace("##[", r"#\#[")


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
