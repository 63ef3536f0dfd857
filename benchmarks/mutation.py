"""Mutation of the product: one rule, or one part of the proof, is switched off at a time; do the tests or the benchmark notice?

A switch is a function that this script replaces in its own process or in a fork: the product has none. A rule is
switched off for the example on its page, which is a test, and its findings are taken away from those on the developed
cases of D1. Of a part of the proof it is recorded first in which tests and cases it has a say; without it, those are
run again, the quickest first, until one notices.

Writes `corpus/mutation.json`, from which docs/benchmark.md tells what survives. `mutation.py NAME…` tries some alone,
and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from judge.cases import Case, developed
from judge.label import Label
from judge.labels import read_labels
from score.folders import lay_out
from score.running import OURS
from score.scoring import Answer, judge

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULT = HERE / "corpus" / "mutation.json"

Asked = dict[str, tuple[Case, Label, dict[str, Any]]]
Findings = list[Any]
_CHUNK = 12
"""Rules that one fork tries."""
_MOST_CASES = 60
"""Cases that are asked again without a part: it mostly shows in one of the first, or in none."""


_SECONDS = 300
"""How long a part is tried: without some, a search goes through all that it may, on every case."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    began = time.monotonic()
    os.chdir(ROOT)
    # What the product remembers on the disk is of the whole product.
    os.environ["NHIMBE_MIGRATIONS_CACHE"] = "off"
    for module in ("judge.populations", "judge.mongodb", "mutations.witnesses"):
        import_module(module)
    # Modules beside this script would stand before the tests' folder of that name.
    sys.path[:] = [str(ROOT / "tests"), str(HERE / "adapters"), *(path for path in sys.path if path != str(HERE))]
    with tempfile.TemporaryDirectory() as folder:
        entries = _entries(_laid_out(Path(folder)), given.names)
    seconds = round(time.monotonic() - began)
    if not given.names:
        told = {"seconds": seconds, "entries": sorted(entries, key=lambda entry: (entry["kind"], entry["name"]))}
        RESULT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{len(entries)} switches in {seconds} s; {sum(not entry['caught'] for entry in entries)} survive")
    return 0


def _entries(asked: Asked, wanted: Sequence[str]) -> list[dict[str, Any]]:
    from mutations.parts import PARTS, forget
    from mutations.witnesses import Witnesses

    parts = [part for part in PARTS if not wanted or part.name in wanted]
    rules = [rule for rule in _rules() if not wanted or rule[1] in wanted]
    witnesses = Witnesses()
    usual = {name: witnesses.case(name, partial(_findings, request)) for name, (*_, request) in asked.items()}
    print(f"{len(usual)} cases asked", flush=True)
    if parts:
        forget()
        witnesses.tests()
        print(f"tests run; fail as it is: {sorted(witnesses.broken) or 'none'}", flush=True)

    def of_part(part: Any) -> list[dict[str, Any]]:
        return [{"kind": "proof", "name": part.name, "caught": _without_part(part, witnesses, asked, usual)}]

    def within_the_time(part: Any) -> list[dict[str, Any]]:
        try:
            return _in_child(partial(of_part, part))
        except TimeoutError:
            return [{"kind": "proof", "name": part.name, "caught": [], "undecided": f"no end within {_SECONDS} s"}]

    works: list[Callable[[], list[dict[str, Any]]]] = [partial(within_the_time, part) for part in parts]
    for start in range(0, len(rules), _CHUNK):
        some = rules[start : start + _CHUNK]
        works.append(partial(_in_child, lambda some=some: [*_without_rules(some, asked, usual)]))  # type: ignore[misc]
    found: list[dict[str, Any]] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for entries in pool.map(lambda work: work(), works):
            for entry in entries:
                print(
                    f"{entry['kind']}: {entry['name']}: {', '.join(entry['caught']) or entry.get('undecided', 'SURVIVES')}",
                    flush=True,
                )
            found += entries
    return found


def _rules() -> list[tuple[str, str]]:
    return [
        (room, rule.name)
        for room in ("d1", "mongodb")
        for rule, _ in import_module(f"nhimbe_migrations.{room}.lint.rules").checks()
    ]


def _without_rules(
    some: Iterable[tuple[str, str]], asked: Asked, usual: Mapping[str, Findings]
) -> Iterator[dict[str, Any]]:
    """Every rule of lint; without it, what its page shows as found has to be missed."""
    from mutations.parts import forget

    for room, name in some:
        rules = import_module(f"nhimbe_migrations.{room}.lint.rules")
        tests = import_module(f"{room}.rules.test_pages")
        original = rules.checks
        kept = tuple(entry for entry in original() if entry[0].name != name)
        users = [module for module in [*sys.modules.values()] if getattr(module, "checks", None) is original]
        for module in users:
            vars(module)["checks"] = lambda kept=kept: kept
        forget()
        caught = ["its page"] if _fails(tests.test_what_the_page_calls_found_is_found, name) else []
        for module in users:
            vars(module)["checks"] = original
        without = {case: [item for item in findings if item["rule"] != name] for case, findings in usual.items()}
        yield {"kind": room, "name": name, "caught": [*caught, *_missed(asked, usual, without)]}


def _without_part(part: Any, witnesses: Any, asked: Asked, usual: Mapping[str, Findings]) -> list[str]:
    from mutations.parts import forget, replace
    from mutations.witnesses import failing

    forget()
    replace(part)
    tests = witnesses.tests_of[part.name]
    modules = dict.fromkeys(name.partition("::")[0] for name in tests)
    # What one test of a module prepares, others may look at.
    test = failing(tests) or failing([*modules])
    return [
        *([test.rpartition("/")[2]] if test else []),
        *_noticed(witnesses.cases_of.get(part.name, ()), asked, usual),
    ]


def _noticed(names: Sequence[str], asked: Asked, usual: Mapping[str, Findings]) -> list[str]:
    """Ask one case after the other, until one shows that something is off."""
    for name in names[:_MOST_CASES]:
        if found := _missed(asked, usual, {name: _findings(asked[name][2])}):
            return found
    return []


def _fails(check: Callable[[str], None], name: str) -> bool:
    try:
        check(name)
    except AssertionError:
        return True
    return False


def _laid_out(folder: Path) -> Asked:
    """The developed cases of D1 as repositories, with their labels."""
    labels = read_labels()
    cases = [case for case in developed("d1") if case.id in labels]
    return {case.id: (case, labels[case.id][1], lay_out(case, folder / str(at))) for at, case in enumerate(cases)}


def _findings(request: dict[str, Any]) -> Findings:
    found: Findings = import_module("ours").judge(request)
    return found


def _missed(asked: Asked, usual: Mapping[str, Findings], now: Mapping[str, Findings]) -> list[str]:
    """What the benchmark notices first: a case that was found strictly, and is not any more, or an alarm that was none."""
    causes = tomllib.loads((HERE / "adapters/causes.toml").read_text(encoding="utf-8"))[OURS]
    for name, findings in now.items():
        case, label, _ = asked[name]
        before, after = (judge(case, label, Answer(tuple(said), 0.0), causes) for said in (usual[name], findings))
        if (before.dangerous and before.strict and not after.strict) or (after.alarm and not before.alarm):
            return [f"benchmark, {name}"]
    return []


def _in_child(work: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Do `work` in a fork, whose changes to the product go with it.

    Raises:
        TimeoutError: it did not end within `_SECONDS`.
    """
    # A file, not a pipe: a fork of another thread would hold the pipe open until its own end.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as answer:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                signal.alarm(_SECONDS)
                json.dump(work(), answer)
                answer.flush()
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            raise TimeoutError
        answer.seek(0)
        text = answer.read()
    if status:
        raise RuntimeError(f"a fork ended with {status}: {text[:200]}")
    found: list[dict[str, Any]] = json.loads(text)
    return found


if __name__ == "__main__":
    sys.exit(main())
