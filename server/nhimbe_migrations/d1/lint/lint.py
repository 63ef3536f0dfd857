"""All rules over one migration. What the engine finds by running it is `proof`'s; this reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.lint.habits import conventions_of
from nhimbe_migrations.d1.lint.rules import checks, rules
from nhimbe_migrations.d1.proof.result import PROOF_RULES
from nhimbe_migrations.d1.schema.loading import schema_of
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.findings.accepted import Accepted, accept_findings, read_accept, without_accepted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.habits.conventions import Conventions
from nhimbe_migrations.text import line_at

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["accepted_in", "lint"]


def lint(
    sql: str | Script,
    *,
    schema: Schema | Iterable[str],
    file: str | None = None,
    accepted: Sequence[Accepted] = (),
    conventions: Conventions | None = None,
    applied: bool = False,
    known: Sequence[Rule] = (),
    beside: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """Return what the rules find in `sql`, by line.

    Args:
        sql: the migration.
        schema: the database before the migration (or its CREATE statements).
        file: goes into the findings; its number must be the header's.
        accepted: what the author lets through beyond the file's own `accept:` comments.
        conventions: what this repository has chosen; read from the schema's habits when None.
        applied: the schema already contains this migration, as for files of the history; errors that could be
            accepted are then warnings.
        known: rules beyond this room's and the proof's that an `accept:` comment may name.
        beside: what a proof has found in the same file, accepted or not; a rule that would say it again is silent.
    """
    from nhimbe_migrations.d1.lint.script.reading import read

    schema = schema_of(schema)
    conventions = conventions or conventions_of(schema)
    reading = read(sql, schema, file=file, conventions=conventions, applied=applied)
    found = [
        _milder(finding, rule, applied=applied).at(file=file) for rule, check in checks() for finding in check(reading)
    ]
    own = accepted_in(sql)
    fresh = (finding for finding in found if not _said(finding, beside))
    standing = without_accepted(fresh, (*accepted, *own), rules())
    return tuple(sorted((*standing, *accept_findings(own, (*rules(), *PROOF_RULES, *known), file)), key=_place))


def accepted_in(sql: str | Script) -> tuple[Accepted, ...]:
    """Return what the `-- accept:` comments of `sql` say; text in string literals does not count."""
    comments = ((token.text, line_at(Script.of(sql).text, token.span.start)) for token in Script.of(sql).comments)
    read_ones = (read_accept(text, line) for text, line in comments)
    return tuple(accepted for accepted in read_ones if accepted)


def _said(finding: Finding, beside: Sequence[Finding]) -> bool:
    """Whether a proof, which sees rows, has said the same."""
    names = _PROVED.get(finding.rule, frozenset())
    here = finding.rule in _LINE_BY_LINE
    return any(other.rule in names and not (here and other.line != finding.line) for other in beside)


_PROVED = {
    "cascading-delete": frozenset({"cascade-data-loss", "links-nulled"}),
    "cascading-drop": frozenset({"cascade-data-loss", "links-nulled"}),
    "cast-to-number": frozenset({"values-lost"}),
    "double-quoted-string": frozenset({"double-quoted-string"}),
    "guard-swallowed": frozenset({"guard-swallowed"}),
    "insert-or-ignore-copy": frozenset({"rows-lost"}),
    "insert-or-replace": frozenset({"cascade-data-loss", "links-nulled"}),
    "trigger-column": frozenset({"trigger-never-fires"}),
}
"""Rules that read what a proof runs, and the proof's names for it."""
_LINE_BY_LINE = frozenset({"cascading-delete", "cast-to-number"})
"""Of those, the rules that are silent only where the proof speaks of the same line."""


def _milder(finding: Finding, rule: Rule, *, applied: bool) -> Finding:
    """What an author could accept cannot be refused any more once it has run: then it is a warning."""
    return (
        replace(finding, severity="warning") if applied and rule.acceptable and finding.severity == "error" else finding
    )


def _place(finding: Finding) -> tuple[int, str]:
    return finding.line or 0, finding.rule
