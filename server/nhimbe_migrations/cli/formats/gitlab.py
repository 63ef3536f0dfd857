"""GitLab's Code Quality report (its documentation: a list of objects of the Code Climate form)."""

from __future__ import annotations

import json

from nhimbe_migrations.cli.formats.reported import CheckReport

__all__ = ["gitlab"]

_SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}


def gitlab(report: CheckReport) -> str:
    """Return the report as JSON."""
    return json.dumps(
        [
            {
                "description": entry.text,
                "check_name": entry.finding.rule,
                "fingerprint": entry.fingerprint,
                "severity": _SEVERITIES[entry.finding.severity],
                "location": {"path": entry.path, "lines": {"begin": entry.line}},
            }
            for entry in report.found
        ],
        ensure_ascii=False,
        indent=2,
    )
