"""How migrations are written in this repository: the written conventions, its own habits, and what settles the two."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.rules import REPOSITORY_HABIT
from nhimbe_migrations.findings.accepted import Accepted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.rendering import render

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.habits.conventions import Conventions
    from nhimbe_migrations.habits.counting import Habits

__all__ = [
    "acceptance_findings",
    "accepted_everywhere",
    "conventions_page",
    "d1_conventions",
    "habit_findings",
    "habits_of",
]


def conventions_page(project: Project, target: str) -> str:
    """The conventions for `target` as they hold here, for a prompt or a resource."""
    if target == "mongodb":
        wanted = project.repository.config.conventions.mongodb
        fields = [name for name in (wanted.created_field, wanted.modified_field) if name]
        return render("prompts/conventions_mongodb.md.j2", timestamps=fields)
    from nhimbe_migrations.habits.conventions import Conventions

    found = habits_of(project)
    follow = {
        trait: found.follow(trait)
        for trait in ("identifier", "created", "modified", "timestamp_type", "timestamp_default", "boolean", "index")
    }
    prefix = Conventions.of(found).index_prefix
    return render(
        "prompts/conventions_d1.md.j2",
        follow=follow,
        index_prefix=prefix,
        differs=[finding.message for finding in habit_findings(project)],
    )


def habits_of(project: Project) -> Habits:
    """The habits of schema.sql (without one: of what the history makes), counted; the configuration settles the rest."""
    text = project.schema_text()
    return _habits(text if text.strip() else project.states().history.sql, tuple(_settled(project).items()))


def d1_conventions(project: Project, schema: Schema) -> Conventions:
    """What the D1 rules take for this repository's own way."""
    from nhimbe_migrations.d1.lint.habits import conventions_of

    texts = tuple(text for _, text in project.migration_texts("d1"))
    return replace(
        conventions_of(schema, settled=_settled(project)),
        headers=project.history().headed,
        guards=_guarded(texts),
    )


@lru_cache(maxsize=4)
def _guarded(texts: tuple[str, ...]) -> bool:
    """Whether the migrations guard what they create; taken for so where too few of them create anything."""
    made = [bool(match[1]) for text in texts for match in _CREATES.finditer(text)]
    return len(made) < _FEW or sum(made) > _RARELY * len(made)


_CREATES = re.compile(r"(?im)^\s*CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)\s+(IF\s+NOT\s+EXISTS)?")
_FEW = 4
_RARELY = 0.1


def _settled(project: Project) -> dict[str, str]:
    """What the configuration says of D1 habits, by trait."""
    wanted = project.repository.config.conventions.d1
    stated = {
        "identifier": wanted.id_column,
        "created": wanted.created_column,
        "modified": wanted.modified_column,
        "boolean": wanted.boolean_type,
        "index_prefix": wanted.index_prefix,
    }
    return {trait: value for trait, value in stated.items() if value is not None}


def accepted_everywhere(project: Project) -> tuple[Accepted, ...]:
    """Rules that every migration of this repository may break, as its configuration says with a reason."""
    return tuple(Accepted(rule, reason) for rule, reason in project.repository.config.accept.items())


def acceptance_findings(project: Project) -> tuple[Finding, ...]:
    """What is wrong with the acceptances of the configuration: a rule that is none, or that nobody may accept."""
    accepted = accepted_everywhere(project)
    if not accepted:
        return ()
    from nhimbe_migrations.d1.lint.rules import rules as d1_rules
    from nhimbe_migrations.d1.proof.result import PROOF_RULES
    from nhimbe_migrations.findings.accepted import accept_findings
    from nhimbe_migrations.mongodb.lint.rules import rules as mongodb_rules
    from nhimbe_migrations.workspace.repository.settings import CONFIG_NAME

    return accept_findings(accepted, (*d1_rules(), *PROOF_RULES, *mongodb_rules()), CONFIG_NAME)


def habit_findings(project: Project) -> tuple[Finding, ...]:
    """Where the repository differs from the written convention; it is followed, and that is said."""
    from nhimbe_migrations.habits.counting import WRITTEN

    layout = project.repository.layout
    schema = layout.schema if project.schema_text() else layout.migrations
    followed = [habit for habit in habits_of(project).traits.values() if habit.follow != WRITTEN[habit.trait]]
    return tuple(
        REPOSITORY_HABIT.finding(difference, file=schema)
        for difference in (habit.difference() for habit in followed)
        if difference
    )


@lru_cache(maxsize=4)
def _habits(schema_text: str, settled: tuple[tuple[str, str], ...]) -> Habits:
    from nhimbe_migrations.d1.lint import habits
    from nhimbe_migrations.d1.proof.schema_problems import schema_of

    return habits.habits_of(schema_of(schema_text), schema_text, settled=dict(settled))
