"""Sixteen everyday requests, each carried out through a real client on a checkout of nhimbe: calls, tokens, right or wrong.

    python benchmarks/everyday.py /path/to/nhimbe [--write] [name …]

With --write the table and the sums go into docs/everyday.md, which is written by nothing else.

Nothing is fetched: the checkout is copied. The calls are those of somebody who knows the request and what the answers
say: a name of the schema that a call uses has to be in the request or in the text of an earlier answer, which is
checked. Right is what the repository is afterwards, judged here and not by the answers: the migration runs on a SQLite
database with rows in it, keeps them, leaves the schema that was asked for, and schema.sql and types.ts say the same.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from tokens import tokens

MIGRATIONS, SCHEMA, TYPES = "worker/src/db/migrations", "worker/src/db/schema.sql", "worker/src/types.ts"
Call = tuple[str, dict[str, Any]]


@dataclass
class End:
    """The repository after the request, beside what it was."""

    root: Path
    before: Path
    answers: list[dict[str, Any]]

    @property
    def schema(self) -> str:
        return (self.root / SCHEMA).read_text(encoding="utf-8")

    @property
    def types(self) -> str:
        return (self.root / TYPES).read_text(encoding="utf-8")

    @property
    def new(self) -> list[Path]:
        """The migrations that came."""
        known = {path.name for path in (self.before / MIGRATIONS).iterdir()}
        return sorted(path for path in (self.root / MIGRATIONS).iterdir() if path.name not in known)

    @property
    def sql(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in self.new if path.suffix == ".sql")

    @property
    def code(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in self.new if path.suffix == ".ts")

    @property
    def proved(self) -> bool:
        """Whether the migration that was written ran there, back and there again on a real MongoDB."""
        # A write does not repeat the verdict of its draft.
        verified: dict[str, Any] = next(
            (item["verification"] for item in reversed(self.answers) if "verification" in item), {}
        )
        return bool(verified.get("applied") and (verified.get("down") or {}).get("reverses"))


@dataclass(frozen=True)
class Request:
    """What a person asks for, the calls, and whether the end is right."""

    asked: str
    calls: list[Call]
    is_right: Callable[[End], bool]
    prepare: Callable[[Path], None] = field(default=lambda _: None)


def database(schema: str) -> sqlite3.Connection:
    """A database from schema.sql with two rows in each table, as far as its constraints let them in."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema)
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_fts%'"
    ).fetchall():
        columns = connection.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall()
        for row in (1, 2):
            values = [row if kind.upper() != "TEXT" else _text(name, row) for name, kind in columns]
            marks = ", ".join("?" * len(values))
            connection.execute(f'INSERT OR IGNORE INTO "{table}" VALUES ({marks})', values)
    connection.commit()
    return connection


def _text(name: str, row: int) -> str:
    """A value of a text column; what ends in `id` is of the row of that number, so that no reference leads nowhere."""
    return f"Ada Lovelace{row}" if name == "name" else f"x{row}" if name.endswith("id") else f"{name} {row}"


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_fts%'"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def columns(connection: sqlite3.Connection, table: str) -> dict[str, tuple[str, int]]:
    return {
        name: (kind, notnull)
        for name, kind, notnull in connection.execute(f"SELECT name, type, [notnull] FROM pragma_table_info('{table}')")
    }


def migrated(end: End, *, loses: frozenset[str] = frozenset()) -> sqlite3.Connection | None:
    """The old database after the new migration; None where it does not run, loses rows, or schema.sql says otherwise."""
    connection = database((end.before / SCHEMA).read_text(encoding="utf-8"))
    old = rows(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        connection.executescript(f"BEGIN;\n{end.sql}\nCOMMIT;")  # as D1 runs a file
    except sqlite3.Error:
        return None
    now = rows(connection)
    kept = all(now.get(name) == count for name, count in old.items() if name not in loses)
    told = sqlite3.connect(":memory:")
    told.executescript(end.schema)
    tables = set(now) | set(rows(told))
    same = all(columns(connection, name) == columns(told, name) for name in tables)
    return connection if kept and same and end.sql else None


def _has(end: End, table: str, column: str, *, kind: str | None = None, member: str | None = None) -> bool:
    connection = migrated(end)
    if connection is None:
        return False
    found = columns(connection, table).get(column)
    return found is not None and kind in (None, found[0]) and (member is None or member in end.types)


def _dropped(end: End) -> bool:
    connection = migrated(end)
    return (
        connection is not None and "meeting_url" not in columns(connection, "events") and "meetingUrl" not in end.types
    )


def _renamed(end: End) -> bool:
    connection = migrated(end)
    if connection is None:
        return False
    names = columns(connection, "events")
    values = connection.execute("SELECT venue_name FROM events ORDER BY 1").fetchall() if "venue_name" in names else []
    return [value for (value,) in values] == ["location_name 1", "location_name 2"]


def _required(end: End) -> bool:
    connection = migrated(end)
    return connection is not None and columns(connection, "support_tickets")["priority"] == ("TEXT", 1)


def _refuses(connection: sqlite3.Connection | None, *statements: str) -> bool:
    """Whether the last of the statements breaks a UNIQUE."""
    if connection is None:
        return False
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.IntegrityError as error:
        return "UNIQUE" in str(error)
    return False


def _without_duplicates(end: End) -> bool:
    """Messages of a ticket that goes have to be with the one that stays."""
    connection = sqlite3.connect(":memory:")
    connection.executescript((end.before / SCHEMA).read_text(encoding="utf-8"))
    connection.executescript(
        "INSERT INTO users (_id, email, name) VALUES ('u', 'u@x', 'U');"
        "INSERT INTO support_tickets (id, user_id, subject, description) VALUES ('a', 'u', 's', ''), ('b', 'u', 's', '');"
        "INSERT INTO support_messages (id, ticket_id, sender_type, content) VALUES ('m', 'b', 'user', '');"
        "PRAGMA foreign_keys = ON;"
    )
    try:
        connection.executescript(end.sql)
    except sqlite3.Error:
        return False
    left = connection.execute("SELECT ticket_id FROM support_messages").fetchall()
    return left == [("a",)] and _refuses(
        connection,
        "INSERT INTO support_tickets SELECT 'z', user_id, subject, '', '', '', '', '', '' FROM support_tickets",
    )


def _split(end: End) -> bool:
    connection = migrated(end)
    if connection is None:
        return False
    found = connection.execute("SELECT given_name, family_name FROM users ORDER BY 2").fetchall()
    return found == [("Ada", "Lovelace1"), ("Ada", "Lovelace2")] and "givenName" in end.types


def _photos(end: End) -> bool:
    connection = migrated(end)
    keys = (
        connection.execute("SELECT [table], on_delete FROM pragma_foreign_key_list('event_photos')").fetchall()
        if connection
        else []
    )
    return keys == [("events", "CASCADE")] and "interface EventPhoto" in end.types


def _searchable(end: End) -> bool:
    connection = migrated(end)
    if connection is None:
        return False
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(
        "INSERT INTO event_reviews (id, event_id, user_id, rating, review_body) VALUES ('r', 'e', 'u', 5, 'marimba')"
    )
    found = connection.execute(
        "SELECT count(*) FROM event_reviews_fts WHERE event_reviews_fts MATCH 'marimba'"
    ).fetchone()
    return bool(found == (1,))


def _in_step(end: End) -> bool:
    told = sqlite3.connect(":memory:")
    told.executescript(end.schema)
    return {"tracked_links", "link_clicks"} <= set(rows(told)) and not end.new


def _unchanged(end: End) -> bool:
    return not end.new and end.schema == (end.before / SCHEMA).read_text(encoding="utf-8")


def _mapped(end: End) -> bool:
    connection = database((end.before / SCHEMA).read_text(encoding="utf-8"))
    connection.execute("UPDATE events SET event_status = 'EventCancelled'")
    connection.executescript(end.sql)
    values = {value for (value,) in connection.execute("SELECT event_status FROM events")}
    return values == {"EventCanceled"} and '"EventCanceled"' in end.code and end.proved


SEARCH = """CREATE VIRTUAL TABLE event_reviews_fts USING fts5({0}, content='event_reviews', content_rowid='rowid');
INSERT INTO event_reviews_fts(event_reviews_fts) VALUES('rebuild');"""
TRIGGERS = """
CREATE TRIGGER event_reviews_fts_ai AFTER INSERT ON event_reviews BEGIN INSERT INTO event_reviews_fts(rowid, {0}) VALUES (new.rowid, new.{0}); END;
CREATE TRIGGER event_reviews_fts_ad AFTER DELETE ON event_reviews BEGIN INSERT INTO event_reviews_fts(event_reviews_fts, rowid, {0}) VALUES ('delete', old.rowid, old.{0}); END;
CREATE TRIGGER event_reviews_fts_au AFTER UPDATE ON event_reviews BEGIN INSERT INTO event_reviews_fts(event_reviews_fts, rowid, {0}) VALUES ('delete', old.rowid, old.{0}); INSERT INTO event_reviews_fts(rowid, {0}) VALUES (new.rowid, new.{0}); END;"""
DEDUPE = """DELETE FROM support_tickets WHERE rowid NOT IN (SELECT MIN(rowid) FROM support_tickets GROUP BY user_id, subject);
CREATE UNIQUE INDEX idx_support_tickets_user_id_subject ON support_tickets(user_id, subject);"""
MOVE = """UPDATE support_messages SET ticket_id = (SELECT keep.id FROM support_tickets gone JOIN support_tickets keep ON keep.user_id IS gone.user_id AND keep.subject = gone.subject WHERE gone.id = support_messages.ticket_id ORDER BY keep.rowid LIMIT 1);
"""
TICKETS = """CREATE TABLE support_tickets (
  id TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users(_id) ON DELETE SET NULL,
  subject TEXT NOT NULL,
  description TEXT NOT NULL,
  category TEXT DEFAULT 'general',
  priority TEXT NOT NULL DEFAULT 'medium',
  status TEXT DEFAULT 'open',
  date_created TEXT DEFAULT (datetime('now')),
  date_modified TEXT DEFAULT (datetime('now'))
)"""
WRITE: Call = ("write_migration", {"draft": "$draft"})


def draft(description: str, target: str = "d1", **arguments: Any) -> Call:
    return "draft_migration", {"description": description, "target": target, **arguments}


def _collision(root: Path) -> None:
    text = "-- Migration 011: Other\nCREATE TABLE IF NOT EXISTS others (id TEXT PRIMARY KEY);\n"
    (root / MIGRATIONS / "011_other.sql").write_text(text, encoding="utf-8")


PRICE = {"kind": "convert_field", "collection": "events", "field": "price", "to_type": "decimal"}
STATUS = {
    "kind": "map_values",
    "collection": "events",
    "field": "eventStatus",
    "values": {"EventCancelled": "EventCanceled"},
}
STATUS_SQL = "UPDATE events SET {0} = 'EventCanceled' WHERE {0} = 'EventCancelled';"
NOTES = "CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY);"

REQUESTS: Mapping[str, Request] = {
    "add a flag": Request(
        "Add an is_promoted flag to events in the edge database.",
        [draft("Add is_promoted to events", sql="ALTER TABLE events ADD COLUMN is_promoted INTEGER DEFAULT 0;"), WRITE],
        lambda end: _has(end, "events", "is_promoted", kind="INTEGER", member="isPromoted"),
    ),
    "rename": Request(
        "Rename location_name of events to venue_name in D1.",
        [draft("Rename location_name", sql="ALTER TABLE events RENAME COLUMN location_name TO venue_name;"), WRITE],
        _renamed,
    ),
    "drop": Request(
        "Drop meeting_url from events in D1, nothing reads it any more.",
        [
            draft("Drop meeting_url", sql="ALTER TABLE events DROP COLUMN meeting_url;"),
            draft(
                "Drop meeting_url",
                sql="ALTER TABLE events DROP COLUMN meeting_url;",
                accept=[{"rule": "drop-column", "reason": "nothing reads it"}],
            ),
            WRITE,
        ],
        _dropped,
    ),
    "make required": Request(
        "Make priority of support_tickets required, medium where it is empty (D1).",
        [
            draft("Require a priority", sql="ALTER TABLE support_tickets ALTER COLUMN priority SET NOT NULL;"),
            ("read_schema", {"target": "d1", "names": ["support_tickets"]}),
            (
                "rebuild_table",
                {
                    "table": "support_tickets",
                    "definition": TICKETS,
                    "columns": {"priority": "coalesce(priority, 'medium')"},
                    "description": "Require a priority",
                },
            ),
            WRITE,
        ],
        _required,
    ),
    "case-blind unique index": Request(
        "No two users may have the same email, whatever its case (D1).",
        [
            draft(
                "Unique email ignoring case",
                sql="CREATE UNIQUE INDEX idx_users_email_nocase ON users(email COLLATE NOCASE);",
            ),
            WRITE,
        ],
        lambda end: _refuses(
            migrated(end), "INSERT INTO users (_id, email, name) VALUES ('a', 'Q@x', ''), ('b', 'q@X', '')"
        ),
    ),
    "split": Request(
        "Split name of users into given_name and family_name in D1.",
        [
            draft(
                "Split names",
                sql="ALTER TABLE users ADD COLUMN given_name TEXT;\nALTER TABLE users ADD COLUMN family_name TEXT;\n"
                "UPDATE users SET given_name = substr(name, 1, instr(name, ' ') - 1), family_name = substr(name, instr(name, ' ') + 1) WHERE instr(name, ' ') > 0;\n"
                "UPDATE users SET given_name = name WHERE given_name IS NULL;",
            ),
            WRITE,
        ],
        _split,
    ),
    "new table with keys": Request(
        "A table event_photos in D1: event_id, url, position; gone with its event, whose key is _id.",
        [
            draft(
                "Add event photos",
                sql="CREATE TABLE event_photos (id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events(_id) ON DELETE CASCADE, "
                "url TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0);\n"
                "CREATE INDEX idx_event_photos_event_id ON event_photos(event_id);",
            ),
            WRITE,
        ],
        _photos,
    ),
    "TTL collection": Request(
        "A MongoDB collection sessions (userId, expiresAt) whose documents go when they expire.",
        [
            draft(
                "Sessions that expire",
                "mongodb",
                changes=[
                    {
                        "kind": "create_collection",
                        "name": "sessions",
                        "fields": [
                            {"name": "userId", "type": "string", "required": True},
                            {"name": "expiresAt", "type": "Date", "required": True},
                        ],
                    },
                    {
                        "kind": "create_index",
                        "collection": "sessions",
                        "keys": {"expiresAt": 1},
                        "expire_after_seconds": 0,
                    },
                ],
            ),
            WRITE,
        ],
        lambda end: end.proved and "expireAfterSeconds: 0" in end.code and "interface Session " in end.types,
    ),
    "string to decimal": Request(
        "price of events is a string in MongoDB; make it a decimal.",
        [
            draft("Price to decimal", "mongodb", changes=[PRICE]),
            draft("Price to decimal", "mongodb", changes=[{**PRICE, "backup": "eventsPriceBackup"}]),
            WRITE,
        ],
        lambda end: end.proved and '"decimal"' in end.code,
    ),
    "nested field": Request(
        "Every user in MongoDB gets profile.city, Harare where it is missing.",
        [
            draft(
                "City in profile",
                "mongodb",
                changes=[{"kind": "add_field", "collection": "users", "field": "profile.city", "value": "Harare"}],
            ),
            WRITE,
        ],
        lambda end: end.proved and '"profile.city": "Harare"' in end.code,
    ),
    "dedupe, then unique": Request(
        "One ticket per user_id and subject in support_tickets (D1): remove the duplicates, keep the oldest and its messages.",
        [
            draft("One ticket per subject", sql=DEDUPE),
            ("read_schema", {"target": "d1", "names": ["support_messages"]}),
            draft("One ticket per subject", sql=MOVE + DEDUPE),
            WRITE,
        ],
        _without_duplicates,
    ),
    "map a value in both stores": Request(
        "The status EventCancelled of events is spelt EventCanceled from now on, in both stores (eventStatus in MongoDB).",
        [
            draft("Spelling of cancelled", "both", sql=STATUS_SQL.format("status"), changes=[STATUS]),
            draft(
                "Spelling of cancelled",
                "both",
                sql=STATUS_SQL.format("event_status"),
                changes=[{**STATUS, "backup": "eventsEventStatusBackup"}],
            ),
            WRITE,
        ],
        _mapped,
    ),
    "undo": Request(
        "Write a table notes in D1 … no, take it back.",
        [("write_migration", {"description": "Notes", "target": "d1", "sql": NOTES}), ("undo_migration", {})],
        _unchanged,
    ),
    "colliding numbers": Request(
        "Two files have one number: fix it.",
        [("list_migrations", {"limit": 3}), ("renumber_migration", {"file": "011_other.sql"})],
        lambda end: (
            [path.name for path in end.new if "other" in path.name] == ["013_other.sql"] and "Migration 013:" in end.sql
        ),
        _collision,
    ),
    "drift": Request(
        "schema.sql does not say what the migrations make: fix it.",
        [("update_schema", {})],
        _in_step,
    ),
    "full-text search": Request(
        "Full-text search over the text of event_reviews in D1.",
        [
            draft("Search reviews", sql=SEARCH.format("comment")),
            draft("Search reviews", sql=SEARCH.format("review_body") + TRIGGERS.format("review_body")),
            WRITE,
        ],
        _searchable,
    ),
}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _strings(name)
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _names(schema: str) -> frozenset[str]:
    """The names that nobody can know without having read the schema: those with more than one word."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema)
    found = connection.execute(
        "SELECT name FROM sqlite_master UNION SELECT c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    )
    return frozenset(name for (name,) in found if "_" in name.strip("_"))


async def _carried_out(request: Request, root: Path) -> tuple[list[str], list[int], list[dict[str, Any]], list[str]]:
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    names = _names((root / SCHEMA).read_text(encoding="utf-8"))
    texts: list[str] = []
    weights: list[int] = []
    answers: list[dict[str, Any]] = []
    guessed: list[str] = []
    handle = ""
    with tempfile.TemporaryDirectory() as state:
        environment = {**os.environ, "NHIMBE_MIGRATIONS_STATE": state}
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "nhimbe_migrations", "--repo", str(root)], env=environment
        )
        async with Client(stdio_client(server)) as client:
            for tool, arguments in request.calls:
                given = {"draft": handle} if arguments == WRITE[1] else arguments
                known = {word for text in (request.asked, *texts) for word in re.findall(r"\w+", text)}
                used = {word for text in _strings(given) for word in re.findall(r"\w+", text)}
                guessed += sorted((used & names) - known)
                result = await client.call_tool(tool, given)
                texts.append("\n".join(part.text for part in result.content if part.type == "text"))
                answers.append(result.structured_content or {})
                weights.append(tokens(answers[-1]) if answers[-1] else 0)
                handle = answers[-1].get("draft", handle)
    return texts, weights, answers, guessed


def measure(
    checkout: Path, wanted: list[str], *, shows: bool = False
) -> Iterator[tuple[str, int, int, int, bool, list[str]]]:
    """Yield of each request: its name, calls, tokens of text, of structured results, whether the end is right, names guessed."""
    for name, request in REQUESTS.items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            root, before = Path(folder, "nhimbe"), Path(folder, "before")
            for place in (root, before):
                subprocess.run(["git", "clone", "-q", str(checkout), str(place)], check=True)
            request.prepare(root)
            texts, weights, answers, guessed = anyio.run(_carried_out, request, root)
            right = False
            with contextlib.suppress(sqlite3.Error, OSError):
                right = request.is_right(End(root, before, answers))
        if shows:
            print(f"##### {name}", *texts, sep="\n== ", file=sys.stderr)
        yield name, len(texts), sum(map(tokens, texts)), sum(weights), right, guessed


def main() -> None:
    """Print the table; with --write put it into docs/everyday.md."""
    _, checkout, *rest = sys.argv
    found, lines = [], ["| request | calls | text, tokens | structured, tokens | |", "|---|---|---|---|---|"]
    print("\n".join(lines))
    wanted = [item for item in rest if not item.startswith("--")]
    for row in measure(Path(checkout).resolve(), wanted, shows="--show" in rest):
        found.append(row)
        name, calls, text, structured, right, guessed = row
        remark = f" (guessed {', '.join(guessed)})" if guessed else ""
        lines.append(f"| {name} | {calls} | {text} | {structured} | {'right' if right else 'wrong'}{remark} |")
        print(lines[-1], flush=True)
    texts = [row[2] for row in found]
    ratio = sum(row[3] for row in found) / sum(texts)
    sums = (
        f"{sum(row[4] for row in found)} of {len(found)} right, in one run; median {statistics.median(row[1] for row in found):g} calls and "
        f"{statistics.median(texts):g} tokens of text, at most {max(texts)}. The structured results have {ratio:.2f} times the tokens of the text."
    )
    print(f"\n{sums}")
    if "--write" in rest:
        page = Path(__file__).parents[1] / "docs" / "everyday.md"
        marked = re.compile(r"(<!-- table:begin -->\n).*?(<!-- table:end -->)", re.DOTALL)
        table = "\n".join((*lines, "", sums))
        before = page.read_text(encoding="utf-8")
        page.write_text(marked.sub(lambda match: f"{match[1]}{table}\n{match[2]}", before), encoding="utf-8")


if __name__ == "__main__":
    if shutil.which("git") is None or len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
