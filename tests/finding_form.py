"""What holds for every finding, whatever it is about: it is short, and it quotes nothing that its author did not write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nhimbe_migrations.findings.finding import Finding

MOST = 700
_QUOTED = re.compile(r"“([^”]*)”")


def too_long(findings: Iterable[Finding]) -> list[str]:
    """Return what is said by findings that no reader takes in at once."""
    told = (f"{item.message} {item.help}".strip() for item in findings)
    return [text for text in told if len(text) > MOST]


def not_written(findings: Iterable[Finding], text: str) -> list[str]:
    """Return the quotations that are not in `text`, whose line breaks do not count."""
    flat = " ".join(text.split())
    quoted = (words.removesuffix("…").strip() for item in findings for words in _QUOTED.findall(item.message))
    return [words for words in quoted if " ".join(words.split()) not in flat]
