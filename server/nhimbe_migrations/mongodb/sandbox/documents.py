"""Read a few fields of a collection from a server that a person named. Only our own code runs, and it only reads."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.places import deno_cache, harness_folder
from nhimbe_migrations.mongodb.sandbox.tools import INSTALL, find_deno
from nhimbe_migrations.system.programs import run_program

__all__ = ["read_documents"]

_SECONDS = 30.0


def read_documents(uri: str, collection: str, fields: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return `fields` of every document of `collection`, in the order of their insertion; times as ISO text.

    The database is the one that `uri` names. The URI is handed over as input, never as an argument that others could see.

    Raises:
        ToolMissingError: Deno is not here, or the server does not answer.
    """
    deno = find_deno()
    if deno is None:
        raise ToolMissingError(
            "The MongoDB server cannot be asked.", why="Deno was not found.", way_out=f"Run: {INSTALL}"
        )
    cache = deno_cache()
    environment = {"DENO_DIR": str(cache), "DENO_NO_UPDATE_CHECK": "1", "HOME": str(cache), "NO_COLOR": "1"}
    # mongodb+srv names its hosts in the DNS alone, so the network is open to it; the code is ours.
    options = ("--quiet", "--no-prompt", "--no-remote", "--no-npm", "--cached-only", "--no-config", "--no-lock")
    allowed = ("--allow-net", "--allow-env", "--allow-sys", "--allow-read", "--allow-write=/tmp")
    with harness_folder() as folder, tempfile.TemporaryDirectory(prefix=f"mig-ledger-{os.getpid()}-") as work:
        command = (str(deno), "run", *options, *allowed, str(folder / "documents.js"))
        order = json.dumps({"uri": uri, "collection": collection, "fields": list(fields)}).encode()
        try:
            ran = run_program(
                command, folder=Path(work), seconds=_SECONDS, environment=environment, given=order + b"\n"
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolMissingError("The MongoDB server does not answer.", why=type(error).__name__) from error
    try:
        answer = json.loads(ran.output or b"{}")
    except ValueError:
        answer = {}
    if ran.code != 0 or "documents" not in answer:
        why = str(answer.get("error") or ran.complaint.strip().splitlines()[-1:] or "no reason given")
        raise ToolMissingError(
            "The MongoDB server cannot be asked.", why=why.replace(uri, "the URI"), way_out="See that the URI is right."
        )
    documents: list[Mapping[str, Any]] = answer["documents"]
    return documents
