"""How deep brackets nest in a text, told before a parser sees it: parsers are recursive, or take memory for each level."""

from __future__ import annotations

import re

__all__ = ["SETTINGS_LEVELS", "deep_line"]

SETTINGS_LEVELS = 100
"""Of a configuration file, in TOML or JSON."""


def deep_line(data: bytes, levels: int) -> int | None:
    """Return the line on which brackets nest deeper than `levels`; None where they do not.

    A first look at the brackets alone, wherever they stand, takes most texts for what they are; only where that is not
    enough are strings, templates and comments told from code.
    """
    left = data.translate(None, _NO_BRACKETS)
    rounds = 0
    while rounds < levels and any(pair in left for pair in _PAIRS):
        for pair in _PAIRS:
            left = left.replace(pair, b"")
        rounds += 1
    if rounds < levels and len(left) <= levels:
        return None
    depth = 0
    for token in _BRACKETS.finditer(data):
        if token[0] in _OPENING:
            depth += 1
            if depth > levels:
                return data.count(b"\n", 0, token.start()) + 1
        elif token[0] in _CLOSING:
            depth = max(0, depth - 1)
    return None


_NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))
_OPENING, _CLOSING = frozenset({b"(", b"[", b"{"}), frozenset({b")", b"]", b"}"})
_PAIRS = (b"()", b"[]", b"{}")
# Possessive: a text that never closes is not tried at every length.
_BRACKETS = re.compile(
    rb'"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|`(?:[^`\\]|\\.)*+`|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/|[()\[\]{}]',
    re.DOTALL,
)
