"""Writes under hindrance, and says what a reader finds. Run as a program: repository, twin, kind of hindrance.

Each attempt is a forked process. The twin has the migration written without hindrance: `after` means its bytes.
Prints one JSON line per attempt.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.undo import undo
from nhimbe_migrations.authoring.write import write_request
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from reliability.killing import leftovers, wanted
from reliability.trees import files

PAGE = 4096
READ_ONLY = (
    "worker", "worker/src", "worker/src/db", "worker/src/db/migrations", ".git", ".",
    "worker/src/db/schema.sql", "worker/src/types.ts",
)  # fmt: skip

Attempt = tuple[str, AbstractContextManager[None], int | None]
"""What hinders, that while it lasts, and the largest file that the writer may make."""


def attempt(project: Project, limit: int | None) -> dict[str, object]:
    """Write in a process of its own; return how that ended and what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            write_request(open_project(str(project.repository.root), {}), wanted(0))
            code = 0
        except MigrationsError as error:
            os.write(writing, str(error).encode())
            code = 1
        except BaseException as error:  # noqa: BLE001 the child must not go on as the parent
            os.write(writing, repr(error).encode())
        os._exit(code)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    return {"ended": {0: "written", 1: "refused"}.get(os.waitstatus_to_exitcode(status), "crashed"), "said": said}


def judged(project: Project, before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, object]:
    """Say which side the files are on, and whether the next calls work: a write, then its undo."""
    root = project.repository.root
    found = files(root)
    side = "before" if found == before else "after" if found == after else "mixed"
    write_request(open_project(str(root), {}), wanted(0))
    repeated = files(root) == after
    undo(project)
    return {"side": side, "next": repeated and files(root) == before, "leftovers": leftovers(project)}


def small_files(project: Project) -> Iterator[Attempt]:
    """No file may grow beyond a size: what a quota does."""
    for size in (0, 1, 100, 200, 300, 400, 600, 800, 1000, 1500, 2000, 2500, 3000, 4000, 6000, 1_000_000):
        yield f"{size} bytes", nullcontext(), size


def read_only(project: Project) -> Iterator[Attempt]:
    state = state_folder(project.repository)
    places = [project.repository.root / path for path in READ_ONLY]
    for place in [*places, state, state / "applied"]:
        yield place.name, write_protected(place), None
    yield "everything", write_protected(*places), None


@contextmanager
def write_protected(*places: Path) -> Iterator[None]:
    modes = [place.stat().st_mode for place in places]
    for place, mode in zip(places, modes, strict=True):
        place.chmod(mode & 0o555)
    try:
        yield
    finally:
        for place, mode in zip(places, modes, strict=True):
            place.chmod(mode)


def full_disk(project: Project) -> Iterator[Attempt]:
    """The disk of the work tree has a few pages left, then fewer."""
    for pages in range(16, -1, -1):
        yield f"{pages} pages", filled(project.repository.root.parent / "filler", leave=pages), None


@contextmanager
def filled(filler: Path, *, leave: int) -> Iterator[None]:
    disk = os.statvfs(filler.parent)
    filler.write_bytes(b"x" * max(0, disk.f_bavail * disk.f_frsize - leave * PAGE))
    try:
        yield
    finally:
        filler.unlink()


KINDS: dict[str, Callable[[Project], Iterator[Attempt]]] = {
    "small-files": small_files,
    "read-only": read_only,
    "full-disk": full_disk,
}


def main() -> None:
    project, twin = open_project(sys.argv[1], {}), open_project(sys.argv[2], {})
    before = files(project.repository.root)
    write_request(twin, wanted(0))
    after = files(twin.repository.root)
    write_request(project, wanted(0))
    undo(project)
    for name, hindrance, limit in KINDS[sys.argv[3]](project):
        with hindrance:
            row = {"hindrance": name, **attempt(project, limit)}
        sys.stdout.write(json.dumps({**row, **judged(project, before, after)}) + "\n")


if __name__ == "__main__":
    main()
