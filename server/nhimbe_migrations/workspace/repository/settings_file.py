"""Reads nhimbe-migrations.toml. Only a repository that has the file pays for pydantic."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.system.limits import SETTINGS_BYTES
from nhimbe_migrations.system.nesting import SETTINGS_LEVELS, deep_line
from nhimbe_migrations.workspace.repository.settings import CONFIG_NAME, Config

__all__ = ["read_config", "settings"]

Place = tuple[int | str, ...]


def read_config(root: Path) -> Config:
    """Return the configuration at the top of `root`; all defaults where there is no file.

    Raises:
        ConfigurationError: the file is no TOML, or a key or value is wrong; every mistake is named.
        UnusableFileError: a link that leads out, a pipe, a device, or larger than 1 MB.
    """
    path = root / CONFIG_NAME
    try:
        return _read(read_regular(path, within=root, most=SETTINGS_BYTES).decode("utf-8-sig"))
    except FileNotFoundError:
        return Config()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{CONFIG_NAME} is not valid TOML: {error}.", way_out=f"Fix {path}.") from error
    except OSError as error:
        raise ConfigurationError(f"{CONFIG_NAME} cannot be opened: {error.strerror}.") from error


@lru_cache(maxsize=4)
def _read(text: str) -> Config:
    """One text is one configuration: it is looked at again only when somebody edits it."""
    if (line := deep_line(text.encode("utf-8", "replace"), SETTINGS_LEVELS)) is not None:
        raise ConfigurationError(
            f"{CONFIG_NAME} nests deeper than {SETTINGS_LEVELS} levels on line {line}, and is not read.",
            way_out="No setting nests: look for brackets that nothing closes.",
        )
    return _validated(tomllib.loads(text))


def settings(value: Any = None, table: str = "") -> Iterator[tuple[str, str, Any, str]]:  # noqa: ANN401
    """Yield table, key, default and description of every setting, in the order of the file."""
    for field in fields(Config() if value is None else value):
        inner = getattr(Config() if value is None else value, field.name)
        if is_dataclass(inner):
            yield from settings(inner, f"{table}.{field.name}".lstrip("."))
        else:
            yield table, field.name, inner, field.metadata["description"]


def _validated(data: Mapping[str, Any]) -> Config:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Config).validate_python(data)
    except ValidationError as error:
        mistakes = [_mistake(item["loc"], item["type"], item["msg"]) for item in error.errors(include_url=False)]
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
    return [field.name for field in fields(value)] if is_dataclass(value) else []
