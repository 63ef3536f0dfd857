"""JSON as wrangler.jsonc writes it: comments and trailing commas allowed, everything else strict."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["read_jsonc"]

_PIECES = re.compile(
    r"""(?P<string>"(?:[^"\\\n]|\\.)*")"""
    r"""|(?P<comment>//[^\n\r]*|/\*.*?(?:\*/|\Z))"""
    # Possessive: a comment is taken whole, so that a bracket inside of one closes nothing.
    r"""|(?P<comma>,)(?=(?:\s|//[^\n\r]*+|(?>/\*.*?(?:\*/|\Z)))*+[}\]])""",
    re.DOTALL,
)


def read_jsonc(text: str) -> Any:  # noqa: ANN401 JSON is any value
    """Return the value that `text` holds.

    Comments and trailing commas are blanked out, not cut, so that a position in an error is the position in the file.

    Raises:
        json.JSONDecodeError: what is left is no JSON.
    """
    return json.loads(_PIECES.sub(_blanked, text.removeprefix("\ufeff")))


def _blanked(match: re.Match[str]) -> str:
    if match["string"] is not None:
        return match[0]
    return re.sub(r"[^\n\r]", " ", match[0])
