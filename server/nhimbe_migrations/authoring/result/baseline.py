"""The baseline: findings that a repository had when it took this product up, written down once, so that only new ones are told.

A line of the file stands for one finding, by its fingerprint: rule, file and the text of its line. It survives lines that move,
and it goes out of use when the finding does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.fingerprint import fingerprinted
from nhimbe_migrations.workspace.repository.rules import UNUSABLE_FILE

if TYPE_CHECKING:
    from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["BASELINE_NAME", "Known", "baseline_text", "beyond_baseline"]

BASELINE_NAME = "nhimbe-migrations.baseline.json"
"""Beside nhimbe-migrations.toml, at the top of the repository."""
_ABOUT = "Findings that were there before; `nhimbe-migrations check --write-baseline` writes this file again."


@dataclass(frozen=True, slots=True)
class Known:
    """What is left of the findings when the known ones are taken out."""

    findings: tuple[Finding, ...]
    left_out: int
    """How many the baseline knows."""


def beyond_baseline(repository: Repository, findings: Sequence[Finding]) -> Known:
    """Return the findings that the repository's baseline does not know; all of them where it has none."""
    try:
        text = repository.read(BASELINE_NAME)
        known = _fingerprints(text) if text is not None else frozenset[str]()
    except (MigrationsError, ValueError, RecursionError):
        unusable = UNUSABLE_FILE.finding(
            f"{BASELINE_NAME} is not a baseline, so every finding is reported.",
            help="Write it again with `nhimbe-migrations check --write-baseline`, or remove it.",
            file=BASELINE_NAME,
        )
        return Known((unusable, *findings), 0)
    if not known:
        return Known(tuple(findings), 0)
    new = tuple(item for item, own in fingerprinted(dict.fromkeys(findings), _Lines(repository)) if own not in known)
    return Known(new, len(dict.fromkeys(findings)) - len(new))


def baseline_text(repository: Repository, findings: Iterable[Finding]) -> str:
    """Return the baseline of these findings: one on each line, so that branches merge. Notes need none."""
    lines = sorted(
        json.dumps({"file": item.file, "rule": item.rule, "fingerprint": own}, ensure_ascii=False)
        for item, own in fingerprinted(dict.fromkeys(findings), _Lines(repository))
        if item.severity != "note"
    )
    listed = ",\n".join(f"    {line}" for line in lines)
    return f'{{\n  "about": {json.dumps(_ABOUT)},\n  "version": 1,\n  "findings": [\n{listed}\n  ]\n}}\n'


def _fingerprints(text: str) -> frozenset[str]:
    """The fingerprints of a baseline.

    Raises:
        ValueError: it is none.
    """
    data = json.loads(text.removeprefix("\ufeff"))
    entries = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(entries, list) or data.get("version") != 1:
        msg = "not a baseline"
        raise ValueError(msg)
    return frozenset(
        str(entry["fingerprint"]) for entry in entries if isinstance(entry, dict) and "fingerprint" in entry
    )


class _Lines:
    """Lines of the repository's files, each file read once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._read: dict[str, list[str]] = {}

    def __call__(self, file: str, line: int) -> str | None:
        if file not in self._read:
            try:
                self._read[file] = (self._repository.read(file) or "").splitlines()
            except MigrationsError:
                self._read[file] = []
        lines = self._read[file]
        return lines[line - 1] if 0 < line <= len(lines) else None
