"""The recorded labels: one line a case, with a mark of what the case was when it was labelled."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from judge.cases import CORPUS, Case
from judge.label import Label, labelled

__all__ = ["CACHE", "LABELS", "fingerprint", "label", "read_labels", "write_labels"]

LABELS = CORPUS / "labels.jsonl"
CACHE = Path(os.environ.get("NHIMBE_MIGRATIONS_TOOLS", CORPUS.parents[1] / ".tools")) / "benchmark" / "labels.jsonl"
"""Of generated cases: labelled once a machine."""
RULES = {"d1": 6, "mongodb": 3}
"""By store: raised when what counts as an effect, or the way to a label, changes: every case of it is asked again then."""


def fingerprint(case: Case) -> str:
    text = json.dumps(
        [RULES[case.store], case.schema, case.migration, case.populations, case.types, case.code], sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_labels(path: Path = LABELS) -> dict[str, tuple[str, Label]]:
    """Return case → (mark, label); without the line of versions."""
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if "id" in entry:
            mark = entry.pop("mark")
            name = entry.pop("id")
            entry["causes"], entry["populations"] = tuple(entry["causes"]), tuple(entry["populations"])
            found[name] = (mark, Label(**entry))
    return found


def write_labels(found: Mapping[str, tuple[str, Label]], versions: Mapping[str, str], path: Path = LABELS) -> None:
    lines = [json.dumps({"engines": dict(versions)}, ensure_ascii=False)]
    lines += [
        json.dumps({"id": name, "mark": mark, **asdict(label_)}, ensure_ascii=False)
        for name, (mark, label_) in sorted(found.items())
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def label(cases: Sequence[Case]) -> dict[str, Label]:
    """Ask the engines, whichever the cases need."""
    outcomes: dict[str, Any] = {}
    if any(case.store == "d1" for case in cases):
        from judge import d1

        outcomes |= d1.outcomes([case for case in cases if case.store == "d1"])
    if any(case.store == "mongodb" for case in cases):
        from judge import mongodb

        outcomes |= mongodb.outcomes([case for case in cases if case.store == "mongodb"])
    return {case.id: labelled(outcomes[case.id]) for case in cases}
