"""Where the MongoDB migrations of a repository are, and which runner takes them: from configurations read as text, and from folders.

Nothing is run. A configuration may compute its folder (`path.join(__dirname, "migrations")`); what can be told from its text is
told, and what is on the disk decides. Folders of up/down modules count where they do not speak of an SQL database.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.workspace.repository.discovery.homes import Home
from nhimbe_migrations.workspace.repository.migration_names import goes_up, is_module, number_of
from nhimbe_migrations.workspace.repository.paths import plain_path
from nhimbe_migrations.workspace.repository.search import FolderListing

__all__ = ["MongoHistory", "Runner", "mongodb_histories", "mongodb_homes"]

Runner = Literal[
    "migrate-mongo", "ts-migrate-mongoose", "umzug", "mongo-migrate-ts", "mongodb-migrations", "east", "unknown"
]

_READ = 200_000
_MOST_SOURCES = 150
_ASIDE = re.compile(
    r"(?:^|/)(?:examples?|samples?|tests?|__tests__|spec|fixtures|templates?|docs?|demo)(?:/|$)", re.IGNORECASE
)
_FOLDERS = re.compile(r"(?:^|/)(?:[\w.-]*[-_.])?(?:migrations?|migrate|Migrations)$")
_NOT_MONGODB = re.compile(
    r"\b(?:knex|Knex|typeorm|kysely|Kysely|sequelize|Sequelize|QueryRunner|queryInterface|QueryInterface|MigrationBuilder|pgm|"
    r"node-pg-migrate|slonik|drizzle-orm|db-migrate|runSql|PrismaClient|strapi|addColumn|createTable|"
    r"ALTER\s+TABLE|CREATE\s+TABLE|INSERT\s+INTO)\b"
)
"""What migrations of SQL databases in TypeScript speak of."""
_MONGODB = re.compile(
    r"\b(?:mongodb|mongoose|MongoDBStorage|MongoClient|migrate-mongo|mongo-migrate-ts|ObjectId|createIndex|updateMany|updateOne|insertMany|insertOne|bulkWrite|"
    r"findOneAndUpdate|createCollection|aggregate|deleteMany)\b|\.collection\(|\$(?:set|unset|rename|exists)\b|[cC]ollection\("
)
_CONFIGS: tuple[tuple[re.Pattern[str], Runner, str, str], ...] = (
    (
        re.compile(r"migrate-mongo-config(?:[.-]\w+)?\.(?:[cm]?[jt]s|json)"),
        "migrate-mongo",
        "migrationsDir",
        "migrations",
    ),
    (re.compile(r"migrate\.(?:json|[cm]?[jt]s)"), "ts-migrate-mongoose", "migrationsPath", "migrations"),
    (re.compile(r"mm-config\.(?:json|js|coffee)"), "mongodb-migrations", "directory", "migrations"),
    (re.compile(r"\.eastrc(?:\.c?js|\.json)?"), "east", "dir", "migrations"),
    (re.compile(r"migrations\.json"), "mongo-migrate-ts", "migrationsDir", "migrations"),
)
"""File name, runner, the key that names the folder, and the folder where the key is missing."""
_SOURCE = re.compile(
    r"[\w.-]*(?:umzug|migrat|mongo)[\w.-]*\.[cm]?[jt]s|(?:cli|index|run|main)\.[cm]?[jt]s", re.IGNORECASE
)
_IN_CODE: tuple[tuple[re.Pattern[str], Runner, tuple[str, ...]], ...] = (
    (re.compile(r"\bmongoMigrateCli\s*\(|['\"]mongo-migrate-ts['\"]"), "mongo-migrate-ts", ("migrationsDir",)),
    (re.compile(r"new\s+Umzug\s*\("), "umzug", ("glob", "path")),
    (re.compile(r"['\"]migrate-mongo['\"]"), "migrate-mongo", ("migrationsDir",)),
    (re.compile(r"['\"](?:ts-)?migrate-mongoose['\"]"), "ts-migrate-mongoose", ("migrationsPath",)),
    (re.compile(r"['\"]mongodb-migrations['\"]"), "mongodb-migrations", ("directory", "runFromDir")),
)
"""What a source file says that starts a runner itself, and the keys that name the folder."""
_SCRIPTED = re.compile(r"\bmigrate-mongo\b[^&|;]*?(?:\s-f|--file)[= ]['\"]?([^\s'\"]+)")
_BUILT = re.compile(r"^(?:\./)?(?:dist|build|out|lib|output)/")


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


@dataclass(frozen=True, slots=True)
class _Named:
    folder: str
    runner: Runner
    config: str


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
    named: dict[str, _Named] = {}
    for found in _named(root, listed):
        named.setdefault(found.folder, found)
    histories = [_of_config(root, found, listed) for found in named.values()]
    known = {history.folder for history in histories}
    for path, names in listed.items():
        if path not in known and _FOLDERS.search(path) and not any(name.endswith(".sql") for name in names):
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


def _of_config(root: Path, found: _Named, listed: dict[str, tuple[str, ...]]) -> MongoHistory:
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
    texts = [_text(root, posixpath.join(path, name)) or "" for name in (numbered[0], *numbered[-3:])]
    if any(_NOT_MONGODB.search(text) for text in texts) or not any(goes_up(text) for text in texts):
        return
    speaks = any(_MONGODB.search(text) for text in texts)
    if not speaks and _sql_package(root, path):
        return
    yield MongoHistory(path, _runner_above(root, path), None, len(numbered), _standing(path, 1 if speaks else 2))


def _modules(root: Path, folder: str, names: Sequence[str]) -> int:
    """How many files of a folder go up: a name with a number says so, the others are looked at."""
    modules = [name for name in names if is_module(name)]
    numbered = sum(number_of(name) is not None or re.match(r"[0-9]", name) is not None for name in modules)
    if numbered:
        return numbered
    return sum(goes_up(_text(root, posixpath.join(folder, name)) or "") for name in modules[:50])


_RUNNER_PACKAGES: dict[str, Runner] = {
    "migrate-mongo": "migrate-mongo", "ts-migrate-mongoose": "ts-migrate-mongoose", "migrate-mongoose": "ts-migrate-mongoose",
    "mongo-migrate-ts": "mongo-migrate-ts", "mongodb-migrations": "mongodb-migrations", "umzug": "umzug", "east": "east",
}  # fmt: skip


def _packages_above(root: Path, path: str) -> Iterator[set[str]]:
    """The packages on which the package that holds a folder depends, then those of the packages around it."""
    for parent in PurePosixPath(path).parents:
        data = _json(_text(root, posixpath.join(str(parent), "package.json").removeprefix("./")))
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


def _named(root: Path, listed: dict[str, tuple[str, ...]]) -> Iterator[_Named]:
    """The folders that configurations name: files of their own, package scripts, source files that start a runner."""
    for path, names in listed.items():
        for name in names:
            for pattern, runner, key, usual in _CONFIGS:
                if pattern.fullmatch(name):
                    yield from _from_file(root, posixpath.join(path, name), runner, key, usual)
    for path, names in listed.items():
        if "package.json" in names:
            yield from _from_scripts(root, path)
    yield from _from_code(root, listed)


def _from_file(root: Path, config: str, runner: Runner, key: str, usual: str) -> Iterator[_Named]:
    text = _text(root, config)
    if text is None:
        return
    if runner in ("mongo-migrate-ts", "east", "ts-migrate-mongoose") and not _is_meant(text, key, config, runner):
        return
    said = _said(text, (key,)) or [(False, usual)]
    yield _Named(_there(root, config, said), runner, config)


def _is_meant(text: str, key: str, config: str, runner: Runner) -> bool:
    """Whether a file of a common name is this runner's: `migrate.json` and `migrate.ts` are called so by others too."""
    if runner == "east":
        return True
    if config.endswith(".json"):
        data = _json(text)
        return isinstance(data, dict) and (key in data or ("uri" in data and "mongodb" in str(data.get("uri"))))
    return re.search(rf"\b{key}\b", text) is not None and ("mongo" in text or "uri" in text)


def _from_scripts(root: Path, path: str) -> Iterator[_Named]:
    """`migrate-mongo up -f FILE`, where the file is called as people like."""
    data = _json(_text(root, posixpath.join(path, "package.json")))
    scripts = data.get("scripts") if isinstance(data, dict) else None
    for script in scripts.values() if isinstance(scripts, dict) else ():
        for match in _SCRIPTED.finditer(script) if isinstance(script, str) else ():
            config = _inside(posixpath.join(path, match[1]))
            text = _text(root, config) if config else None
            if config and text is not None:
                said = _said(text, ("migrationsDir",)) or [(False, "migrations")]
                yield _Named(_there(root, config, said), "migrate-mongo", config)


def _from_code(root: Path, listed: dict[str, tuple[str, ...]]) -> Iterator[_Named]:
    read = 0
    for path, names in listed.items():
        for name in names:
            is_common = re.fullmatch(r"(?:cli|index|run|main)\.[cm]?[jt]s", name) is not None
            if not _SOURCE.fullmatch(name) or (is_common and not _FOLDERS.search(path)) or re.match(r"[0-9]", name):
                continue
            if read >= _MOST_SOURCES:
                return
            read += 1
            config = posixpath.join(path, name)
            text = _text(root, config) or ""
            for sign, runner, keys in _IN_CODE:
                if not sign.search(text) or (runner == "umzug" and not _MONGODB.search(text)):
                    continue
                if said := _said(text, keys):
                    yield _Named(_there(root, config, said), runner, config)
                    break


_KEY = r"""["']?\b{key}\b["']?\s*(?:[:=(]|\?\?)\s*(?P<value>(?:[^,;\n(){{}}\[\]]|\([^()]*\)|\[[^\[\]]*\]|\$\{{[^}}]*\}})+)"""


def _said(text: str, keys: Sequence[str]) -> list[tuple[bool, str]]:
    """The folders that a configuration may mean: whether each counts from the file's own folder, and its path."""
    plain = re.sub(r"^\s*(?://|\*).*$", "", text, flags=re.MULTILINE)
    found: list[tuple[bool, str]] = []
    for key in keys:
        for match in re.finditer(_KEY.format(key=key), plain):
            found += _paths(match["value"], plain)
    return list(dict.fromkeys(found))


def _paths(value: str, text: str, *, depth: int = 3) -> Iterator[tuple[bool, str]]:
    value = value.strip().rstrip(",")
    here = re.search(r"__dirname|import\.meta|fileURLToPath", value) is not None
    if re.fullmatch(r"[A-Za-z_$][\w$.]*", value) and value != "__dirname":
        name = value.rpartition(".")[2]
        stated = re.search(rf"\b{re.escape(name)}\b\s*[:=]\s*(?P<value>[^;\n]+)", text)
        if stated and depth and stated["value"].strip() != value:
            yield from _paths(stated["value"], text, depth=depth - 1)
        return
    strings = re.findall(r"""(['"`])((?:(?!\1).)*)\1""", value)
    if "?" in value and ":" in value.partition("?")[2]:
        # Either may be meant: the one that is there is.
        for _, part in strings:
            if "/" in part or part.isidentifier():
                yield here, _folder_of(part)
        return
    if re.search(r"\b(?:join|resolve)\s*\(", value):
        parts = [part for _, part in strings if not part.startswith("file:")]
        yield here, _folder_of(posixpath.join(*parts) if parts else ".")
        return
    if strings:
        # `process.env.DIR || "migrations"`
        part = strings[-1][1]
        yield here or "__dirname" in part or "import.meta" in part, _folder_of(part)
    elif here:
        yield True, "."


def _folder_of(path: str) -> str:
    """A path without what is computed in it, and without the pattern of names behind it."""
    path = re.sub(r"^\$\{[^}]*\}/?|^file://", "", path)
    parts = path.split("/")
    kept: list[str] = []
    for part in parts:
        if re.search(r"[*?{}\[\]$]", part) or re.search(r"\.[cm]?[jt]s$", part):
            break
        kept.append(part)
    return "/".join(kept) or "."


def _there(root: Path, config: str, said: Sequence[tuple[bool, str]]) -> str:
    """Of the folders that may be meant the first that is there; else the first that may be made."""
    candidates = [place for here, path in said for place in _places(config, path, here=here)]
    there = (place for place in candidates if (root / place).is_dir() and root in (root / place).resolve().parents)
    return next(there, candidates[0] if candidates else "migrations")


def _places(config: str, path: str, *, here: bool) -> Iterator[str]:
    """The runner counts from where it is started: beside the configuration, or in a folder above it."""
    folder = posixpath.dirname(config)
    above = [folder, *(str(item) for item in PurePosixPath(folder).parents if str(item) != "."), ""] if folder else [""]
    sources = [path, _BUILT.sub("src/", path), _BUILT.sub("", path)] if _BUILT.search(path) else [path]
    for source in dict.fromkeys(sources):
        for place in above[:1] if here else dict.fromkeys(above):
            if found := _inside(posixpath.join(place, source)):
                yield found


def _json(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


def _text(root: Path, path: str) -> str | None:
    try:
        return read_regular(root / path, within=root, most=_READ).decode("utf-8-sig")
    except (OSError, PathError, UnicodeDecodeError):
        return None


def _inside(path: str) -> str | None:
    try:
        plain = plain_path(posixpath.normpath(path))
    except PathError:
        return None
    return None if plain in ("", ".") else plain
