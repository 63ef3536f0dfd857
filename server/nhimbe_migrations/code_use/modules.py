"""Which file of the repository an import means."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import cached_property

__all__ = ["CODE_SUFFIXES", "COMPONENTS", "Modules"]

CODE_SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
COMPONENTS = (".svelte", ".vue", ".astro")
_ALIASES = re.compile(r"^(?:[@~#$]|\$lib|\$app|@app|@src)?/")


class Modules:
    """The files of one set of paths by the ways in which code names them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def find(self, importer: str, module: str) -> tuple[str, ...]:
        """Return the files that `module`, as `importer` names it, may be.

        One for a relative path, a path from the top or one behind an alias (`@/db`, `$lib/db`); for a package of this
        repository, which only its name tells, all of its files.
        """
        folder = posixpath.dirname(importer)
        key = folder, module
        if key not in self._known:
            self._known[key] = self._find(folder, module)
        return self._known[key]

    def _find(self, folder: str, module: str) -> tuple[str, ...]:
        if module.startswith("."):
            return self._file(posixpath.normpath(posixpath.join(folder, module)))
        rest = _ALIASES.sub("", module).removeprefix("$lib/")
        if rest != module:
            return self._nearest(folder, rest)
        parts = module.split("/")
        for start in range(len(parts) - 1):
            found = self._file("/".join(parts[start:]))
            if found:
                return found
        return self._package(parts)

    def _file(self, base: str) -> tuple[str, ...]:
        stem = re.sub(r"\.[cm]?[jt]sx?$", "", base)
        names = (base, *(f"{stem}{end}" for end in CODE_SUFFIXES), *(f"{base}/index{end}" for end in CODE_SUFFIXES))
        found = next((name for name in names if name in self.paths), None)
        return () if found is None else (found,)

    def _nearest(self, folder: str, rest: str) -> tuple[str, ...]:
        """A path behind an alias: from a folder above the importer, or from a `src`, `lib` or `app` below it."""
        parts = folder.split("/") if folder else []
        for length in range(len(parts), -1, -1):
            above = "/".join(parts[:length])
            for inner in ("", "src", "app", "lib", "src/lib"):
                found = self._file(posixpath.normpath(posixpath.join(above, inner, rest)))
                if found:
                    return found
        return ()

    def _package(self, parts: list[str]) -> tuple[str, ...]:
        """A package of a workspace, whose folder is called as the last part of its name."""
        name = parts[1] if parts[0].startswith("@") and len(parts) > 1 else parts[0]
        return self._folders.get(name, ()) if parts[0].startswith("@") else ()

    @cached_property
    def _folders(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            for part in set(path.split("/")[:-1]):
                found.setdefault(part, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}
