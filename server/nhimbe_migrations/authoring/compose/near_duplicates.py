"""What a plan makes that is there already under a near name, and copies in D1 of what it changes in MongoDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.project.inventory import known_objects
from nhimbe_migrations.authoring.result.rules import COPY_IN_D1, NEAR_DUPLICATE
from nhimbe_migrations.changes.shapes import AddMember, AddShape, RemoveMember, RemoveShape, RenameShape, ShapeChange
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import did_you_mean
from nhimbe_migrations.mongodb import read_migration
from nhimbe_migrations.mongodb.plan.rules import UNKNOWN_COLLECTION
from nhimbe_migrations.targets.evidence.near import copies_of, near_members, near_objects

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.compose.request import MigrationRequest
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.targets.evidence.inventory import KnownObject
    from nhimbe_migrations.targets.request.vocabulary import Vocabulary

__all__ = ["near_duplicates", "unheard_of"]

_TOLD = 3


def near_duplicates(project: Project, request: MigrationRequest, shapes: Sequence[ShapeChange]) -> tuple[Finding, ...]:
    """Return what should be known before a second thing of one meaning is made, or one store of two is changed."""
    if not shapes:
        return ()
    objects, words = known_objects(project), project.vocabulary() or _delivered()
    gone = {(shape.source, shape.owner.casefold()) for shape in shapes if isinstance(shape, RemoveShape | RenameShape)}
    there = tuple(item for item in objects if (item.store, item.name.casefold()) not in gone)
    found = [*_copies(request, shapes, there, words)]
    # What the replaced migration made stands in the files still, and is no second thing.
    if request.replace is None:
        found += [*_near_objects(shapes, there, words), *_near_fields(shapes, there, words)]
    return tuple(found)


def _near_objects(shapes: Sequence[ShapeChange], there: Sequence[KnownObject], words: Vocabulary) -> Iterator[Finding]:
    known = {(item.store, item.name.casefold()) for item in there}
    for shape in shapes:
        if not isinstance(shape, AddShape) or (shape.source, shape.owner.casefold()) in known:
            continue
        same_store = [item for item in there if item.store == shape.source]
        for item, near in near_objects(shape.owner, same_store, words)[:_TOLD]:
            yield NEAR_DUPLICATE.finding(
                f"{shape.owner} is new, and there is a {item.kind} {item.name} already ({item.where}); its name {near.how}.",
                help=f"Use {item.name}, if it is the same thing.",
            )


def _near_fields(shapes: Sequence[ShapeChange], there: Sequence[KnownObject], words: Vocabulary) -> Iterator[Finding]:
    removed = {(shape.owner, shape.name.casefold()) for shape in shapes if isinstance(shape, RemoveMember)}
    owners = {(item.store, item.name.casefold()): item for item in reversed(there)}
    for shape in shapes:
        if not isinstance(shape, AddMember):
            continue
        owner = owners.get((shape.source, shape.owner.casefold()))
        members = [name for name in owner.members if (shape.owner, name.casefold()) not in removed] if owner else []
        if shape.field.name.casefold() in {name.casefold() for name in members}:
            continue
        near = near_members(shape.field.name, shape.owner, members, words)[:_TOLD]
        if near:
            names = " and ".join(item.name for item in near)
            yield NEAR_DUPLICATE.finding(
                f"{shape.owner}.{shape.field.name} is new, and {shape.owner} has {names} already; the name {near[0].how}.",
                help=f"Use {near[0].name}, if it holds the same.",
                severity="note",
            )


def unheard_of(project: Project, request: MigrationRequest, text: str) -> Iterator[Finding]:
    """Yield a warning of each collection that own code changes under a name of which nothing speaks, where a near one is spoken of.

    Only where the history makes no collection at all: else the migrations themselves say which there are. D1 and `types.ts` tell
    then what the things of this repository are called; that a table is `event_reviews` and a collection `eventReviews` is no slip.
    """
    if "mongodb" not in request.targets or request.changes or project.collections().by_name:
        return
    parsed = read_migration(text, "migration.ts")
    calls = parsed.up.calls if parsed.up else ()
    made = {call.argument(0) for call in calls if call.method == "createCollection"}
    changed = {call.collection: call.line for call in reversed(calls) if call.method in _CHANGING}
    objects: tuple[KnownObject, ...] = ()
    for name, line in sorted(changed.items(), key=lambda item: item[1]) if changed else ():
        if not isinstance(name, str) or name in made:
            continue
        objects = objects or known_objects(project)
        if any(_bare(item.name) == _bare(name) for item in objects):
            continue
        near = [
            item
            for item, how in near_objects(name, objects, project.vocabulary() or _delivered())
            if how.how != "means the same"
        ]
        if near:
            there = f"there is a {near[0].kind} {near[0].name} ({near[0].where})"
            yield UNKNOWN_COLLECTION.finding(
                f"Nothing speaks of a collection {name!r}, and {there}.", line=line, help=did_you_mean([near[0].name])
            )


_CHANGING = frozenset(
    {"updateOne", "updateMany", "replaceOne", "findOneAndUpdate", "bulkWrite", "deleteOne", "deleteMany", "createIndex"}
)


def _bare(name: str) -> str:
    return name.replace("_", "").casefold()


def _copies(
    request: MigrationRequest, shapes: Sequence[ShapeChange], there: Sequence[KnownObject], words: Vocabulary
) -> Iterator[Finding]:
    if request.target != "mongodb":
        return
    for owner in dict.fromkeys(shape.owner for shape in shapes if shape.source == "mongodb"):
        copies = copies_of(owner, there, words)
        if copies:
            names = ", ".join(f"{item.kind} {item.name}" for item in copies[:_TOLD])
            more = f" and {len(copies) - _TOLD} more" if len(copies) > _TOLD else ""
            yield COPY_IN_D1.finding(f"D1 may hold a copy of {owner}: {names}{more}.")


def _delivered() -> Vocabulary:
    from nhimbe_migrations.targets.request.vocabulary import Vocabulary

    return Vocabulary.delivered()
