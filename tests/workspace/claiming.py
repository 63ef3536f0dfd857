"""A writer as the server is one: takes the next number under the lock, writes the file, extends schema.sql.

Run as a program: root, its name, how many. With 0 it writes until it is killed.
"""

import itertools
import sys

from nhimbe_migrations.workspace.changes.change_set import FileChange
from nhimbe_migrations.workspace.changes.journal import apply
from nhimbe_migrations.workspace.changes.lock import repository_lock
from nhimbe_migrations.workspace.history.history import read_history
from nhimbe_migrations.workspace.history.next_number import next_number
from nhimbe_migrations.workspace.repository.repository import Repository, find_repository


def claim(repository: Repository, name: str) -> str:
    layout = repository.layout
    with repository_lock(repository, timeout=120, what=f"claim of {name}"):
        number = next_number(repository, read_history(repository)).number
        schema = repository.read_bytes(layout.schema) or b""
        line = f"CREATE TABLE t{number} (id TEXT); -- {name}\n".encode()
        changes = [
            FileChange(f"{layout.migrations}/{number}_{name}.sql", None, line),
            FileChange(layout.schema, schema, schema + line),
        ]
        apply(repository, changes, label=name)
    return number


def main() -> None:
    root, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    repository = find_repository(root, {})
    for turn in range(times) if times else itertools.count():
        sys.stdout.write(claim(repository, f"{name}_{turn}") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
