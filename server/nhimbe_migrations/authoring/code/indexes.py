"""A modest adviser: a new or changed query that reads the whole of a table which the facts call large."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.authoring.code.facts import Facts
from nhimbe_migrations.authoring.code.uses import Comparison
from nhimbe_migrations.authoring.result.rules import LARGE_SCAN
from nhimbe_migrations.findings.finding import Finding

__all__ = ["large_scans"]

_LARGE = 10_000
"""Rows from which a scan on each request is worth an index."""


def large_scans(branch: Comparison, base: Comparison, facts: Facts) -> Iterator[Finding]:
    """Yield the queries that this branch brings and that scan a large table."""
    old = {query.text for query in base.code.queries}
    for query, _, after in branch.pairs():
        if query.text in old or after.state != "fits":
            continue
        for text, compiled in after.compiled:
            scanned = {name for kind, name in compiled.loops if kind == "SCAN"}
            tables = scanned & compiled.tables or (compiled.tables if scanned and len(compiled.tables) == 1 else set())
            large = sorted(name for name in tables if facts.rows.get(name, 0) >= _LARGE)
            if large and "WHERE" in text.upper():
                yield LARGE_SCAN.finding(
                    f"A query reads every row of {', '.join(f'{name} ({facts.rows[name]:,})' for name in large)}: "
                    f"{' '.join(query.text.split())[:90]}",
                    file=query.file,
                    line=query.line,
                )
                break
