"""One MongoDB proof: the first of a process, and those after it, beside what starting the sandbox's program alone takes.

Ratios say more than milliseconds on a shared machine: `program` is one start of Deno that does nothing.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 9
MIGRATION = """import type { Db } from "mongodb";

export async function up(db: Db): Promise<void> {
  await db.collection("users").updateMany({ visits: { $exists: false } }, { $set: { visits: 0 } });
  await db.collection("users").createIndex({ visits: 1 }, { name: "idx_users_visits" });
}

export async function down(db: Db): Promise<void> {
  await db.collection("users").dropIndex("idx_users_visits");
  await db.collection("users").updateMany({ visits: { $exists: true } }, { $unset: { visits: "" } });
}
"""
COLD = "from benchmarks.mongodb_proof import proof; import time; from pathlib import Path; b = time.perf_counter(); proof(Path('.')); print(time.perf_counter() - b)"


def proof(root: Path) -> str:
    """Prove the migration as a draft does, and return the verdict: what has to be started is begun before all else."""
    from nhimbe_migrations.mongodb.sandbox.engines import begin_engines

    begin_engines(MIGRATION, "m.js", root)  # without the compiler, which this does not ask
    from nhimbe_migrations.mongodb.code.migration_file import read_migration
    from nhimbe_migrations.mongodb.proof.prove import execute
    from nhimbe_migrations.mongodb.seed.build import seed_for
    from nhimbe_migrations.mongodb.state.collections import Collections

    seed = seed_for(read_migration(MIGRATION, "m.ts"), Collections())
    return execute(MIGRATION, seed=seed, repository_root=root, file="m.ts").status


def milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    from nhimbe_migrations.mongodb.sandbox.tools import find_deno

    deno = find_deno()
    if deno is None:
        sys.exit("Deno was not found: install the [mongodb] extra.")
    top = Path(__file__).parents[1]
    program = statistics.median(
        milliseconds(lambda: subprocess.run([str(deno), "eval", ""], check=True)) for _ in range(ROUNDS)
    )
    cold = statistics.median(
        float(subprocess.run([sys.executable, "-c", COLD], cwd=top, check=True, capture_output=True).stdout) * 1000
        for _ in range(3)
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        proof(root)
        warm: list[float] = []
        for _ in range(ROUNDS):
            time.sleep(0.5)  # an assistant thinks between two drafts, and the next sandbox starts meanwhile
            warm.append(milliseconds(lambda: proof(root)))
    median = statistics.median(warm)
    print(f"program {program:.0f} ms; cold {cold:.0f} ms, {cold / program:.1f} programs")
    print(f"warm {median:.0f} ms, {median / program:.1f} programs, {median / cold:.2f} of a cold one")


if __name__ == "__main__":
    main()
