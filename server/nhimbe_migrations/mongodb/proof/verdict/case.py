"""The migration that ran, where its lines are, and what a verdict on it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.text import line_at

__all__ = ["Case", "Verdict", "Write"]

_HELP = {
    "missing-await": "Put await before it; in a loop use for…of with await, or await Promise.all(…).",
    "escapes-database": "A migration works on the database that it is given, and on no other.",
    "escapes-sandbox": "Keep what the migration needs in its own text: it has a database, and no files, network or environment.",
    "time-limit": "End the loop, or do the work in one updateMany or bulkWrite.",
    "down-leaves-residue": "Let down undo it, or accept the loss with a reason.",
    "ttl-on-text": "Write the field as a date first: convert the documents, and let the code store dates.",
    "strict-validator": 'Fill what it asks for first, or begin with validationLevel "moderate".',
    "cuts-values": "Keep the old value in a field of its own, or convert to a type that holds all of it.",
    "rename-overwrites": "Filter with `{ newName: { $exists: false } }`, and look at what the other documents hold.",
    "up-fails": "Make the documents fit first, or change what up asks of them.",
    "down-fails": "down meets what up left: let it undo exactly that.",
    "second-up-fails": "down has to undo all of up, or up cannot run again.",
    "second-up-differs": "up must not depend on what an earlier up or down left behind.",
    "depends-on-documents": "Let the code go on without it, or make such documents whole before.",
    "non-deterministic": "Write fixed values, or take them from the document ($toDate of _id, for one).",
}


@dataclass(frozen=True, slots=True)
class Write:
    """A place in the migration that writes documents, and how many it met."""

    method: str
    collection: str
    line: int | None
    met: int


@dataclass(frozen=True, slots=True)
class Verdict:
    status: Literal["passed", "failed", "not checked"]
    why: str = ""
    differences: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    rerunnable: bool | None = None
    """Whether `up` right after `up` ran; None where it did not come to that."""
    repeats: bool | None = None
    """Whether it left everything as the first of the two had; None where it did not come to that."""
    changed: bool | None = None
    """Whether the first `up` changed anything; None where there was none."""
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """The migration that ran, and where its lines are."""

    text: str
    file: str

    @staticmethod
    def line(frames: Sequence[Sequence[int]]) -> int | None:
        """The line of the innermost frame in the migration's own text: what ran moved none."""
        return frames[0][0] if frames else None

    def finding(
        self,
        rule: str,
        message: str,
        line: int | None,
        severity: Literal["error", "warning", "note"] = "error",
        more: str = "",
    ) -> Finding:
        """Return a finding of this file; `more` comes before the rule's own help."""
        return Finding(rule, severity, message, " ".join(filter(None, (more, _HELP.get(rule, "")))), self.file, line)

    def function_line(self, name: str) -> int | None:
        found = re.search(
            rf"\b(?:function\s+|const\s+|let\s+){name}\b|^\s*(?:async\s+)?{name}\s*\(", self.text, re.MULTILINE
        )
        return line_at(self.text, found.start()) if found else None

    def line_naming(self, *words: str) -> int | None:
        """The first line of code below the imports that has a word in quotes or as a key."""
        start = self.function_line("up") or 1
        for word in filter(None, words):
            pattern = re.compile(rf"(?<![\w$]){re.escape(word)}(?![\w$])")
            for number, line in enumerate(self.text.splitlines(), start=1):
                if number > start and pattern.search(line.partition("//")[0]):
                    return number
        return None
