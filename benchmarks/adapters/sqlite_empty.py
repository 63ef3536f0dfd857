"""What many repositories do in CI: apply the files to an empty SQLite database, with foreign keys on."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from protocol import Finding, NotItsPartError, serve


def judge(request: dict[str, Any]) -> list[Finding]:
    if request["store"] != "d1":
        raise NotItsPartError("SQLite alone")
    # ATTACH makes a file where it stands.
    os.chdir(request["folder"])
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(Path(request["folder"], request["earlier"]).read_text(encoding="utf-8"))
        connection.executescript(Path(request["folder"], request["file"]).read_text(encoding="utf-8"))
    except sqlite3.Error as error:
        return [{"rule": "fails", "severity": "error", "message": str(error)}]
    finally:
        connection.close()
    return []


if __name__ == "__main__":
    serve(judge)
