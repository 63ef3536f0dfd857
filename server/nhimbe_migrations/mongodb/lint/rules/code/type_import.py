"""Types that are imported as values."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = ["RULE", "TYPES", "check"]

RULE = Rule(
    name="type-import",
    severity="warning",
    summary="A type of the driver is imported as a value",
    why="Node strips types and keeps the import: `Db` exists at run time, but `Document` does not, and the file fails to load.",
    help='Write `import type { Db } from "mongodb"`.',
    target="mongodb",
)

TYPES = frozenset(
    {
        "Db", "Document", "Filter", "UpdateFilter", "IndexSpecification", "CreateIndexesOptions", "WithId", "OptionalId",
        "AnyBulkWriteOperation", "Collection", "FindCursor", "MatchKeysAndValues",
    }
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    for imported in context.parsed.imports:
        types = [name for name in imported.names if name in TYPES]
        if imported.module == "mongodb" and not imported.type_only and types:
            yield RULE.finding(f"{', '.join(types)} is a type, and imported as a value.", line=imported.line)
