"""Where imports lead that are neither relative nor packages: `paths` of a tsconfig.json, and a repository's own packages.

The settings are read as data; nothing of them is run, and what they name counts only inside the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from nhimbe_migrations.system.files import read_settings as read_text
from nhimbe_migrations.system.jsonc import read_jsonc

__all__ = ["Aliases", "read_settings"]

_LARGEST = 200_000
_LARGEST_LOCK = 8_000_000
_MOST_PACKAGES = 200
_LAST_WITH_CALLBACKS = 4


class Aliases:
    """The aliases of one repository."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def places(self, name: str, path: str) -> Iterator[Path]:
        """Return where the file could be that `name` means in the module at `path`, the likeliest first."""
        folder = PurePosixPath(path).parent
        for parent in (folder, *folder.parents):
            at = self._root / parent
            for settings in ("tsconfig.json", "jsconfig.json"):
                yield from _of_settings(at, read_settings(at / settings), name)
            if name.startswith("#"):
                yield from _of_imports(at, read_settings(at / "package.json"), name)
        for package, at in self._packages.items():
            if name == package or name.startswith(f"{package}/"):
                inside = name[len(package) + 1 :]
                if not inside:
                    yield from (at / "src", at)
                    continue
                # What a build will have made stands in src until then.
                made_of = re.sub(r"^(?:dist|lib|build|out|es|esm|cjs)(?:/|$)", "", inside)
                yield from (at / inside, at / "src" / inside, at / "src" / made_of, at / made_of)
                if made_of in {"", "index", "index.js"}:
                    yield at / "src"
        # Habits of bundlers and of `_moduleAliases`: "~/x" and "@/x" stand for the nearest src.
        if name.startswith(("~/", "@/", "#/")):
            for parent in (folder, *folder.parents):
                yield self._root / parent / "src" / name[2:]
                yield self._root / parent / name[2:]

    def lists(self, name: str, path: str) -> bool:
        """Whether a package.json above the module at `path` names the package, or node_modules has it. Nothing of it is read."""
        package = "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
        folder = PurePosixPath(path).parent
        for parent in (folder, *folder.parents):
            content = read_settings(self._root / parent / "package.json") or {}
            listed = (content.get(f"{kind}ependencies") for kind in ("d", "devD", "peerD", "optionalD"))
            if any(isinstance(names, dict) and package in names for names in listed):
                return True
            if (self._root / parent / "node_modules" / package).exists():
                return True
            # What another package brings along is listed in a lock file alone.
            for lock in ("package-lock.json", "yarn.lock", "pnpm-lock.yaml"):
                text = read_text(self._root / parent / lock, most=_LARGEST_LOCK) or ""
                if f'node_modules/{package}"' in text or f"{package}@" in text or f"/{package}/" in text:
                    return True
        return False

    def started_in(self, path: str) -> str:
        """Where a runner of the module at `path` is started: the nearest folder with a package.json, from the root."""
        folder = PurePosixPath(path).parent
        for parent in (folder, *folder.parents):
            if (self._root / parent / "package.json").is_file():
                return "" if str(parent) == "." else str(parent)
        return ""

    def driver(self, path: str, *, calls_back: bool) -> int | None:
        """The major version of the driver for the module at `path`; mongoose brings one along. None where nothing says.

        Runners that hand over a callback bring along a driver that takes one.
        """
        stated = self.major("mongodb", path)
        if stated is not None or calls_back:
            return stated or _LAST_WITH_CALLBACKS
        mongoose = self.major("mongoose", path)
        return mongoose - 2 if mongoose is not None else None

    def major(self, package: str, path: str) -> int | None:
        """The major version of `package` that a package.json above the module at `path` asks for; None where none says."""
        folder = PurePosixPath(path).parent
        for parent in (folder, *folder.parents):
            content = read_settings(self._root / parent / "package.json") or {}
            for names in (content.get("dependencies"), content.get("devDependencies")):
                stated = names.get(package) if isinstance(names, dict) else None
                found = re.search(r"\d+", stated) if isinstance(stated, str) else None
                if found:
                    return int(found[0])
        return None

    @cached_property
    def _packages(self) -> dict[str, Path]:
        """The packages that the repository itself holds, by name (npm workspaces)."""
        found: dict[str, Path] = {}
        stated = (read_settings(self._root / "package.json") or {}).get("workspaces") or []
        patterns = stated.get("packages", []) if isinstance(stated, dict) else stated
        for pattern in [str(item).strip("/") for item in patterns][:20] or ["packages/*"]:
            if ".." in pattern or pattern.startswith(("/", "~")):
                continue
            for at in [*self._root.glob(pattern)][:_MOST_PACKAGES]:
                name = (read_settings(at / "package.json") or {}).get("name")
                if isinstance(name, str):
                    found[name] = at
        return found


def _of_settings(at: Path, settings: dict[str, Any] | None, name: str) -> Iterator[Path]:
    options = (settings or {}).get("compilerOptions")
    if not isinstance(options, dict):
        return
    base = at / str(options.get("baseUrl", "."))
    paths = options.get("paths")
    for pattern, targets in paths.items() if isinstance(paths, dict) else ():
        middle = _middle(str(pattern), name)
        if middle is None:
            continue
        yield from (base / str(target).replace("*", middle) for target in targets if isinstance(targets, list))
    if "baseUrl" in options:
        yield base / name


def _of_imports(at: Path, package: dict[str, Any] | None, name: str) -> Iterator[Path]:
    """The subpath imports of a package.json (nodejs.org/api/packages.html#subpath-imports); of conditions, each target."""
    imports = (package or {}).get("imports")
    for pattern, stated in imports.items() if isinstance(imports, dict) else ():
        middle = _middle(str(pattern), name)
        targets = list(stated.values()) if isinstance(stated, dict) else [stated]
        if middle is not None:
            yield from (at / target.replace("*", middle) for target in targets if isinstance(target, str))


def _middle(pattern: str, name: str) -> str | None:
    """What stands for the star of a pattern in a name; None where it does not match."""
    head, star, tail = pattern.partition("*")
    if star and name.startswith(head) and name.endswith(tail) and len(name) >= len(head) + len(tail):
        return name[len(head) : len(name) - len(tail)]
    return "" if name == pattern else None


def read_settings(path: Path) -> dict[str, Any] | None:
    """Return a JSON file as people write it, with comments and trailing commas; None where there is none that can be read."""
    text = read_text(path, most=_LARGEST)
    if text is None:
        return None
    try:
        content = read_jsonc(text)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
