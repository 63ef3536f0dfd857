"""Where the MongoDB migrations of a repository are, and which runner takes them: from configurations read as text, and from folders.

Nothing is run. A configuration may compute its folder (`path.join(__dirname, "migrations")`); what can be told from its text is
told, and what is on the disk decides. Folders of up/down modules count where they do not speak of an SQL database.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from nhimbe_migrations.workspace.repository.discovery.homes import Home
from nhimbe_migrations.workspace.repository.discovery.mongodb_configs import (
    FOLDERS,
    MONGODB,
    NamedFolder,
    Runner,
    as_json,
    named_folders,
    text_at,
)
from nhimbe_migrations.workspace.repository.migration_names import goes_up, is_module, number_of
from nhimbe_migrations.workspace.repository.search import FolderListing

__all__ = ["MongoHistory", "mongodb_histories", "mongodb_homes"]

_ASIDE = re.compile(
    r"(?:^|/)(?:examples?|samples?|tests?|__tests__|spec|fixtures|templates?|docs?|demo)(?:/|$)", re.IGNORECASE
)


_NOT_MONGODB = re.compile(
    r"\b(?:knex|Knex|typeorm|kysely|Kysely|sequelize|Sequelize|QueryRunner|queryInterface|QueryInterface|MigrationBuilder|pgm|"
    r"node-pg-migrate|slonik|drizzle-orm|db-migrate|runSql|PrismaClient|strapi|addColumn|createTable|"
    r"ALTER\s+TABLE|CREATE\s+TABLE|INSERT\s+INTO)\b"
)
"""What migrations of SQL databases in TypeScript speak of."""


@dataclass(frozen=True, slots=True)
class MongoHistory:
    """A folder of MongoDB migrations, or the one that a configuration names."""

    folder: str
    """From the top of the repository."""
    runner: Runner
    config: str | None
    """The file that says so, from the top; None for a folder that was found by its files."""
    modules: int
    """How many files of the folder go up."""
    standing: int
    """0: a configuration names it and it holds migrations; 1: it holds migrations; 2: they may be MongoDB's; 3: a configuration
    names it, and it is empty; 4: a configuration names it, and it is not there. Ten more among examples and tests."""

    @property
    def why(self) -> str:
        """What says so, for people."""
        if self.config:
            known = self.runner if self.runner != "unknown" else "a MongoDB runner"
            return f"{known}, as {self.config} says"
        return f"{self.modules} modules with up and down"


def mongodb_homes(root: Path, folders: Sequence[FolderListing]) -> tuple[Home, ...]:
    """Return the MongoDB histories as what may be meant, beside the databases that a wrangler file binds."""
    return tuple(_home(history) for history in mongodb_histories(root, folders))


def _home(history: MongoHistory) -> Home:
    standing, is_aside = _STANDINGS[history.standing % _ASIDE_BY], history.standing >= _ASIDE_BY
    return Home((), None, history.folder, standing, history.why, is_aside, history.runner, history.config)


def mongodb_histories(root: Path, folders: Sequence[FolderListing]) -> tuple[MongoHistory, ...]:
    """Return the MongoDB histories of the repository at `root`, what speaks most for itself first.

    Args:
        root: its top, resolved.
        folders: each folder that is looked at, nearest first.
    """
    listed = {folder.path: folder.files for folder in folders}
    named: dict[str, NamedFolder] = {}
    for found in named_folders(root, listed):
        named.setdefault(found.folder, found)
    histories = [_of_config(root, found, listed) for found in named.values()]
    known = {history.folder for history in histories}
    for path, names in listed.items():
        if path not in known and FOLDERS.search(path) and not any(name.endswith(".sql") for name in names):
            histories += _plain(root, path, names)
    histories = _with_config(histories)
    if any(history.standing % _ASIDE_BY == 0 for history in histories):
        # A folder inside of one that a runner takes holds what its migrations use.
        configured = [history.folder for history in histories if history.standing % _ASIDE_BY == 0]
        histories = [
            history
            for history in histories
            if not any(history.folder.startswith(f"{folder}/") for folder in configured)
        ]
    return tuple(
        sorted(histories, key=lambda item: (item.standing, item.folder.count("/"), -item.modules, item.folder))
    )


_ASIDE_BY = 10


_EMPTY = 3


_STANDINGS = (0, 0, 1, 1, 2)
"""As the folder of a D1 database stands: with migrations, there, declared and not there."""


def _with_config(histories: Sequence[MongoHistory]) -> list[MongoHistory]:
    """Join a configuration whose folder only its environment knows with the one folder of modules in its package."""
    kept = list(histories)
    for config in histories:
        if config.config is None or config.standing < _EMPTY:
            continue
        package = posixpath.dirname(posixpath.dirname(config.config)) or posixpath.dirname(config.config)
        beside = [item for item in kept if item.config is None and _is_below(item.folder, package)]
        if len(beside) == 1 and beside[0].standing < _EMPTY:
            kept.remove(config)
            kept[kept.index(beside[0])] = replace(beside[0], runner=config.runner, config=config.config, standing=0)
    return kept


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _standing(path: str, standing: int) -> int:
    return standing + (_ASIDE_BY if _ASIDE.search(path) else 0)


def _of_config(root: Path, found: NamedFolder, listed: dict[str, tuple[str, ...]]) -> MongoHistory:
    names = listed.get(found.folder)
    if names is None:
        place = root / found.folder
        is_inside = place.is_dir() and root in place.resolve().parents
        names = tuple(sorted(item.name for item in place.iterdir())) if is_inside else None
    modules = _modules(root, found.folder, names or ())
    standing = 4 if names is None else 0 if modules else 3
    return MongoHistory(found.folder, found.runner, found.config, modules, _standing(found.folder, standing))


def _plain(root: Path, path: str, names: Sequence[str]) -> Iterator[MongoHistory]:
    modules = [name for name in names if is_module(name)]
    numbered = [name for name in modules if re.match(r"[Vv]?[0-9]", name) or re.search(r"[0-9]{8,}", name)]
    if not numbered:
        return
    texts = [text_at(root, posixpath.join(path, name)) or "" for name in (numbered[0], *numbered[-3:])]
    if any(_NOT_MONGODB.search(text) for text in texts) or not any(goes_up(text) for text in texts):
        return
    speaks = any(MONGODB.search(text) for text in texts)
    if not speaks and _sql_package(root, path):
        return
    yield MongoHistory(path, _runner_above(root, path), None, len(numbered), _standing(path, 1 if speaks else 2))


def _modules(root: Path, folder: str, names: Sequence[str]) -> int:
    """How many files of a folder go up: a name with a number says so, the others are looked at."""
    modules = [name for name in names if is_module(name)]
    numbered = sum(number_of(name) is not None or re.match(r"[0-9]", name) is not None for name in modules)
    if numbered:
        return numbered
    return sum(goes_up(text_at(root, posixpath.join(folder, name)) or "") for name in modules[:50])


_RUNNER_PACKAGES: dict[str, Runner] = {
    "migrate-mongo": "migrate-mongo", "ts-migrate-mongoose": "ts-migrate-mongoose", "migrate-mongoose": "ts-migrate-mongoose",
    "mongo-migrate-ts": "mongo-migrate-ts", "mongodb-migrations": "mongodb-migrations", "umzug": "umzug", "east": "east",
}  # fmt: skip


def _packages_above(root: Path, path: str) -> Iterator[set[str]]:
    """The packages on which the package that holds a folder depends, then those of the packages around it."""
    for parent in PurePosixPath(path).parents:
        data = as_json(text_at(root, posixpath.join(str(parent), "package.json").removeprefix("./")))
        groups = [data.get(key) for key in ("dependencies", "devDependencies")] if isinstance(data, dict) else []
        yield {name for group in groups if isinstance(group, dict) for name in group}


def _runner_above(root: Path, path: str) -> Runner:
    for names in _packages_above(root, path):
        if found := next((runner for package, runner in _RUNNER_PACKAGES.items() if package in names), None):
            return found
    return "unknown"


def _sql_package(root: Path, path: str) -> bool:
    """Whether the package that holds a folder works with an SQL database, and not with MongoDB."""
    for names in _packages_above(root, path):
        if names & {"mongodb", "mongoose", "migrate-mongo", "ts-migrate-mongoose", "mongo-migrate-ts"}:
            return False
        if names & {
            "knex",
            "typeorm",
            "kysely",
            "sequelize",
            "pg",
            "mysql2",
            "better-sqlite3",
            "drizzle-orm",
            "@prisma/client",
        }:
            return True
    return False
