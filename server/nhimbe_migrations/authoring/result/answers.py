"""What the looking use cases answer with: frozen values whose field names are the tools' result fields (DESIGN.md).

They stand apart from the use cases, so that a server can say what it offers without importing any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nhimbe_migrations.authoring.result.report import Cost, Deploy, Report, Use, Verification
from nhimbe_migrations.findings.finding import Finding

__all__ = [
    "CheckAnswer",
    "CollectionEntry",
    "DriftEntry",
    "EvidenceEntry",
    "FoundHistory",
    "MigrationEntry",
    "MigrationList",
    "NumberAnswer",
    "OtherHistory",
    "Rebuild",
    "SchemaAnswer",
    "Signal",
    "TableEntry",
    "Taken",
    "TargetAnswer",
]


@dataclass(frozen=True, slots=True)
class MigrationEntry:
    """One migration of the history."""

    number: str
    file: str
    target: Literal["d1", "mongodb"]
    title: str
    legacy: bool
    """Without a number of its own; counted in the order of its commit."""
    committed: bool
    summary: tuple[str, ...]
    """What it does, statement by statement."""


@dataclass(frozen=True)
class MigrationList:
    """The result of list_migrations."""

    root: str
    total: int
    highest: int
    next: str
    migrations: tuple[MigrationEntry, ...]
    findings: tuple[Finding, ...]
    next_cursor: str | None = None
    found: FoundHistory | None = None
    """Where the history was found, what says so, and what else could have been meant."""


@dataclass(frozen=True, slots=True)
class OtherHistory:
    """A database, or a folder, that could have been meant as well."""

    name: str
    """What `database` calls it."""
    folder: str | None
    why: str


@dataclass(frozen=True, slots=True)
class FoundHistory:
    """How the history was found."""

    folder: str
    exists: bool
    why: str
    """What says so, with its file."""
    database: str | None = None
    """The D1 database that is meant, where a file names it."""
    runner: str | None = None
    """What runs the migrations here: `wrangler d1 migrations apply`, `drizzle-kit migrate` …"""
    others: tuple[OtherHistory, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A number that a file elsewhere has."""

    number: str
    file: str
    ref: str


@dataclass(frozen=True)
class NumberAnswer:
    """The result of next_number."""

    number: str
    why: str
    files: int
    highest: int
    taken_elsewhere: tuple[Taken, ...]
    root: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table, virtual table or view of D1."""

    name: str
    kind: Literal["table", "virtual table", "view"] | None = None
    """Absent for a plain table."""
    columns: tuple[dict[str, Any], ...] | None = None
    """name, type, and where it holds: notnull, default, primary_key, collation, generated."""
    column_count: int | None = None
    """In an outline, in place of the columns."""
    primary_key: tuple[str, ...] | None = None
    foreign_keys: tuple[dict[str, Any], ...] | None = None
    unique: tuple[tuple[str, ...], ...] | None = None
    checks: tuple[str, ...] | None = None
    indexes: tuple[dict[str, Any], ...] | None = None
    triggers: tuple[str, ...] | None = None
    referenced_by: tuple[str, ...] | None = None
    """`table.column (ON DELETE action)`: what a rebuild or a drop of this table would reach."""
    options: tuple[str, ...] | None = None
    uses: int | None = None
    """How many queries of the repository's code and seeds speak of it; absent where no code is read."""
    problem: str | None = None
    """Why the engine cannot use a view."""
    sql: str | None = None
    """The CREATE statement as the engine holds it: of views and virtual tables, and of tables that were named."""
    states: tuple[str, ...] | None = None
    """The states that have it, where not all of them do: `history` (what the migrations make) or `schema.sql`."""
    drift: tuple[str, ...] | None = None
    """What schema.sql says otherwise than the history, of the table, its indexes and triggers."""


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """A collection, as far as the migrations tell."""

    name: str
    indexes: tuple[dict[str, Any], ...] = ()
    fields: dict[str, str] | None = None
    validator: dict[str, Any] | None = None
    uses: int | None = None
    """How many driver calls of the repository's code name it; absent where no code is read."""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemaAnswer:
    """The result of read_schema."""

    target: Literal["d1", "mongodb"]
    source: str
    """The file or folder that was read."""
    tables: tuple[TableEntry, ...] | None = None
    collections: tuple[CollectionEntry, ...] | None = None
    unread: tuple[str, ...] | None = None
    """What could not be read or interpreted: file, line and why."""
    outline: bool | None = None
    """True where only names are told; ask with `names` for the rest."""
    root: str | None = None
    """The repository."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A phrase of the request that counted."""

    text: str
    kind: str
    favours: Literal["d1", "mongodb"] | None = None
    """Absent for a phrase that only raises the question."""


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One fact of the repository that counted."""

    name: str
    """A table, a collection, a binding, a package."""
    store: Literal["d1", "mongodb"]
    where: str
    """The file that shows it."""


@dataclass(frozen=True)
class TargetAnswer:
    """The result of classify_target."""

    target: Literal["d1", "mongodb", "both"]
    clarify: bool
    confidence: float
    signals: tuple[Signal, ...]
    why: str
    question: str | None = None
    evidence: tuple[EvidenceEntry, ...] | None = None


@dataclass(frozen=True, slots=True)
class DriftEntry:
    """One object on which schema.sql and the history differ."""

    kind: Literal["missing", "different", "unexplained"]
    object: str
    """`table`, `index`, `trigger`, `view`, `virtual table`, `column`."""
    name: str
    message: str | None = None
    """How they differ; absent where kind and name say it."""
    file: str | None = None
    """The migration that made it."""
    line: int | None = None


@dataclass(frozen=True)
class CheckAnswer:
    """The result of check_migrations."""

    ok: bool
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    drift: tuple[DriftEntry, ...]
    root: str
    verification: Verification | None = None
    """Of the one file that was asked for; so are uses, deploy and cost."""
    uses: tuple[Use, ...] = ()
    deploy: Deploy | None = None
    cost: Cost | None = None
    next_cursor: str | None = None
    baseline: int | None = None
    """How many findings nhimbe-migrations.baseline.json knows; they are left out."""


@dataclass(frozen=True)
class Rebuild(Report):
    """The result of rebuild_table: the statements, or with a description the report of their draft."""

    number: str | None = None
    file: str | None = None
    written: bool | None = None  # type: ignore[assignment]  # absent where only the statements were asked for
    table: str | None = None
    sql: str | None = None
    """The statements; absent in a draft, whose file holds them."""
    why: str | None = None
    """Why these statements are safe on D1."""
    method: str | None = None
    """`alter`, where plain ALTER TABLE suffices, or `rebuild`."""
