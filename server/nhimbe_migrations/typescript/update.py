"""types.ts brought up to date with what a migration did to the database, by the smallest edits that say it.

Nothing is printed anew: every byte outside the edits stays. The result parses no worse than the file did.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.text import Edit, apply_edits, line_at
from nhimbe_migrations.typescript.edit.edit_batch import EditBatch, in_turns
from nhimbe_migrations.typescript.edit.edit_rounds import Draft
from nhimbe_migrations.typescript.edit.net_changes import net_changes
from nhimbe_migrations.typescript.edit.shape_changes import step
from nhimbe_migrations.typescript.edit.types_file import EditStep, TypesFile

__all__ = ["TypesEdit", "bring_up_to_date", "proved"]


@dataclass(frozen=True, slots=True)
class TypesEdit:
    """A types file after its edits."""

    text: str
    edits: tuple[Edit, ...]
    """What leads from the given text to `text`; empty when there was nothing to do."""
    findings: tuple[Finding, ...]
    """Lines count in `text`; `file` is the caller's to add."""


def bring_up_to_date(
    types_ts: str, changes: Sequence[ShapeChange], *, mapping: Mapping[str, str] | None = None
) -> TypesEdit:
    """Make `changes` in the interfaces of a types file; a second call with the same changes makes no edit.

    `mapping` names the interface of a table or collection where its name does not tell
    (`[types.interfaces]` of the configuration); an empty name says that it has none.

    Raises:
        RefusedError: the interface does not parse, an edit would not, or a field's own type is no type.
    """
    names = dict(mapping or {})
    draft, types_file = Draft(types_ts), TypesFile.of(types_ts)
    findings: tuple[Finding, ...] = ()
    batch = EditBatch()
    for change in in_turns(net_changes(changes)):
        made = step(types_file, change, names)
        if not batch.takes(change, made):
            types_file, findings = _made(batch, types_file, draft, names, findings)
            batch, made = EditBatch(), step(types_file, change, names)
        batch.add(change, made)
        findings += made.findings
    _, findings = _made(batch, types_file, draft, names, findings)
    return TypesEdit(draft.text, draft.edits(), tuple(dict.fromkeys(findings)))


def _made(
    batch: EditBatch, types_file: TypesFile, draft: Draft, names: Mapping[str, str], findings: tuple[Finding, ...]
) -> tuple[TypesFile, tuple[Finding, ...]]:
    """Return the file after the edits of the batch, and the findings where they are then.

    Raises:
        RefusedError: an edit would not parse; it is named.
    """
    if not batch.edits:
        return types_file, findings
    if len(batch.changes) > 1 and TypesFile(apply_edits(types_file.text, batch.edits)).source.faults() > (
        types_file.source.faults()
    ):
        for change in batch.changes:  # one after the other, to tell which it is
            made = step(types_file, change, names)
            if made.edits:
                findings = _moved(findings, types_file.text, made.edits)
                types_file = proved(types_file, made, draft)
        return types_file, findings
    findings = _moved(findings, types_file.text, batch.edits)
    return proved(types_file, EditStep(tuple(batch.edits)), draft), findings


def _moved(findings: tuple[Finding, ...], text: str, edits: Sequence[Edit]) -> tuple[Finding, ...]:
    """Let the findings' lines follow what the edits of `text` put in and take out above them."""
    if all(finding.line is None for finding in findings):
        return findings
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    above: list[int] = []
    shifts = [0]
    for edit in sorted(edits):
        above.append(bisect_right(starts, edit.span.start))
        shifts.append(shifts[-1] + _lines(edit.text) - _lines(edit.span.of(text)))
    return tuple(
        finding if finding.line is None else finding.at(line=finding.line + shifts[bisect_left(above, finding.line)])
        for finding in findings
    )


def _lines(text: str) -> int:
    return line_at(text, len(text)) - 1


def proved(types_file: TypesFile, made: EditStep, draft: Draft) -> TypesFile:
    """Make the edits, and return the file after them.

    Raises:
        RefusedError: it has more syntax errors than before.
    """
    draft.make(made.edits)
    after = TypesFile(draft.text)
    if after.source.faults() > types_file.source.faults():
        line = line_at(types_file.text, made.edits[0].span.start)
        raise RefusedError(
            f"The edit on line {line} of the types file would not parse, and was not made.",
            why="The code around it is written in a way that this edit does not fit.",
            way_out="Make this change yourself; the rest can be run again after it.",
        )
    return after
