"""What up, down and up left, compared: what did not come back, what a second up made otherwise, and whether that is a fault."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.verdict.case import Case, Verdict
from nhimbe_migrations.mongodb.proof.verdict.cast_away import cast_away, overwritten
from nhimbe_migrations.mongodb.proof.verdict.failures import ONCE_MORE, THERE_AND_BACK, troubles
from nhimbe_migrations.mongodb.proof.verdict.shut_out import shut_out
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Difference, Loss, differences, only_chance
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer

__all__ = ["compare"]


def compare(answer: Answer, losses: Collection[Loss], case: Case) -> Verdict:
    """Return the verdict on a run whose steps `up` and `down` ended well."""
    before, up, down = answer.snapshots[: THERE_AND_BACK + 1]
    back = differences(before, down)
    lost = [item for item in back if any(item.covered_by(loss) for loss in losses)]
    empty = [item for item in back if item not in lost and _is_empty_collection(item, down, case)]
    there = {(item.collection, item.name) for item in differences(before, up) if item.numbers == "others"}
    # Multiplied and divided, or added to and taken from: an int comes back as the double that is the same number.
    widened = [
        item
        for item in back
        if item.numbers == "widened"
        and (item.collection, item.name) in there
        and item not in lost
        # But a validator that asks for an int refuses that double at its next update.
        and down[item.collection].get("refused", 0) <= before[item.collection].get("refused", 0)
    ]
    left = [item for item in back if item not in (*lost, *empty, *widened) and item.kind != "order"]
    notes = [_note("down-leaves-residue", f"{item.after_down()}, empty", case) for item in empty]
    notes += [_note("accepted-loss", item.after_down(), case) for item in lost]
    notes += [
        _note("field-order", item.after_down(), case) for item in back if item.kind == "order" and item not in lost
    ]
    notes += [_note("down-leaves-residue", f"{item.after_down()}, the same number", case) for item in widened]
    notes += shut_out(before, up, case)
    if left:
        # Whatever a second up made of this follows from it.
        less, renamed = cast_away(before, up, down), overwritten(case.text, before, up)
        findings = (*(_residue(item, case, less, renamed) for item in left), *notes)
        return Verdict("failed", "", tuple(item.after_down() for item in left), findings)
    if faults := tuple(troubles(answer.steps[THERE_AND_BACK:ONCE_MORE], case, THERE_AND_BACK)):
        return Verdict("failed", "", (), (*faults, *notes))
    again = answer.snapshots[ONCE_MORE]
    wider = {(item.collection, item.name) for item in widened}
    repeated = [
        difference
        for difference in differences(up, again)
        if difference.kind != "order"
        and not (difference.numbers == "widened" and (difference.collection, difference.name) in wider)
    ]
    chance = only_chance(tuple(repeated))
    findings = (*(_repeated(item, case, chance=chance) for item in repeated), *notes)
    repeated_texts = tuple(item.after_second_up() for item in repeated)
    return Verdict("passed" if chance else "failed", "", repeated_texts, findings)


def _is_empty_collection(difference: Difference, down: Mapping[str, Any], case: Case) -> bool:
    """Whether a write made the collection by the way, and nothing of it is left but the name."""
    if (difference.kind, difference.what) != ("extra", "collection") or "createCollection" in case.text:
        return False
    left = down[difference.collection]
    return not left["documents"] and set(left["indexes"]) <= {"_id_"}


def _residue(
    difference: Difference,
    case: Case,
    less: Mapping[tuple[str, str], str],
    renamed: Mapping[tuple[str, str], str],
) -> Finding:
    line = case.line_naming(difference.name.rpartition(".")[2], difference.collection) or case.function_line("down")
    lost = less.get((difference.collection, difference.name)) if difference.what == "field" else None
    if lost is not None:
        message = f"up cuts values of {difference.collection}.{difference.name} short, and no down can bring them back: {lost}."
        return case.finding("cuts-values", message, line)
    gone = renamed.get((difference.collection, difference.name)) if difference.what == "field" else None
    if gone is not None:
        message = f"up renames onto {difference.name} where a document of {difference.collection} has both, and what stood there is lost: {gone}."
        return case.finding("rename-overwrites", message, case.line_naming("$rename", difference.name) or line)
    return case.finding("down-leaves-residue", f"{difference.after_down()}.", line)


def _repeated(difference: Difference, case: Case, *, chance: bool) -> Finding:
    line = case.line_naming(difference.name.rpartition(".")[2], difference.collection) or case.function_line("up")
    message = f"{difference.after_second_up()}."
    if chance:
        return case.finding("non-deterministic", message, line, "warning")
    return case.finding("second-up-differs", message, line)


def _note(rule: str, message: str, case: Case) -> Finding:
    return case.finding(rule, f"{message}.", None, "note")
