"""What finding a repository may report of it."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule

__all__ = ["SEVERAL_WRANGLER_FILES", "SHARED_DATABASE"]

SEVERAL_WRANGLER_FILES = Rule(
    "several-wrangler-files",
    "note",
    "The repository has several wrangler files",
    "The migrations of one of them are looked at; the others are left alone.",
    "Name the right one as `paths.wrangler` in nhimbe-migrations.toml.",
)
SHARED_DATABASE = Rule(
    "shared-database",
    "note",
    "Environments of the wrangler file share one database",
    "A migration that runs in one of them has run in the others.",
    "Run each migration once for such a group.",
)
