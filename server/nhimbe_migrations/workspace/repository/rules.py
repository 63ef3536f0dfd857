"""What finding a repository may report of it."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule

__all__ = ["SEVERAL_WRANGLER_FILES", "SHARED_DATABASE", "UNUSABLE_FILE"]

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
UNUSABLE_FILE = Rule(
    "unusable-file",
    "warning",
    "A file that settles how the repository is read is not one",
    "It is a symbolic link that leads out of the repository, a pipe, a device, or far too large. A repository may come "
    "from anywhere, so such a file is not opened.",
    "Put a regular file there, or remove it.",
)
