"""What finding a repository may report of it."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule

__all__ = ["SEVERAL_WRANGLER_FILES", "SHARED_DATABASE", "UNUSABLE_FILE"]

SEVERAL_WRANGLER_FILES = Rule(
    "several-wrangler-files",
    "note",
    "The repository has several wrangler files",
    "Only the migrations of one of them are used.",
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
    "A file of the repository cannot be used",
    "A symbolic link that leads out of the repository, a pipe, a device or a far too large file is not opened, since a "
    "repository may come from anywhere. What is not UTF-8, or not what its name says, cannot be read. Everything else goes "
    "on without the file, and knows less for it.",
    "Put a regular file there that its own program can read, or remove it.",
)
