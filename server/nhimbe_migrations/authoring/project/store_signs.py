"""What shows that a repository has a store at all: a binding, a package, a migration, a variable, a runner's configuration.

Only small files with fixed names are opened, each as data. No program of the repository is run.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.targets.evidence.inventory import StoreSign

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["store_signs"]

_PACKAGES: Final = (
    "mongodb", "mongoose", "migrate-mongo", "ts-migrate-mongoose", "mongodb-migrations", "@typegoose/typegoose", "mongo-migrate-ts",
    "@mikro-orm/mongodb", "papr", "monk",
)  # fmt: skip
"""npm packages with which a program talks to MongoDB or migrates it."""
_VARIABLE: Final = re.compile(r"\bMONGO(?:DB)?_(?:URI|URL|CONNECTION_STRING|CONNECTION|DSN|HOST)\b")
_VARIABLE_FILES: Final = (".env.example", ".env.sample", ".env.template", ".dev.vars.example", ".dev.vars.sample")
_RUNNERS: Final = ("migrate-mongo-config.js", "migrate-mongo-config.ts", "migrate-mongo-config.cjs", "migrate.json")
_SKIPPED: Final = frozenset(
    {"node_modules", "dist", "build", "vendor", "target", "venv", "fixtures", "examples", "testdata"}
)
_DEPTH: Final = 3
_MOST_FOLDERS: Final = 400
_LARGEST: Final = 1_000_000
"""Bytes; no package.json that a person keeps is larger."""


def store_signs(project: Project) -> Iterator[StoreSign]:
    """Return the signs of D1, then those of MongoDB, the plainest first."""
    yield from _signs_of_d1(project)
    yield from _signs_of_mongodb(project)


def _signs_of_d1(project: Project) -> Iterator[StoreSign]:
    repository = project.repository
    for binding in (*repository.databases, *repository.other_databases):
        yield StoreSign(
            "d1", binding.name, f"{repository.layout.wrangler or 'configuration'}, binding {binding.binding}"
        )
    first = next((item.file for item in project.history().migrations if item.target == "d1"), None)
    if first is not None:
        yield StoreSign("d1", posixpath.basename(first), first)
    if project.schema_text().strip():
        yield StoreSign("d1", posixpath.basename(repository.layout.schema), repository.layout.schema)


def _signs_of_mongodb(project: Project) -> Iterator[StoreSign]:
    first = next((item.file for item in project.history().migrations if item.target == "mongodb"), None)
    if first is not None:
        yield StoreSign("mongodb", posixpath.basename(first), first)
    folders = _folders(project)
    for package, file in _packages(project, folders):
        yield StoreSign("mongodb", package, file)
    for folder in folders:
        for name in _RUNNERS[:3]:
            if _is_file(project, posixpath.join(folder, name)):
                yield StoreSign("mongodb", name, posixpath.join(folder, name))
    layout = project.repository.layout
    named = [path for path in (layout.wrangler, layout.types) if path]
    beside = [posixpath.join(folder, name) for folder in folders for name in _VARIABLE_FILES]
    for path in (*named, *beside):
        text = _read(project, path)
        found = _VARIABLE.search(text) if text else None
        if text and found:
            yield StoreSign("mongodb", found.group(), f"{path}, line {text.count(chr(10), 0, found.start()) + 1}")


def _packages(project: Project, folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        path = posixpath.join(folder, "package.json")
        text = _read(project, path)
        if not text or not any(name in text for name in ("mongo", "papr", "monk")):
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        groups = (
            [data.get(key) for key in ("dependencies", "devDependencies", "peerDependencies")]
            if isinstance(data, dict)
            else []
        )
        listed = {name for group in groups if isinstance(group, dict) for name in group}
        yield from ((package, path) for package in _PACKAGES if package in listed)


def _folders(project: Project) -> tuple[str, ...]:
    """The folders in which a package may stand: the top, and what lies below, a few levels deep."""
    found = [""]
    level = [""]
    for _ in range(_DEPTH):
        level = [posixpath.join(folder, name) for folder in level for name in _below(project, folder)]
        found += level
        if len(found) >= _MOST_FOLDERS:
            break
    return tuple(found[:_MOST_FOLDERS])


def _below(project: Project, folder: str) -> list[str]:
    try:
        with os.scandir(project.repository.root / folder) as entries:
            return sorted(
                entry.name
                for entry in entries
                if not entry.name.startswith(".") and entry.name not in _SKIPPED and entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        return []


def _is_file(project: Project, path: str) -> bool:
    place = project.repository.root / path
    return place.is_file() and not place.is_symlink()


def _read(project: Project, path: str) -> str | None:
    place = project.repository.root / path
    try:
        if not place.is_file() or place.stat().st_size > _LARGEST:
            return None
        return project.repository.read(path)
    except (OSError, PathError):
        return None
