"""A user of the server with rights on one scratch database alone, where the server that a person named allows to make one.

The process in which a migration runs is then given that user's address and never the person's own. A second process, which
runs no foreign code, makes the user and takes user and database away again.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.mongodb.sandbox.runtime import Runtime
from nhimbe_migrations.system.process_guard import Guarded, guarded_start

__all__ = ["ScratchUser", "make_scratch_user", "scratch_name", "scratch_uri"]

_SECONDS = 15.0
_URI = re.compile(
    r"(?P<scheme>mongodb(?:\+srv)?://)(?:(?P<user>[^@/]*)@)?(?P<hosts>[^/?]+)(?:/[^?]*)?(?:\?(?P<options>.*))?"
)
_OWN_CREDENTIALS = frozenset({"authsource", "authmechanism", "authmechanismproperties"})


def scratch_name() -> str:
    """Return a database name that nobody has."""
    return f"mig_verify_{secrets.token_hex(6)}"


@dataclass(slots=True)
class ScratchUser:
    """What was made, or why nothing could be."""

    uri: str = ""
    """The address for the scratch database's own user; empty where there is none."""
    database: str = ""
    why_not: str = ""
    """Why the server has no such user."""
    _steward: Guarded | None = None

    def drop_database(self) -> None:
        """Remove what a migration left behind."""
        self._ask("database")

    def end(self) -> None:
        """Remove the database and the user."""
        self._ask("user")
        if self._steward is not None:
            self._steward.end(keep_folder=True)
            self._steward = None

    def _ask(self, drop: str) -> None:
        if self._steward is not None:
            with contextlib.suppress(ToolMissingError):
                self._steward.send({"drop": drop})
                self._steward.receive(_SECONDS)


def make_scratch_user(uri: str, harness: Path, runtime: Callable[[Path], Runtime], folder: Path) -> ScratchUser:
    """Make the user, and see that the server really keeps it from everything else.

    Args:
        uri: The person's own address of the server.
        harness: The folder of the harness.
        runtime: How a module of it is run.
        folder: Where the process works.
    """
    database, user, password = scratch_name(), f"mig_user_{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    theirs = scratch_uri(uri, user, password, database)
    if theirs is None:
        return ScratchUser(why_not="its address cannot be read")
    anonymous = (found := _URI.fullmatch(uri)) is not None and not found["user"] and "authmechanism" not in uri.lower()
    order = {
        "uri": uri,
        "anonymous": anonymous,
        "scratch": theirs,
        "database": database,
        "user": user,
        "password": password,
    }
    try:
        how = runtime(harness / "steward.js")
        steward = guarded_start(how.command, folder=folder, environment=how.environment)
    except ToolMissingError as problem:
        return ScratchUser(why_not=str(problem))
    try:
        steward.send({**order, "seconds": _SECONDS})
        answer = steward.receive(3 * _SECONDS)
    except ToolMissingError:
        answer = None
    why_not = "the server did not answer" if answer is None else str(answer["why"])
    if why_not:
        steward.end(keep_folder=True)
        return ScratchUser(why_not=why_not)
    return ScratchUser(theirs, database, _steward=steward)


def scratch_uri(uri: str, user: str, password: str, database: str) -> str | None:
    """Return `uri` for another user, who is known in `database`; None where it cannot be read."""
    found = _URI.fullmatch(uri)
    if found is None:
        return None
    options = [
        (name, value)
        for name, value in parse_qsl(found["options"] or "", keep_blank_values=True)
        if name.lower() not in _OWN_CREDENTIALS
    ]
    query = urlencode([*options, ("authSource", database)], quote_via=quote)
    return f"{found['scheme']}{quote(user, safe='')}:{quote(password, safe='')}@{found['hosts']}/?{query}"
