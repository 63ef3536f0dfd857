"""Cases as data: `tests/cases/types/<house style>/<what it shows>.txt`, in sections `-- name --`.

`changes` is JSON (`change` names the class of changes/shapes.py), `before` and `after` are the file. `options`
says what the bytes on disk are: `newline` ("crlf"), `bom`, `final_newline` (false cuts it off on both sides).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nhimbe_migrations.changes import shapes

FOLDER = Path(__file__).parents[1] / "cases" / "types"


@dataclass(frozen=True)
class Case:
    name: str
    before: str
    after: str
    changes: tuple[shapes.ShapeChange, ...]
    mapping: dict[str, str]
    findings: list[str]


def read_cases() -> list[Case]:
    return [_read(path) for path in sorted(FOLDER.glob("*/*.txt"))]


def read_change(change: dict[str, Any]) -> shapes.ShapeChange:
    values = dict(change)
    kind = getattr(shapes, values.pop("change"))
    if "field" in values:
        values["field"] = _field(values["field"])
    if "fields" in values:
        values["fields"] = tuple(_field(field) for field in values["fields"])
    return kind(**values)


def _field(values: dict[str, Any]) -> shapes.FieldShape:
    return shapes.FieldShape(**{**values, "literals": tuple(values.get("literals", ()))})


def _read(path: Path) -> Case:
    pieces = re.split(r"^-- (\w+) --\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sections = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    options = json.loads(sections.get("options", "{}"))
    return Case(
        name=f"{path.parent.name}/{path.stem}",
        before=_on_disk(sections["before"], options),
        after=_on_disk(sections["after"], options),
        changes=tuple(read_change(change) for change in json.loads(sections["changes"])),
        mapping=json.loads(sections.get("mapping", "{}")),
        findings=json.loads(sections.get("findings", "[]")),
    )


def _on_disk(text: str, options: dict[str, Any]) -> str:
    if options.get("final_newline") is False:
        text = text.removesuffix("\n")
    if options.get("newline") == "crlf":
        text = text.replace("\n", "\r\n")
    return ("\ufeff" if options.get("bom") else "") + text
