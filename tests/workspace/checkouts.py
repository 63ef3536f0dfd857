"""A checkout that tests write to as people do."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from nhimbe_migrations.workspace.repository.repository import Repository, find_repository

MIGRATIONS = "worker/src/db/migrations"
SCHEMA = "worker/src/db/schema.sql"
WRANGLER = '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "nhimbe-db"\ndatabase_id = "1"\n'


class Checkout:
    """A folder that tests write to as people do."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._clock = 1_700_000_000

    def write(self, path: str, text: str | bytes = "") -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
        return place

    def migration(self, name: str, text: str = "SELECT 1;\n") -> Path:
        return self.write(f"{MIGRATIONS}/{name}", text)

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        environment = {
            **os.environ,
            "GIT_AUTHOR_DATE": f"{self._clock} +0000",
            "GIT_COMMITTER_DATE": f"{self._clock} +0000",
        }
        done = subprocess.run(
            ["git", *arguments], cwd=cwd or self.root, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(self, message: str = "work", *, cwd: Path | None = None) -> str:
        """Commit all there is, a minute after the last commit; return its id."""
        self._clock += 60
        self.git("add", "--all", cwd=cwd)
        self.git("commit", "--quiet", "--allow-empty", "--message", message, cwd=cwd)
        return self.git("rev-parse", "HEAD", cwd=cwd).strip()

    def open(self, root: Path | None = None) -> Repository:
        return find_repository(str(root or self.root), {})

    def snapshot(self) -> Mapping[str, bytes]:
        """Every file of the work tree but git's own."""
        files = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}
