"""A character in a name that nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="invisible-character",
    severity="error",
    summary="A name with an invisible character",
    why=(
        "SQLite takes zero-width characters, no-break spaces and the like for letters: the name looks "
        "like another one, and every query that is typed from sight fails."
    ),
    help="Retype the name.",
    target="d1",
)
_BLANK = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f"
"""Letters and marks without a shape (Unicode, Default_Ignorable_Code_Point, and the blank Braille pattern)."""
_JOINERS = "\u200c\u200d"


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at every name of the file, each once."""
    told: set[str] = set()
    for statement in reading.statements:
        for token in statement.statement.significant:
            name = token.name
            if token.kind not in {"word", "quoted"} or name.isascii() or name in told:
                continue
            hidden = next((at for at in range(len(name)) if _is_hidden(name, at)), None)
            if hidden is not None:
                told.add(name)
                shown = "".join(f"\\u{ord(c):04x}" if _is_hidden(name, at) else c for at, c in enumerate(name))
                yield RULE.finding(
                    f"The name {shown} holds {_called(name[hidden])}, which nobody sees.", line=statement.line_at(token)
                )


def _is_hidden(name: str, at: int) -> bool:
    character = name[at]
    if character in _JOINERS:  # between letters of Persian or Hindi and between emoji they belong
        around = name[at - 1 : at] + name[at + 1 : at + 2]
        return len(around) < len("ab") or any(other.isascii() for other in around)
    category = unicodedata.category(character)
    return character in _BLANK or category == "Cf" or (category in {"Zs", "Zl", "Zp"} and character != " ")


def _called(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'without a name').lower()})"
