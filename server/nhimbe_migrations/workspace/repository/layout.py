"""Where a repository keeps its migrations, schema, types and wrangler file – as configured, else as found.

nhimbe's own layout needs no configuration: `worker/wrangler.toml`, `worker/src/db/migrations`,
`worker/src/db/schema.sql`, `worker/src/types.ts`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import ConfigurationError, PathError
from nhimbe_migrations.workspace.repository.discovery.discover import Discovery
from nhimbe_migrations.workspace.repository.discovery.homes import USUAL_FOLDERS, Home
from nhimbe_migrations.workspace.repository.discovery.other_sql import holds_other_sql
from nhimbe_migrations.workspace.repository.migration_names import is_module
from nhimbe_migrations.workspace.repository.paths import confine, plain_path
from nhimbe_migrations.workspace.repository.settings import Config
from nhimbe_migrations.workspace.repository.wrangler import D1Binding

__all__ = ["Layout", "chosen_databases", "configured", "find_layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths from the top of the repository, with forward slashes. They may name what is not there yet."""

    migrations: str
    schema: str
    types: str | None
    wrangler: str | None
    pattern: str | None = None
    """Which files of the migrations folder wrangler runs, a glob from that folder; None: the `.sql` files in it."""


def find_layout(root: Path, config: Config, found: Discovery) -> Layout:
    """Return where things are for the database that was chosen, or, where there is none, where they would be.

    Raises:
        ConfigurationError: a configured path leaves the repository.
    """
    chosen, paths = found.chosen, config.paths
    wrangler = chosen.wrangler if chosen and chosen.wrangler else found.files[0].path if found.files else None
    if paths.wrangler is not None:
        wrangler = configured(root, "wrangler", paths.wrangler)
    base = posixpath.dirname(wrangler) if wrangler else _likely_base(root)
    several = len({item.folder for item in found.homes}) > 1
    migrations = (
        configured(root, "migrations", paths.migrations)
        if paths.migrations is not None and not (found.named and chosen and chosen.folder)
        else _migrations(root, base, found)
    )
    schema = (
        configured(root, "schema", paths.schema)
        if paths.schema is not None and not (found.named and several)
        else _schemas_own(root, base, migrations, found)
        if several
        else _schema(root, base, migrations, found.schemas)
    )
    types = (
        configured(root, "types", paths.types)
        if paths.types is not None
        else _first(root, [*_join(base, _TYPES), *_TYPES]) or ("worker/src/types.ts" if base == "worker" else None)
    )
    return Layout(migrations, schema, types, wrangler, _pattern(chosen, migrations))


def _pattern(chosen: Home | None, migrations: str) -> str | None:
    """Wrangler's `migrations_pattern`, counted from the folder that it has to begin with."""
    written = chosen.pattern if chosen else None
    if chosen is None or written is None:
        return None
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(chosen.wrangler or ""), written))
    inner = whole.removeprefix(f"{migrations}/")
    return None if inner in {whole, "*.sql"} else inner


def _likely_base(root: Path) -> str:
    """Where the Worker would be without a wrangler file: nhimbe's `worker/`, unless D1's migrations stand at the top."""
    return "" if (root / "migrations").is_dir() and _may_hold_sql(root, "migrations") else "worker"


def _migrations(root: Path, base: str, found: Discovery) -> str:
    chosen = found.chosen
    if chosen and chosen.folder and chosen.is_there:
        return chosen.folder
    usual = (path for path in _join(base, USUAL_FOLDERS) if (root / path).exists() and _may_hold_sql(root, path))
    folder = next(usual, None) if chosen is None else chosen.folder
    if folder is None and not found.files and found.schemas and not (root / "worker").is_dir():
        return posixpath.join(posixpath.dirname(found.schemas[0]), "migrations")
    return folder or _new_folder(root, base, found)


def _new_folder(root: Path, base: str, found: Discovery) -> str:
    """Where the first migration makes its folder: in nhimbe's place below `worker/`, else where wrangler looks.

    A schema.sql in another place says that `worker/` is not laid out as nhimbe's is. A folder of another database's
    migrations is left to it.
    """
    own = posixpath.join(base, "src/db")
    is_nhimbes = base == "worker" and (not found.files or not found.schemas or (root / own).is_dir())
    usual = posixpath.join(base, "migrations")
    places = [posixpath.join(own, "migrations"), usual] if is_nhimbes else [usual]
    free = (place for place in places if not (root / place).is_dir() or _may_hold_sql(root, place))
    return next(free, posixpath.join(base, "d1/migrations"))


def _may_hold_sql(root: Path, path: str) -> bool:
    return not _holds_modules(root / path) and not holds_other_sql(root, path)


def _holds_modules(place: Path) -> bool:
    """Whether a folder holds modules alone: where it is no MongoDB history, it is some SQL library's."""
    try:
        names = [item.name for item in place.iterdir()]
    except OSError:
        return False
    return any(is_module(name) for name in names) and not any(name.endswith(".sql") for name in names)


def _schema(root: Path, base: str, migrations: str, schemas: Sequence[str]) -> str:
    """schema.sql: in a usual place, else the one that there is, else beside the migrations."""
    beside = posixpath.join(posixpath.dirname(migrations), "schema.sql")
    usual = dict.fromkeys((beside, *_join(base, _SCHEMAS), *_SCHEMAS))
    below = [path for path in schemas if not base or path.startswith(f"{base}/")]
    known = set(schemas)
    in_place = (path for path in usual if path in known or (path == beside and (root / path).exists()))
    return next(in_place, None) or next(iter((*below, *schemas)), beside)


def _schemas_own(root: Path, base: str, migrations: str, several: Discovery) -> str:
    """Of several databases each has its own, outside of every migrations folder: a runner would take it for a migration."""
    home = posixpath.dirname(migrations)
    folders = {item.folder for item in several.homes if item.folder}
    names = [name for name in (several.name, posixpath.basename(migrations)) if name and name != "migrations"]
    words = [re.sub(r"[^\w.-]+", "-", posixpath.basename(name)) for name in names] or ["main"]
    has_own_home = not any(posixpath.dirname(folder) == home for folder in folders if folder != migrations)
    own = [posixpath.join(home, "schema.sql")] if has_own_home and home not in folders else []
    for place in dict.fromkeys((home, base, "")):
        if place not in folders:
            own += [posixpath.join(place, form.format(word)) for word in words for form in _OWN_SCHEMAS]
    return _first(root, own) or own[0]


def chosen_databases(config: Config, found: Discovery) -> tuple[tuple[D1Binding, ...], tuple[D1Binding, ...]]:
    """Return the bindings that the migrations are for, in every environment, and the ones they are not for."""
    everything = tuple(item for home in found.homes for item in home.bindings)
    chosen = found.chosen.bindings if found.chosen else ()
    name = config.database.name
    stands_alone = name is not None and config.database.binding is None and not found.named
    if name is not None and (stands_alone or not chosen) and not any(item.name == name for item in chosen):
        # The setting stands where no wrangler file says it, or another database is meant.
        chosen = (D1Binding(binding=config.database.binding or "DB", name=name),)
    return chosen, tuple(item for item in everything if item not in chosen)


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


_SCHEMAS = ("src/db/schema.sql", "db/schema.sql", "schema.sql", "database/schema.sql", "sql/schema.sql")
_OWN_SCHEMAS = ("schema.{}.sql", "{}.schema.sql", "schema-{}.sql", "schema_{}.sql", "{}/schema.sql")
_TYPES = ("src/types.ts", "types.ts", "src/types/index.ts", "src/db/types.ts", "types/index.ts")


def _join(base: str, names: Iterable[str]) -> list[str]:
    return [posixpath.join(base, name) for name in names]


def _first(root: Path, candidates: Iterable[str]) -> str | None:
    return next((path for path in candidates if (root / path).exists()), None)
