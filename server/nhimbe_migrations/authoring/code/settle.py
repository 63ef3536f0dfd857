"""What the saved facts settle: a warning about rows that there are none of goes, one about rows that there are says how many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nhimbe_migrations.authoring.code.database import Effect
from nhimbe_migrations.authoring.code.facts import Facts
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding

__all__ = ["settled"]

_NULLS, _DUPLICATES = "tighten-not-null", "add-unique"
_FAILED = {_NULLS: "not null constraint failed", _DUPLICATES: "unique constraint failed"}
"""What the engine says in a `depends-on-rows` of that kind; a CHECK that fails is settled by neither count."""


def settled(findings: Sequence[Finding], effect: Effect, facts: Facts) -> Iterator[Finding]:
    """Yield `findings` as the facts leave them."""
    tightened = _required(effect.schema_after) - _required(effect.schema_before)
    unique = _unique(effect.schema_after) - _unique(effect.schema_before)
    for finding in findings:
        about = folded(finding.message)
        counts: list[tuple[int, str]] = []
        for rule, kind, columns, known in (
            (_NULLS, "NULLs", tightened, facts.nulls),
            (_DUPLICATES, "duplicates", unique, facts.duplicates),
        ):
            speaks = finding.rule == rule or (finding.rule == "depends-on-rows" and _FAILED[rule] in about)
            if speaks and finding.severity != "error":
                # The engine names columns; a rule may name the index alone.
                exact = finding.rule != rule
                named = [
                    key
                    for key in columns
                    if (re.search(rf"(?<!\w){re.escape(key[1])}(?!\w)", about) if exact else key[1] in about)
                ]
                if any(key not in known for key in named):
                    continue  # what was not counted may be what stands in the way
                counts += [(known[key], f"{key[0]}.{key[1]}: {kind}") for key in named]
        if not counts:
            yield finding
        elif any(count for count, _ in counts):
            told = ", ".join(f"{name} {count:,}" for count, name in counts if count)
            yield replace(finding, message=f"{finding.message} The saved facts count them ({told}).")


def _required(schema: Schema) -> set[tuple[str, str]]:
    return {
        (folded(table.name), folded(column.name))
        for table in schema.tables
        for column in table.columns
        if column.notnull
    }


def _unique(schema: Schema) -> set[tuple[str, str]]:
    found = {
        (folded(table.name), folded(unique.columns[0]))
        for table in schema.tables
        for unique in table.uniques
        if len(unique.columns) == 1
    }
    for index in schema.indexes:
        column = index.terms[0].column if index.unique and not index.partial and len(index.terms) == 1 else None
        if column is not None:
            found.add((folded(index.table), folded(column)))
    return found
