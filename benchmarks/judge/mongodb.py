"""The outcome of MongoDB cases, by a real mongod and the real driver."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from judge.cases import Case
from judge.d1_effects import Effect
from judge.label import fails_told_apart
from judge.mongodb_effects import mongodb_effects

__all__ = ["generated", "mongod", "outcomes", "versions"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
Outcomes = dict[str, list[Effect]]


def _tools() -> Path:
    return Path(os.environ.get("NHIMBE_MIGRATIONS_TOOLS", ROOT / ".tools")) / "mongodb"


@lru_cache(maxsize=1)
def _binary() -> Path:
    from nhimbe_migrations.mongodb.sandbox.tools import find_mongod

    found = find_mongod()
    if found is None:
        raise RuntimeError("no mongod was found: make setup")
    return Path(found)


def versions() -> dict[str, str]:
    """Return the versions of the server and the driver that label."""
    done = subprocess.run([str(_binary()), "--version"], capture_output=True, text=True, check=True)
    driver = json.loads((_tools() / "node_modules/mongodb/package.json").read_text(encoding="utf-8"))["version"]
    return {
        "mongod": (re.search(r"v([\d.]+)", done.stdout) or [""])[1] if re.search(r"v([\d.]+)", done.stdout) else "",
        "mongodb (driver)": driver,
    }


@contextmanager
def mongod() -> Iterator[str]:
    """A replica set of one in a folder of its own; its address."""
    memory = Path("/dev/shm")  # what is only judged need not reach a disk
    folder = tempfile.mkdtemp(prefix="judge-mongod-", dir=memory if memory.is_dir() else None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(_binary()), "--dbpath", folder, "--port", str(port), "--bind_ip", "127.0.0.1", "--replSet", "judge", "--quiet", "--oplogSize", "64", "--wiredTigerCacheSizeGB", "0.25", "--nounixsocket", "--setParameter", "ttlMonitorSleepSecs=1", "--setParameter", "diagnosticDataCollectionEnabled=false"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _initiate(port)
        yield f"mongodb://127.0.0.1:{port}/?directConnection=true"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _initiate(port: int) -> None:
    from pymongo import MongoClient
    from pymongo.errors import PyMongoError

    deadline = time.monotonic() + 60
    client: MongoClient[dict[str, object]]
    with MongoClient("127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=1000) as client:
        while True:
            try:
                client.admin.command(
                    "replSetInitiate", {"_id": "judge", "members": [{"_id": 0, "host": f"127.0.0.1:{port}"}]}
                )
                break
            except PyMongoError:
                if time.monotonic() > deadline:
                    raise
        while not client.admin.command("hello")["isWritablePrimary"]:
            time.sleep(0.1)


def outcomes(cases: Sequence[Case]) -> dict[str, Outcomes]:
    """Run every case on every population.

    Raises:
        ValueError: the earlier migration or the sane documents of a case are refused: the case is wrong.
    """
    found: dict[str, Outcomes] = {case.id: {} for case in cases}
    by_case = {case.id: case for case in cases}
    requests = [request for case in cases for request in _requests(case)]
    with mongod() as uri:
        for answer in _answers(uri, requests):
            name, _, population = answer["id"].rpartition("#")
            if answer["setup"] is not None:
                raise ValueError(f"{answer['id']}: {answer['setup']}")
            found[name][population] = mongodb_effects(by_case[name].migration, answer)
    return {name: fails_told_apart(by_population) for name, by_population in found.items()}


def _requests(case: Case) -> Iterable[dict[str, Any]]:
    for name, documents in {**case.populations, **generated(case)}.items():
        yield {
            "id": f"{case.id}#{name}",
            "earlier": case.schema,
            "documents": documents,
            "lenient": name not in {"empty", "sane", "odd"},
            "migration": case.migration,
            "code": case.code if name == "sane" else "",
        }


def _answers(uri: str, requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["node", str(HERE / "mongodb.mjs"), str(_tools()), uri],
        input="".join(json.dumps(request) + "\n" for request in requests),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the driver stopped: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.split("\n") if line]


# --- populations that the interfaces allow ---------------------------------------------------------------------------
MOODS = ("gaps", "twins", "shapes")
_INTERFACE = re.compile(r"interface\s+(\w+)\s*\{(.*?)\n\}", re.DOTALL)
_MEMBER = re.compile(r"^\s{2}(\w+)(\?)?:\s*(.+?);\s*$", re.MULTILINE)


def generated(case: Case) -> dict[str, Any]:
    """The author's documents, changed as the interfaces allow: optional members left out, nullable ones null, texts and
    numbers that come twice or look otherwise. Keys, references and the kind of every value stay."""
    members = {_collection(name): _MEMBER.findall(body) for name, body in _INTERFACE.findall(case.types)}
    literals = [
        text for text in re.findall(r"[\"'`]([\w @.:-]{1,30})[\"'`]", case.migration) if not text.startswith("$")
    ]
    return {mood: _changed(case, mood, members, literals) for mood in MOODS}


def _collection(interface: str) -> str:
    name = interface[0].lower() + interface[1:]
    return re.sub(r"y$", "ie", name) + "s"


def _changed(case: Case, mood: str, members: dict[str, Any], literals: Sequence[str]) -> dict[str, Any]:
    chance = random.Random(f"{case.id}:{mood}")
    found: dict[str, Any] = {}
    for collection, documents in case.populations.get("sane", {}).items():
        made = []
        for at in range(6 if documents else 0):
            document = json.loads(json.dumps(chance.choice(documents)))
            document["_id"] = f"{mood}{at}" if isinstance(document["_id"], str) else {"$oid": f"{at:024x}"}
            for name, optional, kind in members.get(collection, ()):
                if name == "_id" or name.endswith("Id"):
                    continue
                if optional and chance.random() < {"gaps": 0.6}.get(mood, 0.15):
                    document.pop(name, None)
                elif "null" in kind and chance.random() < {"gaps": 0.6}.get(mood, 0.15):
                    document[name] = None
                elif name in document:
                    document[name] = _other(
                        mood, document[name], kind, chance, at, literals, [other.get(name) for other in documents]
                    )
            made.append(document)
        found[collection] = made
    return found


def _other(
    mood: str, value: Any, kind: str, chance: random.Random, at: int, literals: Sequence[str], all_: list[Any]
) -> Any:
    choices = re.findall(r"[\"'](\w+)[\"']", kind)
    if choices:
        return chance.choice(choices)
    if isinstance(value, str) and kind.startswith("string"):
        if mood == "twins":
            return chance.choice([item for item in all_ if isinstance(item, str)][:2] or [value])
        if mood == "shapes":
            return chance.choice([value.upper(), f" {value} ", "", value + " é", chance.choice([*literals, value])])
        return f"{value}-{at}"
    if isinstance(value, (int, float)) and not isinstance(value, bool) and mood == "shapes":
        return chance.choice([value, 0, -1, 12.5, 100_000])
    if isinstance(value, list) and mood in {"gaps", "shapes"} and chance.random() < 0.5:
        return []
    return value
