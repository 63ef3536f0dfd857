"""Names as Mermaid's erDiagram takes them, whatever a schema calls its tables and columns.

Read off the lexer of mermaid 11 (`erDiagram.jison`): a quoted entity may hold neither `"`, `%` nor a backslash, `direction TB`
counts anywhere in a line, `PK`, `FK` and `UK` are keys and no names, `~…~` is a generic type, and `%%{…}%%` is a directive
wherever it stands. What cannot be said is replaced by what looks like it.
"""

from __future__ import annotations

import re

__all__ = ["attribute_name", "attribute_type", "label", "unique_labels"]

_LIKE = str.maketrans({
    '"': "'", "%": "％", "\\": "/", "~": "-", "<": "‹", ">": "›", "`": "'",
})  # fmt: skip
_DIRECTION = re.compile(r"(direction)\s+(?=TB|BT|RL|LR)", re.IGNORECASE)
_LONGEST = 80


def label(text: str) -> str:
    """Return `text` as the inside of a quoted name, a comment or a relationship's label."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split()).translate(_LIKE)
    line = _DIRECTION.sub(r"\1-", line)
    return (line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…") or "_"


def unique_labels(names: list[str]) -> dict[str, str]:
    """Return name → label, no two alike."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        wanted = base = label(name)
        number = 2
        while wanted in taken:
            wanted, number = f"{base} ({number})", number + 1
        found[name] = wanted
        taken.add(wanted)
    return found


def attribute_name(name: str) -> str:
    """Return a column's name as a word; where that is another one, the picture says the real one beside it."""
    word = re.sub(r"[^A-Za-z0-9_]", "_", name)
    word = word if re.match(r"[A-Za-z_]", word) else f"_{word}"
    return f"{word}_" if word.upper() in {"PK", "FK", "UK"} else word


def attribute_type(declared: str) -> str:
    """Return a column's declared type as a word: `DECIMAL(10,2)` → `DECIMAL(10_2)`; `any` where none was declared."""
    word = re.sub(r"[^A-Za-z0-9_()]+", "_", declared.strip()).strip("_")
    if not re.match(r"[A-Za-z]", word):
        return "any"
    return f"{word}_" if word.upper() in {"PK", "FK", "UK"} else word
