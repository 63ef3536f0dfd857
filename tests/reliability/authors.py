"""An author as the server is one, without the protocol's import time: proves and writes one table after another.

Run as a program: repository, a prefix for its tables, how many. Prints the number of each migration once it has landed.
"""

from __future__ import annotations

import sys

from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.project.project import open_project
from nhimbe_migrations.authoring.write import write_request


def sql_of(name: str) -> str:
    """A table with an index: schema.sql and types.ts change with it."""
    return (
        f"CREATE TABLE IF NOT EXISTS {name} (id TEXT PRIMARY KEY, body TEXT NOT NULL, "
        f"created_at TEXT DEFAULT (datetime('now')));\nCREATE INDEX IF NOT EXISTS idx_{name}_body ON {name}(body);\n"
    )


def plain_sql_of(name: str) -> str:
    """The least that a table can be: each proof loads and fills all that are there."""
    return f"CREATE TABLE IF NOT EXISTS {name} (id TEXT PRIMARY KEY);\n"


def main() -> None:
    root, prefix, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    project = open_project(root, {})
    for turn in range(times):
        name = f"{prefix}_{turn}"
        report = write_request(project, request_from(description=f"Add {name}", target="d1", sql=plain_sql_of(name)))
        sys.stdout.write(f"{report['number']} {name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
