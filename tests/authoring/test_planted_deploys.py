"""Planted deploys: which of migration and code may go live first, as the real engines and the real code say it.

The order of each case is not believed: the code that is live and the code of the branch are run, before the migration and
after it, on real D1 and on a real MongoDB server. What is told of a case is then compared with that.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from authoring.repositories import MIGRATIONS, git, worker
from d1.engines.workerd import call, installed
from nhimbe_migrations.authoring.code.assessment import Assessment
from nhimbe_migrations.authoring.deploy.assess import assess_d1, assess_mongodb
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.mongodb.sandbox.loading.modules import Script, gather
from nhimbe_migrations.mongodb.sandbox.sandbox import Sandbox

HERE = Path(__file__).parents[1] / "cases/deploys"
D1 = tomllib.loads((HERE / "d1.toml").read_text())
MONGODB = tomllib.loads((HERE / "mongodb.toml").read_text())

Case = Mapping[str, Any]


def _names(cases: Sequence[Case]) -> list[str]:
    return [case["name"].replace(" ", "-") for case in cases]


def test_there_are_more_than_sixty() -> None:
    assert len(D1["case"]) + len(MONGODB["case"]) >= 60
    assert {case["order"] for case in D1["case"]} == {case["order"] for case in MONGODB["case"]}


# --- what the engines do


def _runs(case: Case) -> Iterator[tuple[str, str, bool, Sequence[Sequence[Any]]]]:
    """(what it shows, code, whether the migration has run, calls)."""
    old, new = case["old"], case.get("fixed", case.get("new", case["old"]))
    calls, odd = case["old_calls"], case.get("odd", ())
    new_calls = case.get("new_calls", calls)
    yield "old before", old, False, [*calls, *odd]
    yield "old after", old, True, calls
    yield "new before", new, False, new_calls
    yield "new after", new, True, new_calls
    if odd:
        yield "odd after", old, True, odd
        yield "odd, new, before", new, False, odd
        yield "odd, new, after", new, True, odd


def _judged(works: Mapping[str, bool]) -> tuple[str, bool]:
    """The order and whether old code may fail, from what was seen to work."""
    assert works["old before"]
    assert works["new after"]
    may = not works.get("odd after", True)
    first = {
        (True, True): "any",
        (True, False): "migrate-first",
        (False, True): "code-first",
        (False, False): "none",
    }[works["old after"], works["new before"]]
    # Where nothing else decides, code that takes what the live code does not goes first.
    if first == "any" and may and works["odd, new, before"] and works["odd, new, after"]:
        first = "code-first"
    return first, may


@pytest.mark.d1
def test_the_order_of_each_case_is_what_real_d1_does() -> None:
    if not installed():
        if os.environ.get("CI"):
            pytest.fail("real D1 is not installed")
        pytest.skip("real D1 is not installed: run `make d1-engines`")
    runs = [(at, *run) for at, case in enumerate(D1["case"]) for run in _runs(case)]
    answers = call(
        [
            (
                [_schema(D1["case"][at]), D1["base"]["rows"], *([D1["case"][at]["migration"]] if migrated else [])],
                code,
                calls,
            )
            for at, _, code, migrated, calls in runs
        ]
    )
    seen: dict[int, dict[str, bool]] = {}
    for (at, what, _, migrated, _), errors in zip(runs, answers, strict=True):
        steps = 3 if migrated else 2
        assert errors[:steps] == [None] * steps, D1["case"][at]["name"]
        seen.setdefault(at, {})[what] = not any(errors[steps:])
    for case, works in zip(D1["case"], seen.values(), strict=True):
        assert _judged(works) == (case["order"], case.get("may", False)), (case["name"], works)


@pytest.mark.mongod
@pytest.mark.parametrize("case", MONGODB["case"], ids=_names(MONGODB["case"]))
def test_the_order_of_each_case_is_what_a_real_server_does(case: Case, sandbox: Sandbox, tmp_path: Path) -> None:
    works = {
        what: _mongodb_run(sandbox, tmp_path, case, code, migrated, calls)
        for what, code, migrated, calls in _runs(case)
    }
    assert _judged(works) == (case["order"], case.get("may", False)), works


_RAN = """
const documents = {documents};
const missing = (value) => value === undefined || value === null || (Array.isArray(value) && value.length === 0);
export async function up(db) {{
{base}
  for (const [name, items] of Object.entries(documents)) await db.collection(name).insertMany(items);
{migration}
  for (const [name, given] of {calls}) {{
    if (missing(await code[name](db, ...given))) throw new Error("nothing came back of " + name);
  }}
}}
export async function down(db) {{}}
"""


def _mongodb_run(
    sandbox: Sandbox, root: Path, case: Case, code: str, migrated: bool, calls: Sequence[Sequence[Any]]
) -> bool:
    text = 'import * as code from "./code.js";\n' + _RAN.format(
        documents=MONGODB["base"]["documents"],
        base=MONGODB["base"]["up"] + case.get("also", ""),
        migration=case["up"] if migrated else "",
        calls=json.dumps([[name, given] for name, *given in calls]),
    )
    (root / "code.js").write_text(code)
    script = gather(text, "run.js", root)
    assert isinstance(script, Script), script
    answer = sandbox.run(script, (), ("up",))
    assert answer.steps, answer
    assert not answer.trouble
    return not answer.steps[0].get("error")


# --- what is told


def _schema(case: Case) -> str:
    return f"{D1['base']['schema']}{case.get('also', '')}\n"


def _repository(tmp_path: Path, first: tuple[str, str], case: Case) -> Project:
    """The code that is live on main, and that of the branch in the work tree."""
    top = worker(tmp_path / "repo", {f"{MIGRATIONS}/{first[0]}": first[1], "worker/src/code.ts": case["old"]})
    git(top, "checkout", "-qb", "feature")
    (top / "worker/src/code.ts").write_text(case.get("new", case["old"]))
    return open_project(str(top), {})


def _told(found: Assessment) -> tuple[str, bool]:
    assert found.deploy is not None
    if found.deploy.order == "none":
        assert "Expand and contract" in found.deploy.why
    return found.deploy.order, " may " in found.deploy.why


@pytest.mark.parametrize("case", D1["case"], ids=_names(D1["case"]))
def test_the_order_is_told_for_d1(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    project = _repository(tmp_path, ("001_init.sql", _schema(case)), case)
    found = assess_d1(project, case["migration"])
    assert _told(found) == (case["order"], case.get("may", False)), found.deploy


_FILE = 'import type {{ Db }} from "mongodb";\n\nexport async function up(db: Db): Promise<void> {{\n{body}}}\n\nexport async function down(db: Db): Promise<void> {{}}\n'


@pytest.mark.parametrize("case", MONGODB["case"], ids=_names(MONGODB["case"]))
def test_the_order_is_told_for_mongodb(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    first = _FILE.format(body=MONGODB["base"]["up"] + case.get("also", ""))
    project = _repository(tmp_path, ("001_init.ts", first), case)
    found = assess_mongodb(project, _FILE.format(body=case["up"]), "worker/src/db/migrations/002_next.ts")
    assert _told(found) == (case["order"], case.get("may", False)), found.deploy
