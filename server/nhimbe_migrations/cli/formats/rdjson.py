"""reviewdog's rdjson (its specification: a DiagnosticResult in the JSON form of protocol buffers)."""

from __future__ import annotations

import json

from nhimbe_migrations.cli.formats.reported import CheckReport

__all__ = ["rdjson"]

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def rdjson(report: CheckReport) -> str:
    """Return the result as JSON."""
    return json.dumps(
        {
            "source": {"name": "nhimbe-migrations"},
            "diagnostics": [
                {
                    "message": entry.text,
                    "location": {"path": entry.path, "range": {"start": {"line": entry.line}}},
                    "severity": _SEVERITIES[entry.finding.severity],
                    "code": {"value": entry.finding.rule},
                }
                for entry in report.found
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
