"""Files, from a migration."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.reach import FILE_MODULES, globals_used, modules_named

__all__ = ["RULE", "check"]

RULE = Rule(
    name="file-access",
    severity="error",
    summary="The migration touches files",
    why=(
        "A file may change, or be missing on the machine that runs the migration. down() does not undo "
        "what was written to files."
    ),
    help="Put the data into the migration (`seed_documents`).",
    target="mongodb",
    acceptable=False,
)


def check(context: Context) -> Iterator[Finding]:
    for module, line in modules_named(context):
        if module.removeprefix("node:").split("/")[0] in FILE_MODULES:
            yield RULE.finding(f"{module!r} reads and writes files.", line=line)
    for name, line in globals_used(context, frozenset({"Deno", "Bun", "__dirname", "__filename"})):
        yield RULE.finding(f"{name} reaches the machine that runs the migration.", line=line)
