"""Rows read and written as the report tells them, beside what real D1 (workerd) counts; `make cost`.

Each case runs on D1 with 100 and with 200 rows: once for the rows themselves, and once more so that what each further row
costs is seen apart from what the statement costs by itself. `--extrapolate` measures at 10,000 rows and at 100,000 what the
estimate says of 100,000.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from d1.engines.workerd import counted, folder  # noqa: E402
from d1.queries.cost_cases import CostCase, cost_cases  # noqa: E402
from nhimbe_migrations.authoring.code.cost import cost_of  # noqa: E402
from nhimbe_migrations.authoring.code.database import effect_of  # noqa: E402
from nhimbe_migrations.authoring.result.report import Cost  # noqa: E402
from nhimbe_migrations.d1.proof.snapshot import count_rows  # noqa: E402
from nhimbe_migrations.d1.schema.introspection import read_schema  # noqa: E402
from nhimbe_migrations.d1.shadow.generations import LATEST  # noqa: E402
from nhimbe_migrations.d1.shadow.shadow import open_shadow  # noqa: E402
from nhimbe_migrations.d1.sql.script import Script  # noqa: E402

SIZES = (100, 200)


def told(case: CostCase, n: int) -> Cost:
    """What the report says with so many rows."""
    with effect_of(case.schema, case.sql) as effect:
        assert effect is not None, case
        return cost_of(effect, {table: share * n for table, share in case.rows})


def measured(cases: list[CostCase], n: int) -> list[tuple[int, int, float]]:
    """What D1 counts: rows read, rows written, milliseconds."""
    runs = [
        ([case.schema, case.fill.replace("{n}", str(n))], [item.text for item in Script.of(case.sql).statements])
        for case in cases
    ]
    found: list[tuple[int, int, float]] = []
    for case, (failed, meta) in zip(cases, counted(runs), strict=True):
        assert failed is None, (case, failed)
        read, written, took = (sum(item[key] for item in meta) for key in ("rows_read", "rows_written", "duration"))
        found.append((int(read), int(written), took))
    return found


def wrangler() -> str:
    package = folder(LATEST) / "node_modules/wrangler/package.json"
    return str(json.loads(package.read_text())["version"])


def main() -> None:
    cases = list(cost_cases())
    small, large = (measured(cases, n) for n in SIZES)
    steps = SIZES[1] - SIZES[0]
    kinds: dict[str, list[tuple[str, bool, str]]] = defaultdict(list)
    for case, less, more in zip(cases, small, large, strict=True):
        ours, further = told(case, SIZES[1]), told(case, SIZES[0])
        slopes = [(ours.rows_read - further.rows_read) / steps, (ours.rows_written - further.rows_written) / steps]
        real = [(more[0] - less[0]) / steps, (more[1] - less[1]) / steps]
        totals = (ours.rows_read, ours.rows_written), (more[0], more[1])
        equal = slopes == real and totals[0] == totals[1]
        bounds = case.at_most and all(one >= other for one, other in zip(*totals, strict=True))
        word = f"{case.table}: {slopes[0]:g}, {slopes[1]:g} a row against {real[0]:g}, {real[1]:g}; in all {totals[0]} against {totals[1]}"
        kinds[case.kind].append((case.table, equal, f"{'not more than told: ' if bounds else ''}{word}"))
    right = sum(equal for items in kinds.values() for _, equal, _ in items)
    print(f"wrangler {wrangler()}, {len(cases)} cases: {right} equal\n")
    print("| kind | cases | equal | off |\n|---|---|---|---|")
    for kind, items in kinds.items():
        off = "; ".join(word for _, equal, word in items if not equal)
        print(f"| {kind} | {len(items)} | {sum(equal for _, equal, _ in items)} | {off} |")
    row_cases()
    if "--extrapolate" in sys.argv:
        extrapolate(cases)


def row_cases() -> None:
    """The migrations of tests/cases/d1_rows on their own few rows, which no figure here was fitted to."""
    found: list[tuple[str, list[str], str, str]] = []
    for file in sorted((ROOT / "tests/cases/d1_rows").glob("*.toml")):
        data = tomllib.loads(file.read_text())
        for case in data["case"]:
            schema, sane = case.get("schema", data.get("schema", "")), case.get("sane", data.get("sane", ""))
            if case.get("verdict") == "applies" and "PRAGMA" not in case["sql"].upper():
                found.append((case["id"], [schema, sane], case["sql"], schema))
    runs = [(steps, [item.text for item in Script.of(sql).statements]) for _, steps, sql, _ in found]
    equal, most, below, skipped = 0, 0, [], 0
    for (name, steps, sql, schema), (failed, meta) in zip(found, counted(runs), strict=True):
        with effect_of(schema, sql) as effect:
            if failed is not None or effect is None:
                skipped += 1
                continue
            cost = cost_of(effect, _rows_of(steps))
        real = tuple(int(sum(item[key] for item in meta)) for key in ("rows_read", "rows_written"))
        told = cost.rows_read, cost.rows_written
        equal += told == real
        more = all(one >= other for one, other in zip(told, real, strict=True))
        most += more and told != real
        below += [] if more else [f"{name} {told} against {real}"]
    print(
        f"\ntests/cases/d1_rows: {len(found)} that apply; {equal} equal, {most} told more, {len(below)} told less, {skipped} not compared"
    )
    for line in below:
        print(f"  {line}")


def _rows_of(steps: list[str]) -> dict[str, int]:
    shadow = open_shadow(LATEST)
    try:
        for step in steps:
            shadow.load(step)
        schema = read_schema(shadow.connection)
        return count_rows(shadow, schema)
    finally:
        shadow.close()


_SAMPLE = (
    "UPDATE every row", "UPDATE of an indexed column", "CREATE INDEX", "DROP COLUMN", "rebuild", "rebuild with an index",
    "DELETE that cascades over an index", "INSERT … SELECT into a table with an index", "UPDATE with a trigger",
)  # fmt: skip


def extrapolate(cases: list[CostCase]) -> None:
    """The estimate for 100,000 rows, made without any, beside 10,000 and 100,000 real ones."""
    chosen = [next(case for case in cases if case.kind == kind and case.table != "no key") for kind in _SAMPLE]
    less, more = measured(chosen, 10_000), measured(chosen, 100_000)
    print("\n| kind | told for 100,000 | ten times what 10,000 took | D1 at 100,000 | ms |\n|---|---|---|---|---|")
    for case, small, large in zip(chosen, less, more, strict=True):
        ours = told(case, 100_000)
        print(
            f"| {case.kind} | {ours.rows_read:,}, {ours.rows_written:,} | {small[0] * 10:,}, {small[1] * 10:,} | "
            f"{large[0]:,}, {large[1]:,} | {large[2]:.0f} |"
        )


if __name__ == "__main__":
    main()
