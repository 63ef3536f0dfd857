"""Configuration of the tools that generate migrations: drizzle-kit and Prisma. Read as text; nothing of it is run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.system.limits import SETTINGS_BYTES
from nhimbe_migrations.workspace.repository.discovery.homes import plain
from nhimbe_migrations.workspace.repository.search import FolderListing

__all__ = ["DrizzleConfig", "drizzle_configs"]

_CONFIG = re.compile(
    r"drizzle(?:[.\-][\w.\-]+)?\.config\.(?:ts|js|mjs|cjs|json|mts)|drizzle\.config\.(?:ts|js|mjs|cjs|json|mts)"
)
_COMMENT = re.compile(
    r"(?P<kept>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL
)
_VALUE = r"""["']?\b{key}["']?\s*:\s*["'`]([^"'`$\n]+)["'`]"""
_OUT = re.compile(_VALUE.format(key="out"))
_DIALECT = re.compile(_VALUE.format(key="dialect"))
_SCHEMA = re.compile(r"""["']?\bschema["']?\s*:\s*(\[[^\]]*\]|["'`][^"'`$\n]+["'`])""")
_QUOTED = re.compile(r"""["'`]([^"'`$\n]+)["'`]""")


@dataclass(frozen=True, slots=True)
class DrizzleConfig:
    """What a drizzle.config says."""

    path: str
    out: str
    """The folder of the migrations, from the top of the repository; `drizzle` beside the file where it names none."""
    schema: tuple[str, ...]
    """The schema files as written, from the top of the repository."""


def drizzle_configs(root: Path, folders: Sequence[FolderListing]) -> tuple[DrizzleConfig, ...]:
    """Return the drizzle-kit configurations for SQLite, nearest first; of another dialect none is."""
    found = []
    for folder in folders:
        for name in folder.files:
            if _CONFIG.fullmatch(name):
                config = _read(root, folder.path, posixpath.join(folder.path, name))
                if config:
                    found.append(config)
    return tuple(found)


def _read(root: Path, base: str, path: str) -> DrizzleConfig | None:
    try:
        text = read_regular(root / path, within=root, most=SETTINGS_BYTES).decode("utf-8-sig")
    except (OSError, PathError, UnicodeDecodeError):
        return None
    text = _COMMENT.sub(lambda match: match["kept"] or " ", text)
    dialect = _DIALECT.search(text)
    if dialect and dialect[1] not in {"sqlite", "turso"}:
        return None
    named = _OUT.search(text)
    out = plain(posixpath.join(base, named[1] if named else "drizzle"))
    if out is None:
        return None
    schema = _SCHEMA.search(text)
    files = (plain(posixpath.join(base, item)) for item in (_QUOTED.findall(schema[1]) if schema else ()))
    return DrizzleConfig(path, out, tuple(item for item in files if item))
