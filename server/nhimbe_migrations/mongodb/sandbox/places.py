"""Where the harness lies, and where Deno keeps what it compiled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

__all__ = ["deno_cache", "harness_folder"]


@contextmanager
def harness_folder() -> Iterator[Path]:
    """Give the folder of the harness, with the driver in `vendor/`, until the block ends."""
    packaged = files("nhimbe_migrations") / "templates"
    if not packaged.is_dir():
        yield Path(__file__).resolve().parents[4] / "templates" / "mongodb" / "harness"
        return
    with as_file(packaged / "mongodb" / "harness") as folder:
        yield folder.resolve()


@cache
def deno_cache() -> Path:
    """Return a folder of this user's for compiled code: the driver then starts in a third of the time.

    What runs in the sandbox cannot write there.
    """
    from platformdirs import user_cache_path

    place = user_cache_path("nhimbe-migrations") / "deno"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="mig-deno-"))
    return place
