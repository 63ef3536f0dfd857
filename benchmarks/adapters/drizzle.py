"""`drizzle-kit check`, with the journal that it asks for: `drizzle.py DIRECTORY_OF_THE_TOOL`. It reads no SQL."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from protocol import Finding, NotItsPartError, serve

SNAPSHOT = {"version": "6", "dialect": "sqlite", "tables": {}, "views": {}, "enums": {}, "_meta": {"schemas": {}, "tables": {}, "columns": {}}, "internal": {"indexes": {}}}  # fmt: skip
IDS = [
    "00000000-0000-0000-0000-000000000000",
    "00000000-0000-4000-8000-000000000001",
    "00000000-0000-4000-8000-000000000002",
]


def judge(request: dict[str, Any]) -> list[Finding]:
    if request["store"] != "d1":
        raise NotItsPartError("SQL alone")
    folder = Path(request["folder"], request["file"]).parent
    (folder / "meta").mkdir(exist_ok=True)
    names = [Path(request[part]).stem for part in ("earlier", "file")]
    entries = [
        {"idx": at, "version": "6", "when": at, "tag": name, "breakpoints": True} for at, name in enumerate(names)
    ]
    (folder / "meta/_journal.json").write_text(json.dumps({"version": "7", "dialect": "sqlite", "entries": entries}))
    for at, name in enumerate(names):
        told = json.dumps({**SNAPSHOT, "id": IDS[at + 1], "prevId": IDS[at]})
        (folder / f"meta/{name.partition('_')[0]}_snapshot.json").write_text(told)
    done = subprocess.run(
        [
            "node",
            f"{sys.argv[1]}/node_modules/drizzle-kit/bin.cjs",
            "check",
            "--dialect=sqlite",
            f"--out=./{folder.name}",
        ],
        cwd=request["folder"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        return [{"rule": "fails", "severity": "error", "message": (done.stdout + done.stderr)[-300:]}]
    return []


if __name__ == "__main__":
    serve(judge)
