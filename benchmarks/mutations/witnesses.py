"""Who could notice that a part is off: tests and cases in which the part had something to say, the quickest first.

Where a part gives what would stand in its place anyway, its absence changes nothing: such a test need not be run.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import pytest
from mutations.parts import PARTS, watch

__all__ = ["Witnesses", "failing"]

TESTS = (
    "tests/d1/shadow/test_proof.py",
    "tests/d1/shadow/test_values_and_seeds.py",
    "tests/d1/shadow/test_lost_definitions.py",
    "tests/d1/shadow/test_row_cases.py",
    "tests/d1/shadow/test_rows_generated.py",
    "tests/d1/shadow/test_coincidences.py",
    "tests/d1/shadow/test_many_definitions.py",
    "tests/d1/shadow/test_reach.py",
    "tests/d1/shadow/test_cases.py",
    "tests/d1/rules/test_pages.py",
    "tests/d1/schema/test_verification.py",
    "tests/authoring/test_readers_of_the_states.py",
    "tests/authoring/test_rebuild_where_it_drifted.py",
    "tests/authoring/test_finding_length.py",
    "tests/authoring/test_stakes.py",
    "tests/authoring/test_what_is_told.py",
)
_OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")


@dataclass(slots=True)
class Witnesses:
    """Fill by `tests()` and `case()`, with the product as it is."""

    tests_of: dict[str, list[str]] = field(default_factory=dict)
    cases_of: dict[str, list[str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Tests that fail with the product as it is: they notice nothing."""

    def tests(self) -> None:
        """Run the tests once."""
        recorder = _Recorder()
        with _watched(recorder.seen), _quiet():
            pytest.main([*_OPTIONS, *TESTS], plugins=[recorder])
        self.broken = recorder.broken
        for part in PARTS:
            names = recorder.by_part.get(part.name, set()) - self.broken
            self.tests_of[part.name] = sorted(names, key=lambda name: recorder.seconds.get(name, 0.0))

    def case(self, identity: str, ask: Callable[[], Any]) -> Any:
        """Return what `ask` gives, and keep which parts had a say in it."""
        parts: set[str] = set()
        with _watched(parts.add):
            answer = ask()
        for name in parts:
            self.cases_of.setdefault(name, []).append(identity)
        return answer


def failing(tests: Sequence[str]) -> str | None:
    """Return the first of `tests` that fails, or what else stopped them."""
    if not tests:
        return None
    recorder = _Recorder()
    with _quiet():
        code = pytest.main([*_OPTIONS, "-x", *tests], plugins=[recorder])
    if recorder.broken:
        return min(recorder.broken)
    return None if code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED} else f"pytest: {code!r}"


class _Recorder:
    def __init__(self) -> None:
        self.by_part: dict[str, set[str]] = {}
        self.seconds: dict[str, float] = {}
        self.broken: set[str] = set()
        self._test: str | None = None

    def seen(self, part: str) -> None:
        if self._test is not None:
            self.by_part.setdefault(part, set()).add(self._test)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._test = nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.broken.add(report.nodeid)

    def pytest_runtest_logfinish(self) -> None:
        self._test = None


@contextmanager
def _watched(seen: Callable[[str], None]) -> Any:
    taken_back = [watch(part, lambda name=part.name: seen(name)) for part in PARTS]  # type: ignore[misc]
    try:
        yield
    finally:
        for back in reversed(taken_back):
            back()


@contextmanager
def _quiet() -> Any:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        yield
