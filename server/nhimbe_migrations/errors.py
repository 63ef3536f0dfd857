"""The tree of errors. Every message says what happened, why, and the way out, in that order.

MigrationsError
├── RepositoryError      no repository, or a part of it that the call needs is not there
│   ├── ConfigurationError   nhimbe-migrations.toml or the wrangler file cannot be used
│   └── PathError            a path leaves the repository, or is not what the call needs
│       └── UnusableFileError    what stands there is a link out, a pipe, a device, or too large
├── ArgumentError        the caller asked for something that cannot be: unknown table, bad name
├── RefusedError         a proof or a rule says no; carries the findings
├── ConflictError        the repository moved on: number taken, file changed, nothing to undo
├── LockError            another process holds the repository
└── ToolMissingError     an optional program (wrangler, mongod, node) is not there or broke
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nhimbe_migrations.findings.visible import visible

if TYPE_CHECKING:
    from nhimbe_migrations.findings.finding import Finding

__all__ = [
    "ArgumentError",
    "ConfigurationError",
    "ConflictError",
    "LockError",
    "MigrationsError",
    "PathError",
    "RefusedError",
    "RepositoryError",
    "ToolMissingError",
    "UnusableFileError",
]


class MigrationsError(Exception):
    """A refusal that the caller can act on: it is shown to people and models word for word."""

    def __init__(self, what: str, *, why: str = "", way_out: str = "") -> None:
        self.what, self.why, self.way_out = (visible(part) for part in (what, why, way_out))
        super().__init__(" ".join(part for part in (self.what, self.why, self.way_out) if part))


class RepositoryError(MigrationsError):
    """There is no repository, or a part of it that the call needs is missing."""


class ConfigurationError(RepositoryError):
    """nhimbe-migrations.toml or the wrangler file cannot be used as it is."""


class PathError(RepositoryError):
    """A path leaves the repository, or is not what the call needs."""


class UnusableFileError(PathError):
    """What stands at a path is a link that leads out, a pipe, a device, or too large to read."""


class ArgumentError(MigrationsError):
    """The caller asked for something that cannot be: an unknown table, an impossible name."""


class RefusedError(MigrationsError):
    """A proof or a rule says no."""

    def __init__(self, what: str, *, why: str = "", way_out: str = "", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(what, why=why, way_out=way_out)
        self.findings = findings


class ConflictError(MigrationsError):
    """The repository has moved on since the caller looked."""


class LockError(MigrationsError):
    """Another process holds the repository for longer than this one may wait."""


class ToolMissingError(MigrationsError):
    """An optional program is not installed, or failed for a reason of its own."""
