"""After the verdict: `up` once more on data that a database may well hold, and that the documents of the verdict do not show.

What is looked for is not there; nothing matches at all; what is put in is there already; two documents share what a new
unique index holds. A migration that handles it passes, and nothing is said. One that does not depends on the documents.
"""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.runs import Runs
from nhimbe_migrations.mongodb.proof.states.absence import Absence
from nhimbe_migrations.mongodb.proof.states.attempts import Settled
from nhimbe_migrations.mongodb.proof.states.conflicts import Conflicts
from nhimbe_migrations.mongodb.proof.states.other_values import OtherValues
from nhimbe_migrations.mongodb.proof.verdict.case import Case

__all__ = ["told_of_other_states"]


def told_of_other_states(runs: Runs, settled: Settled, case: Case) -> Iterator[Finding]:
    """Yield a warning for each such state on which `up` fails, with what counts it in the real database."""
    step = settled.answer.steps[0] if settled.answer.steps else None
    if step is None or step["name"] != "up" or step.get("error") or step["faults"] or settled.answer.lacking:
        return
    rest = (runs, settled.seed, case, settled.answer.asked)
    told: set[int | None] = {case.line(failing.error["frames"]) for failing in settled.failing if failing.step == "up"}
    kinds = (Absence(*rest), Conflicts(*rest), OtherValues(*rest))
    for found in (item for kind in kinds for item in kind.found()):
        if found.line not in told:
            told.add(found.line)
            yield found
