"""A model that says what it was told to: the Messages API of Anthropic over HTTP, as far as a command line needs it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class ScriptedModel:
    """What was asked, in order; each answer is the next step of the script, and then "done"."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)

    @property
    def heard(self) -> str:
        """All that reached the model in the last request, as text."""
        return json.dumps(self.asked[-1]["messages"], ensure_ascii=False)


@contextmanager
def scripted_model(steps: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[ScriptedModel]:
    """Serve a model that calls the tools of `steps` (name, arguments), one a turn."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if not self.path.startswith("/v1/messages?") or not body.get("tools"):
                self._answer("application/json", json.dumps({"input_tokens": 1}).encode())
                return
            asked.append(body)
            results = sum(_results(message["content"]) for message in body["messages"])
            events = _events(steps[results] if results < len(steps) else None, results)
            text = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
            self._answer("text/event-stream", text.encode())

        def _answer(self, kind: str, data: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield ScriptedModel(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()


def _results(content: Any) -> int:
    return sum(block.get("type") == "tool_result" for block in content) if isinstance(content, list) else 0


def _events(step: tuple[str, dict[str, Any]] | None, turn: int) -> Iterator[dict[str, Any]]:
    message = {
        "id": f"msg_{turn}", "type": "message", "role": "assistant", "model": "scripted", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
    }  # fmt: skip
    yield {"type": "message_start", "message": message}
    if step is None:
        block: dict[str, Any] = {"type": "text", "text": ""}
        delta = {"type": "text_delta", "text": "done"}
    else:
        block = {"type": "tool_use", "id": f"toolu_{turn}", "name": step[0], "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(step[1])}
    yield {"type": "content_block_start", "index": 0, "content_block": block}
    yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    reason = "end_turn" if step is None else "tool_use"
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": reason, "stop_sequence": None},
        "usage": {"output_tokens": 1},
    }
    yield {"type": "message_stop"}
