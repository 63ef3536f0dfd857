"""Finds the repository, and is the repository: its root, its settings, and reading a file of it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nhimbe_migrations.errors import PathError, RepositoryError, UnusableFileError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.system.limits import SOURCE_BYTES
from nhimbe_migrations.workspace.repository.discovery.discover import Discovery, discover
from nhimbe_migrations.workspace.repository.discovery.mongodb_beside_d1 import for_mongodb
from nhimbe_migrations.workspace.repository.discovery.wrangler_files import WranglerFile
from nhimbe_migrations.workspace.repository.git_dir import GitPlace, find_git
from nhimbe_migrations.workspace.repository.layout import Layout, chosen_databases, configured, find_layout
from nhimbe_migrations.workspace.repository.paths import confine
from nhimbe_migrations.workspace.repository.rules import SEVERAL_WRANGLER_FILES, SHARED_DATABASE, UNUSABLE_FILE
from nhimbe_migrations.workspace.repository.settings import CONFIG_NAME, Config
from nhimbe_migrations.workspace.repository.settings_file import read_config
from nhimbe_migrations.workspace.repository.wrangler import WRANGLER_NAMES, D1Binding, shared_databases

__all__ = ["Layout", "Repository", "find_repository"]

REPOSITORY_VARIABLE = "NHIMBE_MIGRATIONS_REPO"
_VARIABLES = (REPOSITORY_VARIABLE, "CLAUDE_PROJECT_DIR")
_NAME_ONE = (
    "Start the server with `--repo PATH`, set NHIMBE_MIGRATIONS_REPO, or start it inside a checkout: a folder with "
    f"{CONFIG_NAME}, a wrangler file or .git at its top."
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout whose migrations are at hand."""

    root: Path
    """Resolved: no symbolic link is left in it."""
    config: Config
    layout: Layout
    databases: tuple[D1Binding, ...] = ()
    """The bindings that the migrations are for: the default environment first, then the others."""
    other_databases: tuple[D1Binding, ...] = ()
    """What else stands in the wrangler file."""
    git: GitPlace | None = None
    """None outside git."""
    findings: tuple[Finding, ...] = ()
    """What a reader should know about the settings."""
    discovery: Discovery = Discovery()  # noqa: RUF009 it is frozen
    """What was found, and what else could have been meant."""

    def locate(self, path: str) -> Path:
        """Return the absolute, resolved path of `path`, which may not exist.

        Raises:
            PathError: it leaves the repository, also through a symbolic link, or reaches into .git.
        """
        return confine(self.root, path)

    def read(self, path: str) -> str | None:
        """Return the text of a file with its BOM and line endings; None when there is no such file.

        Raises:
            PathError: the path leaves the repository, is a folder, cannot be opened, or is not UTF-8.
        """
        data = self.read_bytes(path)
        if data is None:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = 1 + data.count(b"\n", 0, error.start)
            raise PathError(
                f"{path} is not UTF-8: byte {data[error.start]:#04x} on line {line}.",
                why="wrangler would replace what it cannot decode, silently.",
                way_out="Save the file as UTF-8.",
            ) from error

    def read_bytes(self, path: str) -> bytes | None:
        """Return the bytes of a file; None when there is no such file.

        Raises:
            PathError: the path leaves the repository, is a folder, is no regular file, is larger than 16 MB, or cannot
                be opened.
        """
        try:
            return read_regular(self.locate(path), within=self.root, most=SOURCE_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except IsADirectoryError as error:
            raise PathError(f"{path} is a folder, not a file.") from error
        except OSError as error:
            raise PathError(f"{path} cannot be read: {error.strerror}.") from error


def find_repository(
    explicit: str | None = None,
    environment: Mapping[str, str] = os.environ,
    cwd: Path | None = None,
    *,
    database: str | None = None,
    undecided: bool = False,
    mongodb: bool = False,
) -> Repository:
    """Find the repository: `explicit`, NHIMBE_MIGRATIONS_REPO, CLAUDE_PROJECT_DIR, else upwards from `cwd`.

    A value with an unexpanded `${…}` counts as not given: some clients pass such text on as it is.

    Args:
        explicit: the folder that somebody named.
        environment: where the variables are read.
        cwd: where the search begins without either.
        database: which of several D1 databases is meant: its binding, name or folder.
        undecided: do not ask which of several D1 databases is meant; for what concerns none of them.
        mongodb: MongoDB's history is meant, where it stands apart from D1's.

    Raises:
        RepositoryError: there is none, or the one that was named is no folder; the message says how to name one.
        ArgumentError: several D1 databases stand equal, or none answers to `database`; the message lists them.
    """
    named = [("--repo", explicit), *((name, environment.get(name)) for name in _VARIABLES)]
    for source, value in named:
        if value and value.strip() and "${" not in value:
            return _open(_folder(source, value), None, database, undecided=undecided, mongodb=mongodb)
    here = _working_directory(cwd)
    return _open(_upwards(here), here, database, undecided=undecided, mongodb=mongodb)


def _open(root: Path, near: Path | None, database: str | None, *, undecided: bool, mongodb: bool) -> Repository:
    findings: list[Finding] = []
    try:
        config = read_config(root)
    except UnusableFileError as error:
        config = Config()
        findings.append(UNUSABLE_FILE.finding(f"{error.what} Every setting is at its default.", file=CONFIG_NAME))
    for key, path in (("wrangler", config.paths.wrangler), ("migrations", config.paths.migrations)):
        if path is not None:
            configured(root, key, path)
    found = discover(root, config, near=near, database=database)
    if mongodb and database is None and config.paths.migrations is None:
        found = for_mongodb(root, found)
    if found.question is not None and not undecided:
        raise found.question
    layout = find_layout(root, config, found)
    databases, others = chosen_databases(config, found)
    findings += [
        UNUSABLE_FILE.finding(f"{item.unusable} No database is known from it.", file=item.path)
        for item in found.files
        if item.unusable
    ]
    rivals = [item.path for item in found.files if item.path != layout.wrangler and not _same_database(item, found)]
    if layout.wrangler and rivals:
        findings.append(
            SEVERAL_WRANGLER_FILES.finding(
                f"{layout.wrangler} was taken; there are also {', '.join(rivals)}.", file=layout.wrangler
            )
        )
    findings += [
        SHARED_DATABASE.finding(f"The environments {' and '.join(names)} share one database_id.", file=layout.wrangler)
        for names in shared_databases(databases)
    ]
    return Repository(root, config, layout, databases, others, find_git(root), tuple(findings), found)


def _same_database(item: WranglerFile, found: Discovery) -> bool:
    """Whether a Worker binds the database that was chosen, and nothing else, so that it makes no difference."""
    chosen = found.chosen
    if chosen is None or (chosen.folder is None and posixpath.dirname(chosen.wrangler or "") not in {"worker", ""}):
        return False
    return bool(item.bindings) and all(binding.name in chosen.names for binding in item.bindings)


def _folder(source: str, value: str) -> Path:
    path = Path(value.strip()).expanduser()
    if not path.is_dir():
        raise RepositoryError(
            f"{source} names {value!r}, which is not a folder{'' if path.exists() else ' (it does not exist)'}.",
            way_out="Give the path of a checkout.",
        )
    return path.resolve()


def _working_directory(cwd: Path | None) -> Path:
    try:
        return (cwd or Path.cwd()).resolve()
    except OSError as error:
        raise RepositoryError("The working directory is gone.", way_out=_NAME_ONE) from error


def _upwards(here: Path) -> Path:
    """The nearest folder with our marker, else the top of the git checkout, else the nearest with a wrangler file."""
    folders = (here, *here.parents)
    for is_top in (_marked, _git_top, _has_wrangler):
        for folder in folders:
            if is_top(folder):
                return folder
    raise RepositoryError(f"No repository was found at {here} or above it.", way_out=_NAME_ONE)


def _marked(folder: Path) -> bool:
    return (folder / CONFIG_NAME).is_file()


def _git_top(folder: Path) -> bool:
    return (folder / ".git").exists()


def _has_wrangler(folder: Path) -> bool:
    return any((folder / name).is_file() for name in WRANGLER_NAMES)
