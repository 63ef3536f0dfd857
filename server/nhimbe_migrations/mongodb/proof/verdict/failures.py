"""Steps that ended with an error or a fault, told as what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.verdict.case import Case

__all__ = ["ONCE_MORE", "THERE_AND_BACK", "troubles"]

_DUPLICATE_KEY = 11000
_VALIDATION = 121
THERE_AND_BACK = 2
ONCE_MORE = 3
"""Steps before the `up` that follows an `up`, which tells whether it can be run again."""


def troubles(steps: Sequence[Mapping[str, Any]], case: Case, first: int = 0) -> Iterator[Finding]:
    """Yield what went wrong in each step; `first` is the number of the first of them in the run."""
    for number, step in enumerate(steps, start=first):
        name = "a second up" if number > 1 else str(step["name"])
        for fault in step["faults"]:
            line = case.line(fault["frames"]) or case.function_line(step["name"])
            yield case.finding(fault["rule"], f"{name} {_starting(fault)}.", line)
        if error := step.get("error"):
            yield _failure(name, number, step["name"], error, case)


def _starting(fault: Mapping[str, Any]) -> str:
    message = str(fault["message"])
    return f"does not wait: {message}" if fault["rule"] == "missing-await" else message


def _failure(name: str, number: int, step: str, error: Mapping[str, Any], case: Case) -> Finding:
    message = re.sub(r"\bmig_verify_[0-9a-f]+\.", "", str(error["message"]))
    line = case.line(error["frames"]) or case.function_line(step)
    if "Code generation from strings" in message:
        return case.finding("escapes-sandbox", f"{name} makes code out of text (eval).", line)
    rule = "load-fails" if step == "load" else "second-up-fails" if number > 1 else f"{step}-fails"
    if error.get("code") == _DUPLICATE_KEY:
        message = f"documents share a key that is to be unique: {_duplicate(message)}"
    elif error.get("code") == _VALIDATION:
        message = f"a document does not pass the collection's validator{_unsatisfied(error)}"
    return case.finding(rule, f"{name} fails: {message}".rstrip(".") + ".", line)


def _duplicate(message: str) -> str:
    found = re.search(r"collection: (\S+) index: (\S+) dup key: (\{.*?\})\s*$", message)
    return f"{found[3]} in {found[1]}, index {found[2]}" if found else message


def _unsatisfied(error: Mapping[str, Any]) -> str:
    details = ((error.get("details") or {}).get("details") or {}).get("schemaRulesNotSatisfied") or []
    reasons_told: list[str] = []
    for rule in details:
        for entry in rule.get("propertiesNotSatisfied", ()):
            reasons = {str(detail.get("reason") or detail.get("operatorName")) for detail in entry.get("details", ())}
            reasons_told.append(f"{entry.get('propertyName')} ({', '.join(sorted(reasons))})")
        reasons_told += [f"{item} (missing)" for item in rule.get("missingProperties", ())]
        reasons_told += [f"{item} (not among its properties)" for item in rule.get("additionalProperties", ())]
    return f": {'; '.join(reasons_told)}" if reasons_told else ""
