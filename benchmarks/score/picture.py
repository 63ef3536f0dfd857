"""The table as a picture: bars with their intervals, drawn as SVG by hand, since it is forty rectangles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from score.scoring import wilson

__all__ = ["Bar", "picture"]

LEFT, WIDTH, ROW, GAP = 300, 340, 22, 34
FOUND, ALARM, INK, PALE = "#1b7f5c", "#c2410c", "#1f2937", "#e5e7eb"


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    strict: tuple[int, int]
    alarms: tuple[int, int]


def picture(groups: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Return an SVG with a block for each group: strict detection to the left, false alarms to the right."""
    lines: list[str] = []
    y = 46
    for title, bars in groups:
        lines.append(_text(12, y, title, weight="bold"))
        y += 10
        for bar in bars:
            y += ROW
            lines.append(_text(LEFT - 10, y, bar.label, anchor="end"))
            lines += _bar(LEFT, y, bar.strict, FOUND)
            lines += _bar(LEFT + WIDTH + 150, y, bar.alarms, ALARM)
        y += GAP
    width, height = LEFT + 2 * WIDTH + 290, y
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        _text(LEFT, 22, "strict detection (more is better)", weight="bold"),
        _text(LEFT + WIDTH + 150, 22, "false alarms (fewer is better)", weight="bold"),
    ]
    return "\n".join([*head, *lines, "</svg>"]) + "\n"


def _bar(x: int, y: int, counts: tuple[int, int], colour: str) -> list[str]:
    hits, total = counts
    if not total:
        return [_text(x, y, "–")]
    share, low, high = wilson(hits, total)
    middle = y - 5
    return [
        f'<rect x="{x}" y="{y - 13}" width="{WIDTH}" height="16" fill="{PALE}"/>',
        f'<rect x="{x}" y="{y - 13}" width="{share * WIDTH:.1f}" height="16" fill="{colour}"/>',
        f'<path d="M{x + low * WIDTH:.1f} {middle} H{x + high * WIDTH:.1f} M{x + low * WIDTH:.1f} {middle - 4} v8 M{x + high * WIDTH:.1f} {middle - 4} v8" stroke="{INK}" fill="none"/>',
        _text(x + WIDTH + 8, y, f"{share * 100:.1f} % ({hits}/{total})"),
    ]


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="{INK}">{escape(text)}</text>'
