"""Work that is done by being imported."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.tree import line_of, text_of
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="import-effect",
    severity="error",
    summary="Something happens outside `up` and `down`",
    why="Listing the migrations imports them, and would run it; so would rolling another one back.",
    help="Move it into `up`.",
    target="mongodb",
    acceptable=False,
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.parsed.loose:
        yield RULE.finding(
            f"{text_of(node).splitlines()[0][:60]!r} runs as soon as the file is imported.", line=line_of(node)
        )
