"""One planned change: the pair of templates that writes it, and what planning found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.changes.field_paths import FieldPath
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import code, value_imports
from nhimbe_migrations.mongodb.state.collections import Collection, Collections, Index, Validation

__all__ = [
    "AssumedNewField",
    "Planned",
    "Step",
    "backup_name",
    "index_code",
    "kept_aside",
    "options_code",
    "validation_code",
    "validation_imports",
    "validators_code",
]


@dataclass(frozen=True, slots=True)
class Step:
    template: str
    """Path of the pair below `templates/`, without `.up.ts.j2` and `.down.ts.j2`."""
    values: Mapping[str, Any]
    imports: frozenset[str] = frozenset()
    """What the text needs from the driver at run time (`ObjectId`)."""
    types: frozenset[str] = frozenset()
    """What it needs from the driver for its types, besides `Db`."""
    verbatim: bool = False
    """The author's own code: shifted to its place, and otherwise left alone."""
    inverse: tuple[Step, ...] | None = None
    """What `down` is made of where it was derived: the `down` of each, in the opposite order."""


@dataclass(frozen=True, slots=True)
class AssumedNewField:
    """A field that no migration spoke of before: `down` takes it out of every document that has it."""

    collection: str
    field: str


@dataclass(frozen=True, slots=True)
class Planned:
    step: Step
    collections: Collections
    shapes: tuple[ShapeChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    losses: tuple[str, ...] = ()
    taken_as_new: tuple[AssumedNewField, ...] = field(default=())


def index_code(index: Index) -> dict[str, str]:
    """The arguments of `createIndex`, as code."""
    return {"name": index.name, "on": code(index.keys), "options": code({"name": index.name, **index.options})}


def options_code(validation: Validation | None, options: Mapping[str, Any]) -> str:
    """The options of `createCollection`, as code; empty for none. What is the default anyway is left out."""
    stated: dict[str, Any] = dict(options)
    if validation is not None:
        stated["validator"] = validation.rule
        if (validation.level, validation.action) != ("strict", "error"):
            stated |= {"validationLevel": validation.level, "validationAction": validation.action}
    return code(stated) if stated else ""


def validation_code(validation: Validation | None, *, levels: bool = True) -> dict[str, str]:
    """The validator as `collMod` takes it; none is an empty one. Without `levels` those in force stay."""
    present = validation or Validation({})
    return {
        "rule": code(present.rule),
        "level": present.level if levels else "",
        "action": present.action if levels else "",
    }


def validators_code(before: Validation | None, after: Validation | None) -> dict[str, Any]:
    """The validators of a change that carries one along; none of both where it stays as it is."""
    changed = before is not None and after is not before
    return {
        "before": validation_code(before, levels=False) if changed else None,
        "after": validation_code(after, levels=False) if changed else None,
    }


def validation_imports(validation: Validation | None, indexes: Sequence[Index]) -> frozenset[str]:
    """What writing a validator and indexes needs from the driver."""
    rule = dict(validation.rule) if validation and isinstance(validation.rule, Mapping) else {}
    return value_imports(rule).union(*(value_imports(dict(index.options)) for index in indexes))


def kept_aside(collections: Collections, backup: str | None) -> Collections:
    return collections.put(Collection(backup)) if backup else collections


def backup_name(collection: str, path: FieldPath) -> str:
    """The name that is proposed for what keeps the old values."""
    words = "".join(name[:1].upper() + name[1:] for name, _ in path.segments)
    return f"{collection}{words}Backup"
