"""The signature that runners and the compiler expect."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "check"]

RULE = Rule(
    name="migration-signature",
    severity="warning",
    summary="`up` or `down` has another signature than the convention",
    why="Runners call `up(db)` and await it. Without the type the compiler checks nothing that the function does.",
    help="Write `export async function up(db: Db): Promise<void>`.",
    target="mongodb",
)


def check(context: Context) -> Iterator[Finding]:
    typed = not context.parsed.file.endswith((".js", ".mjs", ".cjs"))
    for function in context.functions:
        first = function.parameters[0] if function.parameters else None
        if not function.is_async and not function.returns.startswith("Promise"):
            yield RULE.finding(f"{function.name}() is not async.", line=function.line)
        elif typed and function.returns != "Promise<void>":
            yield RULE.finding(
                f"{function.name}() does not say that it returns Promise<void>.", line=function.line, severity="note"
            )
        if first is None and not function.empty:
            yield RULE.finding(f"{function.name}() takes no database.", line=function.line)
        elif typed and first is not None and first.type != "Db":
            yield RULE.finding(f"The parameter {first.name} of {function.name}() is not typed Db.", line=function.line)
