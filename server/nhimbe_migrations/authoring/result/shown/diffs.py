"""The diffs of a report in a few lines each, without what the caller knows.

What the caller sent is not sent back: a line of a diff that says what the request, or the migration above it, says
already is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["as_known", "short_diffs", "without_context"]

_MOST_LINES = 12
"""Of one file's diff; the rest is counted, and is in the structured result."""
_MOST_OF_CODE = 5
_MOST_OF_SYNC = 38
"""Where no migration is written beside it, and nothing else says what changed."""
_MOST_CHARACTERS = 160
"""Of one line."""
_CODE = (".ts", ".js", ".mjs", ".cjs", ".mts", ".cts")


def short_diffs(report: Mapping[str, Any], sent: str | None, *, planned: bool) -> Iterator[tuple[str, list[str]]]:
    """Yield the path and the short diff of each file; a line in parentheses stands for what the caller knows."""
    known = {_plain(line) for line in (sent or "").splitlines()} - {""}
    whose = "as sent"
    for file in report["files"]:
        is_migration = file["change"] == "create" and file["path"].endswith((".sql", *_CODE))
        changed = [*_changed(file.get("diff") or "", is_code=is_migration and file["path"].endswith(_CODE))]
        new = [line for line in changed if line[0] == "-" or _plain(line[1:]) not in known]
        again = len(changed) - len(new)
        if again and is_migration:
            new = [line for line in new if not line[1:].startswith(("-- Migration ", "// Migration "))]
        if report.get("refused") and (not is_migration or file["path"].endswith(_CODE) or (again and not new)):
            shown: list[str] = []
        elif planned and is_migration:
            shown = [f"({len(changed)} lines, see `files`)"]
        elif planned and sent and changed and all(_plain(line[1:]) in known for line in changed if line[0] == "+"):
            shown = ["(as in the definition)"]
        elif again and not new:
            guarded = (
                is_migration
                and any(_joined(line[1:]) != _plain(line[1:]) for line in changed)
                and not _GUARD.search(sent or "")
            )
            added = f", with a header{' and guards' if guarded else ''}"
            shown = [f"({whose}{added})" if is_migration else f"({whose})"]
        else:
            most = _MOST_OF_CODE if file["path"].endswith(_CODE) else _MOST_LINES
            shown = [*_short(new, most if report.get("number") else _MOST_OF_SYNC)]
            shown += [f"(and {again} line{'s' if again > 1 else ''} {whose})"] if again else []
        yield file["path"], shown
        if is_migration:
            known |= {_plain(line[1:]) for line in changed if line[0] == "+"} - _TRIVIAL
        whose = "as in the migration"


def without_context(hunks: str) -> str:
    """Return the hunks of a diff without the unchanged lines at their ends, as `diff -U0` gives them."""
    return _HUNK.sub(_bare, hunks)


def _bare(hunk: re.Match[str]) -> str:
    lines = hunk["lines"].splitlines(keepends=True)
    ahead = next((at for at, line in enumerate(lines) if line[0] != " "), 0)
    behind = next((at for at, line in enumerate(reversed(lines)) if line[0] != " "), 0)
    if not ahead and not behind:
        return hunk[0]
    places = []
    for sign, start, size in (("-", hunk["old"], hunk["olds"]), ("+", hunk["new"], hunk["news"])):
        left = int(size or 1) - ahead - behind
        first = int(start) + ahead - (0 if left else 1)
        places.append(f"{sign}{first}" if left == 1 else f"{sign}{first},{left}")
    return f"@@ {' '.join(places)} @@\n{''.join(lines[ahead : len(lines) - behind])}"


_HUNK = re.compile(
    r"^@@ -(?P<old>\d+)(?:,(?P<olds>\d+))? \+(?P<new>\d+)(?:,(?P<news>\d+))? @@\n(?P<lines>(?:[ +\-\\].*\n?)+)",
    re.MULTILINE,
)


def as_known(report: Mapping[str, Any], sent: str | None) -> dict[str, str]:
    """Return of each file whose text the caller knows, from the request or from the migration above it, what it is like."""
    shown = short_diffs({**report, "refused": None}, sent, planned=False)
    return {path: lines[0][1:-1] for path, lines in shown if len(lines) == 1 and lines[0].startswith("(") and sent}


_TRIVIAL = frozenset({"", "{", "}", "});", ");", ")", "},"})
_GUARD = re.compile(r"\bIF (NOT )?EXISTS ")


def _plain(line: str) -> str:
    """A line as its author would know it again: a guard that was added is told of by a note."""
    return _GUARD.sub("", _joined(_COMMENT.sub("", line)))


_COMMENT = re.compile(r"(?<=[,\w)'])\s+-- .*$")


def _joined(line: str) -> str:
    return " ".join(line.split())


def _changed(diff: str, *, is_code: bool) -> Iterator[str]:
    """The changed lines of a diff, but for one that only gets a comma at its end, and for what every module begins with."""
    lines = [line for line in diff.splitlines() if line.startswith(("+", "-")) and line.strip("+- ")]
    gone = {line[1:] for line in lines if line[0] == "-"}
    commas = gone & {line[1:-1] for line in lines if line[0] == "+" and line[-1] == ","}
    for line in lines:
        if is_code and line[1:].startswith(("// Migration ", "import type ")):
            continue
        if line[1:] in commas if line[0] == "-" else line[-1] == "," and line[1:-1] in commas:
            continue
        yield line


def _short(changed: Sequence[str], most: int) -> Iterator[str]:
    """As many lines as are worth a reader's time."""
    for line in changed[:most]:
        yield line if len(line) <= _MOST_CHARACTERS else f"{line[: _MOST_CHARACTERS - 1]}…"
    if len(changed) > most:
        yield f"… and {len(changed) - most} more lines (see `files`)"
