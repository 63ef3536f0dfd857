"""The collections that code names, through the driver or by a model."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["collections_named"]

_NAMED = re.compile(
    rb"\bcollection(?:<[^>\n]{0,80}>)?\s*[(:]\s*[\"'`]([\w.\-]{1,80})[\"'`]"
    rb"|\bmodel(?:<[^()\n]{0,120}>)?\(\s*[\"'`]\w{1,80}[\"'`]\s*,[^()]{1,120},\s*[\"'`]([\w.\-]{1,80})[\"'`]"
)
_MODEL = re.compile(rb"\bmodel(?:<[^()\n]{0,120}>)?\(\s*[\"'`](\w{1,80})[\"'`]")
_ENDINGS = ((r"(x|z|ch|sh)$", r"\1es"), (r"([^aeiou])y$", r"\1ies"), (r"$", "s"))


def collections_named(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return every name that is given to `collection(…)`, and those of mongoose's models: lower case, in the plural.

    A model whose name ends in s may be a plural already, so both forms count.
    """
    named: set[str] = set()
    for data in files.values():
        if b"collection" in data or b"model" in data:
            named |= {(first or second).decode() for first, second in _NAMED.findall(data)}
            named |= {name for model in _MODEL.findall(data) for name in _of_model(model.decode().lower())}
    return frozenset(named)


def _of_model(word: str) -> set[str]:
    if word.endswith("s"):
        return {word, f"{word}es"}
    return {next(re.sub(end, new, word) for end, new in _ENDINGS if re.search(end, word))}
