"""`wrangler d1 migrations apply --local` on an empty database: `wrangler.py DIRECTORY_OF_THE_TOOL`."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from protocol import Finding, NotItsPartError, serve


def judge(request: dict[str, Any]) -> list[Finding]:
    if request["store"] != "d1":
        raise NotItsPartError("D1 alone")
    done = subprocess.run(
        [
            "node",
            f"{sys.argv[1]}/node_modules/wrangler/bin/wrangler.js",
            "d1",
            "migrations",
            "apply",
            "case",
            "--local",
        ],
        cwd=request["folder"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "CI": "1", "WRANGLER_SEND_METRICS": "false"},
    )
    if done.returncode:
        return [{"rule": "fails", "severity": "error", "message": done.stderr[-300:]}]
    return []


if __name__ == "__main__":
    serve(judge)
