"""What the wrangler file says about D1: bindings of every environment, their migrations folder and table.

Sources: developers.cloudflare.com/workers/wrangler/configuration – `d1_databases` is not inherited by `env.*` blocks;
`migrations_dir` counts from the folder of the wrangler file and is `migrations` where it is not given;
`migrations_table` is `d1_migrations` where it is not given; `migrations_pattern` (wrangler 4.98) is a glob from the same
folder, `migrations_dir` with `/*.sql` where it is not given.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.system.jsonc import read_jsonc
from nhimbe_migrations.system.limits import SETTINGS_BYTES
from nhimbe_migrations.system.nesting import SETTINGS_LEVELS, deep_line

__all__ = ["WRANGLER_NAMES", "D1Binding", "is_sample", "read_wrangler", "shared_databases"]

WRANGLER_NAMES = ("wrangler.toml", "wrangler.json", "wrangler.jsonc")
_SAMPLE = re.compile(
    r"wrangler[.\-](?:example|template|sample|dist)\.(?:toml|jsonc?)|wrangler\.(?:toml|jsonc?)\.(?:example|template|sample|dist)"
)


def is_sample(name: str) -> bool:
    """Say whether a file is one that people copy to get their own wrangler file."""
    return _SAMPLE.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class D1Binding:
    """One D1 database as a Worker knows it, in one environment."""

    binding: str
    """The name in the Worker's code (`DB`)."""
    name: str
    """The database's name, which `wrangler d1` commands take; the binding where the file names none."""
    id: str | None = None
    environment: str | None = None
    """The `env.*` block; None for the top level."""
    migrations_dir: str | None = None
    """As written: relative to the wrangler file; None where the file leaves it to the default, `migrations`."""
    migrations_table: str = "d1_migrations"
    migrations_pattern: str | None = None
    """As written: a glob, relative to the wrangler file; None for the `.sql` files of the folder itself."""

    @property
    def folder(self) -> str:
        """The folder of the migrations, relative to the wrangler file: as declared, else wrangler's default.

        wrangler takes no `migrations_pattern` without a `migrations_dir` that it begins with (measured, 4.164).
        """
        return self.migrations_dir or "migrations"


def read_wrangler(path: Path, root: Path | None = None) -> tuple[D1Binding, ...]:
    """Return the D1 bindings of a wrangler file: top level first, then the environments in their order.

    Args:
        path: The file.
        root: The resolved folder that it may not leave, through a link.

    Raises:
        ConfigurationError: the file is no TOML or JSON, or a binding is not what wrangler takes.
        UnusableFileError: a link that leads out, a pipe, a device, or larger than 1 MB.
    """
    try:
        text = read_regular(path, within=root, most=SETTINGS_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unusable(path, f"it cannot be read ({error})") from error
    except OSError as error:
        raise _unusable(path, f"it cannot be opened ({error.strerror})") from error
    return _bound(path, text)


@lru_cache(maxsize=16)
def _bound(path: Path, text: str) -> tuple[D1Binding, ...]:
    data = _parsed(path, text)
    if not isinstance(data, dict):
        raise _unusable(path, "it has no table at its top")
    environments = data.get("env", {})
    if not isinstance(environments, dict):
        raise _unusable(path, "`env` is no table")
    blocks: list[tuple[str | None, Any]] = [(None, data), *environments.items()]
    return tuple(binding for environment, block in blocks for binding in _bindings(path, environment, block))


def shared_databases(bindings: tuple[D1Binding, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of environments whose bindings name one `database_id`; the top level is called `default`."""
    homes: dict[str, list[str]] = {}
    for binding in bindings:
        if binding.id:
            homes.setdefault(binding.id, []).append(binding.environment or "default")
    return tuple(tuple(names) for names in homes.values() if len(set(names)) > 1)


def _parsed(path: Path, text: str) -> Any:  # noqa: ANN401 the file's own shape
    if (line := deep_line(text.encode("utf-8", "replace"), SETTINGS_LEVELS)) is not None:
        raise _unusable(path, f"it nests deeper than {SETTINGS_LEVELS} levels on line {line}")
    try:
        return tomllib.loads(text) if ".toml" in path.name else read_jsonc(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _unusable(path, f"it cannot be read ({error})") from error


def _bindings(path: Path, environment: str | None, block: Any) -> Iterator[D1Binding]:  # noqa: ANN401
    place = f"env.{environment}" if environment else "the top level"
    if not isinstance(block, Mapping):
        raise _unusable(path, f"{place} is no table")
    rows = block.get("d1_databases", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise _unusable(path, f"`d1_databases` of {place} is not a list of tables")
    for row in rows:
        binding = _text(path, row, "binding")
        name = _text(path, row, "database_name") or binding
        if not name:
            raise _unusable(path, f"a D1 database of {place} has neither `binding` nor `database_name`")
        yield D1Binding(
            binding=binding or name,
            name=name,
            id=_text(path, row, "database_id"),
            environment=environment,
            migrations_dir=_text(path, row, "migrations_dir"),
            migrations_table=_text(path, row, "migrations_table") or "d1_migrations",
            migrations_pattern=_text(path, row, "migrations_pattern"),
        )


def _text(path: Path, row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise _unusable(path, f"`{key}` of a D1 database is not a string")
    return value or None


def _unusable(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path.name} cannot be used: {why}.", way_out=f"Fix {path}, or name another file as `paths.wrangler`."
    )
