"""What up, down and up left, compared: what did not come back, what a second up made otherwise, and whether that is a fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Literal

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import quote
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
    copies = frozenset(
        item.collection for item in repeated if item.by_chance and _are_copies(item, before, again, case)
    )
    findings = (*(_repeated(item, case, copies, chance=chance) for item in repeated), *notes)
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
    return case.finding("down-leaves-residue", f"{difference.after_down()}.", line, more=_counted(difference, case))


def _counted(difference: Difference, case: Case) -> str:
    """What counts the documents that have already what `up` writes: where there are none, the way back is right."""
    had = re.search(r'\bhad ("[^"\\]{1,60}"), has "', difference.example)
    if difference.kind != "changed" or difference.what != "field" or had is None:
        return ""
    field = re.escape(difference.name.rpartition(".")[2])
    if not re.search(rf"{field}[\"']?\s*:\s*[\"'`]{re.escape(had[1][1:-1])}[\"'`]", case.text):
        return ""
    query = f"db.collection({quote(difference.collection)}).countDocuments({{ {quote(difference.name)}: {had[1]} }})"
    return f"A document that had {had[1]} before up is one that down changes: count those first, {query}. Accept this where it says 0."


def _are_copies(difference: Difference, before: Mapping[str, Any], again: Mapping[str, Any], case: Case) -> bool:
    """Whether what was put in was made of other documents, so that no key of it means anything; not such as the text itself says."""
    if difference.what != "document" or "ObjectId(" in case.text:
        return False
    there = before.get(difference.collection, {}).get("documents", ())
    new = [item for item in again[difference.collection]["documents"] if item not in there]
    texts = [[value for value in item.values() if isinstance(value, str)] for item in new]
    return all(any(text not in case.text for text in held) for held in texts)


def _repeated(difference: Difference, case: Case, copies: Collection[str], *, chance: bool) -> Finding:
    line = case.line_naming(difference.name.rpartition(".")[2], difference.collection) or case.function_line("up")
    message = f"{difference.after_second_up()}."
    if chance:
        severity: Literal["note", "warning"] = "note" if difference.collection in copies else "warning"
        return case.finding("non-deterministic", message, line, severity)
    return case.finding("second-up-differs", message, line)


def _note(rule: str, message: str, case: Case) -> Finding:
    return case.finding(rule, f"{message}.", None, "note")
