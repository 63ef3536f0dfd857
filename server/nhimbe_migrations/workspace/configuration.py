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


def _said(description: str, default: Any = None) -> Any:  # noqa: ANN401 stands in for a field of any type
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things are, from the top of the repository. What is not named is looked for."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    migrations: str | None = _said("Folder that holds the migrations of both databases.")
    schema: str | None = _said("The canonical SQL schema of D1.")
    types: str | None = _said("The TypeScript file that mirrors both databases.")
    wrangler: str | None = _said("The wrangler file (.toml, .json or .jsonc).")


@dataclass(frozen=True, slots=True)
class Database:
    """Which of the wrangler file's D1 databases the migrations are for."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    binding: str | None = _said("The binding, where the wrangler file has several.")
    name: str | None = _said("The database's name, where no wrangler file says it or another one is meant.")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by which a request is sorted to a database."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    core: tuple[str, ...] = _said("Words for core data, which belongs to MongoDB.", ())
    edge: tuple[str, ...] = _said("Words for what lives at the edge, in D1.", ())
    replace: bool = _said("Put these words in place of the built-in ones, where they otherwise add to them.", False)


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """How the database of a request is chosen."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    default: Literal["mongodb", "d1"] = _said("The database of a request that says nothing.", "mongodb")
    vocabulary: Vocabulary = _said("Words of this repository.", Vocabulary())


@dataclass(frozen=True, slots=True)
class Types:
    """How tables and collections map to the interfaces of types.ts."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    interfaces: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"description": "Table or collection = interface, where the name does not follow by itself."},
    )


@dataclass(frozen=True, slots=True)
class Numbering:
    """How migrations are numbered."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    digits: Literal[3, 4, 5, 6] | None = _said(
        "Digits of a number. Left out: three, or as many as the existing files use."
    )
    look_elsewhere: bool = _said("Step past numbers that other branches and worktrees have taken.", True)


@dataclass(frozen=True, slots=True)
class Wrangler:
    """How wrangler is run."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    command: str = _said("The command in front of `d1 …` in the commands that a report names.", "npx wrangler")


@dataclass(frozen=True, slots=True)
class Git:
    """What git cannot tell by itself."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    default_branch: str | None = _said(
        "The branch on which a migration is immutable. Left out: the remote's default, main, master or trunk."
    )


@dataclass(frozen=True, slots=True)
class D1Conventions:
    """Habits of SQL migrations. What is left out is read from schema.sql, then from the built-in conventions."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    id_column: str | None = _said("The primary key column of a new table.")
    created_column: str | None = _said("The column that holds when a row was made.")
    modified_column: str | None = _said("The column that holds when a row was last changed.")
    boolean_type: Literal["INTEGER", "BOOLEAN"] | None = _said("The declared type of a yes-or-no column.")
    index_prefix: str = _said("What an index name begins with.", "idx_")


@dataclass(frozen=True, slots=True)
class MongoConventions:
    """Habits of MongoDB migrations."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    created_field: str | None = _said("The field that holds when a document was made.")
    modified_field: str | None = _said("The field that holds when a document was last changed.")
    index_prefix: str = _said("What an index name begins with.", "idx_")


@dataclass(frozen=True, slots=True)
class Conventions:
    """Habits that decide where the repository is silent or differs."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    d1: D1Conventions = _said("SQL migrations.", D1Conventions())
    mongodb: MongoConventions = _said("MongoDB migrations.", MongoConventions())


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that nhimbe-migrations.toml may say. Each setting is optional."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    paths: Paths = _said("Where things are, from the top of the repository.", Paths())
    database: Database = _said("Which D1 database the migrations are for.", Database())
    target: TargetChoice = _said("How the database of a request is chosen.", TargetChoice())
    types: Types = _said("How tables and collections map to interfaces.", Types())
    numbering: Numbering = _said("How migrations are numbered.", Numbering())
    wrangler: Wrangler = _said("How wrangler is run.", Wrangler())
    git: Git = _said("What git cannot tell by itself.", Git())
    conventions: Conventions = _said("Habits that decide where the repository is silent.", Conventions())
    accept: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"description": "Rule = reason: rules that every migration of this repository may break."},
    )
