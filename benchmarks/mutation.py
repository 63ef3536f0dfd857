"""Mutation of the product: one rule, or one part of the proof, is switched off at a time; do the tests or the benchmark notice?

A switch is a function that this script replaces in its own process or in a fork: the product has none. A rule is switched off for the example
on its page, which is a test, and its findings are taken away from those on the benchmark's tenth; without a part of the proof, the
tests of the proof and the tenth are run again.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from judge.cases import Case, developed
from judge.label import Label
from judge.labels import read_labels
from score.folders import lay_out
from score.parts import tenth_of
from score.running import OURS
from score.scoring import Answer, judge

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULT = HERE / "corpus" / "mutation.json"

Tenth = list[tuple[Case, Label, dict[str, Any]]]
PROOF = "nhimbe_migrations.d1.proof"
PARTS = {
    "proof: rows lost": (f"{PROOF}.consequences", "lost_rows"),
    "proof: links set to NULL": (f"{PROOF}.consequences", "nulled_links"),
    "proof: dangling references": (f"{PROOF}.consequences", "_dangling"),
    "proof: values lost": (f"{PROOF}.consequences", "lost_values"),
    "proof: values left out": (f"{PROOF}.consequences", "left_out"),
    "proof: rows multiplied": (f"{PROOF}.consequences", "multiplied_rows"),
    "proof: NULL keys": (f"{PROOF}.consequences", "null_keys"),
    "proof: rows against their own CHECK": (f"{PROOF}.consequences", "_broken_checks"),
    "proof: what fails later, compiled": (f"{PROOF}.consequences", "compile_errors"),
    "proof: what fails later, run": (f"{PROOF}.consequences", "run_errors"),
    "proof: tables that accept no row": (f"{PROOF}.consequences", "unfit_for_rows"),
    "proof: triggers that never fire": (f"{PROOF}.consequences", "idle_triggers"),
    "proof: lost definitions": (f"{PROOF}.prove", "lost_definitions"),
    "proof: rows that the migration names": (f"{PROOF}.prove", "named_rows"),
    "proof: seeds that meet their key": (f"{PROOF}.prove", "seeds_taken"),
}
"""What yields or returns nothing where it is switched off."""
ROWS = {"proof: awkward rows": ("nhimbe_migrations.d1.rows.awkward", "add_rows")}
CASES = [
    "tests/d1/shadow/test_proof.py",
    "tests/d1/shadow/test_values_and_seeds.py",
    "tests/d1/shadow/test_lost_definitions.py",
    "tests/d1/shadow/test_row_cases.py",
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    os.chdir(ROOT)
    import_module("judge.populations")
    # Modules beside this script would stand before the tests' folder of that name.
    sys.path[:] = [str(ROOT / "tests"), str(HERE / "adapters"), *(path for path in sys.path if path != str(HERE))]
    entries = []
    with tempfile.TemporaryDirectory() as folder:
        tenth = _tenth(Path(folder))
        usual = {case.id: _findings(request) for case, _, request in tenth}
        for name, caught in chain(_rules(tenth, usual, given.names), _parts(tenth, usual, given.names)):
            entries.append({"name": name, "caught": ", ".join(caught)})
            print(f"{name}: {', '.join(caught) or 'SURVIVES'}", flush=True)
    if not given.names:
        survivors = sum(not entry["caught"] for entry in entries)
        by_benchmark = sum("benchmark" in entry["caught"] for entry in entries)
        summary = (
            f"{len(entries)} switches: {len(entries) - survivors} are noticed ({by_benchmark} of them by the "
            f"benchmark's tenth for D1), {survivors} survive."
        )
        RESULT.write_text(json.dumps({"summary": summary, "entries": entries}, indent=1) + "\n", encoding="utf-8")
        print(summary)
    return 0


def _rules(tenth: Tenth, usual: Mapping[str, list[Any]], wanted: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Every rule of lint; without it, what its page shows as found has to be missed."""
    for room in ("d1", "mongodb"):
        rules = import_module(f"nhimbe_migrations.{room}.lint.rules")
        tests = import_module(f"{room}.rules.test_pages")
        original = rules.checks
        for rule, _ in original():
            if wanted and f"{room} rule: {rule.name}" not in wanted:
                continue
            kept = tuple(entry for entry in original() if entry[0].name != rule.name)
            users = _users(original, "checks")
            for module in users:
                module.checks = lambda kept=kept: kept
            _forget()
            caught = ["tests"] if _fails(tests.test_what_the_page_calls_found_is_found, rule.name) else []
            for module in users:
                module.checks = original
            _forget()
            without = {
                case: [item for item in findings if item["rule"] != rule.name] for case, findings in usual.items()
            }
            yield f"{room} rule: {rule.name}", [*_missed(tenth, usual, without), *caught]


def _parts(tenth: Tenth, usual: Mapping[str, list[Any]], wanted: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Parts of the proof, each in a fork of its own."""
    import pytest  # loaded before the forks

    for name, (module, function) in (PARTS | ROWS).items():
        if wanted and name not in wanted:
            continue

        def work(module: str = module, function: str = function) -> list[str]:
            _silence(module, function)
            now = {case.id: _findings(request) for case, _, request in tenth}
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *CASES])
            return [*_missed(tenth, usual, now), *(["tests"] if code == pytest.ExitCode.TESTS_FAILED else [])]

        yield name, _in_child(work)


def _fails(check: Callable[[str], None], name: str) -> bool:
    try:
        check(name)
    except AssertionError:
        return True
    return False


def _users(original: Any, name: str) -> list[Any]:
    """The modules of the product that hold the function under its name."""
    return [
        module
        for module in [*sys.modules.values()]
        if getattr(module, "__name__", "").startswith("nhimbe_migrations") and getattr(module, name, None) is original
    ]


def _forget() -> None:
    """Empty what the product remembers of texts that it linted."""
    import gc
    from functools import _lru_cache_wrapper

    for held in gc.get_objects():
        if (
            isinstance(held, _lru_cache_wrapper)
            and getattr(held, "__module__", "").startswith("nhimbe_migrations")
            and held.__name__ != "checks"
        ):
            held.cache_clear()


def _silence(module: str, function: str) -> None:
    original = getattr(import_module(module), function)
    instead = {"add_rows": lambda *_args, **_named: None, "named_rows": lambda *_args, **_named: ()}
    for user in _users(original, function):
        setattr(user, function, instead.get(function, lambda *_args, **_named: iter(())))


def _tenth(folder: Path) -> Tenth:
    labels = read_labels()
    cases = [case for case in tenth_of(developed("d1")) if case.id in labels]
    return [(case, labels[case.id][1], lay_out(case, folder / str(at))) for at, case in enumerate(cases)]


def _findings(request: dict[str, Any]) -> list[Any]:
    ours = import_module("ours")
    found: list[Any] = ours.judge(request)
    return found


def _missed(tenth: Tenth, usual: Mapping[str, list[Any]], now: Mapping[str, list[Any]]) -> list[str]:
    """What the benchmark notices: cases that were found strictly, and are not any more."""
    causes = tomllib.loads((HERE / "adapters/causes.toml").read_text(encoding="utf-8"))[OURS]

    def strict(case: Case, label: Label, findings: list[Any]) -> bool:
        return judge(case, label, Answer(tuple(findings), 0.0), causes).strict

    fewer = sum(
        strict(case, label, usual[case.id]) and not strict(case, label, now[case.id]) for case, label, _ in tenth
    )
    return [f"benchmark ({fewer})"] if fewer else []


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
