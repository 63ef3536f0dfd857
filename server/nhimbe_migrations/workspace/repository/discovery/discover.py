"""Which D1 history is meant: what was found, from which file, and what else it could have been.

Nothing is guessed: where several databases stand equal, it is asked which one.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nhimbe_migrations.errors import ArgumentError, ConfigurationError, RepositoryError
from nhimbe_migrations.workspace.repository.discovery.generators import DrizzleConfig, drizzle_configs
from nhimbe_migrations.workspace.repository.discovery.homes import DECLARED, Home, elsewhere, holds_migrations, homes_of
from nhimbe_migrations.workspace.repository.discovery.mongodb_histories import mongodb_homes
from nhimbe_migrations.workspace.repository.discovery.sql_folders import (
    applied_by_script,
    equal_folders,
    folders_by_script,
    inner_folders,
    schema_files,
)
from nhimbe_migrations.workspace.repository.discovery.wrangler_files import WranglerFile, read_files
from nhimbe_migrations.workspace.repository.paths import plain_path
from nhimbe_migrations.workspace.repository.search import FolderListing, folders_below
from nhimbe_migrations.workspace.repository.settings import CONFIG_NAME, Config
from nhimbe_migrations.workspace.repository.wrangler import D1Binding, read_wrangler

__all__ = ["Discovery", "at_front", "described", "discover", "label", "which_of"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """The databases that were found, and the one that is meant."""

    homes: tuple[Home, ...] = ()
    """Every database, and every folder that may be one's history."""
    chosen: Home | None = None
    """None where there is none, or where `question` asks which."""
    question: ArgumentError | None = None
    """What to ask where several stand equal."""
    equal: tuple[Home, ...] = ()
    """Those that `question` asks of."""
    named: bool = False
    """A caller said which one."""
    decided_by: str = ""
    """What settled it where there were several."""
    files: tuple[WranglerFile, ...] = ()
    drizzle: tuple[DrizzleConfig, ...] = ()
    mongodb: tuple[Home, ...] = ()
    """The MongoDB histories beside D1 databases; where there is no D1 database they are the `homes`."""
    schemas: tuple[str, ...] = ()
    """Every schema.sql of the repository that SQLite may read, the plainest place first."""

    @property
    def name(self) -> str | None:
        """What the chosen database is called where there are several; None where there is one alone."""
        return label(self.chosen, self.homes) if self.chosen and len(self.homes) > 1 else None


def discover(root: Path, config: Config, *, near: Path | None = None, database: str | None = None) -> Discovery:
    """Look for the D1 databases of the repository at `root`.

    Args:
        root: its top, resolved.
        config: what nhimbe-migrations.toml says; it settles what it names.
        near: where the search begins; the wrangler file nearest upwards is the one meant.
        database: the binding, name or folder that a caller named.

    Raises:
        ArgumentError: nothing, or more than one, answers to `database`.
        ConfigurationError: the configured wrangler file has no such binding.
    """
    folders = tuple(folders_below(root))
    files = read_files(root, folders)
    if config.paths.wrangler is not None:
        path = plain_path(config.paths.wrangler)
        files = (next((item for item in files if item.path == path), None) or _named(root, path),)
    elif near is not None and (nearest := _upwards(root, near, files)):
        files = (nearest, *(item for item in files if item is not nearest))
    drizzle = drizzle_configs(root, folders)
    homes = homes_of(root, files)
    homes = _with_histories(root, homes, folders, drizzle, files[0].base if files else "")
    schemas = schema_files(root, folders)
    found = Discovery(homes, files=files, drizzle=drizzle, mongodb=mongodb_homes(root, folders), schemas=schemas)
    if found.mongodb and not any(home.bindings for home in homes) and not drizzle and _stands(found.mongodb, homes):
        # SQL beside MongoDB migrations, and without a Worker, may be any database's.
        found = replace(found, homes=found.mongodb, mongodb=())
    if database is not None:
        chosen = _answering(found, database)
        return replace(found, chosen=chosen, named=True, decided_by="the argument `database`")
    return _decided(root, found, config, near)


def _stands(mongodb: Sequence[Home], homes: Sequence[Home]) -> bool:
    """Whether a MongoDB history is sure enough to be meant rather than a folder of SQL."""
    return not homes or mongodb[0].standing == 0


def _holds(root: Path, home: Home, near: Path) -> bool:
    """Whether the search begins in the package that has this history, below the top."""
    place = root / (home.folder or "")
    return near == place or near in place.parents


def label(home: Home, homes: Sequence[Home]) -> str:
    """Return the shortest name that only this database answers to."""
    counted = Counter(name for item in homes for name in item.names)
    own = [name for name in home.names if counted[name] == 1]
    return own[0] if own else (home.folder or home.names[0])


def _named(root: Path, path: str) -> WranglerFile:
    try:
        return WranglerFile(path, read_wrangler(root / path, root))
    except RepositoryError as error:
        return WranglerFile(path, (), error.what)


def _upwards(root: Path, near: Path, files: Sequence[WranglerFile]) -> WranglerFile | None:
    for folder in (near, *near.parents):
        if folder == root or root not in folder.parents:
            return None
        here = folder.relative_to(root).as_posix()
        if found := next((item for item in files if item.base == here), None):
            return found
    return None


def _with_histories(
    root: Path, homes: tuple[Home, ...], folders: Sequence[FolderListing], drizzle: Sequence[DrizzleConfig], base: str
) -> tuple[Home, ...]:
    """Add what else leads to a history: package scripts, drizzle-kit's configuration, folders of SQL."""
    if any(home.standing == 0 for home in homes):
        return homes
    for config in drizzle:
        if holds_migrations(root, config.out):
            why = f"`out` in {config.path}"
            return tuple(elsewhere(home, config.out, why) for home in homes) or (Home((), None, config.out, 0, why),)
    by_script = dict(folders_by_script(root, base))
    led = tuple(_by_script(home, by_script) for home in homes)
    if any(home.standing == 0 for home in led):
        return led
    if by_script:
        name, folder = next(iter(by_script.items()))
        why = f"a package script that executes its files on {name}"
        if homes:
            return tuple(elsewhere(home, folder, why) for home in homes)
        home = Home((D1Binding(binding=name, name=name),), None, folder, 0, why)
        return (home, *inner_folders(root, folder, folders))
    equal = equal_folders(root, base, folders)
    if not homes:
        return equal
    if len(homes) == 1 and equal:
        return tuple(elsewhere(homes[0], item.folder or "", item.why) for item in equal)
    return homes


def _by_script(home: Home, by_script: Mapping[str, str]) -> Home:
    name = next((name for name in home.names if name in by_script), None)
    return home if name is None else elsewhere(home, by_script[name], f"a package script ({name})")


def _decided(root: Path, found: Discovery, config: Config, near: Path | None) -> Discovery:
    """Choose where one stands out, by the configuration or by what is there."""
    homes = found.homes
    if not homes:
        return found
    if chosen := _configured(found, config):
        return replace(found, chosen=chosen, decided_by=CONFIG_NAME)
    if near is not None and not any(home.bindings for home in homes):
        here = [home for home in homes if home.folder and _holds(root, home, near)]
        if len(here) == 1 and near != root:
            return replace(found, chosen=here[0], decided_by="the working directory")
    if near is not None and found.files and found.files[0].base and root / found.files[0].base in (near, *near.parents):
        here = [home for home in homes if home.wrangler == found.files[0].path]
        if len(here) == 1:
            return replace(found, chosen=here[0], decided_by="the working directory")
    aside = min(home.is_aside for home in homes)
    best = min(home.standing for home in homes if home.is_aside == aside)
    first = [home for home in homes if home.is_aside == aside and home.standing == best]
    if len(first) == 1:
        others = "the others have no migrations" if best < DECLARED else "the others name no folder"
        return replace(found, chosen=first[0], decided_by=others if len(homes) > 1 else "")
    for settle, by in _settling(root, found, first):
        if len(settle) == 1:
            return replace(found, chosen=settle[0], decided_by=by)
    return replace(found, question=which_of(first, homes), equal=tuple(first))


def _settling(root: Path, found: Discovery, first: Sequence[Home]) -> Iterator[tuple[list[Home], str]]:
    """What speaks for one of several equals, and what it is."""
    outs = {item.out: item.path for item in found.drizzle}
    by_drizzle = [home for home in first if home.folder in outs]
    yield by_drizzle, f"`out` in {outs[by_drizzle[0].folder or '']}" if by_drizzle else ""
    folders = {home.folder for home in first}
    if len(folders) == 1 and all(item.migrations_dir for home in first for item in home.bindings):
        # One history that is declared for several databases is run on each of them.
        joined = tuple(item for home in first for item in home.bindings if home.wrangler == first[0].wrangler)
        yield [replace(first[0], bindings=joined)], "they declare one folder, so each of them runs every migration"
    if len(folders) == 1:
        applied = applied_by_script(root, posixpath.dirname(first[0].wrangler or ""))
        yield [home for home in first if applied & set(home.names)], "the package scripts apply migrations to it alone"


def _configured(found: Discovery, config: Config) -> Home | None:
    """The database that nhimbe-migrations.toml names.

    Raises:
        ConfigurationError: the wrangler file has no such binding.
    """
    homes, database = found.homes, config.database
    folder = plain_path(config.paths.migrations) if config.paths.migrations else None
    bound = [home for home in homes if home.bindings]
    if database.binding is not None and bound:
        chosen = [home for home in bound if any(item.binding == database.binding for item in home.bindings)]
        if not chosen:
            names = ", ".join(dict.fromkeys(item.binding for home in bound for item in home.bindings))
            raise ConfigurationError(
                f"There is no D1 binding {database.binding!r} in {bound[0].wrangler}.",
                way_out=f"Set `database.binding` to one of: {names}.",
            )
        at_home = [home for home in chosen if home.folder == folder] or chosen
        return at_home[0] if len(at_home) == 1 or database.name is None else _by_name(at_home, database.name)
    if database.name is not None:
        return _by_name(homes, database.name)
    if folder is not None:
        return next((home for home in homes if home.folder == folder), None) or (homes[0] if len(homes) == 1 else None)
    return None


def _by_name(homes: Sequence[Home], name: str) -> Home | None:
    return next((home for home in homes if any(item.name == name for item in home.bindings)), None)


def _answering(found_there: Discovery, database: str) -> Home:
    """The one that a caller named: a D1 database, or the folder of a MongoDB history.

    Raises:
        ArgumentError: nothing, or more than one, answers to the name.
    """
    asked = database.strip()
    homes = found_there.homes
    if by_folder := next((home for home in found_there.mongodb if asked.strip("./") == home.folder), None):
        return by_folder
    for folded in (str, str.casefold):
        wanted = folded(asked)
        found = [home for home in homes if wanted in {folded(name) for name in (label(home, homes), *home.names)}]
        exact = [home for home in found if folded(label(home, homes)) == wanted]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if found:
            raise ArgumentError(
                f"{asked[:200]!r} names {len(found)} databases: {_listed(found, homes)}.",
                way_out="Say the name that only one of them has.",
            )
    if not homes:
        raise ArgumentError(
            f"There is no D1 database {asked[:200]!r}.",
            why="No wrangler file here binds one, and no folder holds SQL migrations.",
            way_out="Leave `database` out.",
        )
    raise ArgumentError(
        f"There is no D1 database {asked[:200]!r}.",
        way_out=f"There {'is' if len(homes) == 1 else 'are'}: {_listed(homes, homes)}.",
    )


def at_front(found: Discovery, text: str) -> tuple[str, str | None] | None:
    """Return the database that `text` begins with, and what follows its point; None where there is one alone, or none does.

    `PII.people` is a table of PII, and `PII` is all of it.
    """
    names = sorted({name for home in found.homes for name in home.names}, key=len, reverse=True)
    for name in names if len(found.homes) > 1 else ():
        if text == name:
            return name, None
        if text.startswith(f"{name}."):
            return name, text.removeprefix(f"{name}.")
    return None


def which_of(first: Sequence[Home], homes: Sequence[Home]) -> ArgumentError:
    """Return the question which of `first` is meant."""
    which = "Which D1 database?" if any(home.bindings for home in first) else "Which migrations?"
    return ArgumentError(
        f"{which} There are {len(first)}: {_listed(first, homes)}.",
        why="Each has its own history, and nothing here says which one is meant.",
        way_out=(
            f"Ask the user, then pass `database` with one of these names; or settle it for good in {CONFIG_NAME}, "
            f"such as {_line(first)}."
        ),
    )


def _line(first: Sequence[Home]) -> str:
    """The setting that chooses the first of several."""
    first_home = first[0]
    bindings = [{item.binding for item in home.bindings} for home in first]
    if first_home.wrangler and all(not bindings[0] & other for other in bindings[1:]):
        return f'`binding = "{first_home.bindings[0].binding}"` below `[database]`'
    if first_home.wrangler and len({home.folder for home in first}) < len(first):
        return f'`name = "{first_home.bindings[0].name}"` below `[database]`'
    return f'`migrations = "{first_home.folder}"` below `[paths]`'


def _listed(homes: Sequence[Home], among: Sequence[Home]) -> str:
    return "; ".join(f"{label(home, among)} ({described(home)})" for home in homes)


def described(home: Home) -> str:
    """Say in a few words where a database's migrations are and what says so."""
    bindings = ", ".join(dict.fromkeys(item.binding for item in home.bindings))
    return f"binding {bindings}, {home.folder or 'no folder yet'}, {home.wrangler}" if home.wrangler else home.why
