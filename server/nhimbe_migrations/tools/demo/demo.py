"""`nhimbe-migrations demo`: the main job, done by a real MCP client over stdio on a sample repository.

Everything happens in a throw-away folder, state included; nothing is left behind.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from nhimbe_migrations.authoring.project.sample import lay_out_sample
from nhimbe_migrations.tools.demo.story import tell

__all__ = ["run_demo"]


def run_demo() -> int:
    """Tell the story; return 0 when every step of it went as it should, else 1."""
    import anyio

    console = Console(width=None if sys.stdout.isatty() else 118, highlight=False)
    with tempfile.TemporaryDirectory(prefix="nhimbe-demo-") as folder:
        repository = lay_out_sample(Path(folder, "nhimbe").resolve())
        environment = {
            **{
                name: os.environ[name]
                for name in ("PATH", "HOME", "PYTHONPATH", "MONGOD_BIN", "MONGODB_VERIFY_URI")
                if name in os.environ
            },
            "NHIMBE_MIGRATIONS_STATE": str(Path(folder, "state")),
        }
        return anyio.run(tell, console, repository, environment)
