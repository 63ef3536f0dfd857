"""Every rule that a finding may have, grouped as the index of rules shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nhimbe_migrations.findings.rule import Rule

__all__ = ["RuleGroup", "all_rules", "rule_groups"]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one room."""

    title: str
    folder: str
    """Of their pages in docs/rules."""
    about: str
    rules: tuple[Rule, ...]


@cache
def rule_groups() -> tuple[RuleGroup, ...]:
    """Return all groups; the rooms of the rules are loaded now."""
    from nhimbe_migrations.authoring.result.rules import rules as authoring_rules
    from nhimbe_migrations.d1.lint.rules import rules as d1_rules
    from nhimbe_migrations.d1.proof.result import PROOF_RULES
    from nhimbe_migrations.mongodb.lint.rules import rules as mongodb_rules
    from nhimbe_migrations.typescript.match.rules import rules as types_rules
    from nhimbe_migrations.workspace.history.rules import rules as workspace_rules

    return (
        RuleGroup("D1", "d1", "What a `.sql` migration says, and what its proof found.", (*d1_rules(), *PROOF_RULES)),
        RuleGroup("MongoDB", "mongodb", "What a MongoDB migration says, and what running it found.", mongodb_rules()),
        RuleGroup("types.ts", "any", "What could not be carried over into the TypeScript types.", types_rules()),
        RuleGroup("The history", "any", "Numbers, file names, and the settings.", workspace_rules()),
        RuleGroup(
            "Drafts, drift and branches", "any", "What a draft, a check or a write has to tell.", authoring_rules()
        ),
    )


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its name."""
    return {rule.name: rule for group in rule_groups() for rule in group.rules}
