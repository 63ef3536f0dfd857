"""The rules for MongoDB migrations: one module per rule, each with `RULE` and `check(context)`.

A module added here is a rule; `docs/rules/mongodb/<name>.md` is its page. `material` holds what rules read from.
Some rules are known to be broken before a line is written, or as soon as a file is read: those stand in
`planning_rules` and `reading_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, cast

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

if TYPE_CHECKING:
    from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration
    from nhimbe_migrations.mongodb.lint.facts.context import Context
    from nhimbe_migrations.mongodb.state.collections import Collections

__all__ = ["Check", "checks", "escapes", "lint", "rules"]

Check = Callable[["Context"], Iterator[Finding]]


def lint(parsed: ParsedMigration, collections: Collections, file: str | None = None) -> tuple[Finding, ...]:
    """Return what the rules find in a migration, given the collections before it, in the order of its lines.

    What the file's `accept:` comments let through, with a reason, is left out; a comment that lets nothing
    through is a finding itself. A file that is not TypeScript is only that.
    """
    from nhimbe_migrations.findings.accepted import accept_findings, parse_accepted, without_accepted
    from nhimbe_migrations.mongodb.lint.facts.context import context_of

    path = file or parsed.file
    if any(error.rule == "syntax-error" for error in parsed.errors):
        return tuple(error.at(path) for error in parsed.errors)
    context = context_of(parsed, collections)
    found = [finding for _, check in checks() for finding in check(context)]
    # A loop that was unrolled says the same thing once for each round.
    once = dict.fromkeys(finding.at(path) for finding in (*parsed.errors, *found))
    accepted = parse_accepted(parsed.text, "//")
    standing = without_accepted(once, accepted, rules())
    findings = (*standing, *accept_findings(accepted, rules(), path))
    return tuple(sorted(findings, key=lambda finding: (finding.line or 0, finding.rule)))


def escapes(parsed: ParsedMigration, collections: Collections) -> tuple[Finding, ...]:
    """Return what of a migration would reach beyond the database that it is given: such code is not run, not even to prove it.

    Code that only imports is left to the sandbox, which has nothing to import but what was read.
    """
    from nhimbe_migrations.mongodb.lint.facts.context import context_of

    if any(error.rule == "syntax-error" for error in parsed.errors):
        return ()
    context = context_of(parsed, collections)
    found = (finding for rule, check in checks() if rule.name in _ESCAPES for finding in check(context))
    return tuple(finding for finding in found if finding.severity == "error")


_ESCAPES = frozenset({"escapes-database", "file-access", "hidden-code", "network-call"})


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule of this room by name: those that read, and those that planning and proving report."""
    from nhimbe_migrations.mongodb.code.rules import READING_RULES
    from nhimbe_migrations.mongodb.plan.rules import PLANNING_RULES
    from nhimbe_migrations.mongodb.proof.rules import PROOF_RULES

    return tuple(sorted({*(rule for rule, _ in checks()), *PLANNING_RULES, *READING_RULES, *PROOF_RULES}))


@cache
def checks() -> tuple[tuple[Rule, Check], ...]:
    """Return every rule with its check, by name. Imports all rule modules."""
    names = (module.name for module in walk_packages(__path__, f"{__name__}.") if not module.ispkg)
    modules = [import_module(name) for name in names]
    found = [(cast("Rule", module.RULE), cast("Check", module.check)) for module in modules]
    return tuple(sorted(found, key=lambda pair: pair[0].name))
