"""What configurations say of MongoDB migrations: which runner, and which folder – read as text, as far as that can be told.

A configuration may compute its folder (`path.join(__dirname, "migrations")`, an environment variable, the folder of the build).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.system.files import read_regular
from nhimbe_migrations.workspace.repository.paths import plain_path

__all__ = ["FOLDERS", "MONGODB", "NamedFolder", "Runner", "as_json", "named_folders", "starts_in", "text_at"]

Runner = Literal[
    "migrate-mongo", "ts-migrate-mongoose", "umzug", "mongo-migrate-ts", "mongodb-migrations", "east", "unknown"
]

_READ = 200_000
_MOST_SOURCES = 150
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
MONGODB = re.compile(
    r"\b(?:mongodb|mongoose|MongoDBStorage|MongoClient|migrate-mongo|mongo-migrate-ts|ObjectId|createIndex|updateMany|updateOne|insertMany|insertOne|bulkWrite|"
    r"findOneAndUpdate|createCollection|aggregate|deleteMany)\b|\.collection\(|\$(?:set|unset|rename|exists)\b|[cC]ollection\("
)
FOLDERS = re.compile(r"(?:^|/)(?:[\w.-]*[-_.])?(?:migrations?|migrate|Migrations)$")


@dataclass(frozen=True, slots=True)
class NamedFolder:
    folder: str
    runner: Runner
    config: str


def named_folders(root: Path, listed: dict[str, tuple[str, ...]]) -> Iterator[NamedFolder]:
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


def _from_file(root: Path, config: str, runner: Runner, key: str, usual: str) -> Iterator[NamedFolder]:
    text = text_at(root, config)
    if text is None:
        return
    if runner in ("mongo-migrate-ts", "east", "ts-migrate-mongoose") and not _is_meant(text, key, config, runner):
        return
    paths = _said(text, (key,)) or [(False, usual)]
    yield NamedFolder(_there(root, config, paths), runner, config)


def _is_meant(text: str, key: str, config: str, runner: Runner) -> bool:
    """Whether a file of a common name is this runner's: `migrate.json` and `migrate.ts` are called so by others too."""
    if runner == "east":
        return True
    if config.endswith(".json"):
        data = as_json(text)
        return isinstance(data, dict) and (key in data or ("uri" in data and "mongodb" in str(data.get("uri"))))
    return re.search(rf"\b{key}\b", text) is not None and ("mongo" in text or "uri" in text)


def _from_scripts(root: Path, path: str) -> Iterator[NamedFolder]:
    """`migrate-mongo up -f FILE`, where the file is called as people like."""
    data = as_json(text_at(root, posixpath.join(path, "package.json")))
    scripts = data.get("scripts") if isinstance(data, dict) else None
    for script in scripts.values() if isinstance(scripts, dict) else ():
        for match in _SCRIPTED.finditer(script) if isinstance(script, str) else ():
            config = _inside(posixpath.join(path, match[1]))
            text = text_at(root, config) if config else None
            if config and text is not None:
                paths = _said(text, ("migrationsDir",)) or [(False, "migrations")]
                yield NamedFolder(_there(root, config, paths), "migrate-mongo", config)


def _from_code(root: Path, listed: dict[str, tuple[str, ...]]) -> Iterator[NamedFolder]:
    read = 0
    for path, names in listed.items():
        for name in names:
            is_common = re.fullmatch(r"(?:cli|index|run|main)\.[cm]?[jt]s", name) is not None
            if not _SOURCE.fullmatch(name) or (is_common and not FOLDERS.search(path)) or re.match(r"[0-9]", name):
                continue
            if read >= _MOST_SOURCES:
                return
            read += 1
            config = posixpath.join(path, name)
            text = text_at(root, config) or ""
            for sign, runner, keys in _IN_CODE:
                if not sign.search(text) or (runner == "umzug" and not MONGODB.search(text)):
                    continue
                if paths := _said(text, keys):
                    yield NamedFolder(_there(root, config, paths), runner, config)
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


def _there(root: Path, config: str, paths: Sequence[tuple[bool, str]]) -> str:
    """Of the folders that may be meant the first that is there; else the first that may be made."""
    candidates = [place for here, path in paths for place in _places(config, path, here=here)]
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


def as_json(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


def text_at(root: Path, path: str) -> str | None:
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


def starts_in(root: Path, config: str, folder: str) -> str:
    """Return the folder from which a runner has to be started so that its configuration means `folder`."""
    text = text_at(root, config) or ""
    for here, path in [
        candidate for keys in ("migrationsDir", "migrationsPath", "directory") for candidate in _said(text, (keys,))
    ]:
        plain = posixpath.normpath(path)
        if not here and (folder == plain or folder.endswith(f"/{plain}")):
            return folder[: len(folder) - len(plain)].rstrip("/")
    return posixpath.dirname(config)
