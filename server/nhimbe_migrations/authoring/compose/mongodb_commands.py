"""The commands that run a MongoDB migration, with what the repository has: its own runner, or its driver; else Deno.

Deno comes with the `[mongodb]` extra. It runs TypeScript as it stands and fetches the driver itself, so that nothing has
to be added to a repository that has no package for MongoDB.
"""

from __future__ import annotations

import json
import posixpath
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nhimbe_migrations.authoring.compose.composed import Check
from nhimbe_migrations.authoring.compose.mongodb_runner import runner_commands
from nhimbe_migrations.authoring.result.report import Command
from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["mongodb_commands", "mongodb_manual_steps"]

_STEPS: Final = (("run up()", "up"), ("run down(), to go back,", "down"))
_DRIVER: Final = "npm:mongodb@6"
_NODE: Final = "node -e"
_DENO: Final = "deno eval --ext=ts --no-lock --node-modules-dir=none"


@dataclass(frozen=True, slots=True)
class _Package:
    """A folder with a package.json, or with installed packages."""

    folder: str
    names: frozenset[str]


def mongodb_commands(
    repository: Repository, file: str, *, look_first: Sequence[Check] = (), verify: Sequence[Check] = ()
) -> tuple[Command, ...]:
    """Return what runs `up()` of `file`, and `down()` should it have to go back.

    The repository's own way where it has one; else MONGODB_URI names the database.

    `look_first` is asked before, `verify` afterwards, with the driver of the repository, else by Deno.
    """
    own = runner_commands(repository, file)
    if own is not None:
        return _around(own.folder, _NODE, own.commands, look_first, verify) if own.commands else ()
    for package in _packages_above(repository, file):
        if {"mongodb", "tsx"} <= package.names:
            return _around(package.folder, _NODE, tuple(_with_tsx(package.folder, file)), look_first, verify)
    folder = posixpath.dirname(repository.layout.wrangler or "")
    return _around(folder, _DENO, tuple(_with_deno(folder, file)), look_first, verify)


def mongodb_manual_steps(repository: Repository, file: str) -> Iterator[str]:
    """Say what a person has to know where no command runs the migration."""
    own = runner_commands(repository, file)
    if own is not None and own.step:
        yield own.step


def _around(
    folder: str, asks: str, runs: tuple[Command, ...], look_first: Sequence[Check], verify: Sequence[Check]
) -> tuple[Command, ...]:
    """`runs` between the questions; what goes back stays last."""
    return (
        *(Command(f"look first, {check.purpose}", _asked(folder, asks, check)) for check in look_first),
        *runs[:1],
        *(Command(f"verify, {check.purpose}", _asked(folder, asks, check)) for check in verify),
        *runs[1:],
    )


def _asked(folder: str, asks: str, check: Check) -> str:
    driver = _DRIVER if asks == _DENO else "mongodb"
    uri = 'Deno.env.get("MONGODB_URI")' if asks == _DENO else "process.env.MONGODB_URI"
    script = (
        f"import({json.dumps(driver)}).then(async ({{ MongoClient }}) => {{ "
        f"const client = await MongoClient.connect({uri}); const db = client.db(); "
        f"try {{ console.log(await {check.query}); }} finally {{ await client.close(); }} }})"
    )
    return f"{_enter(folder)}{asks} {shlex.quote(script)}"


def _with_tsx(folder: str, file: str) -> Iterator[Command]:
    path = "./" + posixpath.relpath(file, folder or ".")
    for purpose, step in _STEPS:
        # A package that is not of the type "module" is CommonJS to tsx: what a file exports then stands under `default`.
        script = (
            'import("mongodb").then(async ({ MongoClient }) => { '
            "const client = await MongoClient.connect(process.env.MONGODB_URI); "
            f"const file = await import({json.dumps(path)}); "
            f"try {{ await (file.{step} ?? file.default.{step})(client.db()); }} finally {{ await client.close(); }} }})"
        )
        run = f"{_enter(folder)}npx tsx -e {shlex.quote(script)}"
        yield Command(f"{purpose} on the database that MONGODB_URI names", run)


def _with_deno(folder: str, file: str) -> Iterator[Command]:
    path = "./" + posixpath.relpath(file, folder or ".")
    for purpose, step in _STEPS:
        script = (
            f'import {{ MongoClient }} from "{_DRIVER}"; '
            'const client = await MongoClient.connect(Deno.env.get("MONGODB_URI")); '
            f"const file = await import({json.dumps(path)}); "
            f"try {{ await (file.{step} ?? file.default.{step})(client.db()); }} finally {{ await client.close(); }}"
        )
        run = f"{_enter(folder)}{_DENO} {shlex.quote(script)}"
        yield Command(f"{purpose} on the database that MONGODB_URI names (Deno comes with the [mongodb] extra)", run)


def _enter(folder: str) -> str:
    return f"cd {shlex.quote(folder)} && " if folder else ""


def _packages_above(repository: Repository, file: str) -> Iterator[_Package]:
    """The package that holds `file`, then those above it; the wrangler file's and the top's last."""
    folder = posixpath.dirname(file)
    folders = [folder]
    while folder:
        folder = posixpath.dirname(folder)
        folders.append(folder)
    folders.append(posixpath.dirname(repository.layout.wrangler or ""))
    for place in dict.fromkeys(folders):
        installed = {name for name in ("mongodb", "tsx") if _is_installed(repository, place, name)}
        names = installed | _listed(repository, place)
        if names:
            yield _Package(place, frozenset(names))


def _listed(repository: Repository, folder: str) -> set[str]:
    try:
        data = json.loads(repository.read(posixpath.join(folder, "package.json")) or "{}")
    except (ValueError, RecursionError, PathError):
        return set()
    groups = (data.get(key) for key in ("dependencies", "devDependencies")) if isinstance(data, dict) else ()
    return {name for group in groups if isinstance(group, dict) for name in group}


def _is_installed(repository: Repository, folder: str, name: str) -> bool:
    return (repository.root / folder / "node_modules" / name).is_dir()
