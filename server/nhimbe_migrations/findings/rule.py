"""What a rule is, whichever language it reads: a name that people meet in findings, and what its page says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.findings.finding import Finding, Severity

__all__ = ["Rule", "Target"]

Target = Literal["d1", "mongodb", "any"]


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One documented rule. Its page is `docs/rules/<target>/<name>.md`."""

    name: str
    """Kebab-case; what `accept` and the finding say."""
    severity: Severity
    """The usual severity; a check may speak softer where the case is milder."""
    summary: str
    """One line for a table: what is found."""
    why: str
    """What goes wrong when it is left alone."""
    help: str
    """The next move, where the case at hand gives no better one."""
    target: Target = "any"
    acceptable: bool = True
    """An author may let it through with a reason. False for what the engine refuses anyway."""

    def finding(
        self,
        message: str,
        *,
        line: int | None = None,
        help: str = "",  # noqa: A002 the field of a finding is called so
        severity: Severity | None = None,
        file: str | None = None,
    ) -> Finding:
        """Return a finding of this rule; what is not given is the rule's own."""
        return Finding(self.name, severity or self.severity, message, help or self.help, file, line)
