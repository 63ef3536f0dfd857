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

_STEPS: Final = (("run up()", "up"), ("to go back, run down()", "down"))
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
        return _around(own.folder, _NODE, own.commands, look_first, verify)
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
    if asks == _DENO:
        script = f"{_DENO_CONNECTS},db=c.db();console.log(await {check.query});await c.close()"
    else:
        script = f"{_NODE_CONNECTS},db=c.db();console.log(await {check.query});await c.close()}})"
    return f"{_enter(folder)}{asks} {shlex.quote(script)}"


# An error ends the process, and with it the connection: nothing has to be closed then.
_DENO_CONNECTS = f'import{{MongoClient as M}}from"{_DRIVER}";const c=await M.connect(Deno.env.get("MONGODB_URI"))'
_NODE_CONNECTS = 'import("mongodb").then(async({MongoClient:M})=>{const c=await M.connect(process.env.MONGODB_URI)'


def _with_tsx(folder: str, file: str) -> Iterator[Command]:
    for purpose, step in _STEPS:
        # A package that is not of the type "module" is CommonJS to tsx: what a file exports is under `default` then.
        script = f"{_NODE_CONNECTS},{_runs(folder, file, step)}}})"
        yield Command(
            f"{purpose} ({_WHERE})" if step == "up" else purpose, f"{_enter(folder)}npx tsx -e {shlex.quote(script)}"
        )


def _with_deno(folder: str, file: str) -> Iterator[Command]:
    for purpose, step in _STEPS:
        script = f"{_DENO_CONNECTS},{_runs(folder, file, step)}"
        yield Command(
            f"{purpose} ({_WHERE}; {_EXTRA})" if step == "up" else purpose,
            f"{_enter(folder)}{_DENO} {shlex.quote(script)}",
        )


_WHERE = "MONGODB_URI names the database"
_EXTRA = "Deno comes with the [mongodb] extra"


def _runs(folder: str, file: str, step: str) -> str:
    path = json.dumps("./" + posixpath.relpath(file, folder or "."))
    return f"m=await import({path});await(m.{step}??m.default.{step})(c.db());await c.close()"


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
