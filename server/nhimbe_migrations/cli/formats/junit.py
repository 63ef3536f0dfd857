"""JUnit's XML as CI systems read it: a suite for each file, a failed case for each error, what is milder as output."""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from nhimbe_migrations.cli.formats.reported import CheckReport, Reported

__all__ = ["junit"]


def junit(report: CheckReport) -> str:
    """Return the report; without a finding it has one case that passed, since an empty report counts as none."""
    suites = Element("testsuites", name="nhimbe-migrations")
    files = groupby(sorted(report.found, key=lambda entry: (entry.path, entry.line)), key=lambda entry: entry.path)
    for path, entries in files:
        _suite(suites, path, [*entries])
    if not len(suites):
        SubElement(_empty_suite(suites, "migrations", tests=1, failures=0), "testcase", name="check", classname="check")
    for count in ("tests", "failures"):
        suites.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode")


def _suite(suites: Element, path: str, entries: list[Reported]) -> None:
    failures = sum(entry.finding.severity == "error" for entry in entries)
    suite = _empty_suite(suites, path, tests=len(entries), failures=failures)
    for entry in entries:
        name = f"{entry.finding.rule} (line {entry.line})"
        case = SubElement(suite, "testcase", name=name, classname=path, file=path, line=str(entry.line))
        if entry.finding.severity == "error":
            SubElement(case, "failure", message=entry.finding.message, type=entry.finding.rule).text = entry.text
        else:
            SubElement(case, "system-out").text = f"{entry.finding.severity}: {entry.text}"


def _empty_suite(suites: Element, name: str, *, tests: int, failures: int) -> Element:
    return SubElement(suites, "testsuite", name=name, tests=str(tests), failures=str(failures), errors="0")
