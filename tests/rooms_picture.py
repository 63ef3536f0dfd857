"""The rooms of the code as a picture: drawn from the import contracts that CI holds the code to, so that it cannot be out of date."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "nhimbe_migrations"
COLUMNS = (("", "code_use"), ("authoring", "mongodb"), ("d1", "workspace"))
"""The whole, and the rooms with the most rooms of their own."""
LINE, GAP, PAD, LETTER = 26, 6, 14, 7.4


def layers() -> dict[str, list[list[str]]]:
    """Return of each room its floors from the top, each with the rooms that stand side by side on it."""
    file = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, list[list[str]]] = {}
    for contract in file["tool"]["importlinter"]["contracts"]:
        for container in contract.get("containers", ()) if contract["type"] == "layers" else ():
            room = container.removeprefix(PACKAGE).removeprefix(".")
            found[room] = [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]
    return found


def rooms_picture() -> str:
    """Return the picture (SVG): whoever stands higher may import what stands below, and nothing the other way round."""
    floors = layers()
    drawn, left, height = [], PAD, 0.0
    for column in COLUMNS:
        top, width = PAD, max(_width(floors[room]) for room in column)
        for room in column:
            text, tall = _room(room or PACKAGE, floors[room], left, top, width)
            drawn.append(text)
            top += tall + PAD
        left += width + PAD
        height = max(height, top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left:g} {height:g}" font-family="ui-sans-serif, system-ui, sans-serif" '
        f'font-size="12" role="img" aria-label="The rooms of the code; imports point down">\n'
        "<style>.room{fill:#f6f8fa;stroke:#d0d7de}.box{fill:#fff;stroke:#8c959f}text{fill:#1f2328}"
        "@media (prefers-color-scheme: dark){.room{fill:#161b22;stroke:#30363d}.box{fill:#0d1117;stroke:#6e7681}text{fill:#e6edf3}}</style>\n"
        + "".join(drawn)
        + "</svg>\n"
    )


def _width(floors: list[list[str]]) -> float:
    return max(sum(_box(name) + GAP for name in floor) for floor in floors) + GAP + 2 * GAP


def _box(name: str) -> float:
    return round(len(name) * LETTER + 16)


def _room(title: str, floors: list[list[str]], left: float, top: float, width: float) -> tuple[str, float]:
    """A frame with its floors, and its height."""
    tall = (len(floors) + 1) * (LINE + GAP) + GAP
    parts = [
        f'<rect class="room" x="{left:g}" y="{top:g}" width="{width:g}" height="{tall:g}" rx="6"/>',
        f'<text x="{left + 2 * GAP:g}" y="{top + 19:g}" font-weight="600">{escape(title)}</text>',
    ]
    for at, floor in enumerate(floors, start=1):
        x, y = left + 2 * GAP, top + at * (LINE + GAP)
        for name in floor:
            parts.append(f'<rect class="box" x="{x:g}" y="{y:g}" width="{_box(name):g}" height="{LINE}" rx="4"/>')
            parts.append(f'<text x="{x + 8:g}" y="{y + 17:g}">{escape(name)}</text>')
            x += _box(name) + GAP
    return "\n".join(parts) + "\n", tall
