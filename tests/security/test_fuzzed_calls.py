"""A real server over stdio, given lines that are no messages and arguments that no schema foresaw.

Each line is followed by a ping: an answer to the ping says that the server lives and reads on. `NHIMBE_FUZZ_EXAMPLES`
asks for more than the run in CI makes.
"""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MOST = 50_000
"""Bytes of an answer (DESIGN: answers are short; docs/security.md)."""
EXAMPLES = int(os.environ.get("NHIMBE_FUZZ_EXAMPLES", "150"))
QUIET = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
TOOLS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))["inputSchema"]
    for path in sorted((Path(__file__).parents[1] / "tools/schemas").glob("*.json"))
}


class Server:
    """One server process; every answer is looked at."""

    def __init__(self, repository: Path, state: Path, *, seconds: int = 20) -> None:
        own = {"NHIMBE_MIGRATIONS_STATE": str(state), "NHIMBE_MIGRATIONS_CALL_SECONDS": str(seconds)}
        environment = {**os.environ, **own}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nhimbe_migrations", "--repo", str(repository)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._lines: queue.Queue[bytes] = queue.Queue()
        self.reader = Thread(target=self._read, daemon=True)
        self.reader.start()
        self._ids = count(1)
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "fuzz", "version": "1"}}
        assert self.ask("initialize", hello)["result"]
        self.send(b'{"jsonrpc":"2.0","method":"notifications/initialized"}')

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def send(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        number = f"ours {next(self._ids)}"
        self.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())
        return self.until(number)

    def until(self, number: str) -> dict[str, Any]:
        """The answer to `number`; whatever comes before it has to be well-formed as well."""
        while True:
            line = self._lines.get(timeout=60)
            assert len(line) <= MOST + 2_000, line[:200]
            message: dict[str, Any] = json.loads(line)
            assert message["jsonrpc"] == "2.0"
            if message.get("id") == number:
                return message

    def end(self) -> None:
        with self.process as process:  # closes its pipes
            process.kill()
        self.reader.join(timeout=10)

    def lives(self) -> bool:
        return self.ask("ping", {}).get("result") == {}


@pytest.fixture(scope="module")
def server(sample_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(sample_master, tmp_path_factory.mktemp("state"))
    yield started
    started.end()


WORDS = st.sampled_from(
    ["users", "013", "d1", "mongodb", "both", "", " ", "\u202e", "\x00", "a\r\n::error::x", "../../etc/passwd", "-rf", "𝕏🙂",
     "events'; DROP TABLE users; --", "(" * 3_000, "x" * 70_000, "${HOME}", "__proto__", "nan", "1e999"]
)  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=40), WORDS)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12
)  # fmt: skip
READ_ONLY = [name for name in TOOLS if name not in {"write_migration", "undo_migration", "renumber_migration"}]


def fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that the schema of one argument allows, as far as its outer form goes."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([fitting(part) for part in schema["anyOf"]])
    match schema.get("type"):
        case "string":
            return st.one_of(WORDS, st.text(max_size=60))
        case "integer":
            return st.integers(-2, 60)
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(fitting(schema.get("items", {})), max_size=3)
        case "object":
            names = schema.get("properties", {})
            inner = {name: fitting(part) for name, part in names.items()}
            return (
                st.fixed_dictionaries({}, optional=inner)
                if inner
                else st.dictionaries(st.text(max_size=8), JSON, max_size=3)
            )
        case _:
            return JSON


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A tool with arguments that fit, nearly fit, or do not fit at all."""
    name = draw(st.sampled_from(READ_ONLY))
    properties = TOOLS[name]["properties"]
    given_names = draw(st.lists(st.sampled_from(sorted(properties)), unique=True)) if properties else []
    given_names = [*dict.fromkeys([*TOOLS[name].get("required", []), *given_names])]
    arguments = {item: draw(fitting(properties[item]) | JSON) for item in given_names}
    if draw(st.integers(0, 9)) == 0:
        arguments[draw(st.text(min_size=1, max_size=10))] = draw(JSON)
    if name in {"update_schema", "update_types"}:
        arguments["preview"] = True
    return name, arguments


@pytest.mark.slow
@QUIET
@given(call=calls())
def test_every_call_is_answered_with_a_result_or_a_reason(server: Server, call: tuple[str, dict[str, Any]]) -> None:
    name, arguments = call
    message = server.ask("tools/call", {"name": name, "arguments": arguments})
    if "error" in message:
        assert len(message["error"]["message"]) > 20
        return
    result = message["result"]
    text = "\n".join(part["text"] for part in result["content"])
    assert text.strip()
    if result.get("isError"):
        assert len(re.sub(rf"^Error executing tool {name}:?", "", text).strip()) > 20, text
        assert "Traceback" not in text


LINES = st.one_of(
    st.binary(max_size=200).map(lambda data: data.replace(b"\n", b"")),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.sampled_from([b"[" * 50_000, b'{"a":' * 20_000, b"\x00" * 100, b"\xff\xfe", b"{" + b" " * 100_000, b"9" * 50_000]),
    st.fixed_dictionaries(
        {"jsonrpc": st.sampled_from(["2.0", "1.0", 2]), "id": JSON, "method": st.sampled_from(["tools/call", "ping", "x"])},
        optional={"params": JSON},
    ).map(lambda value: json.dumps(value).encode()),
)  # fmt: skip


@QUIET
@given(line=LINES)
def test_no_line_ends_the_server(server: Server, line: bytes) -> None:
    server.send(line)
    assert server.lives()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (
            rb'{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"next_number","arguments":{"x":"\ud800"}}}',
            7,
        ),
        (b'{"jsonrpc":"2.0","id":8,"method":[]}', 8),
        (b"{bad", None),
        (b'[{"jsonrpc":"2.0","id":9,"method":"ping"}]', None),
    ],
)
def test_a_line_that_is_no_message_is_answered_and_not_dropped(server: Server, line: bytes, number: int | None) -> None:
    server.send(line)
    message = json.loads(server._lines.get(timeout=30))
    assert message["id"] == number
    assert message["error"]["message"]


def test_waiting_for_a_worker_counts_towards_the_deadline(sample: Path, tmp_path: Path) -> None:
    started = Server(sample, tmp_path / "own", seconds=3)
    counted = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    arguments = {"description": "Endless", "target": "d1", "sql": f"UPDATE referrals SET code = ({counted});"}
    numbers = [f"dear {place}" for place in range(12)]
    for number in numbers:
        call = {"name": "draft_migration", "arguments": arguments}
        started.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": call}).encode())
    answers = {}
    while len(answers) < len(numbers):
        message = json.loads(started._lines.get(timeout=120))
        answers[message["id"]] = "\n".join(part["text"] for part in message["result"]["content"])
    assert set(answers) == set(numbers)
    assert any("was not begun" in text for text in answers.values()), answers
    assert started.lives()
    started.end()
