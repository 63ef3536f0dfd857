"""SARIF 2.1.0 (OASIS), with what GitHub's code scanning asks for beyond it.

GitHub's documentation: a rule has an id, a short and a full description (at most 1,024 characters) and help; a result
has a place with a relative URI; `primaryLocationLineHash` is the fingerprint that it compares.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from nhimbe_migrations import HOME_PAGE, __version__
from nhimbe_migrations.cli.formats.reported import CheckReport, Reported
from nhimbe_migrations.findings.rule import Rule

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FULL_DESCRIPTION = 1024
"""Characters (GitHub's documentation)."""


def sarif(report: CheckReport) -> str:
    """Return a log of one run as JSON."""
    rules = {entry.rule.name: entry.rule for entry in report.found}
    places = {name: index for index, name in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "nhimbe-migrations",
                "semanticVersion": __version__,
                "informationUri": HOME_PAGE,
                "rules": [_rule(rule) for rule in rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, places[entry.rule.name]) for entry in report.found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": _sentence(rule.summary)},
        "fullDescription": {"text": _sentence(rule.why)[:_FULL_DESCRIPTION]},
        "help": {"text": _sentence(rule.help or rule.why), "markdown": f"{rule.why}\n\n**Next:** {rule.help}"},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": ["migrations", *((rule.target,) if rule.target != "any" else ())]},
    }


def _result(entry: Reported, place: int) -> dict[str, Any]:
    region: dict[str, int] = {"startLine": entry.line}
    if entry.line_text:
        # What stands before the text of the line is no part of what the finding speaks of.
        start = len(entry.line_text) - len(entry.line_text.lstrip())
        region |= {"startColumn": start + 1, "endColumn": len(entry.line_text.rstrip()) + 1}
    location = {
        "artifactLocation": {"uri": quote(entry.path), "uriBaseId": "%SRCROOT%"},
        "region": region,
    }
    return {
        "ruleId": entry.finding.rule,
        "ruleIndex": place,
        "level": entry.finding.severity,
        "message": {"text": entry.text},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"primaryLocationLineHash": entry.fingerprint},
    }


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
