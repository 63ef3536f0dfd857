"""Type-checks a migration with Deno's compiler and the driver types that the package brings, on copies in a folder of its own.

Nothing of the repository is run or written, its `node_modules` are not read: what a package exports counts as `any`.
Of the nearest tsconfig.json only how strict it is counts.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.sandbox.checker import Diagnostic, checker
from nhimbe_migrations.mongodb.sandbox.engines import UNTYPED, strictness
from nhimbe_migrations.mongodb.sandbox.loading.modules import type_sources
from nhimbe_migrations.mongodb.sandbox.tools import INSTALL, find_deno

__all__ = ["TypeCheck", "type_check"]

_OURS_TO_IGNORE = re.compile(r"^TS(?:2307|7016|2580|2591|2792|1259|1192|2732|6133|7027|2834|2835|5097)$")
"""A package, or what only its types would tell: modules not found, names of Node.js, unused names, endings of imports."""

_RULE = "does-not-type-check"
_PACKAGE_MISSING = frozenset({"TS2307", "TS7016", "TS2792", "TS2591", "TS2580"})
_IMPLICIT_ANY = frozenset({"TS7005", "TS7006", "TS7019", "TS7031", "TS7034", "TS7053"})
_FOLLOWS_FROM_TYPES = frozenset({"TS2339", "TS2345", "TS2322", "TS2349", "TS2351", "TS2571", "TS18046", "TS2769"})
"""What may be said only because a type of a package is missing: no such property, not assignable, unknown."""


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
    """Check `text` as if it stood in `file` (a path from the root)."""
    started = time.monotonic()
    if file.endswith(UNTYPED):
        return TypeCheck("parsed", why_not="JavaScript states no types.")
    deno = find_deno(environment)
    if deno is None:
        return TypeCheck("parsed", why_not=f"Deno, which checks types, was not found. Run: {INSTALL}")
    files = {**type_sources(text, file, repository_root), file: text}
    try:
        compiler = checker(deno, strictness(repository_root, file))
        diagnostics = compiler.check(files, file)
    except ToolMissingError as problem:
        return TypeCheck("parsed", why_not=str(problem))
    errors = tuple(_errors(diagnostics, files, file))
    return TypeCheck("type-checked", errors, "", f"Deno {compiler.version}".strip(), time.monotonic() - started)


def _errors(diagnostics: tuple[Diagnostic, ...], files: Mapping[str, str], file: str) -> Iterator[Finding]:
    lines = files[file].splitlines()
    # Where the types of a package are not at hand, what follows from them is unknown.
    lacking = any(item.code in _PACKAGE_MISSING and not _relative(item, lines) for item in diagnostics)
    for item in diagnostics:
        relative = _relative(item, lines)
        if (_OURS_TO_IGNORE.match(item.code) or (lacking and item.code in _IMPLICIT_ANY)) and not relative:
            continue
        message = f"Cannot find module '{relative[1]}'." if relative else _in_short(item.message)
        help_ = f"TypeScript calls it {item.code}."
        if lacking and item.code in _FOLLOWS_FROM_TYPES:
            yield Finding(
                _RULE, "warning", message, f"{help_} The types of a package are not at hand here.", file, item.line
            )
        else:
            yield Finding(_RULE, "error", message, help_, file, item.line)


def _relative(item: Diagnostic, lines: Sequence[str]) -> re.Match[str] | None:
    """The file of the repository that could not be found, where that is what the compiler says."""
    line = lines[item.line - 1] if item.line <= len(lines) else ""
    return re.search(r"""["'](\.{1,2}/[^"']*)["']""", line) if item.code == "TS2307" else None


def _in_short(message: str) -> str:
    """The outermost message with its first detail: that says what the outermost only hints at."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return " ".join(lines[:2])
