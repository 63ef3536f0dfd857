"""What a list of changes comes to: for each its template pair with the values for it, and what must be said about it.

`plan` decides and renders nothing. `assemble` puts the rendered steps together into one migration file; the renderer
is handed in, since templates are another room's door.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.findings.accepted import Accepted, accept_line
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.formatting import lay_out, shift
from nhimbe_migrations.mongodb.plan import collections as plan_collections
from nhimbe_migrations.mongodb.plan import documents, fields, indexes, own_code, values_changed
from nhimbe_migrations.mongodb.plan.rules import CONVERT_FIELD, MAP_VALUES, REMOVE_FIELD, UNDERIVABLE_DOWN
from nhimbe_migrations.mongodb.plan.step import AssumedNewField, Planned, Step
from nhimbe_migrations.mongodb.state.collections import Collections

__all__ = ["AssumedNewField", "Plan", "Step", "assemble", "deduplicate", "plan"]

EMPTY_DOWN = "empty-down"
_SAYS_WHY_DOWN_IS_EMPTY = frozenset({UNDERIVABLE_DOWN.name, REMOVE_FIELD.name, CONVERT_FIELD.name, MAP_VALUES.name})


@dataclass(frozen=True, slots=True)
class Plan:
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    shapes: tuple[ShapeChange, ...]
    irreversible: tuple[str, ...]
    """What `down` does not give back, said for people; empty when it gives back everything."""
    taken_as_new: tuple[AssumedNewField, ...]
    """What the history does not know and `down` therefore takes away wherever it stands."""
    collections: Collections
    """The collections after `up`."""


def plan(wanted: Sequence[changes.Change], collections: Collections) -> Plan:
    """Return how `wanted` is written, given what the history made of the database.

    Each change is planned on what the ones before it left behind.
    """
    planned: list[Planned] = []
    for change in wanted:
        planned.append(_one(change, collections))
        collections = planned[-1].collections
    return Plan(
        steps=tuple(item.step for item in planned),
        findings=tuple(finding for item in planned for finding in item.findings),
        shapes=tuple(shape for item in planned for shape in item.shapes),
        irreversible=tuple(loss for item in planned for loss in item.losses),
        taken_as_new=tuple(new for item in planned for new in item.taken_as_new),
        collections=collections,
    )


def assemble(
    planned: Plan,
    *,
    number: str,
    description: str,
    render: Callable[..., str],
    accepted: Sequence[Accepted] = (),
) -> str:
    """Return the whole migration: header, accepted findings, `up`, and `down` in the opposite order."""
    # Two bodies of the author's own may declare the same name.
    alone = sum(step.verbatim for step in planned.steps) < 2  # noqa: PLR2004 two meet
    ups = [_body(step, "up", render, alone=alone) for step in planned.steps]
    downs = [_body(step, "down", render, alone=alone) for step in reversed(planned.steps)]
    return render(
        "mongodb/migration.ts.j2",
        number=number,
        description=description,
        accepted=[accept_line(item, "//") for item in accepted],
        types=sorted({"Db"}.union(*(step.types for step in planned.steps))),
        values=sorted(frozenset[str]().union(*(_imports(step) for step in planned.steps))),
        up="\n".join(filter(None, ups)),
        down="\n".join(filter(None, downs)),
    )


def deduplicate(planned: Sequence[Finding], found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what planning and the rules say of one migration, each cause once.

    The rules read what was planned and often find the same; theirs has a line, and is kept. An empty `down`
    follows from one that could not be derived.
    """
    on_a_line = {item.rule for item in found if item.line}
    kept = [item for item in planned if item.rule not in on_a_line]
    underivable = any(item.rule in _SAYS_WHY_DOWN_IS_EMPTY for item in planned)
    return (*kept, *(item for item in found if not (underivable and item.rule == EMPTY_DOWN)))


def _one(change: changes.Change, collections: Collections) -> Planned:  # noqa: C901, PLR0912 one line a kind
    match change:
        case changes.CreateCollection():
            return plan_collections.create(change, collections)
        case changes.DropCollection():
            return plan_collections.drop(change, collections)
        case changes.RenameCollection():
            return plan_collections.rename(change, collections)
        case changes.SetValidator():
            return plan_collections.validate(change, collections)
        case changes.CreateIndex():
            return indexes.create(change, collections)
        case changes.DropIndex():
            return indexes.drop(change, collections)
        case changes.AddField():
            return fields.add(change, collections)
        case changes.RenameField():
            return fields.rename(change, collections)
        case changes.RemoveField():
            return fields.remove(change, collections)
        case changes.ConvertField():
            return values_changed.convert(change, collections)
        case changes.MapValues():
            return values_changed.map_values(change, collections)
        case changes.CopyDocuments():
            return documents.copy(change, collections)
        case changes.SeedDocuments():
            return documents.seed(change, collections)
        case changes.Run():
            return own_code.run(change, collections)


def _imports(step: Step) -> frozenset[str]:
    return step.imports.union(*(item.imports for item in step.inverse or ()))


def _body(step: Step, direction: str, render: Callable[..., str], *, alone: bool = True) -> str:
    if direction == "down" and step.inverse is not None:
        return "\n".join(_body(item, direction, render) for item in reversed(step.inverse))
    text = render(f"{step.template}.{direction}.ts.j2", **step.values)
    if not step.verbatim:
        return lay_out(text)
    return shift(text) if alone or not text.strip() else f"  {{\n{shift(text, 4)}\n  }}"
