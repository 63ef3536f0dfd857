"""Uniqueness that is meant and not asked for."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.indexes import new_indexes

__all__ = ["RULE", "check"]

RULE = Rule(
    name="uniqueness-meant",
    severity="warning",
    summary="An index without `unique: true` where uniqueness is meant",
    why="Without it two users can have one handle.",
    help="Add `unique: true`.",
    target="mongodb",
)

_UNIQUE = frozenset({("users", "email"), ("users", "handle"), ("events", "slug")})


def _said(context: Context, line: int) -> bool:
    """Whether the comment in front of the statement, or behind it, speaks of uniqueness."""
    lines = context.parsed.text.splitlines()
    near = lines[max(line - 2, 0) : line]
    comments = [item.split("//", 1)[1].lower() for item in near if "//" in item]
    return any("unique" in comment and "not unique" not in comment for comment in comments)


def check(context: Context) -> Iterator[Finding]:
    for new in new_indexes(context):
        if new.index.unique or len(new.index.keys) != 1:
            continue
        field = next(iter(new.index.keys))
        if (new.collection.name, field) in _UNIQUE or _said(context, new.call.line):
            yield RULE.finding(
                f"{new.collection.name}.{field} is meant to be unique, and the index does not say so.",
                line=new.call.line,
            )
