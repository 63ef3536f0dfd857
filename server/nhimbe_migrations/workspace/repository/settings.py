"""nhimbe-migrations.toml: every setting, what it means, and what holds where it is silent.

The classes are plain, so that a repository without the file costs no import of pydantic. Their `description`s
are the documentation: pydantic's JSON schema, the reference page and `nhimbe-migrations init` are made from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

__all__ = [
    "CONFIG_NAME",
    "Config",
    "Conventions",
    "D1Conventions",
    "Database",
    "Git",
    "MongoConventions",
    "Numbering",
    "Paths",
    "TargetChoice",
    "Types",
    "Vocabulary",
    "Wrangler",
]

CONFIG_NAME = "nhimbe-migrations.toml"

_STRICT: Mapping[str, Any] = {"extra": "forbid"}


def _says(description: str) -> Mapping[str, str]:
    return {"description": description}


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things are, from the top of the repository. What is not named is looked for."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    migrations: str | None = field(default=None, metadata=_says("Folder that holds the migrations of both databases."))
    schema: str | None = field(default=None, metadata=_says("The canonical SQL schema of D1."))
    types: str | None = field(default=None, metadata=_says("The TypeScript file that mirrors both databases."))
    wrangler: str | None = field(default=None, metadata=_says("The wrangler file (.toml, .json or .jsonc)."))


@dataclass(frozen=True, slots=True)
class Database:
    """Which of the wrangler file's D1 databases the migrations are for."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    binding: str | None = field(default=None, metadata=_says("The binding, where the wrangler file has several."))
    name: str | None = field(
        default=None, metadata=_says("The database's name, where no wrangler file says it or another one is meant.")
    )
    baseline: str | None = field(
        default=None,
        metadata=_says(
            "From what the migrations start: a commit of schema.sql, a .sql file, or `nothing`. Left out: found by replay."
        ),
    )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by which a request is sorted to a database."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    core: tuple[str, ...] = field(default=(), metadata=_says("Words for core data, which belongs to MongoDB."))
    edge: tuple[str, ...] = field(default=(), metadata=_says("Words for what lives at the edge, in D1."))
    replace: bool = field(
        default=False,
        metadata=_says("Put these words in place of the built-in ones, where they otherwise add to them."),
    )


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """How the database of a request is chosen."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    default: Literal["mongodb", "d1"] = field(
        default="mongodb", metadata=_says("The database of a request that says nothing.")
    )
    vocabulary: Vocabulary = field(default=Vocabulary(), metadata=_says("Words of this repository."))


@dataclass(frozen=True, slots=True)
class Types:
    """How tables and collections map to the interfaces of types.ts."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    interfaces: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_says("Table or collection = interface, where the name does not follow by itself."),
    )


@dataclass(frozen=True, slots=True)
class Numbering:
    """How migrations are numbered."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    digits: Literal[3, 4, 5, 6] | None = field(
        default=None, metadata=_says("Digits of a number. Left out: three, or as many as the existing files use.")
    )
    look_elsewhere: bool = field(
        default=True, metadata=_says("Step past numbers that other branches and worktrees have taken.")
    )


@dataclass(frozen=True, slots=True)
class Wrangler:
    """How wrangler is run."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    command: str = field(
        default="npx wrangler", metadata=_says("The command in front of `d1 …` in the commands that a report names.")
    )


@dataclass(frozen=True, slots=True)
class Git:
    """What git alone does not show."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    default_branch: str | None = field(
        default=None,
        metadata=_says(
            "The branch on which a migration is immutable. Left out: the remote's default, main, master or trunk."
        ),
    )


@dataclass(frozen=True, slots=True)
class D1Conventions:
    """Habits of SQL migrations. What is left out is read from schema.sql, then from the built-in conventions."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    id_column: str | None = field(default=None, metadata=_says("The primary key column of a new table."))
    created_column: str | None = field(
        default=None, metadata=_says("The column with the time at which a row was created.")
    )
    modified_column: str | None = field(
        default=None, metadata=_says("The column with the time at which a row was last changed.")
    )
    boolean_type: Literal["INTEGER", "BOOLEAN"] | None = field(
        default=None, metadata=_says("The declared type of a yes-or-no column.")
    )
    index_prefix: str | None = field(
        default=None,
        metadata=_says("What an index name begins with. Left out: what those of schema.sql do, or `idx_`."),
    )


@dataclass(frozen=True, slots=True)
class MongoConventions:
    """Habits of MongoDB migrations."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    created_field: str | None = field(
        default=None, metadata=_says("The field with the time at which a document was created.")
    )
    modified_field: str | None = field(
        default=None, metadata=_says("The field with the time at which a document was last changed.")
    )


@dataclass(frozen=True, slots=True)
class Conventions:
    """Habits that decide where the repository is silent or differs."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    d1: D1Conventions = field(default=D1Conventions(), metadata=_says("SQL migrations."))
    mongodb: MongoConventions = field(default=MongoConventions(), metadata=_says("MongoDB migrations."))


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that nhimbe-migrations.toml may say. Each setting is optional."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    paths: Paths = field(default=Paths(), metadata=_says("Where things are, from the top of the repository."))
    database: Database = field(default=Database(), metadata=_says("Which D1 database the migrations are for."))
    target: TargetChoice = field(default=TargetChoice(), metadata=_says("How the database of a request is chosen."))
    types: Types = field(default=Types(), metadata=_says("How tables and collections map to interfaces."))
    numbering: Numbering = field(default=Numbering(), metadata=_says("How migrations are numbered."))
    wrangler: Wrangler = field(default=Wrangler(), metadata=_says("How wrangler is run."))
    git: Git = field(default=Git(), metadata=_says("What git alone does not show."))
    conventions: Conventions = field(
        default=Conventions(), metadata=_says("Habits that decide where the repository is silent.")
    )
    accept: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_says("Rule = reason: rules that every migration of this repository may break."),
    )
