"""reviewdog's rdjson (its specification: a DiagnosticResult in the JSON form of protocol buffers)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from nhimbe_migrations.cli.formats.reported import Reported

__all__ = ["rdjson"]

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def rdjson(found: Iterable[Reported]) -> str:
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
                for entry in found
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
