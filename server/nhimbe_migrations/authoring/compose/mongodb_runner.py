"""How this repository itself runs its MongoDB migrations: a package script, else the runner that it depends on, from where it counts.

Only what the repository uses is named: its package manager, its scripts, its configuration. A runner keeps a ledger, and a file
that is run beside it runs a second time.
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nhimbe_migrations.authoring.result.report import Command
from nhimbe_migrations.errors import PathError
from nhimbe_migrations.workspace.repository.discovery.mongodb_configs import starts_in

if TYPE_CHECKING:
    from nhimbe_migrations.workspace.repository.discovery.homes import Home
    from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["RunnerCommands", "runner_commands"]

_SQL_TOOLS = re.compile(r"\b(?:knex|typeorm|prisma|drizzle|sequelize|wrangler|kysely|psql|alembic|flyway|db-migrate)\b")
_ASIDE = re.compile(
    r"(?:^|[:_-])(?:tests?|ci|e2e|create|new|status|make|generate|undo-all|reset|seed|fresh|build)(?:$|[:_-])",
    re.IGNORECASE,
)
_LIVE = re.compile(r"(?:^|[:_-])(?:prod|production|live|staging|remote)(?:$|[:_-])", re.IGNORECASE)
"""What a script is called that reaches a database which people use: named where there is no other."""
_NAMED: Final = {
    "up": re.compile(r"(?:\w+[:_-])*migrat(?:e|es|ions?)(?:[:_-](?:up|run|latest|apply|execute|db|mongo|mongodb|dev))*|migrate-up|mongo[:_-]up", re.IGNORECASE),
    "down": re.compile(r"(?:\w+[:_-])*migrat(?:e|es|ions?)[:_-](?:\w+[:_-])*(?:down|undo|rollback|revert|undo-last|down-last)(?:[:_-]\w+)*|migrate-down|mongo[:_-]down", re.IGNORECASE),
}  # fmt: skip
_WORDS: Final = {"up": r"(?:up|migrate)", "down": r"(?:down|rollback)"}
_CALLED: Final = {
    "migrate-mongo": r"migrate-mongo(?:\.js)?['\"]?\s+{word}\b",
    "ts-migrate-mongoose": r"(?:ts-migrate-mongoose|migrate-mongoose|\bmigrate)\b[^&|;]*\b{word}\b",
    "mongo-migrate-ts": r"(?:mongo-migrate|migrat|cli)[^&|;]*\s{word}\b",
    "umzug": r"(?:umzug|migrat)[^&|;]*\s{word}\b",
    "mongodb-migrations": r"\bmm\b(?!\s+create)",
    "east": r"\beast\b[^&|;]*\b{word}\b",
}  # fmt: skip
_BARE: Final = {
    name: rf"(?:\w+=\S+\s+)*(?:npx\s+)?{name}(?:\s+-{{1,2}}[\w-]+(?:[= ][\w./-]+)?)*" for name in ("east", "migrate-mongo")
}  # fmt: skip
_STEPS: Final = {"east": {"up": "migrate", "down": "rollback"}, "migrate-mongo": {"up": "up", "down": "down"}}
_PACKAGES: Final = {
    "migrate-mongo": ("migrate-mongo",), "ts-migrate-mongoose": ("ts-migrate-mongoose", "migrate-mongoose"),
    "mongo-migrate-ts": ("mongo-migrate-ts",), "umzug": ("umzug",), "mongodb-migrations": ("mongodb-migrations",), "east": ("east",),
}  # fmt: skip
_LOCKS: Final = (
    ("pnpm-lock.yaml", "pnpm"), ("pnpm-workspace.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lockb", "bun"), ("bun.lock", "bun"),
    ("package-lock.json", "npm"),
)  # fmt: skip
_RUN: Final = {"npm": "npm run", "pnpm": "pnpm run", "yarn": "yarn run", "bun": "bun run"}
_EXECUTE: Final = {"npm": "npx", "pnpm": "pnpm exec", "yarn": "yarn", "bun": "bunx"}
_HEADER = re.compile(r"// Migration \d{3,}: ")
_CODE = re.compile(r"\.[cm]?[jt]s$")


@dataclass(frozen=True, slots=True)
class RunnerCommands:
    """What runs the migrations, and what a person has to know where nothing was found."""

    commands: tuple[Command, ...]
    folder: str
    """Where they are started, from the top."""
    step: str = ""
    """What a person has to do where there is no command."""


@dataclass(frozen=True, slots=True)
class _Runner:
    """What takes a file's migrations, and where that is known from."""

    name: str
    home: Home | None
    packages: list[tuple[str, Mapping[str, Any]]]
    """The packages around the file, the nearest first: folder, and package.json."""
    file: str


def runner_commands(repository: Repository, file: str) -> RunnerCommands | None:
    """Return how the repository runs `file` and takes it back; None where it has no MongoDB history and no runner."""
    home = repository.discovery.chosen
    runner = home.runner if home is not None and home.folder == posixpath.dirname(file) else ""
    packages = [*_packages_above(repository, file)]
    if not runner:
        runner = next(
            (name for name, own in _PACKAGES.items() if name == "migrate-mongo" and _depends(packages, own)), ""
        )
        if not runner:
            return None
        home = None
    scripts = {step: _script(packages, runner, step) for step in ("up", "down")}
    if runner == "unknown" and (
        not _depends(packages, ("mongodb", "mongoose", "migrate-mongo"))
        # A script that runs them keeps a ledger, whoever wrote the files.
        or (scripts["up"] is None and _is_without_runner(repository, home))
    ):
        return None
    commands = tuple(_each(repository, _Runner(runner, home, packages, file), scripts))
    folder = scripts["up"][0] if scripts["up"] else _start(repository, home, packages)
    if commands:
        return RunnerCommands(commands, folder)
    return RunnerCommands((), folder, _step(home))


def _is_without_runner(repository: Repository, home: Home | None) -> bool:
    """Whether every file is one that this program wrote where there was no runner: its own commands run them."""
    folder = home.folder if home is not None else None
    if folder is None:
        return False
    names: list[str] = []
    with suppress(OSError):
        names = sorted(
            path.name for path in (repository.root / folder).iterdir() if _CODE.search(path.name) and path.is_file()
        )
    texts = [_read(repository, posixpath.join(folder, name)) for name in names]
    return bool(texts) and all(_HEADER.match(text) and "export async function up(" in text for text in texts)


def _step(home: Home | None) -> str:
    if home is not None and home.config:
        return f"Run the migrations as this repository does: {home.config} starts them, and no package script was found that does."
    return (
        "How this repository runs its MongoDB migrations was not found (no package script, no runner's configuration): run this one "
        "as you run the others."
    )


def _each(
    repository: Repository, runner: _Runner, scripts: Mapping[str, tuple[str, str, str] | None]
) -> Iterator[Command]:
    known = runner.name if runner.name != "unknown" else "the runner"
    purposes = {
        "up": f"run up() of every migration that has not run yet ({known})",
        "down": f"run down() of the last one, to go back ({known})",
    }
    for step, purpose in purposes.items():
        script = scripts[step]
        if script is not None:
            folder, name, given = script
            manager = _manager(repository, folder)
            more = f"{' --' if manager == 'npm' else ''} {given}" if given else ""
            yield Command(
                f"{purpose}, by a package script", f"{_enter(folder)}{_RUN[manager]} {shlex.quote(name)}{more}"
            )
        elif scripts["up"] is None or step == "down":
            run = _by_runner(repository, runner, step)
            if run is not None:
                yield Command(purpose, run)


def _script(packages: list[tuple[str, Mapping[str, Any]]], runner: str, step: str) -> tuple[str, str, str] | None:
    """The folder and the name of the package script that runs a step, and what it is given; the plainest one."""
    called = re.compile(_CALLED.get(runner, r"(?!)").format(word=_WORDS[step]))
    found: list[tuple[int, int, int, str, str, str]] = []
    for depth, (folder, package) in enumerate(packages):
        scripts = package.get("scripts")
        for name, body in scripts.items() if isinstance(scripts, dict) else ():
            if not isinstance(name, str) or not isinstance(body, str) or _ASIDE.search(name) or _SQL_TOOLS.search(body):
                continue
            if (bare := _BARE.get(runner)) and re.fullmatch(bare, body.strip()):
                # The runner without a command: it is given one behind the script's name.
                found.append((depth, 0, len(name), folder, name, _STEPS[runner][step]))
                continue
            by_body, by_name = called.search(body) is not None, _NAMED[step].fullmatch(name) is not None
            if not (by_body or by_name) or re.match(r"\s*\w+=\S*test", body):
                continue
            # A script that does more than that (`migrate-mongo up && node server.js`) is no way to run a migration.
            more = 2 * bool(re.search(r"&&|;|\|\|", body) and not by_name)
            lives = bool(_LIVE.search(name))
            found.append((depth, more + (not by_body) + (not by_name), lives * 100 + len(name), folder, name, ""))
    plain = [item for item in found if item[1] <= 1]
    return min(plain)[3:] if plain else None


def _by_runner(repository: Repository, runner: _Runner, step: str) -> str | None:
    """The runner's own command, where the repository depends on it and has a configuration for it."""
    home, packages = runner.home, runner.packages
    config = home.config if home is not None and home.config else None
    is_listed = _depends(packages, _PACKAGES.get(runner.name, ()))
    if not is_listed and not (runner.name == "migrate-mongo" and "migrate-mongo-config" in (config or "")):
        return None
    folder = _start(repository, home, packages)
    # Its manual says `npm install -g migrate-mongo`: the configuration is all that a repository has then, and npx finds it.
    execute = f"{_enter(folder)}{_EXECUTE[_manager(repository, folder)] if is_listed else 'npx'}"
    path = posixpath.relpath(config, folder or ".") if config else ""
    match runner.name:
        case "migrate-mongo" if (
            config is None or "migrate-mongo-config" in config or not _is_code_that_runs(repository, config)
        ):
            named = "" if path in ("", "migrate-mongo-config.js") else f" -f {shlex.quote(path)}"
            return f"{execute} migrate-mongo {step}{named}"
        case "ts-migrate-mongoose" if (
            config and re.search(r"(?:^|/)migrate\.\w+$", config) and not _starts(repository, config)
        ):
            named = "" if "/" not in path else f" -f {shlex.quote(path)}"
            # Its way back ends at a migration that is named, without the time in front.
            own = f" {shlex.quote(re.sub(r'^[0-9]+-', '', _stem(runner.file)))}" if step == "down" else ""
            return f"{execute} migrate {step}{own}{named}"
        case "mongo-migrate-ts" | "umzug" if config and _CODE.search(config) and _is_command_line(repository, config):
            return _by_code(packages, execute, path, step)
        case "mongodb-migrations" if step == "up":
            return f"{execute} mm"
        case "east":
            return f"{execute} east {'migrate' if step == 'up' else 'rollback'}"
        case _:
            return None


def _by_code(packages: list[tuple[str, Mapping[str, Any]]], execute: str, path: str, step: str) -> str | None:
    """A source file that is a command line of its own, with what the repository runs TypeScript with."""
    if not path.endswith("ts"):
        return f"{execute.rpartition(' && ')[0]}{' && ' if ' && ' in execute else ''}node {shlex.quote(path)} {step}"
    loader = next((name for name in ("tsx", "ts-node") if _depends(packages, (name,))), None)
    return f"{execute} {loader} {shlex.quote(path)} {step}" if loader else None


def _is_code_that_runs(repository: Repository, config: str) -> bool:
    return re.search(r"\bmigrate-mongo['\"]", _read(repository, config)) is not None


def _stem(file: str) -> str:
    return posixpath.basename(file).rpartition(".")[0]


def _starts(repository: Repository, config: str) -> bool:
    """Whether a file called `migrate.ts` is no configuration, but a program that starts the runner."""
    return re.search(r"\bnew\s+\w*[Mm]igrat|\bMigrator\.connect\b", _read(repository, config)) is not None


def _is_command_line(repository: Repository, config: str) -> bool:
    return re.search(r"\brunAsCLI\s*\(|\bmongoMigrateCli\s*\(", _read(repository, config)) is not None


def _start(repository: Repository, home: Home | None, packages: list[tuple[str, Mapping[str, Any]]]) -> str:
    """Where the runner is started: from where the folder that its configuration names counts."""
    if home is not None and home.config and home.folder and home.runner not in ("umzug", "mongo-migrate-ts"):
        return starts_in(repository.root, home.config, home.folder)
    return packages[0][0] if packages else ""


def _depends(packages: list[tuple[str, Mapping[str, Any]]], names: tuple[str, ...]) -> bool:
    groups = (package.get(key) for _, package in packages for key in ("dependencies", "devDependencies"))
    return any(name in group for group in groups if isinstance(group, dict) for name in names)


def _manager(repository: Repository, folder: str) -> str:
    """The package manager in use, by what package.json says or by the lock file, the nearest one first."""
    while True:
        stated = str(_package(repository, folder).get("packageManager") or "").partition("@")[0]
        if stated in _RUN:
            return stated
        for lock, manager in _LOCKS:
            if (repository.root / folder / lock).is_file():
                return manager
        if not folder:
            return "npm"
        folder = posixpath.dirname(folder)


def _packages_above(repository: Repository, file: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    folder = posixpath.dirname(file)
    while True:
        package = _package(repository, folder)
        if package:
            yield folder, package
        if not folder:
            return
        folder = posixpath.dirname(folder)


def _package(repository: Repository, folder: str) -> Mapping[str, Any]:
    try:
        data = json.loads(_read(repository, posixpath.join(folder, "package.json")) or "{}")
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _read(repository: Repository, path: str) -> str:
    try:
        return repository.read(path) or ""
    except PathError:
        return ""


def _enter(folder: str) -> str:
    return f"cd {shlex.quote(folder)} && " if folder else ""
