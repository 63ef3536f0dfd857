"""What stands against the last step of a change in two: code that still knows the old name, and a first step that nobody runs yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.code.assessment import Assessment
from nhimbe_migrations.authoring.code.database import bench_now
from nhimbe_migrations.authoring.code.files import code_files
from nhimbe_migrations.authoring.code.uses import names_column
from nhimbe_migrations.authoring.code.verdicts import judge
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.derive.strategy import column_changes
from nhimbe_migrations.authoring.result.rules import CONTRACT_BEFORE_DEPLOY, OLD_NAME_IN_USE
from nhimbe_migrations.code_use.sources import CodeUse, read_code
from nhimbe_migrations.d1.derive.expand import ColumnChange
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.workspace.git.queries import committed_on_default

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["against_contract"]

_NAMED = 6


def against_contract(project: Project, request: MigrationRequest, looked: Assessment) -> Iterator[Finding]:
    """Yield an error where code still knows an old name, and a warning where the first step has not been merged."""
    accepted = {item.rule for item in request.accept}
    places = [(use.file, use.line) for use in looked.uses if names_column(use)]
    if request.target == "mongodb":
        if OLD_NAME_IN_USE.name not in accepted:
            renamed = [item for item in request.changes if item.get("kind") == "rename_field"]
            yield from _told(places, [f"{item.get('collection')}.{item.get('field')}" for item in renamed])
        return
    changes = column_changes(request.sql or "")
    if OLD_NAME_IN_USE.name not in accepted:
        places += _unread(project, read_code(code_files(project)), changes)
        yield from _told(places, [f"{change.table}.{change.old}" for change in changes])
    if CONTRACT_BEFORE_DEPLOY.name not in accepted:
        yield from _not_merged(project, changes)


def _told(places: Sequence[tuple[str, int]], names: Sequence[str]) -> Iterator[Finding]:
    if places:
        told = list(dict.fromkeys(places))
        shown = ", ".join(f"{file}:{line}" for file, line in told[:_NAMED])
        more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
        message = f"The code still knows {', '.join(names)}: {shown}{more}."
        yield OLD_NAME_IN_USE.finding(message, file=told[0][0], line=told[0][1])


def _unread(project: Project, code: CodeUse, changes: Sequence[ColumnChange]) -> Iterator[tuple[str, int]]:
    """Queries that are not read, and models of a query builder, in which table and old name stand as words."""
    bench = bench_now(project)
    for change in changes:
        table, old = (re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in (change.table, change.old))
        for query in code.queries:
            text = query.text
            if table.search(text) and old.search(text) and judge(query, bench).state == "not read":
                yield query.file, query.line
        for file, _ in code.builders:
            data = code.files[file].decode("utf-8", "replace")
            if _quoted(change.table).search(data) and (found := _quoted(change.old).search(data)):
                yield file, data.count("\n", 0, found.start()) + 1


def _quoted(name: str) -> re.Pattern[str]:
    return re.compile(rf"""(["'`]){re.escape(name)}\1""")


def _not_merged(project: Project, changes: Sequence[ColumnChange]) -> Iterator[Finding]:
    for migration in project.history().migrations:
        if migration.target != "d1":
            continue
        text = project.kept_text(migration)
        made = any(name in text for change in changes for name in change.triggers(required=False).values())
        made = made or any(name in text for change in changes for name in change.triggers(required=True).values())
        if made and project.repository.git is not None and not committed_on_default(project.repository, migration.file):
            yield CONTRACT_BEFORE_DEPLOY.finding(
                f"{migration.file}, the first step, is not on the default branch yet, so the code that runs may know only "
                "the old name.",
                file=migration.file,
            )
