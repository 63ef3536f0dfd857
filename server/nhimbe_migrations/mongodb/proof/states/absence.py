"""What is looked for is not there, nothing matches at all, or a list holds nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.proof.states.neighbours import another, apart
from nhimbe_migrations.mongodb.proof.states.trial import BOTH, MOST, Trial, changed_back, error_of_up

__all__ = ["Absence"]

_TAKES_ONE = re.compile(
    r"\bfindOne\w*\s*\(|\.(?:next|tryNext|shift|pop)\s*\(\s*\)|\.at\s*\(\s*-?\d|\)\s*\[\s*\d+\s*\]|\[\s*0\s*\]|(?:const|let)\s*\[|\.find\s*\(\s*(?:\(|\w+\s*=>)"
)
"""What takes one document of several, which may be none."""
_TAKES_A_LIST = re.compile(r"\b(?:bulkWrite|insertMany|execute)\s*\(")
_OF_NOTHING = re.compile(
    r"^(?:Cannot (?:read|set) properties of (?:null|undefined)|Cannot destructure|(?:null|undefined) is not|Cannot convert undefined or null)|is not iterable"
)
_EMPTY_LIST = re.compile(
    r"cannot be empty|must (?:not be empty|contain at least)|No operations to execute|Invalid BulkOperation",
    re.IGNORECASE,
)


class Absence(Trial):
    """Databases that lack something."""

    __slots__ = ()

    def found(self) -> Iterator[Finding]:
        """Yield what goes wrong where documents, matches or elements are missing."""
        if _TAKES_ONE.search(self.case.text):
            yield from self.nothing_found()
        if _TAKES_A_LIST.search(self.case.text):
            yield from self.nothing_matches()
        yield from self.empty_lists()

    def nothing_found(self) -> Iterator[Finding]:
        """What one of its queries looks for is not there."""
        fetched = [
            str(item["collection"]) for item in self.asked if item["verb"] in {"find", "aggregate", "findAndModify"}
        ]
        for name in list(dict.fromkeys(fetched))[:MOST]:
            if not self.seed.documents_of(name):
                continue
            error = self.error(self.seed.with_documents(name, ()))
            if error is not None and _OF_NOTHING.search(str(error["message"])):
                what = f"up fails where {name} lacks a document that it looks for: {error['message']}"
                yield self.told(what, error, self._count_unresolved(name))

    def nothing_matches(self) -> Iterator[Finding]:
        """No document is what it looks for, so that the list which it writes is empty."""
        sane = self.seed.as_promised()
        error = self.error(sane) if sane != self.seed else None
        if error is not None and _EMPTY_LIST.search(str(error["message"])):
            what = f"up fails wherever the documents are as types.ts says, since none is what it looks for: {error['message']}"
            line = self.case.line(error["frames"]) or self.case.function_line("up")
            help_ = "Ask for the length of the list first, and look whether the values that it asks for are spelt as types.ts has them."
            yield self.case.finding("up-fails", f"{what.rstrip('.')}.", line, more=help_)
            return
        nothing = replace(self.seed, collections=tuple(replace(item, documents=()) for item in self.seed.collections))
        error = self.error(nothing)
        if error is not None and _EMPTY_LIST.search(str(error["message"])):
            what = f"up fails where nothing matches what it looks for, also when it is run again: {error['message']}"
            yield self.told(what, error, "Ask for the length of the list first.", counts=False)

    def empty_lists(self) -> Iterator[Finding]:
        """A document whose list holds nothing: what is made of its elements is nothing, and so is what comes back."""
        for collection in self.seed.collections:
            example = next(iter(collection.documents), {})
            paths = [name for name, value in example.items() if isinstance(value, list)]
            for path in [path for path in paths if self.held(collection.name, (path,)) and path in self.case.text]:
                other = {**apart(collection, example, ()), path: []}
                other["_id"] = another(other.get("_id")) or "another"
                answer = self.runs.run(self.seed.with_documents(collection.name, (*collection.documents, other)), BOTH)
                error = error_of_up(answer)
                where = f"{path} of a document of {collection.name} is an empty list"
                if error is not None:
                    count = (
                        f"db.collection({quote(collection.name)}).countDocuments({{ {quote(path)}: {{ $size: 0 }} }})"
                    )
                    yield self.told(f"up fails where {where}: {error['message']}", error, count)
                elif path in changed_back(answer, collection.name, other["_id"]):
                    what, line = f"down does not bring {path} back where {where}.", self.case.function_line("down")
                    yield self.case.finding(
                        "down-leaves-residue", what, line, "warning", "Keep the empty list, or set it in down."
                    )

    def _count_unresolved(self, name: str) -> str:
        """What counts the references that lead nowhere, or the documents that its query asks for."""
        for owner, path, other, key in self.seed.links:
            if other == name and "[]" not in path:
                return (
                    f"db.collection({quote(owner)}).aggregate([{{ $lookup: {{ from: {quote(name)}, localField: {quote(path)}, "
                    f'foreignField: {quote(key)}, as: "found" }} }}, {{ $match: {{ found: {{ $size: 0 }} }} }}, {{ $count: "n" }}]).toArray()'
                )
        asked = [item for item in self.asked if item["collection"] == name]
        condition = next((item[part] for item in asked for part in ("filter", "query") if item.get(part)), None)
        return f"db.collection({quote(name)}).countDocuments({json.dumps(condition or {}, ensure_ascii=False)})"
