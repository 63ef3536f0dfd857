"""The developer's own local database as a further state, when asked for: counts come back, values do not."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.report import DatabaseVerdict, Verification
from nhimbe_migrations.authoring.stores.local_copy import prove_on_copy
from nhimbe_migrations.d1.proof.result import ENGINE_REFUSES
from nhimbe_migrations.d1.states.local import FOLDER, copy_of, file_names
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["LocalVerdict", "local_file", "prove_locally"]


@dataclass(frozen=True, slots=True)
class LocalVerdict:
    """What the local database says."""

    applied: bool | None
    findings: tuple[Finding, ...] = ()
    why_not: str = ""
    """What could not be checked, and why."""

    def beside(self, told: Verification) -> Verification:
        """The report's verification with this verdict in it."""
        if self.applied is None:
            return replace(told, not_checked=(*told.not_checked, f"local: {self.why_not}"))
        not_checked = (*told.not_checked, f"local: {self.why_not}") if self.why_not else told.not_checked
        return replace(
            told, databases=(*told.databases, DatabaseVerdict("local", self.applied)), not_checked=not_checked
        )


def prove_locally(project: Project, sql: str) -> LocalVerdict:
    """Run `sql` on a copy of the local database of the first binding that has one."""
    try:
        file = local_file(project)
        if file is None:
            where = posixpath.join(posixpath.dirname(project.repository.layout.wrangler or ""), FOLDER)
            return LocalVerdict(None, why_not=f"there is no local database of this binding in {where}")
        proof = prove_on_copy(copy_of(file), sql)
    except MigrationsError as error:
        return LocalVerdict(None, why_not=str(error))
    findings = tuple(_worded(finding) for finding in proof.findings)
    idle = proof.statements - proof.exercised
    why = f"{idle} of {proof.statements} statements met no row of it" if proof.applied and idle else ""
    return LocalVerdict(proof.applied, findings, why)


def _worded(finding: Finding) -> Finding:
    message = f"On your local database: {finding.message}"
    if finding.rule == ENGINE_REFUSES.name and "no such" in finding.message:
        way = "It may lack migrations that ran elsewhere: apply them to it, then draft again."
        return replace(finding, message=message, severity="warning", help=way)
    if finding.rule == ENGINE_REFUSES.name and any(words in finding.message for words in _AHEAD):
        way = "It already has what this makes: an earlier attempt or another branch ran on it."
        return replace(finding, message=message, severity="warning", help=way)
    return replace(finding, message=message)


_AHEAD = ("duplicate column name", "already exists", "already another table", "already a table")


def local_file(project: Project) -> Path | None:
    """The database's file, inside the repository; links that lead out are not followed."""
    repository = project.repository
    folder = posixpath.join(posixpath.dirname(repository.layout.wrangler or ""), FOLDER)
    ids = [name for item in repository.databases for name in (item.id, item.binding, item.name) if name]
    for name in file_names(list(dict.fromkeys(ids))):
        file = repository.locate(posixpath.join(folder, name))
        if file.is_file():
            return file
    place = repository.locate(folder)
    others = sorted(path for path in place.glob("*.sqlite") if path.name != "metadata.sqlite") if place.is_dir() else []
    if len(others) != 1 or len({item.binding for item in repository.databases}) > 1:
        return None
    only = repository.locate(posixpath.join(folder, others[0].name))
    return only if only.is_file() else None
