"""What runs the migrations of a D1 database here, read from scripts, configuration and the local database.

wrangler keeps a ledger for those who apply (`d1 migrations apply`), and none for those who execute a file: mixing the
two runs a file twice. So what the repository does already is what a new migration is run by.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.system.files import read_head, read_regular
from nhimbe_migrations.system.limits import SETTINGS_BYTES
from nhimbe_migrations.workspace.repository.wrangler import D1Binding

__all__ = ["Runner", "Script", "runner_of", "script_for"]

Way = Literal["apply", "execute", "drizzle-kit", "prisma"]

_APPLY = re.compile(r"\bd1\s+migrations\s+apply\s+(?:--\S+\s+)*(?P<name>[\w$(){}.-]+)")
_EXECUTE = re.compile(r"\bd1\s+execute\s+(?P<name>[\w.-]+)\b[^&|;\n]*?--file[= ](?P<file>[^\s'\"]+)")
_DRIZZLE = re.compile(r"\bdrizzle-kit\s+migrate\b")
_PRISMA = re.compile(r"\bprisma\s+migrate\s+deploy\b")
_LOCAL_STATE = ".wrangler/state/v3/d1/miniflare-D1DatabaseObject"
_HEAD = 262_144
"""Bytes of a local database in which its table definitions are looked for."""
_DOCUMENTS = ("README.md", "Makefile", "makefile", "justfile", "Taskfile.yml", "CONTRIBUTING.md")
_WORKFLOWS = ".github/workflows"
_MANAGERS = (
    ("pnpm-lock.yaml", "pnpm"), ("pnpm-workspace.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lockb", "bun"),
    ("bun.lock", "bun"), ("package-lock.json", "npm"),
)  # fmt: skip
_NAME = re.compile(r"[\w:.-]+")
_PLAIN = re.compile(r"[^&|;`$<>\n]+")
"""One command, without another behind it and without the shell's own words."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script of a package.json."""

    folder: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Runner:
    """What runs the migrations, and what says so."""

    way: Way
    why: str
    scripts: tuple[Script, ...] = ()
    """The package scripts that do it, each one command."""
    manager: str = "npm"


def runner_of(
    root: Path,
    *,
    base: str,
    migrations: str,
    databases: Sequence[D1Binding],
    names: Sequence[str] = (),
    drizzle: bool = False,
) -> Runner:
    """Return what runs the migrations of `databases`.

    Args:
        root: the top of the repository.
        base: the folder of the wrangler file.
        migrations: the folder of the migrations.
        databases: the bindings of the database in every environment.
        names: the SQL files of the history, from that folder.
        drizzle: drizzle-kit keeps records of the history.
    """
    manager = _manager(root, base)
    scripts = tuple(_scripts(root, base, migrations))
    known = {name for item in databases for name in (item.name, item.binding)}
    found = _by_scripts(scripts, known, migrations) or _by_settings(root, base, migrations, databases, names)
    found = found or _by_documents(root, base, known)
    if found is None and drizzle and not databases:
        found = Runner("drizzle-kit", "drizzle-kit's records, and no wrangler file with a database")
    return replace(found or Runner("execute", "nothing keeps a ledger of what has run"), manager=manager)


def _by_scripts(scripts: Sequence[Script], known: set[str], migrations: str) -> Runner | None:
    ways: tuple[tuple[re.Pattern[str], Way], ...] = ((_APPLY, "apply"), (_DRIZZLE, "drizzle-kit"), (_PRISMA, "prisma"))
    for pattern, way in ways:
        if found := [item for item in scripts if _speaks(pattern, item.text, known)]:
            plain = tuple(item for item in found if _NAME.fullmatch(item.name) and _PLAIN.fullmatch(item.text))
            return Runner(way, _said_by(found[0]), plain)
    executed = next((item for item in scripts if _executes(item, known, migrations)), None)
    return Runner("execute", _said_by(executed)) if executed else None


def _said_by(script: Script) -> str:
    return f"the script {script.name} in {posixpath.join(script.folder, 'package.json')}"


def _by_settings(
    root: Path, base: str, migrations: str, databases: Sequence[D1Binding], names: Sequence[str]
) -> Runner | None:
    """Wrangler's ledger by what is on the disk. Files without a number it would run in an order of its own."""
    tables = {item.migrations_table for item in databases} or {"d1_migrations"}
    if state := _ledger_in(root, base, tables):
        return Runner("apply", f"the ledger in {state}")
    if not all(re.match(r"[0-9]", name) for name in names):
        return None
    if any(item.migrations_dir for item in databases):
        return Runner("apply", "migrations_dir in the wrangler file")
    as_wrangler = all(re.match(r"[0-9]{4}_", name) for name in names)
    if databases and as_wrangler and migrations == posixpath.join(base, "migrations"):
        return Runner("apply", "wrangler's own folder, and names as it gives them")
    return None


def _by_documents(root: Path, base: str, known: set[str]) -> Runner | None:
    names = frozenset(known)
    for path, text in _documents(root, base):
        if way := _way_in(text, names):
            return Runner(way, path)
    return None


@lru_cache(maxsize=64)
def _way_in(text: str, names: frozenset[str]) -> Way | None:
    """What a document says; read anew only where the document is another one."""
    if _speaks(_APPLY, text, names):
        return "apply"
    return "execute" if any(match["name"] in names for match in _EXECUTE.finditer(text)) else None


def script_for(runner: Runner, place: Literal["local", "remote"], binding: D1Binding) -> Script | None:
    """Return the package script that runs them on one database, local or remote; None where none says just that."""
    for item in runner.scripts:
        match = _APPLY.search(item.text)
        environment = re.search(r"--env[= ]([\w.-]+)|(?<!\S)-e[ ]([\w.-]+)", item.text)
        named = (environment[1] or environment[2]) if environment else None
        ours = match is not None and match["name"] in {binding.name, binding.binding} and named == binding.environment
        if ours and f"--{place}" in item.text.split():
            return item
    return None


def _speaks(pattern: re.Pattern[str], text: str, names: AbstractSet[str]) -> bool:
    """Whether a text runs it, for one of these databases where it names one."""
    for match in pattern.finditer(text):
        name = match.groupdict().get("name")
        if name is None or not names or name in names or "$" in name:
            return True
    return False


def _executes(item: Script, names: set[str], migrations: str) -> bool:
    return any(
        (not names or match["name"] in names)
        and posixpath.normpath(posixpath.join(item.folder, posixpath.dirname(match["file"]))) == migrations
        for match in _EXECUTE.finditer(item.text)
    )


def _scripts(root: Path, base: str, migrations: str) -> Iterator[Script]:
    """The scripts of each package.json from the wrangler file and the migrations up to the top."""
    folders = [folder for start in (base, posixpath.dirname(migrations)) for folder in (*_upwards(start), "")]
    for folder in dict.fromkeys(folders):
        try:
            data = json.loads(_text(root, posixpath.join(folder, "package.json")) or "null")
        except (ValueError, RecursionError):
            continue
        scripts = data.get("scripts") if isinstance(data, dict) else None
        for name, text in scripts.items() if isinstance(scripts, dict) else ():
            if isinstance(text, str):
                yield Script(folder, name, text)


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


def _manager(root: Path, base: str) -> str:
    for folder in (*_upwards(base), ""):
        for lock, manager in _MANAGERS:
            if (root / folder / lock).is_file():
                return manager
    return "npm"


def _ledger_in(root: Path, base: str, tables: set[str]) -> str | None:
    """The folder of the local databases where one of them has wrangler's ledger."""
    place = posixpath.join(base, _LOCAL_STATE)
    try:
        files = sorted((root / place).glob("*.sqlite"))
        heads = [read_head(file, within=root, count=_HEAD) for file in files[:8]]
    except (OSError, PathError):
        return None
    made = re.compile(rb"CREATE TABLE\s+[\"`\[]?(?:%s)\b" % b"|".join(re.escape(table.encode()) for table in tables))
    return place if any(made.search(head) for head in heads) else None


def _documents(root: Path, base: str) -> Iterator[tuple[str, str]]:
    paths = [posixpath.join(folder, name) for folder in dict.fromkeys((base, "")) for name in _DOCUMENTS]
    with suppress(OSError):
        paths += sorted(
            f"{_WORKFLOWS}/{path.name}" for path in (root / _WORKFLOWS).iterdir() if path.suffix in {".yml", ".yaml"}
        )
    for path in paths:
        if text := _text(root, path):
            yield path, text


def _text(root: Path, path: str) -> str | None:
    if not os.path.lexists(f"{root}/{path}"):
        return None
    try:
        return read_regular(root / path, within=root, most=SETTINGS_BYTES).decode("utf-8-sig", "replace")
    except (OSError, PathError):
        return None
