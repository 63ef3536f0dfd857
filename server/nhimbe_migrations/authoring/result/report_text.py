"""The report in a few lines, for hosts that show text: enough to act on alone.

What the caller sent is not sent back: a line of a diff that says what the request, or the migration above it, says
already is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nhimbe_migrations.authoring.result.report import Deploy, Report, as_json
from nhimbe_migrations.rendering import render

__all__ = ["describe", "use_lines"]


_MOST_LINES = 12
"""Of one file's diff; the rest is counted, and is in the structured result."""
_MOST_OF_CODE = 6
_MOST_CHARACTERS = 160
"""Of one line."""
_MOST_PLACES = 12
"""Of the code, for one effect."""
_CODE = (".ts", ".js", ".mjs", ".cjs", ".mts", ".cts")


def describe(
    report: Report | Mapping[str, Any],
    sent: str | None = None,
    *,
    drafted: bool = False,
    planned: bool = False,
    repeat: bool = False,
) -> str:
    """Say what was done or would be done: the files with a short diff, the verdict, the findings, the next move.

    `sent` is the text that the caller wrote, such as the SQL of a draft; with `drafted` it was shown as a draft before,
    with its findings and their reasons; with `planned` the migration's text was worked out and is told in other words;
    with `repeat` an earlier write has landed it.
    """
    data = as_json(report) if isinstance(report, Report) else report
    if repeat:
        data = {**data, "written": True}
    commands, later = _commands(data)
    return render(
        "report/report.txt.j2",
        report=data,
        shown=dict(_diffs(data, sent, planned=planned)),
        findings=[] if drafted else [*_with_commands(_pressing(data), commands)],
        before=_counted(data["findings"]) if drafted else "",
        notes=len(data["findings"]) - len(_pressing(data)),
        drafted=drafted,
        repeat=repeat,
        uses=[*use_lines(data.get("uses", ()))],
        commands=[*_told_once(commands)],
        later=later,
        deploy=_order(data),
        steps=[step for step in data.get("manual_steps", ()) if "share one database_id" not in step],
        cost=_cost(data.get("cost")),
    ).strip()


def _pressing(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The findings; of a refused migration without the notes, since it is written anew."""
    findings: Sequence[Mapping[str, Any]] = report["findings"]
    return [item for item in findings if item["severity"] != "note"] if report.get("refused") else findings


def _counted(findings: Sequence[Mapping[str, Any]]) -> str:
    """How many findings the draft showed, by severity."""
    counts = Counter(finding["severity"] for finding in findings)
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for word, count in counts.items())


def _with_commands(
    findings: Sequence[Mapping[str, Any]], commands: Sequence[Mapping[str, str]]
) -> Iterator[Mapping[str, Any]]:
    """The findings, without a query that one of the commands below asks."""
    queries = [run.partition("--command=")[2] for run in (item["run"] for item in commands)]
    asked = [query[1:-1] for query in queries if query[:1] in {"'", '"'}]
    for finding in findings:
        query = next((item for item in asked if item in finding["help"]), None)
        yield finding if query is None else {**finding, "help": finding["help"].replace(query, "(the command below)")}


def _order(report: Mapping[str, Any]) -> str:
    """The order of deployment; the places that it rests on are listed with the uses."""
    deploy = report.get("deploy")
    if not deploy:
        return ""
    why = _PLACES.sub("", deploy["why"]) if report.get("uses") else deploy["why"]
    if any("`expand`" in finding["help"] for finding in report["findings"]):
        why = why.partition(" Expand and contract:")[0]
    return Deploy(deploy["order"], why).told


_PLACES = re.compile(r" \([^()]*:\d+[^()]*\)")


def _told_once(commands: Sequence[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """The commands; one that differs from an earlier one by a word, or not at all, is told by that."""
    runs: set[str] = set()
    for item in commands:
        run = item["run"]
        if run in runs:
            run = "the same command again"
        elif "m.down" in run and run.replace("m.down", "m.up").replace("default.down", "default.up") in runs:
            run = "the command of up(), with m.down??m.default.down"
        runs.add(item["run"])
        yield {**item, "run": run}


def _commands(report: Mapping[str, Any]) -> tuple[Sequence[Mapping[str, str]], str]:
    """The commands that a reader can use now, and what is left for later: of a draft no file is there to run."""
    commands = report.get("commands", ())
    if report["written"] or not report.get("draft"):
        return commands, ""
    local = next((item for item in commands if item["purpose"].startswith("local")), None)
    now = [item for item in commands if item is local or _asks_whether(item["purpose"])]
    more, steps = len(commands) - len(now), len(report.get("manual_steps", ()))
    parts = [
        f"{count} {word}{'s' if count > 1 else ''}" for count, word in ((more, "command"), (steps, "step")) if count
    ]
    return now, " and ".join(parts)


def _asks_whether(purpose: str) -> bool:
    """Whether the answer of a question decides if the migration should be written at all."""
    return purpose.startswith("look first") and "note the counts" not in purpose


def _diffs(report: Mapping[str, Any], sent: str | None, *, planned: bool) -> Iterator[tuple[str, list[str]]]:
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
        elif again and not new:
            guarded = (
                is_migration
                and any(_joined(line[1:]) != _plain(line[1:]) for line in changed)
                and not _GUARD.search(sent or "")
            )
            added = f"a header{' and guards' if guarded else ''} added, "
            shown = [f"({added}the rest {whose})" if is_migration else f"({whose})"]
        else:
            shown = [*_short(new, _MOST_OF_CODE if file["path"].endswith(_CODE) else _MOST_LINES)]
            shown += [f"(and {again} line{'s' if again > 1 else ''} {whose})"] if again else []
        yield file["path"], shown
        if is_migration:
            known |= {_plain(line[1:]) for line in changed if line[0] == "+"} - _TRIVIAL
        whose = "as in the migration"


_TRIVIAL = frozenset({"", "{", "}", "});", ");", ")", "},"})
_GUARD = re.compile(r"\bIF (NOT )?EXISTS ")


def _plain(line: str) -> str:
    """A line as its author would know it again: a guard that was added is told of by a note."""
    return _GUARD.sub("", _joined(line))


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


def use_lines(uses: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each way in which the code is affected, with its places: each file is named once."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for use in uses:
        groups.setdefault((use["effect"], use.get("why") or use["text"]), []).append(use)
    for (effect, why), same in groups.items():
        places: dict[str, list[str]] = {}
        for use in same[:_MOST_PLACES]:
            places.setdefault(use["file"], []).append(str(use["line"]))
        where = "; ".join(f"{file}:{', '.join(dict.fromkeys(lines))}" for file, lines in places.items())
        more = f" and {len(same) - _MOST_PLACES} more (see `uses`)" if len(same) > _MOST_PLACES else ""
        yield f"{effect} ({why}): {where}{more}"


def _cost(cost: Mapping[str, Any] | None) -> str | None:
    """Rows read and written for each row, and what the largest table that was reckoned with would cost."""
    if not cost or not cost.get("per_row"):
        return None
    rows = "; ".join(
        f"{item['rows_read']} rows read and {item['rows_written']} written for each row of {item['table']}"
        for item in cost["per_row"]
    )
    estimates = cost.get("estimates") or ()
    if not estimates and all("rows" in item for item in cost["per_row"]):
        held = ", ".join(f"{item['rows']:,} of {item['table']}" for item in cost["per_row"])
        figures = f"{cost['rows_read']:,} rows read and {cost['rows_written']:,} written (rows: {held})"
        return f"Cost: {figures}. {cost.get('note') or ''}".rstrip()
    dear = estimates[-1] if estimates else None
    note = cost.get("note") or ""
    seconds = "" if note else f", about {dear['seconds']:g} s" if dear else ""
    at = f"; {dear['rows']:,} rows: ${dear['dollars']}{seconds}" if dear else ""
    return f"Cost: {rows}{at}. {note}".rstrip()
