"""`up` on other documents than those of the verdict, and how what went wrong is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.verdict.case import Case
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer
from nhimbe_migrations.mongodb.seed.model import Seed

__all__ = ["BOTH", "DUPLICATE_KEY", "MOST", "Trial", "changed_back", "error_of_up"]

DUPLICATE_KEY = 11000
BOTH = ("up", "down")
MOST = 4
"""Collections that are emptied in turn, and documents that are put in the way."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was judged, and on which documents: where the other states start from."""

    runs: Runs
    seed: Seed
    case: Case
    asked: Sequence[Mapping[str, Any]]
    """The commands of the run that was judged."""

    def held(self, name: str, key: Sequence[str]) -> bool:
        """Whether documents have these fields, as far as the history or an interface tells; not one of its own making."""
        return all((name, part.partition(".")[0]) in self.seed.known for part in key)

    def error(self, seed: Seed) -> Mapping[str, Any] | None:
        return error_of_up(self.runs.run(seed, ("up",)))

    def told(self, what: str, error: Mapping[str, Any], query: str, *, counts: bool = True) -> Finding:
        line = self.case.line(error["frames"]) or self.case.function_line("up")
        more = f"Count them first: {query}" if counts else query
        return self.case.finding(
            "depends-on-documents", f"{what.rstrip('.')}.", line, "warning", f"{more.rstrip('.')}."
        )


def error_of_up(answer: Answer) -> Mapping[str, Any] | None:
    """Return the error that the first step of a run, `up`, ended with; None for none, and where the run tells nothing."""
    step = answer.steps[0] if answer.steps and answer.steps[0]["name"] == "up" else None
    if step is None or answer.trouble or answer.lacking:
        return None
    error: Mapping[str, Any] | None = step.get("error")
    return error


def changed_back(answer: Answer, collection: str, key: Any) -> set[str]:  # noqa: ANN401 canonical Extended JSON
    """Return the fields of a document that `down` does not leave as they were; none where a step failed."""
    if answer.trouble or len(answer.snapshots) <= len(BOTH) or any(step.get("error") for step in answer.steps):
        return set()
    was: Mapping[str, Any]
    now: Mapping[str, Any]
    was, now = (
        next((item for item in snapshot.get(collection, {}).get("documents", ()) if item.get("_id") == key), {})
        for snapshot in (answer.snapshots[0], answer.snapshots[len(BOTH)])
    )
    return {name for name in was if was[name] != now.get(name)} if now else set()
