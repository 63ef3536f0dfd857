"""Proves a migration on every database that it may meet, and says where it fails.

The history decides: it is what is deployed. What fails on a database of schema.sql only because the file lacks what the
history has is a warning that names the drift; rows that go there are an error like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.proof.prove import proof_of, prove
from nhimbe_migrations.d1.proof.result import CASCADE, ENGINE_REFUSES, LINKS_NULLED, ROWS_LOST, SCHEMA_REFUSED, Proof
from nhimbe_migrations.d1.proof.same_reach import proof_as_on
from nhimbe_migrations.d1.proof.schema_problems import not_loaded
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.schema.near_names import plain
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, read_action
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.tokens import names_in, significant
from nhimbe_migrations.d1.states.origins import slot_of
from nhimbe_migrations.d1.states.rules import SCHEMA_BEHIND
from nhimbe_migrations.d1.states.states import State, States
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.system import steps

__all__ = ["StateProof", "StateProofs", "prove_on_states"]


@dataclass(frozen=True, slots=True)
class StateProof:
    """What came of the migration on one state."""

    state: State
    proof: Proof
    lacks: tuple[str, ...] = ()
    """What the state lacks of the history, where that alone stops the migration."""


@dataclass(frozen=True, slots=True)
class StateProofs:
    """What came of it on all of them."""

    history: StateProof
    others: tuple[StateProof, ...]
    findings: tuple[Finding, ...]

    @property
    def decisive(self) -> Proof:
        """The proof on the history, whose verdict counts."""
        return self.history.proof

    @property
    def all(self) -> tuple[StateProof, ...]:
        return (self.history, *self.others)

    def on(self, name: str) -> StateProof | None:
        """The proof on the state of this name, if it was proved by itself."""
        return next((item for item in self.all if item.state.name == name), None)


def prove_on_states(states: States, migration_sql: str) -> StateProofs:
    """Run `migration_sql` on each distinct state, with rows in the tables."""
    distinct = [*states.distinct]
    steps.expect(len(distinct))
    first, *rest = _each_proved(distinct, migration_sql)
    decisive = replace(first, proof=_naming_makers(first.proof, states))
    others = tuple(_weighed(item, decisive.proof, states, migration_sql) for item in rest)
    findings = (*_merged(decisive, others, states), *_not_loaded(states, others))
    return StateProofs(decisive, others, findings)


def _each_proved(states: Sequence[State], migration_sql: str) -> Iterator[StateProof]:
    first: Proof | None = None
    for state in states:
        steps.begin(f"Running it on rows, on the database that {_MADE_BY[state.name]}")
        alike = proof_as_on(states[0].sql, state.sql, first, migration_sql) if first is not None else None
        proof = alike or proof_of(state.sql, migration_sql)
        first = first or proof
        yield StateProof(state, proof)


_MADE_BY = {"history": "the migrations make", "schema.sql": "schema.sql makes", "local": "you have locally"}


def _not_loaded(states: States, others: tuple[StateProof, ...]) -> Iterator[Finding]:
    """What of schema.sql does not run, where no proof ran on a database made from it."""
    if states.schema_file is not None and not others:
        for finding in not_loaded(states.schema_file.sql):
            yield replace(finding, message=f"schema.sql, line {finding.line}: {finding.message}", line=None)


def _merged(first: StateProof, others: tuple[StateProof, ...], states: States) -> Iterator[Finding]:
    known = {_about(finding) for finding in first.proof.findings}
    elsewhere = {_about(finding) for item in others for finding in item.proof.findings}
    for finding in first.proof.findings:
        alone = bool(others) and _about(finding) not in elsewhere and finding.severity != "note"
        yield (
            replace(finding, message=f"On the database that the migrations make: {finding.message}")
            if alone
            else finding
        )
    for item in others:
        if item.lacks:
            yield _behind(item, states)
        for finding in item.proof.findings:
            if finding.severity == "note" or _about(finding) in known:
                continue
            if item.lacks and finding.rule == ENGINE_REFUSES.name:
                continue
            if finding.rule == SCHEMA_REFUSED.name:
                yield finding
                continue
            yield replace(finding, message=f"On a database made from schema.sql: {finding.message}")


def _about(finding: Finding) -> tuple[str, int | None, str]:
    """What makes two findings the same thing on two databases: rule, line, and what they begin with."""
    return finding.rule, finding.line, finding.message.partition(" ")[0]


def _behind(item: StateProof, states: States) -> Finding:
    made = [_with_maker(name, states) for name in item.lacks]
    error = item.proof.error
    reason = f" ({plain(error.message)})" if error else ""
    return SCHEMA_BEHIND.finding(
        f"schema.sql lacks {', '.join(made)}, so the migration does not run on a database made from it{reason}.",
        line=error.line if error else None,
    )


def _with_maker(object_name: str, states: States) -> str:
    kind, _, name = object_name.partition(" ")
    origin = states.made_by(kind, name)
    return f"{object_name} ({origin.file.rpartition('/')[2]} makes it)" if origin else object_name


def _weighed(item: StateProof, decisive: Proof, states: States, migration_sql: str) -> StateProof:
    """See whether the state fails alone, and only for want of what the history has.

    Then the proof stopped there: what would go further on is seen on the same database with what it lacks.
    """
    error = item.proof.error
    if error is None or not decisive.applied:
        return item
    lacks = tuple(_lacks(error.message, error.statement or "", item.state.schema, states.history.schema))
    if not lacks:
        return item
    further = prove(_completed(item.state, states.history.schema), migration_sql).findings
    taking = tuple(finding for finding in further if finding.rule in _TAKING and finding.severity == "error")
    return replace(item, lacks=lacks, proof=replace(item.proof, findings=(*item.proof.findings, *taking)))


_TAKING = frozenset({CASCADE.name, LINKS_NULLED.name, ROWS_LOST.name})


def _completed(state: State, history: Schema) -> str:
    """The statements of `state`, and those of the objects that only the history has."""
    missing = (item.sql for kind, item in history.objects() if not _has(state.schema, kind, item.name))
    return "".join(f"{statement}\n;\n" for statement in (state.sql.rstrip(), *missing))


_MISSING = re.compile(r"no such (?:table|column|index|view|trigger): (?:main\.)?([^:]+?)(?:: SQLITE_ERROR.*)?$")


def _lacks(message: str, statement: str, here: Schema, there: Schema) -> Iterator[str]:
    """Name what the failing statement speaks of, and `there` has and `here` has not."""
    words = {*names_in(statement)}
    match = _MISSING.search(message.partition(" at offset")[0])
    if match:
        words |= {folded(part.strip('"')) for part in match[1].split(".")}
    kinds: set[tuple[str, str]] = set()
    for kind, item in there.objects():
        if folded(item.name) in words and not _has(here, kind, item.name) and (kind, item.name) not in kinds:
            kinds.add((kind, item.name))
            yield f"{kind} {item.name}"
    for table in there.tables:
        other = here.table(table.name)
        if other is None or folded(table.name) not in words:
            continue
        for column in table.columns:
            if other.column(column.name) is None and (folded(column.name) in words or "columns" in message):
                yield f"column {table.name}.{column.name}"


def _has(schema: Schema, kind: ObjectKind, name: str) -> bool:
    return any(
        slot_of(other) == slot_of(kind) and folded(item.name) == folded(name) for other, item in schema.objects()
    )


def _naming_makers(proof: Proof, states: States) -> Proof:
    """Say who made what is there already."""
    error = proof.error
    if error is None or not any(
        words in error.message for words in ("duplicate column", "already exists", "already a")
    ):
        return proof
    who = _who(error.statement or "", states)
    if who is None:
        return proof
    findings = tuple(
        replace(finding, message=f"{finding.message} {who}") if finding.rule == ENGINE_REFUSES.name else finding
        for finding in proof.findings
    )
    return replace(proof, findings=findings)


def _who(statement: str, states: States) -> str | None:
    match read_action(significant(statement)):
        case AddColumn(table, name):
            kind, object_name, known = "column", f"{table.name}.{name.name}", f"{table.name}.{name.name}"
        case Create(what, name):
            kind, object_name, known = what, name.name, name.name
        case _:
            return None
    origin = states.made_by(kind, object_name)
    if origin is not None:
        return f"{origin.file.rpartition('/')[2]}, line {origin.line}, makes {kind} {object_name}."
    if known in states.told.by_hand:
        return f"No migration makes {kind} {object_name}; schema.sql has it."
    baseline = states.told.baseline
    return (
        f"The schema.sql from which the migrations start ({baseline.name[:12]}) has {kind} {object_name}."
        if baseline.sql
        else None
    )
