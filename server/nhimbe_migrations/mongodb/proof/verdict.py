"""From what the harness saw to a verdict: which of it is the migration's fault, in which line, and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.cast_away import cast_away, overwritten
from nhimbe_migrations.mongodb.proof.snapshot import Difference, Loss, differences, only_chance
from nhimbe_migrations.mongodb.sandbox.sandbox import Answer
from nhimbe_migrations.text import line_at

__all__ = ["Case", "Verdict", "Write", "judge"]

# Codes by which a server says that it lacks a feature (error_codes.yml): CommandNotFound, CommandNotSupported,
# SearchNotEnabled twice. That there are no transactions only the words tell: the driver's, or the server's own.
_LACKING = {59, 115, 31082, 6047401}
_NO_TRANSACTIONS = re.compile(
    r"Transaction numbers are only allowed on a replica set|does not support retryable writes"
)
_DUPLICATE_KEY = 11000
_VALIDATION = 121
_THERE_AND_BACK = 2
_ONCE_MORE = 3
"""Steps before the `up` that follows an `up`, which tells whether it can be run again."""
_HELP = {
    "missing-await": "Put await before it; in a loop use for…of with await, or await Promise.all(…).",
    "escapes-database": "A migration works on the database that it is given, and on no other.",
    "escapes-sandbox": "Keep what the migration needs in its own text: it has a database, and no files, network or environment.",
    "time-limit": "End the loop, or do the work in one updateMany or bulkWrite.",
    "down-leaves-residue": "Let down undo it, or accept the loss with a reason.",
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


def judge(answer: Answer, case: Case, losses: Collection[Loss], limit: float) -> Verdict:
    """Return the verdict on one run of up, down, up, up."""
    verdict = _judge(answer, case, losses, limit)
    if answer.resting:
        verdict = _resting(answer, verdict)
    first = answer.steps[0] if answer.steps and answer.steps[0]["name"] == "up" else None
    writes = tuple(
        Write(item["method"], item.get("collection") or "", case.line(item["frames"]), item["met"])
        for item in (first or {}).get("writes", ())
    )
    changed = answer.snapshots[0] != answer.snapshots[1] if len(answer.snapshots) > 1 else None
    again = answer.steps[_ONCE_MORE] if len(answer.steps) > _ONCE_MORE else None
    rerunnable = None if again is None else not (again.get("error") or again["faults"])
    return replace(verdict, rerunnable=rerunnable, changed=changed, writes=writes)


def _judge(answer: Answer, case: Case, losses: Collection[Loss], limit: float) -> Verdict:
    if answer.trouble:
        return Verdict("not checked", answer.trouble)
    if answer.timed_out:
        message = f"It neither ended within {limit:g} s a step nor let itself be interrupted, and was killed."
        return Verdict("failed", findings=(case.finding("time-limit", message, case.function_line("up")),))
    if answer.ended:
        message = (
            "It ended the process that ran it: it spoils what all code shares, or takes more memory than there is."
        )
        return Verdict("failed", findings=(case.finding("breaks-the-run", message, case.function_line("up")),))
    if answer.lacking:
        return Verdict("not checked", f"It {answer.lacking}.")
    if (why := _not_loaded(answer)) or (why := _lacking(answer)):
        return Verdict("not checked", why)
    if troubles := tuple(_troubles(answer.steps[:_THERE_AND_BACK], case)):
        return Verdict("failed", findings=troubles)
    if missing := ("up", "down")[len(answer.steps) :]:
        message = f"It exports no function {missing[0]}."
        return Verdict("failed", findings=(case.finding(f"no-{missing[0]}", message, None),))
    return _compare(answer, losses, case)


def _not_loaded(answer: Answer) -> str:
    """Why it could not be loaded, where that may well be for what stood in for a package, or for its other version."""
    error = answer.steps[0].get("error") if answer.steps and answer.steps[0]["name"] == "load" else None
    instead = (*answer.replaced, *answer.shipped)
    if not error or not instead or "Code generation from strings" in str(error["message"]):
        return ""
    return f"It could not be loaded with what stands in for packages ({', '.join(instead)}): {error['message']}."


_WHATEVER_STANDS_IN = frozenset(
    {"missing-await", "escapes-database", "escapes-sandbox", "breaks-the-run", "no-up", "no-down"}
)


def _resting(answer: Answer, verdict: Verdict) -> Verdict:
    """What followed from the made-up answers of a stand-in proves nothing, neither for the migration nor against it."""
    if verdict.status == "not checked":
        return verdict
    certain = [item for item in verdict.findings if item.rule in _WHATEVER_STANDS_IN]
    packages, are = ("a package", "its answers are") if len(answer.resting) == 1 else ("packages", "their answers are")
    why = f"It uses {', '.join(answer.resting)}, {packages} of the repository, and packages are not run: {are} made up here."
    ended = next((step for step in answer.steps if step.get("error")), None)
    if ended is not None:
        why += f" With them {ended['name']} ended with: {str(ended['error']['message'])[:200]}."
    kept = [item for item in verdict.findings if item.severity == "note"]
    return replace(verdict, status="failed" if certain else "not checked", why=why, findings=(*certain, *kept))


def _lacking(answer: Answer) -> str:
    for step in answer.steps:
        error = step.get("error") or {}
        message = str(error.get("message", ""))
        if error.get("code") in _LACKING or _NO_TRANSACTIONS.search(message):
            return f"This server cannot do what {step['name']} asks: {message}"
        if error.get("name") == "MongoCompatibilityError" or "server version" in message.lower():
            return f"This server cannot do what {step['name']} asks: {message}"
    return ""


def _troubles(steps: Sequence[Mapping[str, Any]], case: Case, first: int = 0) -> Iterator[Finding]:
    for number, step in enumerate(steps, start=first):
        name = "a second up" if number > 1 else str(step["name"])
        for fault in step["faults"]:
            line = case.line(fault["frames"]) or case.function_line(step["name"])
            yield case.finding(fault["rule"], f"{name} {_starting(fault)}.", line)
        if error := step.get("error"):
            yield _failure(name, number, step["name"], error, case)


def _starting(fault: Mapping[str, Any]) -> str:
    message = str(fault["message"])
    return f"does not wait: {message}" if fault["rule"] == "missing-await" else message


def _failure(name: str, number: int, step: str, error: Mapping[str, Any], case: Case) -> Finding:
    message = re.sub(r"\bmig_verify_[0-9a-f]+\.", "", str(error["message"]))
    line = case.line(error["frames"]) or case.function_line(step)
    if "Code generation from strings" in message:
        return case.finding("escapes-sandbox", f"{name} makes code out of text (eval).", line)
    rule = "load-fails" if step == "load" else "second-up-fails" if number > 1 else f"{step}-fails"
    if error.get("code") == _DUPLICATE_KEY:
        message = f"documents share a key that is to be unique: {_duplicate(message)}"
    elif error.get("code") == _VALIDATION:
        message = f"a document does not pass the collection's validator{_unsatisfied(error)}"
    return case.finding(rule, f"{name} fails: {message}".rstrip(".") + ".", line)


def _duplicate(message: str) -> str:
    found = re.search(r"collection: (\S+) index: (\S+) dup key: (\{.*?\})\s*$", message)
    return f"{found[3]} in {found[1]}, index {found[2]}" if found else message


def _unsatisfied(error: Mapping[str, Any]) -> str:
    details = ((error.get("details") or {}).get("details") or {}).get("schemaRulesNotSatisfied") or []
    reasons_told: list[str] = []
    for rule in details:
        for entry in rule.get("propertiesNotSatisfied", ()):
            reasons = {str(detail.get("reason") or detail.get("operatorName")) for detail in entry.get("details", ())}
            reasons_told.append(f"{entry.get('propertyName')} ({', '.join(sorted(reasons))})")
        reasons_told += [f"{item} (missing)" for item in rule.get("missingProperties", ())]
        reasons_told += [f"{item} (not among its properties)" for item in rule.get("additionalProperties", ())]
    return f": {'; '.join(reasons_told)}" if reasons_told else ""


def _compare(answer: Answer, losses: Collection[Loss], case: Case) -> Verdict:
    before, up, down = answer.snapshots[: _THERE_AND_BACK + 1]
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
    notes += _shut_out(before, up, case)
    if left:
        # Whatever a second up made of this follows from it.
        less, renamed = cast_away(before, up, down), overwritten(case.text, before, up)
        findings = (*(_residue(item, case, less, renamed) for item in left), *notes)
        return Verdict("failed", "", tuple(item.after_down() for item in left), findings)
    if troubles := tuple(_troubles(answer.steps[_THERE_AND_BACK:_ONCE_MORE], case, _THERE_AND_BACK)):
        return Verdict("failed", "", (), (*troubles, *notes))
    again = answer.snapshots[_ONCE_MORE]
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


def _shut_out(before: Mapping[str, Any], up: Mapping[str, Any], case: Case) -> Iterator[Finding]:
    """Collections of which no document that was there, or none that has what it speaks of, passes the validator that `up` sets."""
    for name, now in up.items():
        was = before.get(name)
        if was is None or not was["documents"] or was["options"].get("validator") == now["options"].get("validator"):
            continue
        refused, passed = now.get("refused", 0), not was.get("refused", 0)
        spoken_of = _newly_typed(was, now)
        having = sum(any(field in document for field in spoken_of) for document in now["documents"])
        if refused >= len(now["documents"]) > was.get("refused", 0):
            which = f"No document of {name}"
        elif refused >= having > 1 and passed:
            which = f"No document of {name} that has {' or '.join(sorted(spoken_of))}"
        else:
            continue
        message = f"{which} passes the new validator, so that the next update of each is refused."
        yield case.finding("strict-validator", message, case.line_naming("validator", name), "error")


_OF_VALUES = frozenset({"bsonType", "properties", "title", "description"})


def _newly_typed(was: Mapping[str, Any], now: Mapping[str, Any]) -> frozenset[str]:
    """The fields of which a validator says the type and no other has said it: none where it says more of them.

    Made-up values have the types that are asked for. That they do not fit a pattern says nothing of real ones.
    """
    old, new = _properties(was), _properties(now)
    is_only_more = all(new[name] == old[name] for name in old.keys() & new.keys())
    added = new.keys() - old.keys()
    return frozenset(added) if is_only_more and all(_is_of_types(new[name]) for name in added) else frozenset()


def _is_of_types(schema: Any) -> bool:  # noqa: ANN401 a part of a $jsonSchema
    if not isinstance(schema, Mapping) or not schema.keys() <= _OF_VALUES:
        return False
    inner = schema.get("properties", {})
    return isinstance(inner, Mapping) and all(_is_of_types(each) for each in inner.values())


def _properties(collection: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a validator says of each field: nothing where it asks for more than values."""
    rule = collection["options"].get("validator") or {}
    schema = rule.get("$jsonSchema")
    if not isinstance(schema, Mapping) or len(rule) > 1 or not schema.keys() <= _OF_VALUES:
        return {}
    properties = schema.get("properties")
    return properties if isinstance(properties, Mapping) else {}


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
