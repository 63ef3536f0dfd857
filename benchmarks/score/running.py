"""Running a tool over cases: one process for its adapter, one folder a case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from judge.cases import Case
from judge.label import Label
from score.folders import lay_out
from score.scoring import Answer, Score, judge

__all__ = ["OURS", "TOOLS", "Clock", "Tool", "run_tool", "save", "saved", "scored"]

HERE = Path(__file__).parents[1]
STORE = Path(os.environ.get("NHIMBE_MIGRATIONS_TOOLS", HERE.parent / ".tools"))
OURS = "nhimbe-migrations"
RESULTS = STORE / "benchmark" / "results"


@dataclass(frozen=True, slots=True)
class Tool:
    adapter: str
    arguments: tuple[str, ...] = ()
    needs: str | None = None
    """What must be there for it to run, within the tools' folder."""
    every: int = 1
    """A tool that takes seconds for a case judges every so many alone."""
    store: str | None = None
    """The one that it can read."""


_PROCESSES = min(2, os.cpu_count() or 1)
"""Adapters of a tool that run at once."""

TOOLS = {
    OURS: Tool("ours.py"),
    "squawk": Tool("linters.py", ("squawk", "linters"), "linters/bin/squawk", store="d1"),
    "sqlfluff": Tool("linters.py", ("sqlfluff", "linters"), "linters/bin/sqlfluff", every=6, store="d1"),
    "sqlite3, empty database": Tool("sqlite_empty.py", store="d1"),
    "wrangler d1 migrations apply": Tool(
        "wrangler.py", ("d1-baseline",), "d1-baseline/node_modules/wrangler", 12, "d1"
    ),
    "drizzle-kit check": Tool("drizzle.py", ("drizzle",), "drizzle/node_modules/drizzle-kit", 24, "d1"),
    "migrate-mongo, empty database": Tool(
        "migrate_mongo.py", ("mongodb",), "mongodb/node_modules/migrate-mongo", 3, "mongodb"
    ),
    "tsc": Tool("tsc.py", ("mongodb",), "mongodb/node_modules/typescript", 3, "mongodb"),
}


def run_tool(name: str, labelled: Sequence[tuple[Case, Label]]) -> list[Score] | None:
    """Return a score for each case that the tool is asked of; None where it is not installed."""
    tool = TOOLS[name]
    if tool.needs and not (STORE / tool.needs).exists():
        return None
    cases = [case for case, _ in labelled if tool.store in {None, case.store}][:: tool.every]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        # Half of the cases for each core: a tool is asked of one after the other by each process.
        halves = [cases[at::_PROCESSES] for at in range(_PROCESSES)]
        with ThreadPoolExecutor(_PROCESSES) as pool:
            asked = pool.map(lambda at: _answers(tool, halves[at], Path(folder, str(at))), range(_PROCESSES))
            answers = {
                case.id: answer
                for half, found in zip(halves, asked, strict=True)
                for case, answer in zip(half, found, strict=True)
            }
    return scored(name, labelled, answers)


def scored(name: str, labelled: Sequence[tuple[Case, Label]], answers: Mapping[str, Answer]) -> list[Score]:
    """Score the answers that a tool gave."""
    causes = tomllib.loads((HERE / "adapters/causes.toml").read_text(encoding="utf-8")).get(name, {})
    return [judge(case, label, answers[case.id], causes) for case, label in labelled if case.id in answers]


def save(part: str, name: str, scores: Iterable[Score]) -> None:
    """Keep a tool's answers, so that the page can be written without asking again."""
    path = _kept_at(part, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {score.case.id: [score.answer.findings, score.answer.seconds, score.answer.part] for score in scores}
    path.write_text(json.dumps(told), encoding="utf-8")


def saved(part: str, name: str) -> dict[str, Answer]:
    """Return the answers that were kept; none where the tool was not run on that part."""
    path = _kept_at(part, name)
    if not path.exists():
        return {}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {case: Answer(tuple(findings), seconds, why) for case, (findings, seconds, why) in told.items()}


def _kept_at(part: str, name: str) -> Path:
    return RESULTS / f"{part}-{name.replace(' ', '-').replace(',', '')}.json"


@dataclass(slots=True)
class Clock:
    """How long each step of a run took, and how busy the machine was: kept beside the answers."""

    load: float = field(default_factory=lambda: os.getloadavg()[0])
    """When it began: processes that want to run, on average over a minute."""
    steps: dict[str, float] = field(default_factory=dict)
    """Name → seconds."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + time.monotonic() - began

    def save(self) -> None:
        RESULTS.mkdir(parents=True, exist_ok=True)
        _CLOCK.write_text(json.dumps({"load": self.load, "steps": self.steps}), encoding="utf-8")

    @classmethod
    def saved(cls) -> Clock | None:
        return cls(**json.loads(_CLOCK.read_text(encoding="utf-8"))) if _CLOCK.exists() else None


_CLOCK = RESULTS / "clock.json"


def _answers(tool: Tool, cases: Sequence[Case], folder: Path) -> list[Answer]:
    if not cases:
        return []
    arguments = [str(STORE / argument) if (STORE / argument).is_dir() else argument for argument in tool.arguments]
    process = subprocess.Popen(
        [sys.executable, str(HERE / "adapters" / tool.adapter), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    found = []
    try:
        for at, case in enumerate(cases):
            request = lay_out(case, folder / str(at))
            began = time.perf_counter()
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            seconds = time.perf_counter() - began
            assert answer["id"] == case.id, "an adapter answers in order"
            found.append(Answer(tuple(answer["findings"]), seconds, answer.get("part")))
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()
    return found
