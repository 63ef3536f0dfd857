"""The loop that every adapter in Python shares: see PROTOCOL.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["Finding", "NotItsPartError", "serve"]

Finding = dict[str, str]


class NotItsPartError(Exception):
    """The tool cannot judge the case; the text says why."""


def serve(judge: Callable[[dict[str, Any]], list[Finding]]) -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict[str, Any] = {"id": request["id"], "findings": []}
        try:
            answer["findings"] = judge(request)
        except NotItsPartError as part:
            answer["part"] = str(part)
        except Exception as error:  # noqa: BLE001  # a crash is the tool's answer, and is counted as one
            answer["findings"] = [{"rule": "crash", "severity": "error", "message": f"{type(error).__name__}: {error}"}]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
