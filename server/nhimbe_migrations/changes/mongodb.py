"""The typed changes of a MongoDB migration: frozen values, checked as they are made, without I/O.

A change knows what it is called; how it is written (`mongodb.plan` and the templates), folded and
reversed is said elsewhere, over these values. `kind` tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError

from nhimbe_migrations.changes.argument_words import form_of, problem_in_words
from nhimbe_migrations.changes.mongodb_documents import (
    UNSET,
    AddField,
    ConvertField,
    RemoveField,
    RenameField,
    Run,
    SeedDocuments,
)
from nhimbe_migrations.changes.mongodb_parts import FieldSpec
from nhimbe_migrations.changes.mongodb_structure import (
    CreateCollection,
    CreateIndex,
    DropCollection,
    DropIndex,
    RenameCollection,
    SetValidator,
    default_index_name,
)
from nhimbe_migrations.changes.value_changes import CopyDocuments, MapValues
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.near_names import nearest

__all__ = [
    "UNSET",
    "AddField",
    "Change",
    "ConvertField",
    "CopyDocuments",
    "CreateCollection",
    "CreateIndex",
    "DropCollection",
    "DropIndex",
    "FieldSpec",
    "MapValues",
    "RemoveField",
    "RenameCollection",
    "RenameField",
    "Run",
    "SeedDocuments",
    "SetValidator",
    "default_index_name",
    "parse_changes",
]

Change = (
    CreateCollection
    | DropCollection
    | RenameCollection
    | CreateIndex
    | DropIndex
    | SetValidator
    | AddField
    | RenameField
    | RemoveField
    | ConvertField
    | MapValues
    | CopyDocuments
    | SeedDocuments
    | Run
)


_ADAPTER: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Annotated[Change, Field(discriminator="kind")], ...])


def parse_changes(changes: Sequence[Any]) -> tuple[Change, ...]:
    """Return the typed changes.

    Raises:
        ArgumentError: names the field (`changes[0].fields[2].type`), what is wrong with it, and what would do.
    """
    try:
        return _ADAPTER.validate_python(tuple(changes))
    except ValidationError as error:
        troubles = [_worded(trouble, changes) for trouble in error.errors(include_url=False, include_context=True)]
        raise ArgumentError(
            " ".join(troubles[:5]),
            why=f"{len(troubles) - 5} more." if len(troubles) > 5 else "",  # noqa: PLR2004 five are enough to read
        ) from None


def _worded(trouble: Any, changes: Sequence[Any]) -> str:  # noqa: ANN401 pydantic's own record
    first, *rest = trouble["loc"] or (0,)
    given = changes[first] if isinstance(first, int) and first < len(changes) else None
    kind = given.get("kind") if isinstance(given, dict) else None
    path = f"changes[{first}]"
    for part in rest[1:] if rest and rest[0] == kind else rest:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    name = next((part for part in reversed(rest) if isinstance(part, str)), "changes")
    if (kind, name) == ("copy_documents", "fields"):
        name = "field_paths"  # names of fields, where other changes take what fields are
    model = _models().get(str(kind))
    if trouble["type"] == "extra_forbidden":
        message = f"there is no such field in {_called(model, kind, rest)}"
    elif trouble["type"] == "missing":
        message = f"{kind} needs it; its form is {_called(model, kind, rest)}"
    elif trouble["type"].startswith("union_tag"):
        near = nearest(kind, _models(), most=1) if isinstance(kind, str) else []
        known = f"did you mean {near[0]}? All kinds: " if near else "known are "
        path, message = f"{path}.kind", f"{kind!r} is no kind of change; {known}{', '.join(_models())}"
    else:
        message = problem_in_words(trouble["type"], trouble["input"], trouble.get("ctx", {}), str(trouble["msg"]), name)
    return f"{path}: {message}."


def _called(model: type[Any] | None, kind: str | None, rest: Sequence[str | int]) -> str:
    """The form of the change, or of the field inside it that the trouble is in."""
    inner = any(part in {"fields", "field"} for part in rest[1:-1])
    return form_of(FieldSpec, "a field") if inner or model is None else form_of(model, str(kind))


def _models() -> dict[str, type[Any]]:
    return {get_args(arg.model_fields["kind"].annotation)[0]: arg for arg in get_args(Change)}
