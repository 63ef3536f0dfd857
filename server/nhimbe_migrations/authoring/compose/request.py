"""What an author asks for: the arguments of draft_migration and write_migration, checked before anything is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast, get_args

from nhimbe_migrations.authoring.compose.file_names import clean_description
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.accepted import Accepted

__all__ = ["MigrationRequest", "Target", "request_from"]

Target = Literal["d1", "mongodb"]


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
    engine: Literal["shadow", "d1"] = "shadow"

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
) -> MigrationRequest:
    """Check the arguments against one another and return the request.

    Raises:
        ArgumentError: something is missing, or does not go with the target.
    """
    if target not in get_args(Target):
        raise ArgumentError(
            f"There is no target {target!r}." if target else "No target was given.",
            why="A migration is written for one database.",
            way_out="Use target 'd1' or 'mongodb'; classify_target says which one a request means.",
        )
    has_mongodb_body = bool(changes or up or down)
    if target == "d1" and (not sql or not sql.strip() or has_mongodb_body):
        raise ArgumentError(
            "A d1 migration is given as `sql`" + (", and as nothing else." if has_mongodb_body else "."),
            why="`changes`, `up` and `down` describe a MongoDB migration." if has_mongodb_body else "",
            way_out="Pass the statements in `sql`.",
        )
    if target == "mongodb" and (sql or not (changes or up)):
        raise ArgumentError(
            "A mongodb migration is given as `changes`, or as `up` and `down`.",
            why="`sql` is for d1." if sql else "Neither was given.",
            way_out='Pass changes such as [{"kind": "create_index", "collection": "events", "keys": {"city": 1}}].',
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
        engine="d1" if engine == "d1" else "shadow",
    )


def _accepted(item: Mapping[str, Any]) -> Accepted:
    if not item.get("rule", "").strip() or not item.get("reason", "").strip():
        raise ArgumentError(
            "`accept` needs a rule and a reason.",
            why="The reason is kept in the migration for whoever reads it next.",
            way_out='Pass {"rule": "drop-table", "reason": "moved to MongoDB in 009"}.',
        )
    return Accepted(item["rule"].strip(), " ".join(item["reason"].split()))
