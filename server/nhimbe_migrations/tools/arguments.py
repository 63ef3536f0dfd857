"""Argument types that several tools share, each with the one line that a model needs of it."""

from __future__ import annotations

from typing import Annotated, Literal, Required

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

__all__ = [
    "AcceptArgument",
    "Cursor",
    "DatabaseArgument",
    "Description",
    "Limit",
    "MigrationArguments",
    "PlanTarget",
    "Preview",
    "TargetArgument",
]

TargetArgument = Literal["d1", "mongodb"]
PlanTarget = Annotated[
    Literal["d1", "mongodb", "both"],
    Field(description="both: `sql` and `changes` as one plan, two files, MongoDB first"),
]
Description = Annotated[str, Field(description="a few words, for name and header")]
Limit = Annotated[int, Field(ge=1, le=1000)]
Cursor = Annotated[str | None, Field(description="next_cursor of the page before")]
DatabaseArgument = str | None
"""Which of several D1 databases is meant. Described where it is met first; a description costs in each of eleven tools."""
Preview = Annotated[bool, Field(description="report only")]


@with_config(ConfigDict(extra="forbid"))
class AcceptArgument(TypedDict):
    """A finding let through, and why."""

    rule: str
    reason: str


@with_config(ConfigDict(extra="allow"))
class ChangeArgument(TypedDict, total=False):
    """One typed change; `kind` decides the other fields. Checked in full by the use case, which names what is wrong."""

    kind: Required[str]


# One flat page instead of fourteen schemas: the union would cost a model about 1,500 tokens in each of two tools,
# and the kinds stand in it already.
CHANGES = (
    "by kind: create_collection{name, fields[]}; drop_collection{name, backup?}; rename_collection{name, to}; "
    "run{up, down, why}; each of these with collection: "
    "create_index{keys{field: 1|-1|text|2dsphere|hashed}, unique?, sparse?, expire_after_seconds?, partial_filter?, "
    "collation?, name?}; drop_index{name}; set_validator{fields[]|validator, level?, action?}; "
    "add_field{field, value?|expression?, where?, backup?}; rename_field{field, to}; remove_field{field, backup?}; "
    "convert_field{field, to_type, on_error?: fail|keep|null, backup?}; map_values{field, values{old: new}, backup?}; "
    "copy_documents{to, where?, fields[]? | each? + parent? | move?, backup?}; "
    "seed_documents{documents[] with _id}. "
    "field: a path (profile.city; orders[].unit: in each element). backup: a new collection that down() restores from. "
    "Of fields[], and of add_field: {name, type, required?, unique?, description?}; type: string number int long decimal "
    "boolean Date ObjectId object, or a list (string[])"
)


class MigrationArguments(TypedDict, total=False):
    """What draft_migration and write_migration take besides the description and the target; described here alone.

    Each is an argument of its own to a client; one that is left out is None, or the default of its `Field`.
    """

    sql: Annotated[str | None, Field(description="d1: the statements")]
    changes: Annotated[list[ChangeArgument] | None, Field(description=CHANGES)]
    up: Annotated[str | None, Field(description="mongodb: body of up(db), instead of changes")]
    down: Annotated[str | None, Field(description="body of down(db); derived if it can be")]
    sync: Annotated[bool, Field(default=True, description="bring schema.sql and types.ts along")]
    accept: Annotated[
        list[AcceptArgument] | None, Field(description="{rule, reason}: findings let through; kept in the file")
    ]
    types: Annotated[dict[str, str] | None, Field(description="[table.]column: TypeScript type")]
    from_schema: Annotated[bool, Field(default=False, description="d1: what schema.sql, edited by hand, asks for")]
    renames: Annotated[dict[str, str] | None, Field(description="with from_schema: table.old or table: new name or ''")]
    strategy: Annotated[
        Literal["direct", "expand", "contract"],
        Field(
            default="direct",
            description="of RENAME COLUMN or rename_field: both names live until contract",
        ),
    ]
    reverts: Annotated[str | None, Field(description="number of the migration to take back")]
    replace: Annotated[str | None, Field(description="uncommitted migration to replace")]
    database: DatabaseArgument
    engine: Annotated[
        Literal["shadow", "d1", "local"],
        Field(
            default="shadow",
            description="d1: also on real D1; local: also on a copy of your local database",
        ),
    ]
