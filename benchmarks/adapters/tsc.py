"""The TypeScript compiler over the migration and the code, with the driver's own types: `tsc.py DIRECTORY_OF_THE_TOOL`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from protocol import Finding, NotItsPartError, serve


def judge(request: dict[str, Any]) -> list[Finding]:
    if request["store"] != "mongodb":
        raise NotItsPartError("TypeScript alone")
    modules = Path(sys.argv[1]).resolve() / "node_modules"
    folder = Path(request["folder"])
    (folder / "node_modules").symlink_to(modules)
    files = [request[part] for part in ("file", "code", "types") if request[part]]
    done = subprocess.run(
        [
            "node",
            str(modules / "typescript/bin/tsc"),
            "--noEmit",
            "--strict",
            "--skipLibCheck",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            *files,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        return [{"rule": "does-not-compile", "severity": "error", "message": done.stdout[:300]}]
    return []


if __name__ == "__main__":
    serve(judge)
