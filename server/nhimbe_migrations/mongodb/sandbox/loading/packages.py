"""Packages that this program brings along, so that a migration that computes with one of them is run as it stands.

They compute and do nothing else: no files, no network. They are bundled beside the driver (`make driver`), run in the sandbox
like the migration itself, and are named in the report, since the repository may pin another version.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from nhimbe_migrations.mongodb.sandbox.places import harness_folder

__all__ = ["shipped"]

_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def shipped(name: str) -> dict[str, dict[str, Any]]:
    """Return the modules that an import of `name` needs, the one that it gets first; empty where it is not brought along."""
    package, _, inner = re.sub(r"^npm:|(?<=\w)@[\d^~][^/]*|\.[cm]?js$", "", name).partition("/")
    if package == "lodash-es":
        package = "lodash"
    elif package.startswith("lodash."):
        # lodash.groupby and the like: one function each.
        package, inner = "lodash", package.removeprefix("lodash.")
    if package not in _packages():
        return {}
    whole = f"package:{package}"
    modules = {whole: {"text": _text(package), "ships": f"{package} {_packages()[package]}", "imports": {}}}
    part = _part(package, inner)
    if part is None:
        return {}
    return modules if not part else {f"{whole}/{inner}": _taking(package, part, whole), **modules}


def _part(package: str, inner: str) -> str | None:
    """What of a package a path in it means, as an expression on it; None for what is not brought along."""
    match package:
        case "dayjs" if inner.startswith("plugin/"):
            return f".plugins.{inner.removeprefix('plugin/')}"
        case "lodash" | "date-fns" if inner and _NAME.fullmatch(inner):
            return f".{inner}" if inner not in {"fp", "locale"} else None
        case _:
            return None if inner else ""


def _taking(package: str, part: str, whole: str) -> dict[str, Any]:
    text = f"const whole = require({json.dumps(package)}); module.exports = whole{part}"
    if package == "lodash":
        # Packages of one function are written in small letters.
        text += f" ?? whole[Object.keys(whole).find((name) => name.toLowerCase() === {json.dumps(part[1:].lower())})]"
    return {"text": text, "ships": f"{package} {_packages()[package]}", "imports": {package: whole}}


@cache
def _packages() -> dict[str, str]:
    """The packages that are there, with their versions."""
    with harness_folder() as folder:
        versions = json.loads((folder / "vendor" / "versions.json").read_text(encoding="utf-8"))
        return {file.stem: str(versions[file.stem]) for file in sorted((folder / "vendor" / "packages").glob("*.cjs"))}


@cache
def _text(package: str) -> str:
    with harness_folder() as folder:
        return (folder / "vendor" / "packages" / f"{package}.cjs").read_text(encoding="utf-8")
