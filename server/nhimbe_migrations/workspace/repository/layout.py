"""Where a repository keeps its migrations, schema, types and wrangler file – as configured, else as found.

nhimbe's own layout needs no configuration: `worker/wrangler.toml`, `worker/src/db/migrations`,
`worker/src/db/schema.sql`, `worker/src/types.ts`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import ConfigurationError, PathError, UnusableFileError
from nhimbe_migrations.workspace.repository.paths import confine, plain_path
from nhimbe_migrations.workspace.repository.search import folders_below, mongodb_folder, script_folder, sql_folder
from nhimbe_migrations.workspace.repository.settings import Config
from nhimbe_migrations.workspace.repository.wrangler import WRANGLER_NAMES, D1Binding, is_sample, read_wrangler

__all__ = ["Layout", "chosen_databases", "find_layout", "find_wrangler"]

_DEPTH = 4
"""How many folders below the top a wrangler file is looked for (`packages/api/wrangler.toml`)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths from the top of the repository, with forward slashes. They may name what is not there yet."""

    migrations: str
    schema: str
    types: str | None
    wrangler: str | None


def find_wrangler(root: Path, config: Config, near: Path | None = None) -> tuple[str | None, tuple[str, ...]]:
    """Return the wrangler file, and the others that it might have been.

    As configured; else the nearest one upwards from `near`; else the one of `worker/` or of the top that has a
    database; else whichever is found further below, those with a database first.

    Raises:
        ConfigurationError: the one of `worker/` or of the top cannot be read; another one is no stand-in for it.
    """
    if config.paths.wrangler is not None:
        return configured(root, "wrangler", config.paths.wrangler), ()
    if near is not None:
        upwards = [folder for folder in (near, *near.parents) if folder == root or root in folder.parents]
        for folder in upwards:
            if folder != root and (name := _wrangler_in(folder)):
                return (folder / name).relative_to(root).as_posix(), ()
    for folder in (root / "worker", root):
        if (name := _wrangler_in(folder)) and _has_database(folder / name, root, strict=True):
            return (folder / name).relative_to(root).as_posix(), ()
    return _below(root)


def _below(root: Path) -> tuple[str | None, tuple[str, ...]]:
    """The wrangler file below the top that most speaks for, and the others."""
    found: list[str] = []
    samples: list[str] = []
    for below in folders_below(root, _DEPTH):
        name = next((item for item in WRANGLER_NAMES if item in below.files), None)
        if name is not None:
            found.append(posixpath.join(below.path, name))
        samples += [posixpath.join(below.path, item) for item in below.files if is_sample(item)]
    found.sort(key=lambda path: (posixpath.dirname(path) not in {"worker", ""}, path.count("/"), path))
    if len(found) > 1:
        found.sort(key=lambda path: _worth(root, path))
    if not any(_has_database(root / path, root) for path in found):
        # What people copy before they start says as much of the database as their own, which git ignores.
        found = [*(path for path in samples if _has_database(root / path, root)), *found]
    return (found[0], tuple(found[1:])) if found else (None, ())


def _worth(root: Path, path: str) -> int:
    """How little speaks for a wrangler file: one whose migrations are there comes first, one without a database last."""
    try:
        bindings = read_wrangler(root / path, root)
    except ConfigurationError:
        return 2
    homes = [posixpath.join(posixpath.dirname(path), item.migrations_dir or "migrations") for item in bindings]
    return 2 if not bindings else 1 - any((root / home).is_dir() for home in homes)


def find_layout(root: Path, config: Config, wrangler: str | None, bindings: Iterable[D1Binding]) -> Layout:
    """Return where things are.

    Raises:
        ConfigurationError: a configured path leaves the repository.
    """
    base = posixpath.dirname(wrangler) if wrangler else ("worker" if not (root / "migrations").is_dir() else "")
    written = [posixpath.join(base, binding.migrations_dir) for binding in bindings if binding.migrations_dir]
    declared = [path for path in (_inside(path) for path in written) if path]
    paths = config.paths
    migrations = (
        configured(root, "migrations", paths.migrations)
        if paths.migrations is not None
        else _first(root, [*declared, *_join(base, _MIGRATIONS)])
        or _searched(root, posixpath.dirname(wrangler) if wrangler else None)
        or next(iter(declared), posixpath.join(base, "src/db/migrations" if base == "worker" else "migrations"))
    )
    home = posixpath.dirname(migrations)
    schema = (
        configured(root, "schema", paths.schema)
        if paths.schema is not None
        else _first(root, [posixpath.join(home, "schema.sql"), *_join(base, _SCHEMAS), *_SCHEMAS])
        or posixpath.join(home, "schema.sql")
    )
    types = (
        configured(root, "types", paths.types)
        if paths.types is not None
        else _first(root, [*_join(base, _TYPES), *_TYPES]) or ("worker/src/types.ts" if base == "worker" else None)
    )
    return Layout(migrations, schema, types, wrangler)


def chosen_databases(
    bindings: tuple[D1Binding, ...], config: Config, layout: Layout
) -> tuple[tuple[D1Binding, ...], tuple[D1Binding, ...]]:
    """Return the bindings that the migrations are for, in every environment, and the ones they are not for.

    As configured; else the binding whose `migrations_dir` is the layout's; else the first of the file.
    """
    binding = config.database.binding
    if binding is None and config.database.name is not None:
        binding = next((binding.binding for binding in bindings if binding.name == config.database.name), None)
        if binding is None:
            return (D1Binding(binding="DB", name=config.database.name),), bindings
    if binding is None and bindings:
        base = posixpath.dirname(layout.wrangler or "")
        homes = (
            (binding, posixpath.normpath(posixpath.join(base, binding.migrations_dir or ""))) for binding in bindings
        )
        at_home = (item for item, home in homes if item.migrations_dir and home == layout.migrations)
        binding = next(at_home, bindings[0]).binding
    chosen = tuple(item for item in bindings if item.binding == binding)
    if config.database.binding is not None and not chosen and bindings:
        names = ", ".join(dict.fromkeys(binding.binding for binding in bindings))
        raise ConfigurationError(
            f"There is no D1 binding {config.database.binding!r} in {layout.wrangler}.",
            way_out=f"Set `database.binding` to one of: {names}.",
        )
    return chosen, tuple(item for item in bindings if item.binding != binding)


def configured(root: Path, key: str, path: str) -> str:
    """Return a path of the configuration in its plain form.

    Raises:
        ConfigurationError: it leaves the repository; the message names the setting.
    """
    try:
        confine(root, path)
    except PathError as error:
        raise ConfigurationError(f"`paths.{key}` cannot be used: {error.what}", way_out=error.way_out) from error
    return plain_path(path)


def _searched(root: Path, base: str | None) -> str | None:
    """Where the migrations are when no usual place has them; SQL without a Worker may be any database's."""
    if base is None and (found := mongodb_folder(root)):
        return found
    return script_folder(root, base or "") or sql_folder(root, base or "") or mongodb_folder(root)


_MIGRATIONS = ("src/db/migrations", "db/migrations", "migrations", "drizzle/migrations", "drizzle")
_SCHEMAS = ("src/db/schema.sql", "db/schema.sql", "schema.sql", "database/schema.sql", "sql/schema.sql")
_TYPES = ("src/types.ts", "types.ts", "src/types/index.ts", "src/db/types.ts", "types/index.ts")


def _join(base: str, names: Iterable[str]) -> list[str]:
    return [posixpath.join(base, name) for name in names]


def _first(root: Path, candidates: Iterable[str]) -> str | None:
    return next((path for path in candidates if (root / path).exists()), None)


def _inside(path: str) -> str | None:
    try:
        return plain_path(posixpath.normpath(path))
    except PathError:
        return None


def _wrangler_in(folder: Path) -> str | None:
    return next((name for name in WRANGLER_NAMES if (folder / name).exists() and not (folder / name).is_dir()), None)


def _has_database(path: Path, root: Path, *, strict: bool = False) -> bool:
    try:
        return bool(read_wrangler(path, root))
    except UnusableFileError:
        return strict  # it is told of, and nothing else stands in for it
    except ConfigurationError:
        if strict:
            raise
        return False
