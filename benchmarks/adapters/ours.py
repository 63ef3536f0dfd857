"""nhimbe-migrations: what `nhimbe-migrations check FILE --execute` finds, in one warm process, as its server keeps one."""

from __future__ import annotations

import os
from typing import Any

from protocol import Finding, serve

from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.errors import MigrationsError


def judge(request: dict[str, Any]) -> list[Finding]:
    try:
        project = open_project(request["folder"], os.environ)
        verdict = check(project, file=request["file"], limit=1_000, cursor=None, execute=True)
    except MigrationsError as error:
        return [{"rule": "tool-error", "severity": "error", "message": str(error)}]
    found = [{"rule": item.rule, "severity": item.severity, "message": item.message} for item in verdict.findings]
    found += [
        {"rule": "uses-break", "severity": "warning", "message": f"{use.file}:{use.line}: {use.text}"}
        for use in verdict.uses
        if use.effect == "breaks"
    ]
    return found


if __name__ == "__main__":
    serve(judge)
