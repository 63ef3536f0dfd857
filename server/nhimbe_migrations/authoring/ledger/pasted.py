"""Read a ledger out of what a runner printed: `wrangler d1 migrations list`, rows of `d1_migrations`, `migrate-mongo status`.

A runner's tables are drawn with lines; only the cells count. What is none of the
three is refused, since an empty list would say that nothing has run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from nhimbe_migrations.authoring.ledger.entries import Applied, Ledger, moment
from nhimbe_migrations.errors import ArgumentError

__all__ = ["read_pasted"]

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\].*?(?:\x07|\x1b\\)")
_LINES = re.compile(r"[│┃|║]")
_NONE_LEFT = re.compile(r"no migrations (?:to apply|present)", re.IGNORECASE)
_TO_APPLY = re.compile(r"migrations to be applied", re.IGNORECASE)
_FILE = re.compile(r"\.(?:sql|[cm]?[jt]s)$", re.IGNORECASE)


def read_pasted(text: str, source: str) -> Ledger:
    """Return the ledger that `text` tells.

    Raises:
        ArgumentError: it is none of what runners print.
    """
    text = _ESCAPES.sub("", text.removeprefix("\ufeff"))
    if (rows := _json_rows(text)) is not None:
        return Ledger(source, applied=tuple(_of_rows(rows)))
    table = [*_cells(text)]
    if _TO_APPLY.search(text) or _NONE_LEFT.search(text):
        names = (cell for row in table for cell in row[:1] if _FILE.search(cell))
        return Ledger(source, pending=tuple(dict.fromkeys(names)))
    header = next((at for at, row in enumerate(table) if _columns(row) is not None), None)
    if header is not None:
        name, at = _columns(table[header]) or (0, 0)
        listed = [row for row in table[header + 1 :] if len(row) > max(name, at) and _FILE.search(row[name])]
        ran = (Applied(row[name], moment(row[at])) for row in listed if row[at].upper() != "PENDING")
        return Ledger(source, applied=tuple(ran))
    raise ArgumentError(
        "The pasted text is not a ledger.",
        why="It is neither the output of `wrangler d1 migrations list`, nor rows of d1_migrations, nor `migrate-mongo status`.",
        way_out="Run one of them and pass all that it prints.",
    )


def _columns(row: Sequence[str]) -> tuple[int, int] | None:
    """The places of the file's name and of the time in a row of headings."""
    titles = [re.sub(r"[^a-z]", "", cell.lower()) for cell in row]
    name = next((at for at, title in enumerate(titles) if title in {"name", "filename"}), None)
    when = next((at for at, title in enumerate(titles) if title == "appliedat"), None)
    return None if name is None or when is None else (name, when)


def _cells(text: str) -> Iterator[list[str]]:
    """The rows of a drawn table, and lines outside of one as a row of one cell."""
    for line in text.splitlines():
        if _LINES.search(line):
            cells = [cell.strip() for cell in _LINES.split(line.strip())]
            yield [cell for at, cell in enumerate(cells) if cell or 0 < at < len(cells) - 1]
        elif line.strip():
            yield [line.strip().lstrip("-*• ")]


def _json_rows(text: str) -> list[dict[str, Any]] | None:
    """The rows that `--json` prints, however they are wrapped; None where it is no JSON."""
    for place in re.finditer(r"^\s*[\[{]", text, re.MULTILINE):
        try:
            data, _ = json.JSONDecoder().raw_decode(text, place.end() - 1)
        except (ValueError, RecursionError):
            continue
        rows = [*_dictionaries(data)]
        if rows or data == [] or (isinstance(data, list) and isinstance(data[0], dict) and "results" in data[0]):
            return rows
    return None


def _dictionaries(data: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 JSON
    if isinstance(data, list):
        for item in data:
            yield from _dictionaries(item)
    elif isinstance(data, dict):
        if isinstance(data.get("results"), list):
            yield from _dictionaries(data["results"])
        elif {"name", "fileName"} & data.keys():
            yield data


def _of_rows(rows: Sequence[dict[str, Any]]) -> Iterator[Applied]:
    for row in rows:
        name = row.get("fileName", row.get("name"))
        at = row.get("appliedAt", row.get("applied_at"))
        at = at.get("$date") if isinstance(at, dict) else at
        digest = row.get("fileHash")
        if isinstance(name, str) and name:
            yield Applied(name, moment(str(at)) if at else None, digest if isinstance(digest, str) else None)
