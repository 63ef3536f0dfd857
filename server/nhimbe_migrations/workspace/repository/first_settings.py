"""Writes the first nhimbe-migrations.toml: what was found as settings, all else as comments."""

from __future__ import annotations

import json
from collections.abc import Mapping

from nhimbe_migrations.workspace.repository.repository import Repository
from nhimbe_migrations.workspace.repository.settings_file import settings

__all__ = ["default_toml"]


def default_toml(repository: Repository) -> str:
    """Return the text of a first nhimbe-migrations.toml: what was found as settings, all else as comments."""
    found: dict[str, object] = {
        f"paths.{name}": getattr(repository.layout, name) for name in ("migrations", "schema", "types", "wrangler")
    }
    if repository.databases:
        found["database.binding"] = repository.databases[0].binding
    lines = ["# Settings of nhimbe-migrations. Every one is optional; a commented line shows the default."]
    current = None
    for table, key, default, description in settings():
        if (isinstance(default, Mapping) and (heading := f"{table}.{key}".lstrip("."))) or (heading := table):
            if heading != current:
                lines += ["", f"[{heading}]"]
            current = heading
        lines.append(f"# {description}")
        value = found.get(f"{table}.{key}")
        if value is not None:
            lines.append(f"{key} = {_toml(value)}")
        elif not isinstance(default, Mapping):
            lines.append(f"# {key} = {_toml(default)}".rstrip())
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    # JSON strings, numbers and lists are TOML as well, but for DEL, which JSON leaves as it is.
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False).replace("\x7f", "\\u007f")
