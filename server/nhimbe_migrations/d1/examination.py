"""Examine a D1 migration: what the proofs find and what the rules find, each said once, less what is accepted.

A draft, `check FILE` and a review go this one way, so that none of them says what another does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.lint.lint import accepted_in, lint
from nhimbe_migrations.d1.lint.rules import rules
from nhimbe_migrations.d1.proof.every_state import StateProofs, prove_on_states
from nhimbe_migrations.d1.proof.outcome.joined import one_per_cause
from nhimbe_migrations.d1.proof.outcome.settled import settled
from nhimbe_migrations.d1.proof.result import PROOF_RULES, without_long_query
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.states.states import States
from nhimbe_migrations.findings.accepted import Accepted, without_accepted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.habits.conventions import Conventions

__all__ = ["Examination", "examine"]


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in one migration."""

    proofs: StateProofs
    findings: tuple[Finding, ...]
    """Of the rules by line, then of the proofs."""
    accepted: tuple[Accepted, ...]
    """What the text itself lets through, and what every migration of the repository may do."""


def examine(
    sql: str | Script,
    states: States,
    *,
    file: str,
    conventions: Conventions,
    accepted: Sequence[Accepted] = (),
    proofs: StateProofs | None = None,
) -> Examination:
    """Prove `sql` on every state, lint it, and leave out what is accepted.

    Args:
        sql: the migration.
        states: the databases that it may meet; the rules read the one that the history makes.
        file: goes into the findings; its number must be the header's.
        conventions: what this repository has settled on.
        accepted: what may be done here beyond the file's own `accept:` comments.
        proofs: those of this very text on these states, where they were made already.
    """
    script = Script.of(sql)
    proofs = proofs or prove_on_states(states, script.text)
    everything = (*accepted_in(script), *accepted)
    found = lint(
        script,
        schema=states.history.schema,
        file=file,
        conventions=conventions,
        accepted=everything,
        beside=proofs.findings,
    )
    after = (settled(finding, proofs.decisive, script.text) for finding in found)
    found = tuple(finding for finding in after if finding is not None)
    proved = without_accepted(proofs.findings, everything, (*PROOF_RULES, *rules()))
    is_told = any(finding.rule == REFERENCE_TARGET for finding in found)
    own = (finding for finding in proved if not (is_told and _BY_REFERENCE.search(finding.message)))
    told = (without_long_query(finding) for finding in one_per_cause(own))
    return Examination(proofs, (*found, *told), everything)


REFERENCE_TARGET = "reference-target"
_BY_REFERENCE = re.compile(r"foreign key mismatch|no such table: main\.")
"""What a reference to nothing leads to: the rule says which reference it is, and which key there is."""
