"""The history as a list: newest first, a page at a time, each migration with what it does."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.commands import d1_runner
from nhimbe_migrations.authoring.project.found_history import describe_found, found_history
from nhimbe_migrations.authoring.result.answers import MigrationEntry, MigrationList, NumberAnswer, Taken
from nhimbe_migrations.authoring.result.finding_order import files_once
from nhimbe_migrations.authoring.result.paging import offset
from nhimbe_migrations.errors import RepositoryError
from nhimbe_migrations.workspace.history.history import Migration, padded

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["describe", "list_migrations", "number_answer"]

_PHRASES = 5
"""Statements that are told of one migration; a first migration may have hundreds."""


def list_migrations(project: Project, *, target: str | None, limit: int, cursor: str | None) -> MigrationList:
    """Return a page of the history, the newest first.

    Raises:
        ArgumentError: the cursor is none that an earlier page gave.
    """
    history = project.history()
    chosen = [migration for migration in reversed(history.migrations) if target in (None, migration.target)]
    start = offset(cursor, len(chosen))
    page = chosen[start : start + limit]
    rest = start + limit
    entries = tuple(_entry(project, migration, history.digits) for migration in page)
    return MigrationList(
        root=project.root,
        total=history.total,
        highest=history.highest,
        next=project.next_number().number,
        migrations=entries,
        findings=files_once(history.findings, project.unusable_files()),
        next_cursor=str(rest) if rest < len(chosen) else None,
        found=replace(found_history(project), runner=_runner(project)),
    )


def _runner(project: Project) -> str | None:
    """What runs the D1 migrations, in a word or two and by what."""
    if project.last_d1_file() is None and not project.repository.databases:
        return None
    runner = d1_runner(project.repository)
    words = {
        "apply": "wrangler d1 migrations apply",
        "execute": "wrangler d1 execute --file",
        "drizzle-kit": "drizzle-kit migrate",
        "prisma": "prisma migrate deploy",
    }
    return f"{words[runner.way]}, by {runner.why}"


def number_answer(project: Project) -> NumberAnswer:
    """Return the number that the next migration gets."""
    number, digits = project.next_number(), project.history().digits
    taken = tuple(Taken(padded(item.number, digits), item.file, item.ref) for item in number.taken_elsewhere)
    return NumberAnswer(number.number, number.why, number.files, number.highest, taken, project.root)


def describe(page: MigrationList) -> str:
    """The page in a few lines, for hosts that show text."""
    lines = [f"{page.total} migrations, highest {page.highest:03d}, next {page.next}."]
    lines += [describe_found(page.found)] if page.found else []
    lines += (
        f"{entry.number} {entry.file.rsplit('/', 1)[-1]}: {'; '.join(entry.summary[:3])}"
        for entry in page.migrations[:20]
    )
    if page.next_cursor:
        lines.append(f"More with cursor {page.next_cursor}.")
    lines += (f"{finding.severity} {finding.rule}: {finding.message}" for finding in page.findings[:5])
    return "\n".join(lines)


def _entry(project: Project, migration: Migration, digits: int) -> MigrationEntry:
    try:
        summary = _shortened(_summary(migration.target, migration.file, project.kept_text(migration)))
    except RepositoryError as error:
        summary = (f"cannot be read: {error}",)
    return MigrationEntry(
        number=padded(migration.number, digits),
        file=migration.file,
        target=migration.target,
        title=migration.title,
        legacy=migration.legacy,
        committed=migration.committed,
        summary=summary,
    )


def _shortened(phrases: tuple[str, ...]) -> tuple[str, ...]:
    rest = len(phrases) - _PHRASES
    return (*phrases[:_PHRASES], f"and {rest} more") if rest > 1 else phrases


@lru_cache(maxsize=4096)
def _summary(target: str, file: str, text: str) -> tuple[str, ...]:
    if target == "d1":
        from nhimbe_migrations.d1.sql.summary import summarise_sql

        return summarise_sql(text)
    from nhimbe_migrations.mongodb.code.summary import summarise_calls

    return summarise_calls(text, file)
