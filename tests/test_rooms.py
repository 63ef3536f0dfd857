"""The house: every folder small enough to take in, named once in the contracts, and no prefix standing in for a folder."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "server" / "nhimbe_migrations"
MOST_MODULES = 12
MOST_OF_ONE_PREFIX = 3


def folders() -> list[Path]:
    """Every folder of the package that holds modules, the package itself included."""
    return sorted({path.parent for path in PACKAGE.rglob("*.py")})


def modules(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def dotted(folder: Path) -> str:
    return ".".join(folder.relative_to(PACKAGE.parent).parts)


def layered() -> set[str]:
    """Every module that a `layers` contract names."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return {
        f"{container}.{name.strip()}"
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract["containers"]
        for layer in contract["layers"]
        for name in layer.split("|")
    }


def test_every_folder_has_a_line_in_a_layers_contract() -> None:
    named = layered()
    assert [dotted(folder) for folder in folders() if folder != PACKAGE and dotted(folder) not in named] == []


@pytest.mark.parametrize("folder", folders(), ids=dotted)
def test_no_folder_holds_more_than_twelve_modules(folder: Path) -> None:
    assert len(modules(folder)) <= MOST_MODULES, modules(folder)


@pytest.mark.parametrize("folder", folders(), ids=dotted)
def test_no_prefix_stands_in_for_a_folder(folder: Path) -> None:
    prefixes = Counter(name.split("_")[0] for name in modules(folder) if "_" in name)
    assert {prefix: count for prefix, count in prefixes.items() if count > MOST_OF_ONE_PREFIX} == {}


def test_the_architecture_page_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z0-9_/]+)`", page.partition("## A draft's way")[0]))
    rooms = {"/".join(folder.relative_to(PACKAGE).parts[:2]) for folder in folders() if folder != PACKAGE}
    assert sorted(room for room in rooms if room not in named and room.rpartition("/")[2] not in named) == []
