"""One planned change: the pair of templates that writes it, and what planning found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import code
from nhimbe_migrations.mongodb.state.collections import Collections, Index, Validation

__all__ = ["AssumedNewField", "Planned", "Step", "index_code", "options_code", "validation_code"]


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
    held = validation or Validation({})
    return {
        "rule": code(held.rule),
        "level": held.level if levels else "",
        "action": held.action if levels else "",
    }
