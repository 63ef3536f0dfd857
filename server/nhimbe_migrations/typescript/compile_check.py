"""Does the edited file type-check no worse than before? Asked of the repository's own TypeScript, where it is trusted.

The work tree is not touched: the package is copied beside it (sources only, `node_modules` linked), the types file
in the copy is replaced, and `tsc --noEmit` runs there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from nhimbe_migrations.system.programs import run_program
from nhimbe_migrations.system.trust import how_to_trust, is_trusted

__all__ = ["TypeComparison", "compare_type_errors"]

COPIED = {".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".jsonc"}
MOST_FILES = 20_000
ERROR = re.compile(r"^(?P<file>[^\s(].*?)\(\d+,\d+\): error (?P<said>TS\d+: .*)$", re.MULTILINE)
GLOBAL = re.compile(r"^error (?P<said>TS\d+: .*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TypeComparison:
    """What the compiler says of the file after an edit, measured by what it said before."""

    status: Literal["passed", "worse", "not checked"]
    why: str
    errors: tuple[str, ...] = ()
    """The errors that the edit brings, `file: TSnnnn: message`."""


class NotCheckedError(Exception):
    """The question could not be put; the text says why."""


def compare_type_errors(
    repository_root: Path, path: str, before: str, after: str, *, timeout: float = 60.0
) -> TypeComparison:
    """Type-check the repository with the types file `path` (from its top) as it was and as it will be.

    Never raises for what the machine lacks: then the status is `not checked`, and `why` says what is missing.
    `timeout` is in seconds, for all of it.
    """
    deadline = time.monotonic() + timeout
    try:
        compiler = _compiler(repository_root, path)
        package = _package(repository_root, path)
        with TemporaryDirectory(prefix="nhimbe-types-", ignore_cleanup_errors=True) as folder:
            top = Path(folder).resolve() / "repository"
            _copy(repository_root.resolve(), package.resolve(), top)
            project = top / package.resolve().relative_to(repository_root.resolve())
            worse = _errors(compiler, project, top / path, after, deadline)
            if worse:
                worse -= _errors(compiler, project, top / path, before, deadline)
    except (NotCheckedError, OSError) as trouble:
        return TypeComparison("not checked", str(trouble))
    if worse:
        return TypeComparison("worse", f"{worse.total()} new type errors", tuple(sorted(worse)))
    return TypeComparison("passed", "no new type errors")


def _compiler(root: Path, path: str) -> tuple[str, str]:
    home = _nearest(root, path, "node_modules/typescript/package.json")
    node = shutil.which("node")
    if home is None:
        raise NotCheckedError("the repository has no TypeScript installed (node_modules/typescript)")
    if not is_trusted():
        raise NotCheckedError(how_to_trust("the TypeScript"))
    if node is None:
        raise NotCheckedError("node is not on the PATH")
    return node, str(home / "node_modules" / "typescript" / "bin" / "tsc")


def _package(root: Path, path: str) -> Path:
    package = _nearest(root, path, "tsconfig.json")
    if package is None:
        raise NotCheckedError("no tsconfig.json above the types file")
    return package


def _nearest(root: Path, path: str, wanted: str) -> Path | None:
    """Return the folder, from that of `path` up to `root`, that holds `wanted`."""
    folder = (root / path).parent
    inside = [parent for parent in (folder, *folder.parents) if parent == root or root in parent.parents]
    return next((item for item in inside if (item / wanted).is_file()), None)


def _copy(root: Path, package: Path, top: Path) -> None:
    """Copy the sources of `package` below `top`, at the same place; everything beside it is linked."""
    top.mkdir(parents=True)
    here, copy = root, top
    for part in package.relative_to(root).parts:
        for entry in here.iterdir():
            if entry.name not in {part, ".git"}:
                (copy / entry.name).symlink_to(entry, target_is_directory=entry.is_dir())
        here, copy = here / part, copy / part
        copy.mkdir()
    left = MOST_FILES
    for folder, folders, files in os.walk(package):
        target = copy / Path(folder).relative_to(package)
        linked = {
            name for name in folders if name == "node_modules" or name[0] == "." or (Path(folder) / name).is_symlink()
        }
        for name in linked - {".git"}:
            (target / name).symlink_to((Path(folder) / name).resolve(), target_is_directory=True)
        folders[:] = [name for name in folders if name not in linked]
        for name in folders:
            (target / name).mkdir()
        chosen = [name for name in files if Path(name).suffix in COPIED]
        left -= len(chosen)
        if left < 0:
            raise NotCheckedError(f"the package has more than {MOST_FILES} source files")
        for name in chosen:
            shutil.copyfile(Path(folder) / name, target / name)


def _errors(compiler: tuple[str, str], project: Path, file: Path, text: str, deadline: float) -> Counter[str]:
    """Return the errors of the project with `text` in `file`, line numbers left off, since edits move lines."""
    if not file.parent.is_dir():
        raise NotCheckedError("the types file lies outside the package")
    file.write_bytes(text.encode())
    command = [*compiler, "-p", str(project), "--noEmit", "--pretty", "false", "--listFiles"]
    printed = _run(command, project, deadline)
    if not any(line.strip() == file.as_posix() for line in printed.splitlines()):
        broken = GLOBAL.search(printed)
        raise NotCheckedError(broken["said"] if broken else "the tsconfig.json does not take the types file in")
    located = (f"{match['file']}: {match['said']}" for match in ERROR.finditer(printed))
    overall = (match["said"] for match in GLOBAL.finditer(printed))
    return Counter(error.replace(f"{project.as_posix()}/", "") for error in (*located, *overall))


def _run(command: list[str], folder: Path, deadline: float) -> str:
    try:
        ran = run_program(command, folder=folder, seconds=max(0.1, deadline - time.monotonic()), scratch=folder)
    except subprocess.TimeoutExpired:
        raise NotCheckedError("the compiler took too long") from None
    return ran.text + ran.complaint
