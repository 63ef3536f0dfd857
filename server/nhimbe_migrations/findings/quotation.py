"""Statements as a finding quotes them: short, and in the words of whoever wrote them."""

from __future__ import annotations

import re
from dataclasses import replace

from nhimbe_migrations.findings.finding import Finding

__all__ = ["excerpt", "in_authors_words"]

_MOST = 40
"""Characters of a statement that are quoted: a finding gives its line as well."""
_QUOTED = re.compile(r"“([^”]*)”")
_GUARD = re.compile(r" ?\bIF (?:NOT )?EXISTS\b")


def excerpt(statement: str) -> str:
    """Return the statement on one line, and of a long one the first words."""
    flat = " ".join(statement.split())
    if len(flat) <= _MOST:
        return flat
    return f"{flat[:_MOST].rsplit(' ', 1)[0]} …"


def in_authors_words(finding: Finding, text: str) -> Finding:
    """Return the finding with its quotations as `text`, which the author wrote, has them: without the guards added to it."""
    if "“" not in finding.message or _GUARD.search(finding.message) is None:
        return finding  # before the text is gone through: a long file has many findings
    written = " ".join(text.split())

    def authors(match: re.Match[str]) -> str:
        words = match[1].removesuffix("…").rstrip()
        if words in written or (bare := _GUARD.sub("", words)) == words or bare not in written:
            return match[0]
        return f"“{bare}{match[1][len(words) :]}”"

    return replace(finding, message=_QUOTED.sub(authors, finding.message))
