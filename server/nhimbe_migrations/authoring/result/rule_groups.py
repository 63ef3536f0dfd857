"""Every rule that a finding may have, grouped as the index of rules shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    """Return all groups, by topic; the rooms of the rules are loaded now."""
    from nhimbe_migrations.authoring.result.rules import rules as authoring_rules
    from nhimbe_migrations.d1.lint import rules as d1
    from nhimbe_migrations.d1.lint.fix_rules import FIXES
    from nhimbe_migrations.d1.proof.result import PROOF_RULES
    from nhimbe_migrations.mongodb.lint import rules as mongodb
    from nhimbe_migrations.typescript.match.rules import rules as types_rules
    from nhimbe_migrations.workspace.history.rules import rules as workspace_rules

    d1_topics, mongodb_topics = _by_topic(d1.checks()), _by_topic(mongodb.checks())
    in_d1 = {rule.name for rules in d1_topics.values() for rule in rules}
    read = {rule.name for rules in mongodb_topics.values() for rule in rules}
    proved = tuple(rule for rule in PROOF_RULES if rule.name not in in_d1)
    ran = tuple(rule for rule in mongodb.rules() if rule.name not in read)
    return (
        *(RuleGroup(f"D1: {title}", "d1", about, d1_topics.pop(topic, ())) for topic, title, about in _D1),
        *(RuleGroup(f"D1: {topic.replace('_', ' ')}", "d1", "", rules) for topic, rules in d1_topics.items()),
        RuleGroup(
            "D1: what the proof finds", "d1", "The migration ran on a database with rows in every table.", proved
        ),
        RuleGroup("D1: what is fixed for you", "d1", "Notes on what a draft changed in the text.", tuple(FIXES)),
        *(
            RuleGroup(f"MongoDB: {title}", "mongodb", about, mongodb_topics.pop(topic, ()))
            for topic, title, about in _MONGODB
        ),
        *(RuleGroup(f"MongoDB: {topic}", "mongodb", "", rules) for topic, rules in mongodb_topics.items()),
        RuleGroup(
            "MongoDB: what planning and running it finds",
            "mongodb",
            "Typed changes, the type check, and up, down and up again on a real server.",
            ran,
        ),
        RuleGroup("types.ts", "any", "What could not be carried over into the TypeScript types.", types_rules()),
        RuleGroup("The history", "any", "Numbers, file names, and the settings.", workspace_rules()),
        RuleGroup(
            "Drafts, drift, code and branches", "any", "What a draft, a check or a write reports.", authoring_rules()
        ),
    )


_D1 = (
    ("columns", "columns and types", "Names, types, defaults and changes of columns."),
    ("add_column", "adding a column", "What ADD COLUMN does not take once a table has rows."),
    ("tables", "tables", "New, dropped, renamed and rebuilt tables."),
    ("constraints", "keys and constraints", "Keys, references, UNIQUE, CHECK and NOT NULL."),
    ("indexes", "indexes", "What is indexed, and what an index costs."),
    ("triggers_views", "triggers, views and full-text search", "What D1 only looks at when it is used."),
    ("data", "rows", "Statements that write or delete rows."),
    ("dialect", "D1's SQL", "What SQLite, D1 or wrangler reads otherwise, or refuses."),
    ("style", "the convention", "How this repository, or the convention, writes it."),
    ("file", "the file", "Header, transactions, pragmas and line endings."),
)
_MONGODB = (
    ("code", "the code", "How a migration is written."),
    ("isolation", "isolation", "What a migration may not reach for."),
    ("collections", "collections", "Collections that are created, dropped or renamed."),
    ("documents", "documents", "Writes to documents."),
    ("indexes", "indexes", "Indexes and their options."),
    ("validators", "validators", "$jsonSchema and collMod."),
    ("down", "the way back", "Whether down() undoes up()."),
)


def _by_topic(checks: Sequence[tuple[Rule, Callable[..., object]]]) -> dict[str, tuple[Rule, ...]]:
    """The rules by the folder that their check is in."""
    found: dict[str, list[Rule]] = {}
    for rule, check in checks:
        found.setdefault(check.__module__.split(".")[-2], []).append(rule)
    return {topic: tuple(rules) for topic, rules in found.items()}


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its name."""
    return {rule.name: rule for group in rule_groups() for rule in group.rules}
