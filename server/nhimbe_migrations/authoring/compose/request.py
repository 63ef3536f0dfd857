"""What an author asks for: the arguments of draft_migration and write_migration, checked before anything is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, cast, get_args

from nhimbe_migrations.authoring.compose.file_names import clean_description
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.accepted import Accepted

__all__ = ["MigrationRequest", "Strategy", "Target", "request_from"]

Target = Literal["d1", "mongodb", "both"]
Strategy = Literal["direct", "expand", "contract"]


@dataclass(frozen=True, slots=True)
class MigrationRequest:
    """One migration, as asked for."""

    description: str
    target: Target
    sql: str | None = None
    changes: tuple[Mapping[str, Any], ...] = ()
    up: str | None = None
    down: str | None = None
    sync: bool = True
    """Bring schema.sql and types.ts up to date with it."""
    accept: tuple[Accepted, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    """Column or field (`price_cents`, `events.metadata`) → the TypeScript type wanted for it."""
    replace: str | None = None
    """The uncommitted migration that this one takes the place of."""
    engine: Literal["shadow", "d1", "local"] = "shadow"
    from_schema: bool = False
    """d1, or the D1 half of both: the statements are what schema.sql, edited by hand, asks for."""
    renames: Mapping[str, str] = field(default_factory=dict)
    """With `from_schema`: `table` or `table.column` as it was called → its new name; empty where it is dropped."""
    strategy: Strategy = "direct"
    reverts: str | None = None
    """The migration, by number or file, that this one takes back."""
    database: str | None = None
    """Of several D1 databases the one that is meant, by its name or binding."""

    @property
    def targets(self) -> tuple[Literal["d1", "mongodb"], ...]:
        """The stores in the order of their files: the source of truth first."""
        if self.target == "both":
            return ("mongodb", "d1")
        return (self.target,)

    def of(self, database: str | None) -> MigrationRequest:
        """Return the request for the database that was found to be meant."""
        return replace(self, database=database)

    @property
    def text(self) -> str:
        """The statements that the caller wrote, of either store."""
        return "\n".join(part for part in (self.sql, self.up, self.down) if part)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    def key(self) -> str:
        """Name the request by its content: the same request has the same key, so that a retry can be told."""
        return hashlib.sha256(json.dumps(self.as_data(), sort_keys=True).encode()).hexdigest()[:16]


def request_from(
    *,
    description: str | None,
    target: str | None,
    sql: str | None = None,
    changes: Sequence[Mapping[str, Any]] | None = None,
    up: str | None = None,
    down: str | None = None,
    sync: bool = True,
    accept: Sequence[Mapping[str, Any]] | None = None,
    types: Mapping[str, str] | None = None,
    replace: str | None = None,
    engine: str = "shadow",
    from_schema: bool = False,
    renames: Mapping[str, str] | None = None,
    strategy: str = "direct",
    reverts: str | None = None,
    database: str | None = None,
) -> MigrationRequest:
    """Check the arguments against one another and return the request.

    Raises:
        ArgumentError: something is missing, or does not go with the target.
    """
    if target not in get_args(Target):
        raise ArgumentError(
            f"There is no target {target!r}." if target else "No target was given.",
            why="A migration is written for one database, or as one plan for both.",
            way_out="Use target 'd1', 'mongodb' or 'both'; classify_target says which one a request means.",
        )
    has_mongodb_body = bool(changes or up or down)
    derived = from_schema or reverts is not None
    if derived:
        text = bool(sql) or (has_mongodb_body and not (from_schema and target == "both"))
        _check_derived(target, reverts, strategy, from_schema=from_schema, has_text=text)
    if renames and not from_schema:
        raise ArgumentError("`renames` goes with from_schema.", way_out="Say a rename in `sql`: ALTER TABLE … RENAME.")
    if strategy not in get_args(Strategy) or (strategy != "direct" and (target == "both" or up or down)):
        raise ArgumentError(
            f"There is no strategy {strategy!r} for {'own code' if up or down else target}.",
            why="expand and contract say a rename of columns (d1) or of fields (mongodb, `changes`) in two steps.",
            way_out="Draft one for each store, with `sql` or with `changes`.",
        )
    if not derived and target == "d1" and (not sql or not sql.strip() or has_mongodb_body):
        raise ArgumentError(
            "A d1 migration is given as `sql`" + (", and as nothing else." if has_mongodb_body else "."),
            why="`changes`, `up` and `down` describe a MongoDB migration." if has_mongodb_body else "",
            way_out="Pass the statements in `sql`.",
        )
    if not derived and target == "mongodb" and (sql or not (changes or up)):
        raise ArgumentError(
            "A mongodb migration is given as `changes`, or as `up` and `down`.",
            why="`sql` is for d1." if sql else "Neither was given.",
            way_out='Pass changes such as [{"kind": "create_index", "collection": "events", "keys": {"city": 1}}].',
        )
    has_sql = bool(sql and sql.strip()) or from_schema
    if reverts is None and target == "both" and (not has_sql or not (changes or up)):
        raise ArgumentError(
            "A plan over both stores takes `sql` (or from_schema) for D1, and `changes` (or `up` and `down`) for MongoDB.",
            why="`sql` is missing."
            if changes or up
            else "What MongoDB should do is missing."
            if has_sql
            else "Neither was given.",
            way_out="Pass both halves; they become two files with successive numbers, MongoDB first.",
        )
    return MigrationRequest(
        description=clean_description(description or ""),
        target=cast("Target", target),
        sql=sql,
        changes=tuple(dict(change) for change in changes or ()),
        up=up,
        down=down,
        sync=sync,
        accept=tuple(_accepted(item) for item in accept or ()),
        types=dict(types or {}),
        replace=replace,
        engine="d1" if engine == "d1" else "local" if engine == "local" else "shadow",
        from_schema=from_schema,
        renames=dict(renames or {}),
        strategy=cast("Strategy", strategy),
        reverts=reverts,
        database=database,
    )


def _check_derived(
    target: str | None, reverts: str | None, strategy: str, *, from_schema: bool, has_text: bool
) -> None:
    if has_text or (from_schema and reverts is not None) or strategy != "direct":
        raise ArgumentError(
            "`from_schema` and `reverts` take no statements, changes or strategy beside them.",
            why="The statements are worked out.",
            way_out="Leave the others out; with target both, from_schema replaces `sql` beside `changes`.",
        )
    if target == "both" and reverts is not None:
        raise ArgumentError(
            "`reverts` takes one file back, and a file is for one store.",
            why="A plan over both stores is two files, each with a number.",
            way_out="Draft one revert for each of the two numbers, the D1 file first, since it was made last.",
        )
    if from_schema and target == "mongodb":
        raise ArgumentError("`from_schema` is for d1: only D1 has a schema.sql.", way_out="Pass target 'd1'.")


def _accepted(item: Mapping[str, Any]) -> Accepted:
    if not item.get("rule", "").strip() or not item.get("reason", "").strip():
        raise ArgumentError(
            "`accept` needs a rule and a reason.",
            why="The reason is kept in the migration for whoever reads it next.",
            way_out='Pass {"rule": "drop-table", "reason": "moved to MongoDB in 009"}.',
        )
    return Accepted(item["rule"].strip(), " ".join(item["reason"].split()))
