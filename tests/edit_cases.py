"""Cases of edited files in a short form: one file as it was, and for each migration the lines that change.

A corpus is a text file. `#### file` starts a file as it was; each `#### NAME` below it is an edit of that file: the
migration, then `----`, then what becomes of the file, as hunks. The lines of a hunk begin with ` ` (stays, to find the
place), `-` (goes) or `+` (comes); what the first two say must stand in the file once. `@@` parts hunks. Instead of
hunks: `same`, or `refused: WORDS` for words that the refusal must hold. A line `says: WORDS` asks for words that a
finding must hold. `␍` stands for a carriage return, `␄` at the end of the file for a missing final newline, `␉` for a
tab. Below `#### file` may stand, on its line, the name of a section that comes before the file: `schema` (types only).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class EditCase:
    name: str
    before: str
    migration: str
    after: str
    """Empty where the edit is refused."""
    refused: str = ""
    says: tuple[str, ...] = ()
    schema: str = ""


def read_edit_cases(folder: str) -> list[EditCase]:
    found: list[EditCase] = []
    for path in sorted((CASES / folder).glob("*.txt")):
        found += _read(path)
    return found


def _read(path: Path) -> list[EditCase]:
    pieces = re.split(r"^#### (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: list[EditCase] = []
    before = schema = ""
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if title == "schema":
            schema = body
        elif title == "file":
            before = _decoded(body.removesuffix("\n\n") + "\n" if body.endswith("\n\n") else body)
        else:
            migration, _, result = body.partition("----\n")
            found.append(_case(f"{path.stem}/{title}", before, _decoded(migration), result, schema))
    return found


def _case(name: str, before: str, migration: str, result: str, schema: str) -> EditCase:
    lines = result.rstrip("\n").split("\n")
    says = tuple(line.removeprefix("says: ") for line in lines if line.startswith("says: "))
    lines = [line for line in lines if not line.startswith("says: ")]
    if lines and lines[0].startswith("refused: "):
        return EditCase(name, before, migration, "", lines[0].removeprefix("refused: "), says, schema)
    after = before
    if lines != ["same"]:
        for hunk in "\n".join(lines).split("\n@@\n"):
            after = _with_hunk(name, after, hunk.removeprefix("@@\n"))
    return EditCase(name, before, migration, after, "", says, schema)


def _with_hunk(name: str, text: str, hunk: str) -> str:
    lines = [line or " " for line in hunk.split("\n")]
    ends = text.endswith("\n")
    was = [_decoded(line[1:]) for line in lines if line[0] in " -"]
    now = [_decoded(line[1:]) for line in lines if line[0] in " +"]
    assert all(line[0] in " -+" for line in lines), f"{name}: {hunk}"
    old = text.removesuffix("\n").split("\n") if text else []
    places = [at for at in range(len(old) - len(was) + 1) if old[at : at + len(was)] == was]
    assert len(places) == 1, f"{name}: {len(places)} places for\n{hunk}"
    at = places[0]
    new = [*old[:at], *now, *old[at + len(was) :]]
    return "\n".join(new) + ("\n" if ends and new else "")


def _decoded(text: str) -> str:
    text = text.replace("␍", "\r").replace("␉", "\t")
    return text.rstrip("\n").removesuffix("␄") if text.rstrip("\n").endswith("␄") else text
