"""What is said of a migration and the code around it."""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.authoring.result.report import Cost, Deploy, Use
from nhimbe_migrations.findings.finding import Finding

__all__ = ["Assessment", "joined"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a report says of a migration beyond its proof."""

    uses: tuple[Use, ...] = ()
    deploy: Deploy | None = None
    cost: Cost | None = None
    findings: tuple[Finding, ...] = ()
    """The proof's findings as the saved facts leave them, and the advice on indexes."""


def joined(one: Assessment, other: Assessment) -> Assessment:
    """What is said of two migrations that go live together, one for each store."""
    if one.deploy is None or other.deploy is None:
        deploy = one.deploy or other.deploy
    elif one.deploy.order in {"any", other.deploy.order}:
        deploy = other.deploy if other.deploy.order != "any" else one.deploy
    elif other.deploy.order == "any":
        deploy = one.deploy
    else:
        deploy = Deploy("none", f"{one.deploy.why} {other.deploy.why}")
    return Assessment(
        (*one.uses, *other.uses), deploy, one.cost or other.cost, tuple(dict.fromkeys((*one.findings, *other.findings)))
    )
