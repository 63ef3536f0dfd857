"""The sentences of docs/benchmark.md that say a figure: each comes from what a run wrote down."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from judge.populations import MOODS
from score.running import OURS, TOOLS, Clock
from score.scoring import Score, scores
from score.table import percent

__all__ = ["first_figures", "goal", "limits", "mutation", "record_first", "run_time", "stress"]

CORPUS = Path(__file__).parents[1] / "corpus"
FIRST = CORPUS / "first.json"
"""The figures of the first run on each seed: never changed afterwards, but for what was done because of them."""
MUTATION = CORPUS / "mutation.json"
STRESS = CORPUS / "stress.json"
STORES = {"d1": "D1", "mongodb": "MongoDB"}
GOAL = (0.98, 0.01)
"""Strict detection at least, false alarms at most, of the fresh part."""


def _of_fresh(found: Iterable[tuple[str, str, Score]]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Score]] = {}
    for part, tool, score in found:
        if part == "fresh" and tool == OURS:
            groups.setdefault(score.case.store, []).append(score)
    return {store: {**scores(some), "cases": len(some)} for store, some in groups.items()}


def record_first(found: Iterable[tuple[str, str, Score]], *, seed: int) -> None:
    """Write down the figures of the fresh part, unless its seed has been seen before."""
    entries = json.loads(FIRST.read_text(encoding="utf-8"))
    for store, figures in _of_fresh(found).items():
        part = f"Fresh, {STORES[store]}, seed {seed}"
        if not any(entry["part"].startswith(f"{part},") for entry in entries):
            entries.append({
                "date": dt.datetime.now(dt.UTC).date().isoformat(),
                "part": f"{part}, {figures['cases']} cases",
                "strict": [figures["strict"], figures["dangerous"]],
                "alarms": [figures["alarms"], figures["safe"]],
                "afterwards": "",
            })  # fmt: skip
    lines = ",\n ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    FIRST.write_text(f"[\n {lines}\n]\n", encoding="utf-8")


def first_figures() -> str:
    lines = [
        "| first run | part | strict detection | false alarms | what was changed afterwards, as a kind |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {entry['date']} | {entry['part']} | {percent(*entry['strict'])} | {percent(*entry['alarms'])} | {entry['afterwards'] or '–'} |"
        for entry in json.loads(FIRST.read_text(encoding="utf-8"))
    ]
    return "\n".join(lines)


def goal(found: Sequence[tuple[str, str, Score]], *, seed: int) -> str:
    least, most = GOAL
    told = []
    for store, figures in _of_fresh(found).items():
        strict = figures["strict"] >= least * figures["dangerous"]
        alarms = figures["alarms"] <= most * figures["safe"]
        word = "reached" if strict and alarms else "not reached" if not (strict or alarms) else "half reached"
        told.append(
            f"{STORES[store]} has {percent(figures['strict'], figures['dangerous'])} and "
            f"{percent(figures['alarms'], figures['safe'])}: {word}"
        )
    aim = f"The goal that was set for the fresh part is {least:.0%} with at most {most:.0%} false alarms".replace(
        "%", " %"
    )
    return f"{aim}. With seed {seed}, in the run of this page, {'; '.join(told)}." if told else f"{aim}."


def limits() -> str:
    """What the run itself knows of its limits, as points of a list."""
    rare: dict[int, list[str]] = {}
    for name, tool in TOOLS.items():
        if tool.every > 1:
            rare.setdefault(tool.every, []).append(name)
    some = "; ".join(
        f"every {every}th: {', '.join(names)}".replace("3th", "3rd") for every, names in sorted(rare.items())
    )
    lines = [
        f"- Tools that take seconds a case judge some alone ({some}). A tool without a line was not run for this page: its adapter is there."
    ]
    clock = Clock.saved()
    if clock is not None:
        lines.append(
            f"- Each tool ran as two processes on two cores, and the load average was {clock.load:.0f} when the run began: "
            "compare the times with one another."
        )
    lines.append(
        f"- “May fail on some rows” is only as wide as the populations: {len(MOODS)} generated ones for D1, three for MongoDB. "
        "A case that is called safe may still fail on rows that none of them holds."
    )
    return "\n".join(lines)


def run_time() -> str:
    clock = Clock.saved()
    if clock is None:
        return "Not measured."
    steps = sorted(clock.steps.items(), key=lambda item: -item[1])
    shown = ", ".join(f"{name} {_minutes(seconds)}" for name, seconds in steps if seconds >= 1)
    return f"The run took {_minutes(sum(clock.steps.values()))} ({shown}); labels that stood already were not asked for again."


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def mutation() -> str:
    if not MUTATION.exists():
        return "Not measured."
    told = json.loads(MUTATION.read_text(encoding="utf-8"))
    counts = Counter(entry["kind"] for entry in told["entries"])
    left = [entry for entry in told["entries"] if not entry["caught"]]
    cases = sum(any(who.startswith("benchmark") for who in entry["caught"]) for entry in told["entries"])
    time = f", in {_minutes(told['seconds'])}" if told.get("seconds") else ""
    lines = [
        (
            f"{len(told['entries'])} were switched off in turn{time}: {counts['d1']} rules for D1, {counts['mongodb']} for MongoDB, and "
            f"{counts['proof']} parts of the proof for D1. {len(told['entries']) - len(left)} are noticed, {cases} of them by cases of the benchmark "
            f"(too); {len(left) or 'none'} {'is' if len(left) == 1 else 'are'} not{':' if left else '.'}"
        )
    ]
    if left:
        lines += ["", *map(_not_noticed, left)]
    return "\n".join(lines)


def _not_noticed(entry: dict[str, Any]) -> str:
    what = "proof" if entry["kind"] == "proof" else f"{STORES[entry['kind']]} rule"
    undecided = f" (undecided: {entry['undecided']})" if "undecided" in entry else ""
    return f"- {what}: {entry['name']}{undecided}"


def stress() -> str:
    if not STRESS.exists():
        return "Not measured."
    told = json.loads(STRESS.read_text(encoding="utf-8"))
    counts = told["counts"]

    def number(what: str) -> str:
        return f"{counts.get(what, 0):,}"

    lines = [
        (
            f"{told['repositories']:,} public repositories were read, of which {number('repositories with a file that makes tables')} have a file that makes tables: "
            f"{number('files that make tables')} files, with {number('statements in them')} statements. {number('files that SQLite runs whole')} files of "
            f"{number('repositories with a file that SQLite runs whole')} repositories are run whole by SQLite; the others are of another dialect, or need what another file made, "
            f"and were told so in words. Each of the {number('tables in them')} tables of these got a column and was rebuilt over made-up rows: "
            f"{number('edited: gone through')} edits and {number('rebuilt: gone through')} rebuilds went through; "
            f"the others were refused in words, nearly all since a key names a table of another file. "
            f"{len(told['wrong']) or 'None'} went wrong{':' if told['wrong'] else ': no crash, no lost row, and no byte changed elsewhere in a file.'}"
        )
    ]
    lines += ["", *(f"- {what}" for what in told["wrong"])] if told["wrong"] else []
    return "\n".join(lines)
