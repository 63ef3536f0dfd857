"""What every format starts from: findings, each with its rule, the text of its line, and its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.authoring.result.answers import CheckAnswer
from nhimbe_migrations.authoring.result.proofs import MigrationProof
from nhimbe_migrations.authoring.result.rule_groups import all_rules
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.findings.finding import Finding, Severity
from nhimbe_migrations.findings.fingerprint import fingerprinted
from nhimbe_migrations.findings.rule import Rule

__all__ = ["CheckReport", "Reported", "reported"]


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding as a format writes it."""

    finding: Finding
    rule: Rule
    line_text: str | None
    """The line that it speaks of; None without a line, or where the file cannot be read."""
    fingerprint: str
    """Stays the same while other lines come and go."""
    path: str
    """The finding's file; the migrations folder where it has none, since no viewer shows a finding without a place."""

    @property
    def line(self) -> int:
        """From 1; the first line where the finding has none."""
        return self.finding.line or 1

    @property
    def text(self) -> str:
        """The message and the next move."""
        return f"{self.finding.message} {self.finding.help}".strip()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A whole check, as a format writes it."""

    found: tuple[Reported, ...]
    proofs: tuple[MigrationProof, ...]
    """Of the migrations that were proved: those that are new on this branch, and those asked for."""
    answers: tuple[CheckAnswer, ...] = ()
    """What the check said: of the whole repository, or of each migration that was asked for."""
    root: str = ""

    def of(self, severity: Severity) -> tuple[Reported, ...]:
        return tuple(entry for entry in self.found if entry.finding.severity == severity)


def reported(
    project: Project,
    findings: Iterable[Finding],
    proofs: Iterable[MigrationProof] = (),
    answers: Iterable[CheckAnswer] = (),
) -> CheckReport:
    """Return `findings`, each once, with what the formats write beside them."""
    lines = _Lines(project)
    somewhere = project.repository.layout.migrations
    found = tuple(
        Reported(
            finding,
            all_rules().get(finding.rule) or _unlisted(finding),
            lines(finding.file, finding.line) if finding.file and finding.line else None,
            fingerprint,
            finding.file or somewhere,
        )
        for finding, fingerprint in fingerprinted(dict.fromkeys(findings), lines)
    )
    return CheckReport(found, tuple(proofs), tuple(answers), project.root)


def _unlisted(finding: Finding) -> Rule:
    return Rule(finding.rule, finding.severity, finding.rule.replace("-", " "), finding.message, finding.help)


class _Lines:
    """Lines of the repository's files, each file read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read: dict[str, list[str]] = {}

    def __call__(self, file: str, line: int) -> str | None:
        if file not in self._read:
            try:
                self._read[file] = (self._project.repository.read(file) or "").splitlines()
            except MigrationsError:
                self._read[file] = []
        lines = self._read[file]
        return lines[line - 1] if 0 < line <= len(lines) else None
