"""The D1 databases that a repository shows, each with the folder of its migrations and what says so.

A database is what a wrangler file binds, in every environment: bindings with one `database_id` or one `database_name`
are one database, also in the files of several Workers. Environments with a `migrations_dir` of their own are databases
of their own. Nothing is chosen here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.repository.discovery.other_sql import holds_other_sql
from nhimbe_migrations.workspace.repository.discovery.wrangler_files import WranglerFile
from nhimbe_migrations.workspace.repository.paths import plain_path
from nhimbe_migrations.workspace.repository.wrangler import D1Binding

__all__ = ["DECLARED", "USUAL_FOLDERS", "Home", "elsewhere", "holds_migrations", "homes_of", "plain"]

USUAL_FOLDERS = (
    "src/db/migrations",
    "db/migrations",
    "migrations",
    "drizzle/migrations",
    "drizzle",
    "prisma/migrations",
)
"""Where migrations are looked for beside a wrangler file that names no folder."""
DECLARED = 2
"""The standing of a folder that is declared, and not there."""
_REAL_ID = re.compile(r"(?=.*[1-9a-f])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
"""A database_id as Cloudflare gives it; `local`, `xxxx` and zeros are put there by people, for several databases."""


@dataclass(frozen=True, slots=True)
class Home:
    """A D1 database with the folder of its migrations."""

    bindings: tuple[D1Binding, ...]
    """Of `wrangler`, every environment; empty where no wrangler file knows the database."""
    wrangler: str | None
    folder: str | None
    """From the top of the repository; None where nothing says it."""
    standing: int
    """0: the folder holds migrations; 1: it is there; 2: it is declared, and not there; 3: nothing says where."""
    why: str
    """What says so, with its file."""
    is_aside: bool = False
    """It lies among examples, templates or tests."""
    runner: str = ""
    """What takes the migrations of a MongoDB history: `migrate-mongo`, `umzug` …, or `unknown`; empty for a D1 database."""
    config: str | None = None
    """The file that configures the runner."""

    @property
    def names(self) -> tuple[str, ...]:
        """What `database` may say for it: names and bindings of every environment, and its folder."""
        names = [name for item in self.bindings for name in (item.name, item.binding)]
        folder = [self.folder, posixpath.basename(self.folder)] if self.folder else []
        return tuple(dict.fromkeys((*names, *folder)))

    @property
    def is_there(self) -> bool:
        """Whether the folder is on the disk."""
        return self.standing < DECLARED

    @property
    def pattern(self) -> str | None:
        """Wrangler's `migrations_pattern`, where a binding has one."""
        return next((item.migrations_pattern for item in self.bindings if item.migrations_pattern), None)


@dataclass(slots=True)
class _Unit:
    """Bindings that are one database, by the file that they stand in."""

    parts: list[tuple[WranglerFile, tuple[D1Binding, ...]]]

    def keys(self) -> set[tuple[str, str]]:
        return {key for _, bindings in self.parts for item in bindings for key in _keys(item)}


def homes_of(root: Path, files: Sequence[WranglerFile]) -> tuple[Home, ...]:
    """Return the databases of the wrangler files, in the order of the files."""
    units = _merged([_Unit([(file, group)]) for file in files for group in _groups(root, file)])
    declared = {path for unit in units for _, path in _declared(unit)}
    return tuple(_home(root, unit, declared) for unit in units)


def plain(path: str) -> str | None:
    """Return a path in its plain form; None where it leaves the repository."""
    try:
        return plain_path(posixpath.normpath(path))
    except PathError:
        return None


def holds_migrations(root: Path, folder: str) -> bool:
    """Say whether a folder has SQL files, or folders with a `migration.sql` each."""
    place = root / folder
    try:
        for entry in place.iterdir():
            if entry.name.endswith(".sql") and entry.is_file():
                return True
            if not entry.is_symlink() and (entry / "migration.sql").is_file():
                return True
    except OSError:
        return False
    return False


def _keys(item: D1Binding) -> Iterator[tuple[str, str]]:
    if item.id and _REAL_ID.fullmatch(item.id):
        yield "id", item.id.lower()
    if item.name != item.binding:
        yield "name", item.name


def _groups(root: Path, file: WranglerFile) -> Iterator[tuple[D1Binding, ...]]:
    """The bindings of a file by their name in the code, apart where environments have folders of their own."""
    for name in dict.fromkeys(item.binding for item in file.bindings):
        same = [item for item in file.bindings if item.binding == name]
        folders = {_folder_of(file, item) for item in same}
        standing = [folder for folder in folders if folder and holds_migrations(root, folder)]
        if len(standing) < 2:  # noqa: PLR2004 one history, or none yet
            yield tuple(same)
            continue
        rest = [item for item in same if _folder_of(file, item) not in standing]
        for place, folder in enumerate(dict.fromkeys(_folder_of(file, item) for item in same if item not in rest)):
            yield tuple(item for item in same if _folder_of(file, item) == folder or (place == 0 and item in rest))


def _folder_of(file: WranglerFile, item: D1Binding) -> str | None:
    return plain(posixpath.join(file.base, item.folder))


def _merged(units: Sequence[_Unit]) -> list[_Unit]:
    """One unit for each database; environments of one file that stand apart stay apart."""
    merged: list[_Unit] = []
    for unit in units:
        file = unit.parts[0][0]
        same = next(
            (other for other in merged if other.keys() & unit.keys() and not _split(other, unit, file)),
            None,
        )
        if same is None:
            merged.append(unit)
        else:
            same.parts += unit.parts
    return merged


def _split(one: _Unit, other: _Unit, file: WranglerFile) -> bool:
    """Whether the two are environments of one binding that were told apart."""
    mine = {item.binding for part, bindings in one.parts if part is file for item in bindings}
    return any(item.binding in mine for _, bindings in other.parts for item in bindings)


def _declared(unit: _Unit) -> list[tuple[WranglerFile, str]]:
    found = [
        (file, path)
        for file, bindings in unit.parts
        for item in bindings
        if (item.migrations_dir or item.migrations_pattern) and (path := _folder_of(file, item))
    ]
    return list(dict.fromkeys(found))


def _home(root: Path, unit: _Unit, declared: Iterable[str]) -> Home:
    """Where the migrations of a database are: a declared folder that is there, a usual one, else the declared one."""
    own = sorted(_declared(unit), key=lambda place: _levels_up(*place))
    others = {path for path in declared if path not in {mine for _, mine in own}}
    named = {path for _, path in own}
    usual = [
        (file, posixpath.join(file.base, name))
        for file, _ in unit.parts
        for name in USUAL_FOLDERS
        if posixpath.join(file.base, name) not in others
    ]
    for holds, standing in ((holds_migrations, 0), (_is_there, 1)):
        # A Worker whose own folder it is comes before those that reach for it: its local database is the one in use.
        for file, path in usual:
            if path in named and not any(_levels_up(*place) == 0 for place in own) and holds(root, path):
                return _made(unit, file, path, standing, f"{path}/ beside {file.path}")
        for file, path in own:
            if holds(root, path):
                return _made(unit, file, path, standing, f"migrations_dir in {file.path}")
        for file, path in usual:
            if holds(root, path) and not holds_other_sql(root, path):
                return _made(unit, file, path, standing, f"{path}/ beside {file.path}")
    if own:
        file, path = own[0]
        return _made(unit, file, path, DECLARED, f"migrations_dir in {file.path}, a folder that is not there yet")
    file = unit.parts[0][0]
    return _made(unit, file, None, DECLARED + 1, f"{file.path}, which names no folder")


def _levels_up(file: WranglerFile, path: str) -> int:
    """How far a wrangler file goes up to reach a folder."""
    return posixpath.relpath(path, file.base or ".").split("/").count("..")


def _is_there(root: Path, folder: str) -> bool:
    return (root / folder).is_dir()


def _made(unit: _Unit, file: WranglerFile, folder: str | None, standing: int, why: str) -> Home:
    bindings = next(bindings for part, bindings in unit.parts if part is file)
    names = ", ".join(dict.fromkeys(item.binding for item in bindings))
    return Home(bindings, file.path, folder, standing, f"{why} ({names})", all(part.is_aside for part, _ in unit.parts))


def elsewhere(home: Home, folder: str, why: str) -> Home:
    """Return the database with migrations that something else than its wrangler file leads to."""
    return replace(home, folder=folder, standing=0, why=why)
