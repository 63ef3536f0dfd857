"""The story that the demo tells: a D1 migration and a MongoDB migration, from request to report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table

if TYPE_CHECKING:
    from mcp import Client
    from rich.console import Console

__all__ = ["tell"]

D1_REQUEST = "cache the number of attendees of an event at the edge, so that the landing page needs one read"
D1_SQL = """\
-- Attendees per event, counted by a cron job.
CREATE TABLE event_attendance (
  event_id TEXT PRIMARY KEY REFERENCES events(id) ON DELETE CASCADE,
  approved INTEGER NOT NULL DEFAULT 0,
  is_full BOOLEAN NOT NULL DEFAULT 0,
  updated_at TEXT DEFAULT (datetime('now'))
);

ALTER TABLE events ADD COLUMN attendance_note TEXT;
"""
TRAP_SQL = """\
PRAGMA foreign_keys=OFF;
DROP VIEW upcoming_events;
CREATE TABLE events_new (id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, host_id TEXT NOT NULL);
INSERT INTO events_new SELECT id, slug, title, host_id FROM events;
DROP TABLE events;
ALTER TABLE events_new RENAME TO events;
PRAGMA foreign_keys=ON;
"""
MONGODB_REQUEST = "hosts upload photos of their events"
MONGODB_CHANGES = [
    {
        "kind": "create_collection",
        "name": "eventPhotos",
        "fields": [
            {"name": "eventId", "type": "string", "required": True},
            {"name": "hostId", "type": "string", "required": True},
            {"name": "url", "type": "string", "required": True, "unique": True},
            {"name": "caption", "type": "string"},
            {"name": "createdAt", "type": "Date", "required": True},
        ],
    },
    {"kind": "create_index", "collection": "eventPhotos", "keys": {"eventId": 1, "createdAt": -1}},
    {"kind": "add_field", "collection": "events", "field": {"name": "photoCount", "type": "int"}, "value": 0},
]


async def tell(console: Console, repository: Path, environment: dict[str, str]) -> int:
    """Drive the server through both migrations; return 0 when every step went as it should."""
    from mcp import Client, StdioServerParameters

    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "nhimbe_migrations", "--repo", str(repository)],
        env=environment,
        cwd=repository,
    )
    async with Client(server, read_timeout_seconds=120) as client:
        tools = (await client.list_tools()).tools
        console.rule("[bold]nhimbe-migrations: a real client over stdio, a sample repository")
        console.print(f"{len(tools)} tools: {', '.join(tool.name for tool in tools)}\n")
        story = Story(console, client, repository)
        await story.look_around()
        await story.d1()
        await story.the_trap()
        await story.mongodb()
    console.rule("[bold]What a reviewer sees")
    console.print(_git(repository, "status", "--short", "--untracked-files=all").rstrip(), markup=False)
    _show(console, _git(repository, "diff"), "diff")
    verdict = "every step went as it should" if story.well else "a step did not go as it should"
    console.rule(f"[bold]{verdict}; the sample is gone")
    return 0 if story.well else 1


class Story:
    """The steps, each a call and what it showed."""

    def __init__(self, console: Console, client: Client, repository: Path) -> None:
        self.repository = repository
        self.console, self.client, self.well = console, client, True

    async def look_around(self) -> None:
        listing = await self.call("list_migrations", {"limit": 4})
        table = Table("number", "file", "what it does", title=f"{listing['total']} migrations, next {listing['next']}")
        for entry in listing["migrations"]:
            table.add_row(entry["number"], Path(entry["file"]).name, "; ".join(entry["summary"]))
        self.console.print(table)
        number = await self.call("next_number", {})
        self.console.print(f"{number['why']}\n")

    async def d1(self) -> None:
        self.console.rule("[bold]1. A D1 migration")
        await self.classify(D1_REQUEST, "d1")
        await self.call("read_schema", {"target": "d1", "names": ["events", "registrations"]})
        asked = {"description": "cache attendance per event", "target": "d1", "sql": D1_SQL}
        await self.draft_and_write(asked, "sql")

    async def the_trap(self) -> None:
        self.console.rule("[bold]2. The textbook rebuild, which empties tables on D1")
        asked = {"description": "slim events", "target": "d1", "sql": TRAP_SQL}
        report = await self.call("draft_migration", asked)
        self.expect(report.get("refused") is True and "draft" not in report, "the rebuild is refused")
        for finding in report["findings"]:
            if finding["severity"] == "error":
                self.console.print(f"[red]{finding['rule']}[/], line {finding.get('line', '–')}:")
                self.console.print(finding["message"].replace("). ", ").\n"), markup=False)
        self.console.print()

    async def mongodb(self) -> None:
        self.console.rule("[bold]3. A MongoDB migration")
        await self.classify(MONGODB_REQUEST, "mongodb")
        await self.call("read_schema", {"target": "mongodb"})
        asked = {"description": "photos of events", "target": "mongodb", "changes": MONGODB_CHANGES}
        await self.draft_and_write(asked, "typescript")

    async def classify(self, request: str, expected: str) -> None:
        verdict = await self.call("classify_target", {"request": request})
        self.console.print(f"“{request}” → [bold]{verdict['target']}[/]. {verdict['why']}")
        self.expect(verdict["target"] == expected, f"the request goes to {expected}")

    async def draft_and_write(self, asked: dict[str, Any], language: str) -> None:
        draft = await self.call("draft_migration", asked)
        self.expect("draft" in draft, "the draft is proved")
        report = await self.call("write_migration", {"draft": draft.get("draft", "")})
        self.expect(bool(report.get("written")), "the migration is written")
        text = (self.repository / str(report.get("file"))).read_text(encoding="utf-8")
        self.console.print(Panel(Syntax(text.rstrip(), language, word_wrap=True), title=report.get("file")))
        self.verdict(draft)
        for command in report.get("commands", []):
            self.console.print(f"[dim]# {command['purpose']}[/]")
            self.console.print(command["run"], markup=False, soft_wrap=True)
        self.console.print()

    def verdict(self, report: dict[str, Any]) -> None:
        proof = report["verification"]
        words = {True: "yes", False: "no", None: "not checked"}
        down = (proof.get("down") or {}).get("reverses")
        self.console.print(
            f"proof by {proof['engine']} ({proof['level']}): applies: {words[proof['applied']]}; "
            f"a second time: {words[proof['rerunnable']]}"
            + (f"; down() reverses it: {words[down]}" if proof.get("down") else "")
        )
        for unchecked in proof.get("not_checked", ()):
            self.console.print(f"not checked: {unchecked}", markup=False)
        for finding in report["findings"]:
            self.console.print(f"{finding['severity']} {finding['rule']}: {finding['message']}", markup=False)

    async def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        result = await self.client.call_tool(tool, arguments)
        shown = ", ".join(f"{name}={_short(value)}" for name, value in arguments.items())
        self.console.print(f"[cyan]→ {tool}[/]({shown})", soft_wrap=True)
        if result.is_error or not isinstance(result.structured_content, dict):
            self.expect(False, f"{tool} answers: {result.content}")  # noqa: FBT003 a plain assertion
            return {}
        return result.structured_content

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.well = False
            self.console.print(f"[bold red]Not so:[/] {what}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…'"  # noqa: PLR2004


def _show(console: Console, text: str, language: str) -> None:
    console.print(Syntax(text, language, word_wrap=True, background_color="default"))


def _git(repository: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=repository, check=True, capture_output=True, timeout=60, encoding="utf-8"
    ).stdout
