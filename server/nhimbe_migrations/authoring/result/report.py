"""What the use cases answer with: frozen values whose field names are the tools' result fields (DESIGN.md)."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any, ClassVar, Literal

from nhimbe_migrations.findings.finding import Finding

__all__ = [
    "NO_ORDER",
    "Command",
    "Cost",
    "CostEstimate",
    "DatabaseVerdict",
    "Deploy",
    "DownVerdict",
    "FileDiff",
    "Report",
    "RowCost",
    "TableRows",
    "Use",
    "Verification",
    "as_json",
]

Level = Literal["not checked", "parsed", "type-checked", "executed"]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file of the change."""

    path: str
    change: Literal["create", "update", "delete", "rename"]
    diff: str | None = None
    """Hunks of a unified diff; absent in the answer to a write of a draft that showed them, and in a refusal."""
    note: str | None = None
    """In place of the diff, where the caller knows the text: `as sent`, and what was added to it."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows of a table in the populated shadow before and after the migration; None where the table is not there."""

    table: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class DownVerdict:
    """Whether `down()` takes back what `up()` did."""

    reverses: bool | None
    """None: not checked."""
    differences: tuple[str, ...] = ()
    """What differs after up and down, as a person would say it."""
    why: str | None = None
    """Why it was not checked; or what the verdict leaves out."""


@dataclass(frozen=True, slots=True)
class DatabaseVerdict:
    """One database that the migration was proved on."""

    name: Literal["history", "schema.sql", "local"]
    """`history`: what the migrations make; `schema.sql`: made from the file as committed; `local`: a copy of the
    developer's own. States that are equal are proved once, under the first of these names."""
    applied: bool | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What the proof showed. `applied` is the engine's verdict alone, whatever the conventions say."""

    always: ClassVar[frozenset[str]] = frozenset({"rerunnable"})
    engine: str
    """`shadow`, `d1`, `mongod …`, or `none` where nothing could run it."""
    level: Level
    applied: bool | None
    """Would the database run this file? None: not checked."""
    rerunnable: bool | None = None
    """Would it run it a second time?"""
    rows: tuple[TableRows, ...] = ()
    """Tables whose row count changed, and the ones that could not be filled."""
    down: DownVerdict | None = None
    error: str | None = None
    """The engine's own words, with the line of the statement."""
    not_checked: tuple[str, ...] = ()
    """What no level reached, and why."""
    exercised: int | None = None
    """Statements of a D1 migration that met at least one row of the proof, or need none."""
    statements: int | None = None
    """Statements of the D1 migration; absent where it did not run."""
    databases: tuple[DatabaseVerdict, ...] = ()
    """On which D1 databases it was proved."""
    isolation: tuple[str, ...] = ()
    """What kept the code of a MongoDB migration in while it ran; empty where it was not run."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command for the user's terminal, from the top of the repository."""

    purpose: str
    run: str

    @property
    def looks_first(self) -> bool:
        """Whether it only asks the database something, before the migration runs."""
        return self.purpose.startswith("look first")


@dataclass(frozen=True, slots=True)
class Use:
    """A place in the repository's code that the migration touches."""

    file: str
    line: int
    text: str
    effect: Literal["breaks", "reads", "scans"]
    """`breaks`: it compiled before and does not after, or its writes fail. `reads`: it gets the value by `SELECT *` or
    as a member of a row. `scans`: it found its rows by an index and now reads the whole table."""
    why: str | None = None


NO_ORDER = "Nothing in the code depends on which of the two comes first."


@dataclass(frozen=True, slots=True)
class Deploy:
    """Which may go live first: the migration, or the code of this branch."""

    order: Literal["any", "migrate-first", "code-first", "none"]
    why: str = ""
    """Left out of a structured result where it says no more than the order `any`."""

    @property
    def told(self) -> str:
        """The order, and why where that says more than that there is none."""
        why = self.why.removeprefix(NO_ORDER).strip()
        return f"{self.order}. {why}" if why else self.order


@dataclass(frozen=True, slots=True)
class RowCost:
    """What the migration reads and writes for each row that a table holds."""

    table: str
    rows_read: int
    rows_written: int
    rows: int | None = None
    """How many the facts say it holds; absent where that is not known."""


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """The cost with so many rows in each table that it goes through."""

    rows: int
    rows_read: int | None = None
    """Absent, as the rows written, in a structured result: the rates say them."""
    rows_written: int | None = None
    seconds: float = 0
    dollars: float = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """Rows read and written as D1 counts and bills them: index entries and triggers included."""

    rows_read: int
    """With empty tables; with the rows that the facts tell, where there are facts."""
    rows_written: int
    per_row: tuple[RowCost, ...] = ()
    estimates: tuple[CostEstimate, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Report:
    """What a writer did, or would do. No slots here and in the other whole results: the SDK reads defaults off the class."""

    always: ClassVar[frozenset[str]] = frozenset({"files", "findings"})
    number: str | None
    file: str | None
    written: bool
    files: tuple[FileDiff, ...] = ()
    findings: tuple[Finding, ...] = ()
    verification: Verification | None = None
    uses: tuple[Use, ...] = ()
    deploy: Deploy | None = None
    cost: Cost | None = None
    commands: tuple[Command, ...] = ()
    manual_steps: tuple[str, ...] = ()
    diagram: str | None = None
    """Mermaid: the tables that change, marked, and what they are linked to; absent where no table or column changes."""
    refused: bool | None = None
    """True where an error stands against the write; absent otherwise."""
    draft: str | None = None
    """Handle for write_migration; absent where refused."""
    root: str | None = None
    """The repository."""
    database: str | None = None
    """Of several D1 databases the one that it is for; absent where there is one alone."""


def as_json(value: Any) -> Any:  # noqa: ANN401 any report value
    """Return `value` as JSON data, without what is empty: a field that may be left out is, unless its class names it as `always` there."""
    if is_dataclass(value) and not isinstance(value, type):
        always: frozenset[str] = getattr(value, "always", frozenset())
        held = ((field, getattr(value, field.name)) for field in fields(value))
        return {
            field.name: as_json(item)
            for field, item in held
            if not (item is None or item in ((), {}))
            or field.name in always
            or (field.default is MISSING and field.default_factory is MISSING)
        }
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value
