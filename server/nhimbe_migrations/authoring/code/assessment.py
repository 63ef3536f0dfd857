"""What is said of a migration and the code around it."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.authoring.result.report import Cost, Deploy, Use
from nhimbe_migrations.findings.finding import Finding

__all__ = ["Assessment"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a report says of a migration beyond its proof."""

    uses: tuple[Use, ...] = ()
    deploy: Deploy | None = None
    cost: Cost | None = None
    findings: tuple[Finding, ...] = ()
    """The proof's findings as the saved facts leave them, and the advice on indexes."""
