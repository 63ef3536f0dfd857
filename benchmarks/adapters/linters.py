"""squawk (Postgres) and sqlfluff (its SQLite dialect): `linters.py squawk|sqlfluff DIRECTORY_OF_THE_TOOL`.

squawk calls everything a warning and then fails the build. What it says of Postgres's locks, timeouts and types says
nothing on D1: only the rules that causes.toml maps count as errors, in its favour.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from protocol import Finding, NotItsPartError, serve

MAPPED = tomllib.loads(Path(__file__).with_name("causes.toml").read_text(encoding="utf-8"))


def judge(request: dict[str, Any]) -> list[Finding]:
    if request["store"] != "d1":
        raise NotItsPartError("SQL alone")
    file = str(Path(request["folder"], request["file"]))
    return _squawk(file) if sys.argv[1] == "squawk" else _sqlfluff(file)


def _ran(*command: str) -> Any:
    done = subprocess.run(
        [f"{sys.argv[2]}/bin/{command[0]}", *command[1:]], capture_output=True, text=True, check=False, timeout=120
    )
    return json.loads(done.stdout or "[]")


def _squawk(file: str) -> list[Finding]:
    return [
        {
            "rule": item["rule_name"],
            "severity": "error" if item["rule_name"] in MAPPED["squawk"] else "note",
            "message": item["message"],
        }
        for item in _ran("squawk", "--reporter", "json", file)
    ]


def _sqlfluff(file: str) -> list[Finding]:
    (entry,) = _ran("sqlfluff", "lint", "--dialect", "sqlite", "--format", "json", file) or [{"violations": []}]
    return [
        {
            "rule": item["code"],
            "severity": "error" if item["code"] in MAPPED["sqlfluff"] else "note",
            "message": item["description"],
        }
        for item in entry["violations"]
    ]


if __name__ == "__main__":
    serve(judge)
