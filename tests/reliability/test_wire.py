"""Bytes that are no message: the server says so or says nothing, and goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reliability.trees import files
from tools.raw import RawClient

DEEP = b"[" * 20_000 + b"]" * 20_000
DESCRIBED = b'{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"draft_migration","arguments":{"description":"%s","target":"d1","sql":"SELECT 1;"}}}'


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"", id="an empty line"),
        pytest.param(b"\x00\x01\x02", id="control characters"),
        pytest.param(b"\xff\xfe{}", id="no UTF-8"),
        pytest.param(b"{", id="half of an object"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="an empty batch"),
        pytest.param(b'{"jsonrpc":"2.0","id":{},"method":7}', id="wrong types"),
        pytest.param(DEEP, id="a deep nest"),
        pytest.param(DESCRIBED % (77, b"\\ud800 half"), id="half a character"),
        pytest.param(DESCRIBED % (77, b"\xed\xa0\x80 half"), id="half a character in bytes"),
        pytest.param(DESCRIBED % (77, b"x" * 3_000_000), id="three megabytes"),
        pytest.param(DESCRIBED % (77, b"nul \\u0000"), id="NUL"),
        pytest.param(DESCRIBED % (77, b'x","sql":' + DEEP + b',"y":"'), id="a deep nest in an argument"),
    ],
)
def test_the_server_outlives_what_is_no_message(small: Path, line: bytes) -> None:
    before = files(small)
    with RawClient(small, small.parent / "state", "2025-11-25", {}, None) as client:
        assert client.process.stdin
        assert client.process.stdout
        client.process.stdin.write(line + b"\n")
        client.process.stdin.flush()
        client._send({"jsonrpc": "2.0", "id": 78, "method": "tools/call", "params": {"name": "next_number"}})
        answers = []
        while not answers or answers[-1].get("id") != 78:
            said = client.process.stdout.readline()
            assert said, "the server closed the connection"
            answers.append(json.loads(said))
        assert answers[-1]["result"]["structuredContent"]["number"] == "002"
    assert files(small) == before
