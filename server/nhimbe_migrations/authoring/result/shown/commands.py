"""Commands and steps of a report as an answer shows them: what can be used now, and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

__all__ = [
    "asked_first",
    "commands_now",
    "in_words",
    "questions_of_refusal",
    "told_once",
    "told_steps",
    "with_commands",
    "without_counts",
]


def told_once(commands: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """Yield the commands; what their purposes have in common is said with the first. Each can be run as it stands."""
    also = ""
    for item in commands:
        purpose = item["purpose"]
        found = _ALSO.search(purpose)
        if found and found[0] == also:
            purpose = purpose.replace(also, "", 1)
        also = also or (found[0] if found else "")
        yield {"purpose": purpose, "run": item["run"]}


_ALSO = re.compile(r" \(also [^()]*\)")
_HERE_ALSO = re.compile(r" \(here also: [^()]*\)")


def in_words(commands: Sequence[Mapping[str, str]], *, drafted: bool) -> Iterator[Mapping[str, str]]:
    """Yield the commands; one that differs from another by a word is told by that, and the draft has shown the local one."""
    remote = {item["run"] for item in commands if item["purpose"].startswith("remote")}
    runs = {item["run"] for item in commands}
    shown = _first_to_run(commands) if drafted else None
    told: set[str] = set()
    also = local = ""
    for item in told_once(commands):
        run, purpose = item["run"], item["purpose"]
        if run in told:
            run = "the same command again"
        elif "m.down" in run and run.replace("m.down", "m.up").replace("default.down", "default.up") in runs:
            run = "the command of up(), with m.down??m.default.down"
        elif shown and run == shown["run"] and run.replace(" --local", " --remote") in remote:
            also = _HERE_ALSO.sub("", purpose.removeprefix("local"))  # a script that says the local command
            continue
        elif drafted and local and run == local.replace(" --local", " --remote"):
            run = "the local command, with --remote"
        elif run in remote:
            purpose, also = f"{purpose}{also}", ""
        if item["purpose"].startswith("local"):
            local = item["run"]
        told.add(item["run"])
        yield {"purpose": purpose.replace("no rows means that all is well", "no rows: all is well"), "run": run}


def commands_now(report: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return the commands that a reader can use now: of a draft no file is there to run, but the first is worth knowing."""
    commands: Sequence[Mapping[str, str]] = report.get("commands", ())
    if report["written"] or not report.get("draft"):
        return [*commands]
    first = _first_to_run(commands)
    return [*asked_first(report), *([{**first, "purpose": "local"}] if first else [])]


def _first_to_run(commands: Sequence[Mapping[str, str]]) -> Mapping[str, str] | None:
    """The local command, where it is the first that runs the migration."""
    first = next((item for item in commands if not item["purpose"].startswith("look first")), None)
    return first if first and first["purpose"].startswith("local") else None


def questions_of_refusal(report: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return the questions that a refused migration raises, where a finding leaves its query to them."""
    left_out = any("“look first”" in finding.get("help", "") for finding in report["findings"])
    return asked_first(report) if left_out else []


def asked_first(report: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return the commands whose answer decides if the migration should be written at all."""
    return [item for item in report.get("commands", ()) if _asks_whether(item["purpose"])]


def _asks_whether(purpose: str) -> bool:
    return purpose.startswith("look first") and "note the counts" not in purpose


def without_counts(commands: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the commands without the counts before and after a rebuild, which the proof has compared already."""
    return [item for item in commands if "counts" not in item["purpose"] or "counts what goes" in item["purpose"]]


def told_steps(report: Mapping[str, Any]) -> list[str]:
    """Return the steps, but for the one that a command says in its purpose (`also production`)."""
    also = any(_ALSO.search(item["purpose"]) for item in report.get("commands", ()))
    return [step for step in report.get("manual_steps", ()) if not (also and "share one database_id" in step)]


def with_commands(
    findings: Sequence[Mapping[str, Any]], commands: Sequence[Mapping[str, str]], where: str
) -> Iterator[Mapping[str, Any]]:
    """Return the findings, with `where` in the place of a query that one of the commands asks."""
    queries = [run.partition("--command=")[2] for run in (item["run"] for item in commands)]
    asked = [query[1:-1] for query in queries if query[:1] in {"'", '"'}]
    for finding in findings:
        text = finding.get("help", "")
        query = next((item for item in asked if item in text), None)
        yield finding if query is None else {**finding, "help": text.replace(query, where)}
