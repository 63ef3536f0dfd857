"""Type-checks a migration against the repository's own driver types, without writing into the repository.

The compiler is one of our own tools, or the repository's where that is trusted; declarations are read, never run.

The text is put at its path below a folder of its own, and the compiler is told to take that folder and the repository for
one (`rootDirs`), so that relative imports and packages resolve as they would in place.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.sandbox.tools import find_compiler, node_modules
from nhimbe_migrations.system.programs import run_program
from nhimbe_migrations.system.trust import TOOLS_VARIABLE, how_to_trust, is_trusted

__all__ = ["TypeCheck", "type_check"]

_SECONDS = 60.0
_REPORT = re.compile(r"^(?P<file>[^\n(]*)\((?P<line>\d+),\d+\): error (?P<code>TS\d+): (?P<message>.*)$")
_GLOBAL_REPORT = re.compile(r"^error (TS\d+): (.*)$", re.MULTILINE)
_STRICT = {
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "strict": True,
    "resolveJsonModule": True,
    "lib": ["es2022", "dom"],  # "dom" declares console and timers, which every runner has
}


@dataclass(frozen=True, slots=True)
class TypeCheck:
    """What the compiler says."""

    level: Literal["parsed", "type-checked"]
    """`type-checked` when it ran, whatever it found."""
    errors: tuple[Finding, ...] = ()
    why_not: str = ""
    """Why it was not checked; empty otherwise."""
    compiler: str = ""
    """Which compiler said so."""
    seconds: float = 0.0


def type_check(
    text: str, file: str, repository_root: Path, *, environment: Mapping[str, str] = os.environ
) -> TypeCheck:
    """Check `text` as if it stood in `file` (a path from the root).

    The settings are those of the nearest tsconfig.json; where that cannot be used, strict ones.
    """
    started = time.monotonic()
    folders = node_modules(repository_root, file, environment, types=True)
    compiler = find_compiler(node_modules(repository_root, file, environment))
    if compiler is None:
        theirs = None if is_trusted(environment) else find_compiler(folders)
        why_not = (
            "There is no TypeScript to check it with."
            if theirs is None
            else f"{how_to_trust('The TypeScript')}, or name tools of your own with {TOOLS_VARIABLE}."
        )
        return TypeCheck("parsed", why_not=why_not)
    if not any((folder / "mongodb" / "mongodb.d.ts").is_file() for folder in folders):
        return TypeCheck(
            "parsed", why_not="There is no mongodb package in node_modules; run npm install in the repository."
        )
    with tempfile.TemporaryDirectory(prefix="mig-types-") as temporary:
        folder = Path(temporary).resolve()
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8", newline="")
        project, why_not = _nearest_project(repository_root, file), ""
        for base in (project, None) if project else (None,):
            _write_project(folder, repository_root, file, folders, base)
            try:
                said = _compile(compiler, folder)
            except subprocess.TimeoutExpired:
                return TypeCheck("parsed", why_not=f"The compiler took longer than {_SECONDS:g} s.")
            errors = tuple(_errors(said, file))
            broken = _GLOBAL_REPORT.search(said)
            if broken is None:
                return TypeCheck("type-checked", errors, "", _version(compiler), time.monotonic() - started)
            why_not = f"The compiler cannot be used here: {broken[2]}"
        return TypeCheck("parsed", why_not=why_not)


def _nearest_project(root: Path, file: str) -> Path | None:
    at = (root / file).parent
    while at.is_relative_to(root):
        if (at / "tsconfig.json").is_file():
            return at / "tsconfig.json"
        if at == root:
            break
        at = at.parent
    return None


def _write_project(folder: Path, root: Path, file: str, modules: Sequence[Path], base: Path | None) -> None:
    everywhere = [f"{place}/{name}" for place in modules for name in ("*", "@types/*")]
    options: dict[str, Any] = {
        **({**_STRICT, "types": _global_types(modules)} if base is None else {}),
        "noEmit": True,
        "composite": False,
        "incremental": False,
        "declaration": False,
        "noUnusedLocals": False,
        "noUnusedParameters": False,
        "skipLibCheck": True,  # the driver's own declarations need @types/node, which a Worker may not have
        "rootDir": "/",
        "rootDirs": [str(folder), str(root)],
        "paths": {"*": everywhere},
        "typeRoots": [
            str(place) for name in ("@types", ".") for place in (module / name for module in modules) if place.is_dir()
        ],
    }
    project = {"compilerOptions": options, "files": [file], "include": [], "references": []}
    if base is not None:
        project["extends"] = str(base)
    (folder / "tsconfig.json").write_text(json.dumps(project), encoding="utf-8")


def _global_types(modules: Sequence[Path]) -> list[str]:
    return ["node"] if any((folder / "@types" / "node").is_dir() for folder in modules) else []


def _compile(compiler: Sequence[str], folder: Path) -> str:
    command = [*compiler, "--project", str(folder), "--pretty", "false"]
    ran = run_program(command, folder=folder, seconds=_SECONDS, scratch=folder)
    return ran.text + ran.complaint


def _errors(said: str, file: str) -> Iterator[Finding]:
    """Only the migration's own: what is wrong in other files of the repository is not this migration's fault."""
    found: list[tuple[int, str, str]] = []
    mine = False
    for line in said.splitlines():
        if match := _REPORT.match(line):
            mine = match["file"] == file
            if mine:
                found.append((int(match["line"]), match["code"], match["message"]))
        elif mine and line.startswith("  ") and "\n" not in found[-1][2]:
            # The first detail says what the outermost message only hints at.
            found[-1] = (found[-1][0], found[-1][1], f"{found[-1][2]}\n{line.strip()}")
    for line_number, code, message in found:
        help_ = f"TypeScript calls it {code}."
        yield Finding("does-not-type-check", "error", message.replace("\n", " "), help_, file, line_number)


def _version(compiler: Sequence[str]) -> str:
    package = Path(compiler[-1]).parents[1] / "package.json"
    version = json.loads(package.read_text(encoding="utf-8")).get("version", "") if package.is_file() else ""
    return f"TypeScript {version}".strip()
