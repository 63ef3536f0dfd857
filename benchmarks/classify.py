"""How well the classifier agrees with the labelled requests of tests/targets/cases.

    PYTHONPATH=server python benchmarks/classify.py [tune|held|FILE.jsonl ...] [--misses]

Prints target accuracy, precision and recall of d1, precision, recall and F1 of clarify, the confusion, and the time.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from nhimbe_migrations.targets.classify import classify

CASES = Path(__file__).parent.parent / "tests" / "targets" / "cases"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", default=["tune", "held"])
    parser.add_argument("--misses", action="store_true", help="print each request that is judged otherwise")
    arguments = parser.parse_args()
    for name in arguments.sets:
        path = Path(name) if name.endswith(".jsonl") else CASES / f"{name}.jsonl"
        measure(path, misses=arguments.misses)


def measure(path: Path, *, misses: bool) -> None:
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    repository = json.loads((CASES / "repository.json").read_text(encoding="utf-8"))
    classify("warm up", **repository)
    answers = []
    slowest = 0.0
    for case in cases:
        started = time.perf_counter()
        answers.append(classify(case["request"], **repository))
        slowest = max(slowest, time.perf_counter() - started)

    confusion: Counter[tuple[str, str]] = Counter()
    for case, answer in zip(cases, answers, strict=True):
        wanted, got = _label(case["target"], case["clarify"]), _label(answer.target, answer.clarify)
        confusion[wanted, got] += 1
        if misses and wanted != got:
            print(f"  rule {case['rule']} wanted {wanted:8} got {got:8} {case['request']!r}\n      {answer.why}")

    pairs = list(zip(cases, answers, strict=True))
    right = sum(case["target"] == answer.target for case, answer in pairs)
    print(f"{path.stem}: {len(cases)} requests, slowest {slowest * 1000:.1f} ms")
    print(f"  target accuracy {right / len(cases):.3f}")
    _print_scores("d1", [(case["target"] == "d1", answer.target == "d1") for case, answer in pairs])
    _print_scores("clarify", [(case["clarify"], answer.clarify) for case, answer in pairs])
    labels = ("d1", "d1?", "mongodb", "ask")
    print("  wanted \\ got " + "".join(f"{label:>9}" for label in labels))
    for wanted in labels:
        if any(confusion[wanted, got] for got in labels):
            print(f"  {wanted:12} " + "".join(f"{confusion[wanted, got]:>9}" for got in labels))


def _label(target: str, clarify: bool) -> str:  # noqa: FBT001
    return {("d1", False): "d1", ("d1", True): "d1?", ("mongodb", False): "mongodb", ("mongodb", True): "ask"}[
        target, clarify
    ]


def _print_scores(name: str, pairs: list[tuple[bool, bool]]) -> None:
    hits = sum(wanted and got for wanted, got in pairs)
    wanted = sum(wanted for wanted, _ in pairs)
    got = sum(got for _, got in pairs)
    precision, recall = hits / (got or 1), hits / (wanted or 1)
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    print(f"  {name}: precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    main()
