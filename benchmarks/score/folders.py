"""A case as a repository on disk: what an adapter gets to see."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from judge.cases import Case

__all__ = ["lay_out"]

WRANGLER = """name = "case"
main = "src/index.ts"
compatibility_date = "2026-01-01"

[[d1_databases]]
binding = "DB"
database_name = "case"
database_id = "00000000-0000-4000-8000-000000000000"
"""


def lay_out(case: Case, folder: Path) -> dict[str, Any]:
    """Write the repository of `case` into `folder` and return the request for an adapter."""
    files = _d1(case) if case.store == "d1" else _mongodb(case)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    if case.store == "mongodb":
        _commit_all_but_the_change(folder)
    names = [*files]
    code = next((name for name in names if name.endswith("index.ts")), None)
    types = next((name for name in names if name.endswith("types.ts")), None)
    earlier, file = (name for name in names if "migrations/" in name)
    return {
        "id": case.id, "store": case.store, "folder": str(folder), "earlier": earlier, "file": file, "code": code, "types": types,
    }  # fmt: skip


def _commit_all_but_the_change(folder: Path) -> None:
    """The migration is new, everything else was there before it: what types.ts says is said of documents that there are."""
    change = ":(exclude)worker/src/db/migrations/002_change.*"
    for arguments in (["init", "-q"], ["add", "--", ".", change], ["commit", "-qm", "Before the change"]):
        subprocess.run(["git", *_WHO, *arguments], cwd=folder, check=True)


_WHO = ("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")


def _d1(case: Case) -> dict[str, str]:
    found = {
        "wrangler.toml": WRANGLER,
        "package.json": '{ "name": "case", "private": true, "devDependencies": { "wrangler": "^4" } }\n',
        "migrations/0001_init.sql": f"-- Migration 0001: Init\n{case.schema.strip()}\n",
        "migrations/0002_change.sql": case.migration,
    }
    if case.code:
        lines = "\n".join(f"  {line}" for line in case.code.strip().splitlines())
        found["src/index.ts"] = (
            f"export async function handle(c: any, env: any, db: any, {_names(case.code)}) {{\n{lines}\n}}\n"
        )
    return found


def _names(code: str) -> str:
    return "...given: any[]" if code else ""


def _mongodb(case: Case) -> dict[str, str]:
    found = {
        "package.json": '{ "name": "case", "private": true, "dependencies": { "mongodb": "^6" } }\n',
        "worker/src/db/migrations/001_init.ts": case.schema,
        f"worker/src/db/migrations/002_change.{'js' if 'module.exports' in case.migration else 'ts'}": case.migration,
    }
    if case.types:
        found["worker/src/types.ts"] = case.types
    if case.code:
        found["worker/src/index.ts"] = case.code
    return found
