"""A client of nothing but JSON lines: what the wire itself carries, with no SDK on this side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Answer = Callable[[dict[str, Any]], dict[str, Any]]
META = "io.modelcontextprotocol/"


class RawClient:
    """A session with the server over stdio, in one protocol era."""

    def __init__(
        self, repository: Path, state: Path, era: str, capabilities: dict[str, Any], answer: Answer | None
    ) -> None:
        environment = {**os.environ, "NHIMBE_MIGRATIONS_STATE": str(state)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nhimbe_migrations", "--repo", str(repository)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=repository, env=environment,
        )  # fmt: skip
        self.era, self.capabilities, self.answer, self.count = era, capabilities, answer, 0

    def __enter__(self) -> Self:
        if self.era == "2025-11-25":
            self.opened = self.request(
                "initialize",
                {
                    "protocolVersion": self.era,
                    "capabilities": self.capabilities,
                    "clientInfo": {"name": "raw", "version": "1"},
                },
            )
            self.notify("notifications/initialized", {})
        else:
            self.opened = self.request("server/discover", {})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        finally:
            self.process.kill()
            self.process.stdout.close()

    def request(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Ask, answer what the server asks meanwhile, and return the whole reply."""
        number = self.ask(method, params)
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                return message
            if "method" in message and "id" in message:
                assert self.answer is not None, message
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": self.answer(message["params"])})

    def ask(self, method: str, params: dict[str, Any], **meta: Any) -> int:
        """Send a request and return its id; whoever wants the reply reads on."""
        self.count += 1
        if self.era != "2025-11-25":
            meta |= {
                f"{META}protocolVersion": self.era,
                f"{META}clientInfo": {"name": "raw", "version": "1"},
                f"{META}clientCapabilities": self.capabilities,
            }
        if meta:
            params = {**params, "_meta": meta}
        self._send({"jsonrpc": "2.0", "id": self.count, "method": method, "params": params})
        return self.count

    def notify(self, method: str, params: dict[str, Any]) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a tool; where the newer era wants input, give it and call again. Return the result."""
        params: dict[str, Any] = {"name": tool, "arguments": arguments}
        result = self.request("tools/call", params)["result"]
        if result.get("resultType") == "input_required":
            assert self.answer is not None, result
            replies = {key: self.answer(asked["params"]) for key, asked in result["inputRequests"].items()}
            params |= {"inputResponses": replies, "requestState": result["requestState"]}
            result = self.request("tools/call", params)["result"]
        return result

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the server closed the connection"
        return json.loads(line)
