"""What types.ts says of the documents that a MongoDB migration meets, and what of it was said before there was the migration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration
from nhimbe_migrations.workspace.git.asked_once import ask_once
from nhimbe_migrations.workspace.git.queries import text_at

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.mongodb.state.collections import Collections
    from nhimbe_migrations.typescript.match.read_fields import DeclaredField

__all__ = ["declared_fields"]


def declared_fields(project: Project, parsed: ParsedMigration, before: Collections) -> tuple[tuple[Any, ...], ...]:
    """Return what types.ts says of the collections that the migration speaks of.

    For each field: collection, path, type, the texts allowed, whether documents may lack it, whether the field was declared
    before the migration came, and what texts were allowed and whether it could be lacking then. An interface is often edited
    first, so that what it says today may be what the migration brings.
    """
    text = project.types_text()
    if text is None:
        return ()
    calls = parsed.up.calls if parsed.up else ()
    named = {call.collection for call in calls if isinstance(call.collection, str)} | {*before.by_name}
    owners = sorted(name for name in named if name in parsed.text)
    found = _fields(project, text, owners)
    earlier = _text_before(project, parsed.file)
    stood = found if earlier == text else _fields(project, earlier, owners) if earlier else {}
    known = {(owner, field.path): field for owner, fields in stood.items() for field in fields}
    return tuple(
        (owner, field.path, field.kind, field.literals, field.optional, *_before(known.get((owner, field.path))))
        for owner, fields in found.items()
        for field in fields
    )


def _before(field: DeclaredField | None) -> tuple[Any, ...]:
    return (False, (), True) if field is None else (True, field.literals, field.optional)


def _fields(project: Project, text: str, owners: Iterable[str]) -> dict[str, tuple[DeclaredField, ...]]:
    from nhimbe_migrations.typescript.match.read_fields import fields_of

    return fields_of(text, owners, project.repository.config.types.interfaces)


def _text_before(project: Project, file: str) -> str | None:
    """types.ts as it stood before the commit that added `file`, or as it is committed where none did; None outside git."""
    repository, path = project.repository, project.repository.layout.types
    if repository.git is None or path is None:
        return None
    printed = ask_once(
        repository.git, repository.root, "log", "--format=%H", "--diff-filter=A", "--max-count=1", "--", file
    )
    added = (printed or b"").decode().strip()
    return text_at(repository, f"{added}^" if added else "HEAD", path)
