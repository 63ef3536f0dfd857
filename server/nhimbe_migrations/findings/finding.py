"""A finding: one thing that a reader of the repository should know, with its place and the next move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nhimbe_migrations.findings.visible import visible

__all__ = ["Finding", "Severity"]

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reader of the repository should know."""

    rule: str
    """Kebab-case name of the documented rule."""
    severity: Severity
    message: str
    """What is the case, and why it matters."""
    help: str = ""
    """The next move."""
    file: str | None = None
    """Path from the top of the repository, with forward slashes."""
    line: int | None = None
    """Line in `file`, from 1."""

    def __post_init__(self) -> None:
        # Names and texts of the repository stand in what a finding says.
        for name in ("message", "help"):
            object.__setattr__(self, name, visible(getattr(self, name)))

    def at(self, file: str | None = None, line: int | None = None) -> Finding:
        """The same finding at another place; what is not given stays."""
        return replace(self, file=file or self.file, line=line or self.line)
