"""migrate-mongo with a real mongod, on an empty database: up, then down. `migrate_mongo.py DIRECTORY_OF_THE_TOOL`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from judge.mongodb import mongod
from protocol import Finding, NotItsPartError, serve

CONFIG = """export default {
  mongodb: { url: process.env.MIGRATIONS_URL, databaseName: process.env.MIGRATIONS_DATABASE },
  migrationsDir: "worker/src/db/migrations", changelogCollectionName: "changelog", lockCollectionName: "changelog_lock", lockTtl: 0,
  migrationFileExtension: ".ts", useFileHash: false, moduleSystem: "esm",
};
"""


def main() -> None:
    modules = Path(sys.argv[1]).resolve() / "node_modules"
    count = 0

    def judge(request: dict[str, Any]) -> list[Finding]:
        nonlocal count
        if request["store"] != "mongodb":
            raise NotItsPartError("MongoDB alone")
        count += 1
        folder = Path(request["folder"])
        (folder / "node_modules").symlink_to(modules)
        (folder / "package.json").write_text('{ "type": "module" }')
        (folder / "migrate-mongo-config.mjs").write_text(CONFIG)
        for direction, rule in (("up", "fails"), ("down", "down-fails")):
            done = subprocess.run(
                [
                    "node",
                    str(modules / "tsx/dist/cli.mjs"),
                    str(modules / "migrate-mongo/bin/migrate-mongo.js"),
                    direction,
                    "-f",
                    "migrate-mongo-config.mjs",
                ],
                cwd=folder,
                env={**os.environ, "MIGRATIONS_URL": uri, "MIGRATIONS_DATABASE": f"case{count}"},
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            if done.returncode:
                return [{"rule": rule, "severity": "error", "message": (done.stdout + done.stderr)[-300:]}]
        return []

    with mongod() as uri:
        serve(judge)


if __name__ == "__main__":
    main()
