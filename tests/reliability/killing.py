"""Kills writers at random moments and says what a reader finds afterwards. Run as a program: repository, twin, kills, seed.

Each writer is a forked process, warm as a server is, that proves and writes migrations until SIGKILL. The twin gets
the same migrations with no kill, so that `exactly after` means the same bytes. A third of the kills fall anywhere in
a write; the others die at one step of a landing, named by its number and not by the clock, since the landing is a small
part of a write and few of the first kind would meet it. Prints one JSON line per kill.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from nhimbe_migrations.authoring.compose.request import MigrationRequest, request_from
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.write import write_request
from nhimbe_migrations.workspace.changes.filesystem import Disk
from nhimbe_migrations.workspace.changes.state_dir import state_folder
from reliability.authors import sql_of
from reliability.trees import files, seen_by_git

ROUND = 10
"""Kills between two fresh starts: a schema that grows for ever would only make each write slower."""

MOMENTS = ("anywhere", "step", "step")
STEPS = 60
"""More than one landing has, so that the first one and the beginning of the second are tried at each step."""


def wanted(turn: int) -> MigrationRequest:
    return request_from(description=f"Add t_{turn}", target="d1", sql=sql_of(f"t_{turn}"))


def written(project: Project) -> int:
    return sum("_add_t_" in migration.name for migration in project.history().migrations)


def die_at(step: int, pipe: int) -> None:
    """Let this process be killed right before its disk does the step of that number, and tell that step's name first."""
    left = [step]

    def count(_disk: Disk, what: str) -> None:
        if left[0] == 0:
            os.write(pipe, what.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    Disk.step = count  # type: ignore[method-assign]  # in the child alone


def started_writer(project: Project, step: int | None) -> tuple[int, int, int]:
    """Fork a writer; return its process, the pipe on which it tells each migration that has landed, and its last words'."""
    reading, writing = os.pipe()
    last_words, speaking = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            turn = written(project)
            if step is not None:
                die_at(step, speaking)
            os.write(writing, b"r")
            while True:
                write_request(project, wanted(turn))
                os.write(writing, b"w")
                turn += 1
        except BaseException as error:  # noqa: BLE001 the child must not go on as the parent
            os.write(2, f"{error!r}\n".encode())
            os._exit(3)
    os.close(writing)
    os.close(speaking)
    os.read(reading, 1)
    return child, reading, last_words


def killed(project: Project, chance: random.Random, moment: str, step: int) -> dict[str, object]:
    """Let a writer run for a while, kill it, and say what it left for a reader who comes right after."""
    before = written(project)
    child, pipe, last_words = started_writer(project, step if moment == "step" else None)
    if moment == "anywhere":
        time.sleep(chance.uniform(0, 0.3))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    told = 0
    while piece := os.read(pipe, 4096):
        told += len(piece)
    named = os.read(last_words, 4096).decode()
    os.close(pipe)
    os.close(last_words)
    return {
        "moment": moment,
        "before": named,
        "by_itself": not os.WIFSIGNALED(status),
        "told": before + told,
        "interrupted": (state_folder(project.repository) / "journal.json").exists(),
        "strangers": strangers(project.repository.root),
    }


def strangers(root: Path) -> list[str]:
    """What git sees beside migrations, schema.sql and types.ts."""
    known = ("worker/src/db/schema.sql", "worker/src/types.ts")
    return [
        path
        for path in seen_by_git(root)
        if path not in known and not (path.startswith("worker/src/db/migrations/") and path.endswith(".sql"))
    ]


def leftovers(project: Project) -> list[str]:
    state = {path.name for path in state_folder(project.repository).iterdir()} - {"lock", "applied", "drafts"}
    return sorted(state) + [path.name for path in (project.repository.root / ".git").glob("nhimbe*")]


def fresh(project: Project) -> None:
    for command in (("checkout", "--quiet", "--", "."), ("clean", "-fdxq")):
        subprocess.run(["git", *command], cwd=project.repository.root, check=True)
    shutil.rmtree(state_folder(project.repository))


def kills(project: Project, twin: Project, times: int, chance: random.Random) -> Iterator[dict[str, object]]:
    for turn in range(times):
        if turn % ROUND == 0:
            fresh(project)
            fresh(twin)
        row = killed(project, chance, MOMENTS[turn % len(MOMENTS)], turn * 7 % STEPS)
        # The next call: it settles what was interrupted, and takes the next number.
        project = open_project(str(project.repository.root), {})
        report = write_request(project, wanted(written(project)))
        for number in range(written(twin), written(project)):
            write_request(twin, wanted(number))
        yield {
            **row,
            "landed": written(project) - 1,
            "next": report["number"],
            "same": files(project.repository.root) == files(twin.repository.root),
            "leftovers": leftovers(project),
        }


def main() -> None:
    project, twin = open_project(sys.argv[1], {}), open_project(sys.argv[2], {})
    for row in kills(project, twin, int(sys.argv[3]), random.Random(int(sys.argv[4]))):
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
