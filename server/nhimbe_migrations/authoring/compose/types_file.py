"""types.ts follows the shape of what the migration changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.result.rules import TYPES_ABSENT, TYPES_BREAK_CODE, TYPES_NOT_UPDATED
from nhimbe_migrations.changes.shapes import AddMember, AddShape, FieldShape, ShapeChange
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["Shaped", "shape_types"]

_COMPILER_SECONDS = 20.0
_ERRORS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Shaped:
    """types.ts with the shapes in it."""

    text: str | None
    findings: tuple[Finding, ...]


def shape_types(
    project: Project, types: str | None, shapes: Sequence[ShapeChange], request: MigrationRequest | None
) -> Shaped:
    """Return types.ts with `shapes` in it; what cannot be placed is a note, since the migration is right without it."""
    path = project.repository.layout.types
    if not shapes or path is None:
        return Shaped(types, ())
    if types is None:
        return Shaped(None, (TYPES_ABSENT.finding(f"There is no {path}, so no type was updated."),))
    from nhimbe_migrations.typescript.update import bring_up_to_date

    wanted = request.types if request else {}
    try:
        edit = bring_up_to_date(
            types, [_as_wanted(shape, wanted) for shape in shapes], mapping=project.repository.config.types.interfaces
        )
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
    said = "; ".join(compared.errors[:_ERRORS_TOLD])
    message = f"With the new types.ts the compiler finds {len(compared.errors)} more errors: {said}"
    return (TYPES_BREAK_CODE.finding(message),)


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
