"""Running a tool over cases: one process for its adapter, one folder a case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.cases import Case
from judge.label import Label
from score.folders import lay_out
from score.scoring import Answer, Score, judge

__all__ = ["OURS", "TOOLS", "Tool", "run_tool"]

HERE = Path(__file__).parents[1]
STORE = Path(os.environ.get("NHIMBE_MIGRATIONS_TOOLS", HERE.parent / ".tools"))
OURS = "nhimbe-migrations"


@dataclass(frozen=True, slots=True)
class Tool:
    adapter: str
    arguments: tuple[str, ...] = ()
    needs: str | None = None
    """What must be there for it to run, within the tools' folder."""
    every: int = 1
    """A tool that takes seconds for a case judges every so many alone."""


TOOLS = {
    OURS: Tool("ours.py"),
    "squawk": Tool("linters.py", ("squawk", "linters"), "linters/bin/squawk"),
    "sqlfluff": Tool("linters.py", ("sqlfluff", "linters"), "linters/bin/sqlfluff", every=3),
    "sqlite3, empty database": Tool("sqlite_empty.py"),
    "wrangler d1 migrations apply": Tool(
        "wrangler.py", ("d1-baseline",), "d1-baseline/node_modules/wrangler", every=12
    ),
    "drizzle-kit check": Tool("drizzle.py", ("drizzle",), "drizzle/node_modules/drizzle-kit", every=12),
    "migrate-mongo, empty database": Tool("migrate_mongo.py", ("mongodb",), "mongodb/node_modules/migrate-mongo"),
    "tsc": Tool("tsc.py", ("mongodb",), "mongodb/node_modules/typescript"),
}


def run_tool(name: str, labelled: Sequence[tuple[Case, Label]]) -> list[Score] | None:
    """Return a score for each case; None where the tool is not installed."""
    tool = TOOLS[name]
    if tool.needs and not (STORE / tool.needs).exists():
        return None
    causes = tomllib.loads((HERE / "adapters/causes.toml").read_text(encoding="utf-8")).get(name, {})
    cases = _chosen(tool, labelled)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        answers = _answers(tool, [case for case, _ in cases], Path(folder))
        return [judge(case, label, answer, causes) for (case, label), answer in zip(cases, answers, strict=True)]


def _chosen(tool: Tool, labelled: Sequence[tuple[Case, Label]]) -> list[tuple[Case, Label]]:
    if tool.every == 1:
        return [*labelled]
    return [
        entry for at, entry in enumerate(item for item in labelled if item[0].store == "d1") if at % tool.every == 0
    ]


def _answers(tool: Tool, cases: Sequence[Case], folder: Path) -> Iterable[Answer]:
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
