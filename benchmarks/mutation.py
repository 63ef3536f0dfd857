"""Mutation of the product: one rule, or one part of the proof, is switched off at a time; do the tests or the benchmark notice?

Each switch is thrown in a forked child of this script, by replacing a function there: the product has no such switch.
Writes `corpus/mutation.json`, from which docs/benchmark.md lists what survives. `mutation.py NAME…` tries some alone.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

from judge.cases import developed
from judge.labels import read_labels
from score.folders import lay_out
from score.parts import tenth_of
from score.running import OURS
from score.scoring import Answer, judge

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULT = HERE / "corpus" / "mutation.json"

PROOF = "nhimbe_migrations.d1.proof"
PARTS = {
    "proof: rows lost": (f"{PROOF}.consequences", "lost_rows"),
    "proof: links set to NULL": (f"{PROOF}.consequences", "nulled_links"),
    "proof: dangling references": (f"{PROOF}.consequences", "_dangling"),
    "proof: values lost": (f"{PROOF}.consequences", "lost_values"),
    "proof: rows multiplied": (f"{PROOF}.consequences", "multiplied_rows"),
    "proof: NULL keys": (f"{PROOF}.consequences", "null_keys"),
    "proof: rows against their own CHECK": (f"{PROOF}.consequences", "_broken_checks"),
    "proof: what fails later, compiled": (f"{PROOF}.consequences", "compile_errors"),
    "proof: what fails later, run": (f"{PROOF}.consequences", "run_errors"),
    "proof: tables that accept no row": (f"{PROOF}.consequences", "unfit_for_rows"),
    "proof: triggers that never fire": (f"{PROOF}.consequences", "idle_triggers"),
    "proof: lost definitions": (f"{PROOF}.prove", "lost_definitions"),
    "proof: rows that the migration names": (f"{PROOF}.prove", "named_rows"),
}
"""What yields or returns nothing where it is switched off."""
ROWS = {"proof: awkward rows": ("nhimbe_migrations.d1.rows.awkward", "add_rows")}
PAGES = ["tests/d1/rules/test_pages.py", "tests/mongodb/rules/test_pages.py"]
CASES = [
    "tests/d1/shadow/test_row_cases.py",
    "tests/d1/shadow/test_proof.py",
    "tests/d1/shadow/test_lost_definitions.py",
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(HERE / "adapters"))
    sys.path.insert(0, str(ROOT / "tests"))
    import pytest  # noqa: F401  # loaded once, before the forks

    with tempfile.TemporaryDirectory() as folder:
        tenth = _tenth(Path(folder))
        usual = _found(tenth)
        entries = []
        for name, switch, tests, alone in _switches():
            if given.names and name not in given.names:
                continue
            caught = _in_child(
                lambda switch=switch, tests=tests, alone=alone: _caught(switch, tests, alone, tenth, usual)
            )
            entries.append({"name": name, "caught": ", ".join(caught)})
            print(f"{name}: {', '.join(caught) or 'SURVIVES'}", flush=True)
    if not given.names:
        survivors = sum(not entry["caught"] for entry in entries)
        by_benchmark = sum("benchmark" in entry["caught"] for entry in entries)
        summary = f"{len(entries)} switches; {len(entries) - survivors} are caught ({by_benchmark} of them by the benchmark's tenth), {survivors} survive."
        RESULT.write_text(json.dumps({"summary": summary, "entries": entries}, indent=1) + "\n", encoding="utf-8")
        print(summary)
    return 0


def _switches() -> Iterator[tuple[str, Callable[[], None], list[str], str | None]]:
    """Name, how it is thrown, the tests to ask, and the rule whose tests alone are asked."""
    for name, (module, function) in PARTS.items():
        yield name, lambda module=module, function=function: _silence(module, function, ()), CASES, None
    for name, (module, function) in ROWS.items():
        yield name, lambda module=module, function=function: _silence(module, function, None), CASES, None
    for room in ("d1", "mongodb"):
        rules = import_module(f"nhimbe_migrations.{room}.lint.rules")
        for rule, _ in rules.checks():
            yield (
                f"{room} rule: {rule.name}",
                lambda rules=rules, rule=rule: _drop_rule(rules, rule.name),
                PAGES,
                rule.name,
            )


def _silence(module: str, function: str, instead: Any) -> None:
    """Replace the function wherever it was imported under its name."""
    original = getattr(import_module(module), function)
    for loaded in [*sys.modules.values()]:
        if (
            getattr(loaded, "__name__", "").startswith("nhimbe_migrations")
            and getattr(loaded, function, None) is original
        ):
            setattr(
                loaded,
                function,
                lambda *_args, **_named: iter(()) if instead == () and function != "named_rows" else instead,
            )


def _drop_rule(rules: Any, name: str) -> None:
    kept = tuple(entry for entry in rules.checks() if entry[0].name != name)
    original = rules.checks
    for loaded in [*sys.modules.values()]:
        if (
            getattr(loaded, "__name__", "").startswith("nhimbe_migrations")
            and getattr(loaded, "checks", None) is original
        ):
            loaded.checks = lambda: kept  # type: ignore[attr-defined]


def _tenth(folder: Path) -> list[tuple[Any, Any, dict[str, Any]]]:
    labels = read_labels()
    found = []
    for at, case in enumerate(case for case in tenth_of(developed()) if case.id in labels):
        place = folder / str(at)
        found.append((case, labels[case.id][1], lay_out(case, place)))
    return found


def _found(tenth: list[tuple[Any, Any, dict[str, Any]]]) -> dict[str, bool]:
    """Case → whether it is found strictly."""
    from ours import judge as ours

    causes = tomllib.loads((HERE / "adapters/causes.toml").read_text(encoding="utf-8"))[OURS]
    return {
        case.id: judge(case, label, Answer(tuple(ours(request)), 0.0), causes).strict
        for case, label, request in tenth
        if case.store == "d1"
    }


def _caught(
    switch: Callable[[], None], tests: list[str], alone: str | None, tenth: Any, usual: dict[str, bool]
) -> list[str]:
    switch()
    caught = []
    now = _found(tenth)
    fewer = [name for name, strict in usual.items() if strict and not now[name]]
    if fewer:
        caught.append(f"benchmark ({len(fewer)})")
    import pytest

    arguments = [
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *tests,
        *(["-k", f"found and {alone}"] if alone else []),
    ]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = pytest.main(arguments)
    if code == pytest.ExitCode.TESTS_FAILED or (alone and code == pytest.ExitCode.NO_TESTS_COLLECTED):
        caught.append("tests")
    return caught


def _in_child(work: Callable[[], list[str]]) -> list[str]:
    """Do `work` in a fork, whose changes to the product go with it."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = work()
        except BaseException as error:  # noqa: BLE001  # a product that cannot run any more has been noticed
            answer = [f"crash ({type(error).__name__})"]
        os.write(send, json.dumps(answer).encode())
        os._exit(0)
    os.close(send)
    with os.fdopen(receive) as reader:
        text = reader.read()
    os.waitpid(child, 0)
    found: list[str] = json.loads(text or '["crash"]')
    return found


if __name__ == "__main__":
    sys.exit(main())
