"""docs/benchmark.md and its picture, from a run: everything there that is a figure comes from here."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from judge import d1, mongodb
from score import told
from score.picture import Bar, picture
from score.running import OURS
from score.scoring import Score, scores
from score.table import percent, rows
from score.told import STORES

__all__ = ["write_page"]

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/benchmark.md"
PICTURE = ROOT / "docs/pictures/benchmark.svg"
WORDS = Path(__file__).with_name("page.md")
"""What the page says around the figures."""
NAMES = {"developed": "Developed", "mutant": "Mutants", "fresh": "Fresh"}

Found = Sequence[tuple[str, str, Score]]


def write_page(found: Found, *, seed: int) -> None:
    """Write the page and the picture, and record the figures of a seed that is new."""
    told.record_first(found, seed=seed)
    PICTURE.write_text(picture([*_groups(found)]), encoding="utf-8")
    parts = {
        "table": _table(found),
        "kinds": _kinds(found),
        "labels": _labels(found),
        "declared": _declared(found),
        "misses": _misses(found),
        "versions": _versions(),
        "mutation": told.mutation(),
        "limits": told.limits(),
        "first": told.first_figures(),
        "goal": told.goal(found, seed=seed),
        "stress": told.stress(),
        "run": told.run_time(),
        "seed": str(seed),
    }
    text = WORDS.read_text(encoding="utf-8")
    for name, value in parts.items():
        text = text.replace(f"<!-- {name} -->", value)
    PAGE.write_text(text, encoding="utf-8")


def _grouped(found: Found) -> dict[tuple[str, str], dict[str, list[Score]]]:
    groups: dict[tuple[str, str], dict[str, list[Score]]] = {}
    for part, tool, score in found:
        if score.answer.part is None:
            groups.setdefault((part, score.case.store), {}).setdefault(tool, []).append(score)
    return groups


def _groups(found: Found) -> Iterable[tuple[str, list[Bar]]]:
    for (part, store), tools in _grouped(found).items():
        bars = []
        for tool, some in tools.items():
            figures = scores(some)
            bars.append(Bar(tool, (figures["strict"], figures["dangerous"]), (figures["alarms"], figures["safe"])))
        yield f"{NAMES[part]} part, {STORES[store]}", bars


def _table(found: Found) -> str:
    lines = [
        "| part | store | tool | cases judged | strict detection | loose detection | false alarms | median time a case |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for part, store, tool, *rest in rows(found):
        name = f"**{tool}**" if tool == OURS else tool
        lines.append(f"| {NAMES[part]} | {STORES[store]} | {name} | {' | '.join(rest)} |")
    return "\n".join(lines)


def _kinds(found: Found) -> str:
    lines = ["| part | kind | cases | strict detection | false alarms |", "|---|---|---|---|---|"]
    groups: dict[tuple[str, str, str], list[Score]] = {}
    for part, tool, score in found:
        if tool == OURS:
            groups.setdefault((part, score.case.store, score.case.kind), []).append(score)
    for (part, store, kind), some in sorted(groups.items()):
        figures = scores(some)
        strict, alarms = percent(figures["strict"], figures["dangerous"]), percent(figures["alarms"], figures["safe"])
        lines.append(
            f"| {NAMES[part]} | {STORES[store]}: {kind.replace('_', ' ')} | {len(some)} | {strict} | {alarms} |"
        )
    return "\n".join(lines)


def _labels(found: Found) -> str:
    lines = ["| part | store | unsafe | depends | declared | idle | safe | all |", "|---|---|---|---|---|---|---|---|"]
    groups: dict[tuple[str, str], Counter[str]] = {}
    for part, tool, score in found:
        if tool == OURS:
            groups.setdefault((part, score.case.store), Counter())[score.label.verdict] += 1
    for (part, store), counts in groups.items():
        shown = [counts[verdict] for verdict in ("unsafe", "depends", "declared", "idle", "safe")]
        lines.append(f"| {NAMES[part]} | {STORES[store]} | {' | '.join(map(str, shown))} | {sum(shown)} |")
    return "\n".join(lines)


def _declared(found: Found) -> str:
    lines = ["| tool | says something of a declared loss |", "|---|---|"]
    groups: dict[str, list[Score]] = {}
    for _, tool, score in found:
        if score.label.verdict == "declared" and score.answer.part is None:
            groups.setdefault(tool, []).append(score)
    for tool, some in groups.items():
        told = sum(any(item["severity"] != "note" for item in score.answer.findings) for score in some)
        lines.append(f"| {tool} | {percent(told, len(some))} |")
    return "\n".join(lines)


def _misses(found: Found) -> str:
    ours = [(part, score) for part, tool, score in found if tool == OURS]
    missed = [(part, score) for part, score in ours if score.dangerous and not score.strict]
    alarms = [(part, score) for part, score in ours if score.alarm]
    lines = [
        f"Missed ({len(missed)}):",
        "",
        "| case | label | what the engine showed | what was said instead |",
        "|---|---|---|---|",
    ]
    lines += [_line(score) for _, score in missed]
    lines += ["", f"False alarms ({len(alarms)}):", "", "| case | label | | what was said |", "|---|---|---|---|"]
    lines += [_line(score) for _, score in alarms]
    return "\n".join(lines)


def _line(score: Score) -> str:
    what = score.label.what.replace("|", "\\|").partition(": SQLITE")[0][:80]
    told = ", ".join(
        dict.fromkeys(
            f"{item['rule']} ({item['severity']})"
            for item in score.answer.findings
            if item["severity"] != "note" and item["rule"] not in {"header", "missing-header"}
        )
    )
    return f"| `{score.case.id}` | {score.label.verdict}, {score.label.cause or '–'} | {what} | {told or 'nothing'} |"


def _versions() -> str:
    found = [f"{name} {version}" for name, version in (d1.versions() | mongodb.versions()).items()]
    found.append(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )
    return "; ".join(found)
