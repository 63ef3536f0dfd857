"""No answer is larger than a reader can take: long texts and lists are cut, and what was cut is said."""

from __future__ import annotations

import json
from typing import Any

from nhimbe_migrations.system.limits import ANSWER_BYTES

__all__ = ["fit", "weight"]

_WHOLE = frozenset({"sql", "draft", "next_cursor", "run", "number", "file"})
"""What is of no use, or harmful, when a part of it is missing."""
_TEXT_SHARE = 0.4
_STRINGS = (8_000, 3_000, 1_000, 300)
_ITEMS = (200, 80, 30, 10)


def weight(data: Any, text: str) -> int:  # noqa: ANN401 JSON
    """Return the bytes of an answer as it travels."""
    return len(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")) + len(text.encode("utf-8", "replace"))


def fit(data: Any, text: str) -> tuple[Any, str] | None:  # noqa: ANN401 JSON
    """Return structured data and text within the limit; None where they cannot be brought there."""
    if weight(data, text) <= ANSWER_BYTES:
        return data, text
    left_out: list[str] = []
    room = int(ANSWER_BYTES * _TEXT_SHARE)
    if len(text.encode("utf-8", "replace")) > room:
        kept = text.encode("utf-8", "replace")[: room - 600].decode("utf-8", "ignore")
        left_out.append(f"{len(text) - len(kept):,} characters of this text")
        text = kept.rpartition("\n")[0] or kept
    for longest, most in zip(_STRINGS, _ITEMS, strict=True):
        cut: dict[str, str] = {}
        shorter = _cut(data, "", longest, most, cut)
        told = [*left_out, *list(cut.values())[:8]]
        ending = (
            f"\n… Left out, since an answer has at most 50 KB: {'; '.join(told)}. Ask for less in one call."
            if told
            else ""
        )
        if weight(shorter, text + ending) <= ANSWER_BYTES:
            return shorter, text + ending
    return None


def _cut(value: Any, name: str, longest: int, most: int, cut: dict[str, str]) -> Any:  # noqa: ANN401 JSON
    match value:
        case str() if len(value) > longest and name not in _WHOLE:
            cut.setdefault(f"{name}…", f"parts of `{name}`")
            return f"{value[:longest]} … ({len(value) - longest:,} more characters)"
        case list():
            if len(value) > most:
                cut.setdefault(name, f"{len(value) - most:,} of {len(value):,} in `{name}`")
            return [_cut(item, name, longest, most, cut) for item in value[:most]]
        case dict():
            return {key: _cut(item, str(key), longest, most, cut) for key, item in value.items()}
        case _:
            return value
