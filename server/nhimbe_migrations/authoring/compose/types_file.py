"""types.ts follows the shape of what the migration changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.result.rules import TYPES_ABSENT, TYPES_BREAK_CODE, TYPES_NOT_UPDATED
from nhimbe_migrations.changes.shapes import AddMember, AddShape, FieldShape, ShapeChange
from nhimbe_migrations.errors import ArgumentError, RefusedError
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["Shaped", "refuse_unknown_types", "shape_types"]

_COMPILER_SECONDS = 20.0
_ERRORS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Shaped:
    """types.ts with the shapes in it."""

    text: str | None
    findings: tuple[Finding, ...]


def _is_javascript(project: Project) -> bool:
    """Whether the migrations are JavaScript: then nobody waits for a file of types."""
    repository = project.repository
    try:
        endings = {path.suffix for path in (repository.root / repository.layout.migrations).iterdir()}
    except OSError:
        return False
    return ".js" in endings and ".ts" not in endings and repository.config.paths.types is None


def shape_types(
    project: Project, types: str | None, shapes: Sequence[ShapeChange], request: MigrationRequest | None
) -> Shaped:
    """Return types.ts with `shapes` in it; what cannot be placed is a note, since the migration is right without it."""
    if request and request.types:
        refuse_unknown_types(shapes, request.types)
    path = project.repository.layout.types
    if not shapes or path is None:
        return Shaped(types, ())
    if types is None and (unusable := project.unusable(path)):
        return Shaped(None, (unusable,))
    if types is None and _is_javascript(project):
        return Shaped(None, ())
    if types is None:
        return Shaped(None, (TYPES_ABSENT.finding(f"There is no {path}, so no type was updated."),))
    from nhimbe_migrations.typescript.update import bring_up_to_date

    wanted = request.types if request else {}
    typed = [*_whole_objects(shapes, wanted)]
    try:
        edit = bring_up_to_date(
            types, [_as_wanted(shape, wanted) for shape in typed], mapping=project.repository.config.types.interfaces
        )
    except RecursionError:
        deep = f"{path} nests too deep to be read, and is left as it is."
        return Shaped(types, (TYPES_NOT_UPDATED.finding(deep, file=path),))
    except RefusedError as error:
        return Shaped(types, (TYPES_NOT_UPDATED.finding(str(error), file=path),))
    findings = (*edit.findings, *_type_errors(project, path, types, edit.text))
    return Shaped(edit.text, tuple(finding.at(file=finding.file or path) for finding in findings))


def _type_errors(project: Project, path: str, before: str, after: str) -> tuple[Finding, ...]:
    """What the repository's own compiler says that it did not say before; nothing where it has none."""
    if before == after:
        return ()
    from nhimbe_migrations.typescript.compile_check import compare_type_errors

    compared = compare_type_errors(project.repository.root, path, before, after, timeout=_COMPILER_SECONDS)
    if compared.status != "worse":
        return ()
    shown = "; ".join(compared.errors[:_ERRORS_TOLD])
    message = f"With the new types.ts the compiler finds {len(compared.errors)} more errors: {shown}"
    return (TYPES_BREAK_CODE.finding(message),)


def refuse_unknown_types(shapes: Sequence[ShapeChange], wanted: Mapping[str, str]) -> None:
    """Refuse types for fields that the migration does not add or change.

    Raises:
        ArgumentError: one of `wanted` names no field of `shapes`.
    """
    fields = [(shape.owner, field.name) for shape in shapes for field in _fields(shape)]
    known = {name for owner, field in fields for stem in _stems(field) for name in (stem, f"{owner}.{stem}")}
    unknown = [key for key in wanted if key not in known]
    if unknown:
        there = ", ".join(f"{owner}.{field}" for owner, field in fields[:_FIELDS_TOLD]) or "none"
        raise ArgumentError(
            f"`types` names {', '.join(map(repr, unknown))}, which this migration neither adds nor recreates.",
            why=f"Its fields are: {there}.",
            way_out='Correct the name, leave it out, or use update_types(interface="…", fields={…}) for other members.',
        )


_FIELDS_TOLD = 12


def _fields(shape: ShapeChange) -> tuple[FieldShape, ...]:
    match shape:
        case AddMember():
            return (shape.field,)
        case AddShape():
            return shape.fields
        case _:
            return ()


def _stems(field: str) -> Iterator[str]:
    """A field and the objects around it: `a.b.c`, `a.b`, `a`."""
    parts = field.split(".")
    for count in range(len(parts), 0, -1):
        yield ".".join(parts[:count])


def _whole_objects(shapes: Sequence[ShapeChange], wanted: Mapping[str, str]) -> Iterator[ShapeChange]:
    """Where the type of an object was given, that one member stands for the new fields inside it."""
    told: set[tuple[str, str]] = set()
    for shape in shapes:
        whole = None
        if isinstance(shape, AddMember):
            owner, field = shape.owner, shape.field.name
            whole = next((s for s in [*_stems(field)][1:] if s in wanted or f"{owner}.{s}" in wanted), None)
        if whole is None or not isinstance(shape, AddMember):
            yield shape
        elif (shape.owner, whole) not in told:
            told.add((shape.owner, whole))
            yield replace(shape, field=replace(shape.field, name=whole, type="object", literals=(), ts_type=None))


def _as_wanted(shape: ShapeChange, wanted: Mapping[str, str]) -> ShapeChange:
    """Put the author's own TypeScript types where they were given."""
    match shape:
        case AddMember():
            return replace(shape, field=_typed(shape.owner, shape.field, wanted))
        case AddShape():
            return replace(shape, fields=tuple(_typed(shape.owner, field, wanted) for field in shape.fields))
        case _:
            return shape


def _typed(owner: str, field: FieldShape, wanted: Mapping[str, str]) -> FieldShape:
    asked = wanted.get(f"{owner}.{field.name}", wanted.get(field.name))
    return replace(field, ts_type=asked) if asked else field
