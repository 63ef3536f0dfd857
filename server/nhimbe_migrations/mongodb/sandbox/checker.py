"""A TypeScript checker that stays: Deno's language server, asked about one file at a time.

The first question costs what a compiler costs (its libraries and the driver's types are read); those after it a few hundredths of a
second. It sees a folder of ours alone: the driver's types, and copies of the migration and of what that imports. It runs nothing.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import queue
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.places import deno_cache, harness_folder
from nhimbe_migrations.mongodb.sandbox.tools import unshare
from nhimbe_migrations.system.process_guard import Guarded, guarded_folder, guarded_start

__all__ = ["Diagnostic", "begin_checker", "checker"]

_SECONDS = 60.0
_ANY_MIGRATION = """import type { Db } from "mongodb";
export async function up(db: Db): Promise<void> {
  await db.collection("any").updateMany({ a: { $exists: false } }, { $set: { a: 1 } });
}
"""
"""With it the compiler reads its libraries and the driver's types, which every later question needs."""
_GLOBALS = """
declare const console: { [name in "log" | "info" | "warn" | "error" | "debug" | "table" | "time" | "timeEnd" | "trace"]: (...given: any[]) => void };
declare const process: { env: Record<string, string | undefined>; exit(code?: number): never; argv: string[]; [name: string]: any };
declare function setTimeout(call: (...given: any[]) => void, ms?: number, ...given: any[]): any;
declare function clearTimeout(timer: any): void;
declare function setInterval(call: (...given: any[]) => void, ms?: number, ...given: any[]): any;
declare function clearInterval(timer: any): void;
declare function setImmediate(call: (...given: any[]) => void, ...given: any[]): any;
declare function structuredClone<T>(value: T): T;
declare function fetch(...given: any[]): Promise<any>;
declare function require(name: string): any;
declare const module: { exports: any };
declare const exports: any;
declare const Buffer: any;
declare const crypto: any;
declare class URL { constructor(text: string, base?: string); [name: string]: any }
declare class URLSearchParams { constructor(given?: any); [name: string]: any }
declare class TextEncoder { encode(text: string): Uint8Array }
declare class TextDecoder { decode(bytes: any): string }
declare class AbortController { signal: any; abort(): void }
declare const __dirname: string;
declare const __filename: string;
"""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    line: int
    code: str
    message: str


@dataclass(slots=True)
class Checker:
    """One language server, with the settings that it was started with."""

    folder: Path
    process: Guarded
    version: str = ""
    _answers: queue.SimpleQueue[dict[str, Any] | None] = field(default_factory=queue.SimpleQueue)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, files: Mapping[str, str], file: str) -> tuple[Diagnostic, ...]:
        """Return what the compiler says of `file`, with the other `files` (paths and texts) beside it.

        Raises:
            ToolMissingError: the checker ended, or takes too long.
        """
        with self._lock:
            place = self.folder / f"check{next(self._numbers)}"
            try:
                for path, text in files.items():
                    (place / path).parent.mkdir(parents=True, exist_ok=True)
                    (place / path).write_text(text, encoding="utf-8", newline="")
                uri = (place / file).as_uri()
                document = {"uri": uri, "languageId": "typescript", "version": 1, "text": files[file]}
                self._send("textDocument/didOpen", {"textDocument": document})
                answer = self._ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
                self._send("textDocument/didClose", {"textDocument": {"uri": uri}})
            finally:
                shutil.rmtree(place, ignore_errors=True)
        return tuple(
            Diagnostic(item["range"]["start"]["line"] + 1, _code(item), str(item["message"]))
            for item in answer.get("items", ())
            if item.get("severity") == 1 and (item.get("source") == "deno-ts" or item.get("code") == "no-local")
        )

    def start(self, settings: Mapping[str, Any]) -> None:
        """Tell it where it is, and wait until it listens.

        Raises:
            ToolMissingError: it does not answer.
        """
        output = self.process.process.stdout
        if output is None:
            raise TypeError("the checker was started without a pipe from its output")
        threading.Thread(target=self._read, args=(output,), daemon=True).start()
        root = self.folder.as_uri()
        hello = self._ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "check"}],
                "capabilities": {"textDocument": {"diagnostic": {}}},
                "initializationOptions": {"enable": True, "config": "deno.json", "lint": False, **settings},
            },
        )
        self.version = str((hello.get("serverInfo") or {}).get("version", ""))
        self._send("initialized", {})

    def _ask(self, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        self._write({"id": number, "method": method, "params": parameters})
        while True:
            try:
                message = self._answers.get(timeout=_SECONDS)
            except queue.Empty:
                message = None
            if message is None:
                self.process.end()
                raise ToolMissingError("The type checker ended early.", why=f"It did not answer {method}.")
            if "method" in message:
                if "id" in message:
                    self._write({"id": message["id"], "result": None})
                continue
            if message.get("id") == number:
                result: dict[str, Any] = message.get("result") or {}
                return result

    def _send(self, method: str, parameters: Mapping[str, Any]) -> None:
        self._write({"method": method, "params": parameters})

    def _write(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        into = self.process.process.stdin
        if into is None:
            raise TypeError("the checker was started without a pipe to its input")
        try:
            into.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            into.flush()
        except OSError as problem:
            raise ToolMissingError("The type checker ended early.", why=str(problem)) from problem

    def _read(self, output: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while True:
                size = 0
                while (line := output.readline()) not in {b"", b"\r\n"}:
                    name, _, value = line.partition(b":")
                    size = int(value) if name.lower() == b"content-length" else size
                if not size:
                    break
                self._answers.put(json.loads(output.read(size)))
        self._answers.put(None)


def _code(item: Mapping[str, Any]) -> str:
    """The compiler's number; Deno itself finds files that are not there, and that one has a number too."""
    return "TS2307" if item["code"] == "no-local" else f"TS{item['code']}"


_LOCK = threading.Lock()
_RUNNING: dict[tuple[Path, str], Checker] = {}
_BEGUN: set[tuple[Path, str]] = set()


def checker(deno: Path, options: Mapping[str, Any]) -> Checker:
    """Return the checker of this process for these compiler options; it is started where there is none.

    Raises:
        ToolMissingError: it does not start.
    """
    key = (deno, json.dumps(options, sort_keys=True))
    with _LOCK:
        running = _RUNNING.get(key)
        if running is not None and not running.process.ended:
            return running
        if not _RUNNING:
            atexit.register(_close)
        folder = guarded_folder("types")
        with harness_folder() as harness:
            shutil.copytree(harness / "vendor" / "types", folder / "types")
        (folder / "types" / "globals.d.ts").write_text(_GLOBALS, encoding="utf-8")
        types = {name: f"./types/{name}.d.ts" for name in ("mongodb", "bson")}
        configuration = {
            "imports": types,
            "unstable": ["sloppy-imports"],
            "compilerOptions": {"lib": ["es2023"], **options, "types": ["./types/globals.d.ts"], "skipLibCheck": True},
        }
        (folder / "deno.json").write_text(json.dumps(configuration), encoding="utf-8")
        environment = {"DENO_DIR": str(deno_cache()), "DENO_NO_UPDATE_CHECK": "1", "HOME": str(folder), "NO_COLOR": "1"}
        process = guarded_start([*unshare(), str(deno), "lsp", "--quiet"], folder=folder, environment=environment)
        started = Checker(folder, process)
        started.start({})
        _RUNNING[key] = started
        return started


def begin_checker(deno: Path, options: Mapping[str, Any]) -> None:
    """Start the checker in the background and let it read what each check needs; at once, and whatever becomes of it."""
    key = (deno, json.dumps(options, sort_keys=True))
    if key in _BEGUN:
        return
    _BEGUN.add(key)

    def begin() -> None:
        # The check that needs it says why there is none.
        with contextlib.suppress(ToolMissingError, OSError):
            checker(deno, options).check({"any.ts": _ANY_MIGRATION}, "any.ts")

    threading.Thread(target=begin, daemon=True).start()


def _close() -> None:
    with _LOCK:
        for running in _RUNNING.values():
            running.process.end()
        _RUNNING.clear()
