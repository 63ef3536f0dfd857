"""Reads nhimbe-migrations.toml, and writes the first one. Only a repository that has the file pays for pydantic."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.workspace.repository.settings import CONFIG_NAME, Config

if TYPE_CHECKING:
    from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["default_toml", "read_config", "settings"]

Place = tuple[int | str, ...]


def read_config(root: Path) -> Config:
    """Return the configuration at the top of `root`; all defaults where there is no file.

    Raises:
        ConfigurationError: the file is no TOML, or a key or value is wrong; every mistake is named.
    """
    path = root / CONFIG_NAME
    try:
        return _read(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Config()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{CONFIG_NAME} is no TOML: {error}.", way_out=f"Mend {path}.") from error
    except OSError as error:
        raise ConfigurationError(f"{CONFIG_NAME} cannot be opened: {error.strerror}.") from error


@lru_cache(maxsize=4)
def _read(text: str) -> Config:
    """One text is one configuration: it is looked at again only when somebody edits it."""
    return _validated(tomllib.loads(text))


def settings(value: Any = None, table: str = "") -> Iterator[tuple[str, str, Any, str]]:  # noqa: ANN401
    """Yield table, key, default and description of every setting, in the order of the file."""
    for each in fields(Config() if value is None else value):
        inner = getattr(Config() if value is None else value, each.name)
        if is_dataclass(inner):
            yield from settings(inner, f"{table}.{each.name}".lstrip("."))
        else:
            yield table, each.name, inner, each.metadata["description"]


def default_toml(repository: Repository) -> str:
    """Return the text of a first nhimbe-migrations.toml: what was found as settings, all else as comments."""
    found: dict[str, object] = {
        f"paths.{name}": getattr(repository.layout, name) for name in ("migrations", "schema", "types", "wrangler")
    }
    if repository.databases:
        found["database.binding"] = repository.databases[0].binding
    lines = ["# Settings of nhimbe-migrations. Every one is optional; a commented line shows what holds without it."]
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


def _validated(data: Mapping[str, Any]) -> Config:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Config).validate_python(data)
    except ValidationError as error:
        mistakes = [_mistake(each["loc"], each["type"], each["msg"]) for each in error.errors(include_url=False)]
    raise ConfigurationError(
        f"{CONFIG_NAME} cannot be used: {' '.join(mistakes)}",
        way_out="`nhimbe-migrations init` prints every setting with what it means.",
    )


def _mistake(place: Place, kind: str, message: str) -> str:
    dotted = ".".join(str(part) for part in place)
    if kind != "unexpected_keyword_argument":
        return f"`{dotted}`: {message[:1].lower()}{message[1:]}."
    near = _nearest(place)
    return f"There is no setting `{dotted}`{f'; the nearest is `{near}`' if near else ''}."


def _nearest(place: Place) -> str | None:
    """The setting of the same table with the nearest name, else the nearest of them all."""
    *table, key = (str(part) for part in place)
    siblings = _keys_at(table)
    if close := difflib.get_close_matches(key, siblings, n=1):
        return ".".join([*table, close[0]])
    everywhere = {name: f"{where}.{name}".lstrip(".") for where, name, _, _ in settings()}
    if key in everywhere:
        return everywhere[key]
    close = difflib.get_close_matches(".".join([*table, key]), everywhere.values(), n=1, cutoff=0.5)
    return close[0] if close else None


def _keys_at(table: list[str]) -> list[str]:
    value: Any = Config()
    for part in table:
        value = getattr(value, part, None)
    return [each.name for each in fields(value)] if is_dataclass(value) else []
