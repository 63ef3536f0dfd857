"""The last step of a change in two waits for the code: whatever still knows the old name is named, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.drifted import MIGRATIONS, commit, lay_out, project_at, put
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.result.report import Report
from nhimbe_migrations.authoring.write import write_draft
from nhimbe_migrations.errors import ArgumentError

RENAME = "ALTER TABLE shows RENAME COLUMN name TO label;"
CODE = "worker/src/shows.ts"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A shop in which the first step has been merged."""
    root = lay_out(tmp_path / "shop")
    report = asked(root, strategy="expand")
    assert report.draft is not None, report.findings
    write_draft(project_at(root), report.draft)
    commit(root, {}, "expand")
    return root


def asked(root: Path, **given: object) -> Report:
    given = {"sql": RENAME, "strategy": "contract", **given}
    return draft(project_at(root), request_from(description="Label", target="d1", **given))  # type: ignore[arg-type]


def errors(report: Report) -> dict[str, str]:
    return {finding.rule: finding.message for finding in report.findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("const all = (env) =>\n  env.DB.prepare('SELECT id, name FROM shows').all();\n", 2),
        ("export const put = (env) => env.DB.prepare('INSERT INTO shows (id, name, seats) VALUES (?, ?, ?)');\n", 1),
        (
            "export async function one(env) {\n  const show = await env.DB.prepare('SELECT * FROM shows').first();\n  return show.name;\n}\n",
            3,
        ),
        (
            "import { drizzle } from 'drizzle-orm/d1';\nexport const shows = sqliteTable('shows', {\n  id: text('id'),\n  title: text('name'),\n});\n",
            4,
        ),
    ],
    ids=["a query", "a write", "a member of a row", "a builder's model"],
)
def test_code_that_knows_the_old_name_stops_contract(root: Path, code: str, line: int) -> None:
    put(root, {CODE: code})
    report = asked(root)
    assert report.refused
    assert report.draft is None
    assert errors(report) == {"old-name-in-use": f"The code still knows shows.name: {CODE}:{line}."}


def test_code_that_knows_the_new_name_alone_does_not(root: Path) -> None:
    code = (
        "export const all = (env) => env.DB.prepare('SELECT id, label FROM shows').all();\n"
        "export async function one(env) {\n  const show = await env.DB.prepare('SELECT * FROM shows').first();\n"
        "  const person = { name: 'Rudo' };\n  return show.label + person.name;\n}\n"
    )
    put(root, {CODE: code})
    report = asked(root)
    assert errors(report) == {}
    assert report.draft is not None
    assert [finding.severity for finding in report.findings if finding.rule == "drop-column"] == ["warning"]


def test_a_use_that_is_none_is_let_through_with_a_reason(root: Path) -> None:
    put(root, {CODE: "export const all = (env) => env.DB.prepare('SELECT id, name FROM shows').all();\n"})
    accept = [{"rule": "old-name-in-use", "reason": "a dead file"}]
    report = asked(root, accept=accept)
    assert errors(report) == {}
    assert "a dead file" in next(file.diff or "" for file in report.files if file.path == report.file)


def test_both_steps_on_one_branch_are_told_of(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "other")
    first = asked(root, strategy="expand")
    assert first.draft is not None
    write_draft(project_at(root), first.draft)
    report = asked(root)
    assert errors(report) == {}
    assert [f.rule for f in report.findings if f.severity == "warning" and f.rule == "contract-before-deploy"]


def test_the_file_of_the_first_step_is_merged(root: Path) -> None:
    assert len(list((root / MIGRATIONS).glob("005_*.sql"))) == 1
    assert not [f for f in asked(root).findings if f.rule == "contract-before-deploy"]


FIELD = [{"kind": "rename_field", "collection": "reviews", "field": "stars", "to": "rating"}]
MADE = [
    {"kind": "create_collection", "name": "reviews", "fields": [{"name": "stars", "type": "int", "required": True}]}
]


def fields(root: Path, changes: object, **given: object) -> Report:
    request = request_from(description="Rating", target="mongodb", changes=changes, **given)  # type: ignore[arg-type]
    return draft(project_at(root), request)


def test_the_steps_of_a_field_in_mongodb(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "reviews")
    for changes, strategy in ((MADE, "direct"), (FIELD, "expand")):
        report = fields(root, changes, strategy=strategy)
        assert errors(report) == {}
        assert report.draft is not None
        write_draft(project_at(root), report.draft)
    assert [step[:14] for step in report.manual_steps] == ["Step 1 of 3, e", "Step 2 of 3: d", "Step 3 of 3: d"]
    put(root, {CODE: "export const all = (db) => db.collection('reviews').find({ stars: 5 }).toArray();\n"})
    stopped = fields(root, FIELD, strategy="contract")
    assert errors(stopped) == {"old-name-in-use": f"The code still knows reviews.stars: {CODE}:1."}
    put(root, {CODE: "export const all = (db) => db.collection('reviews').find({ rating: 5 }).toArray();\n"})
    last = fields(root, FIELD, strategy="contract")
    assert errors(last) == {}
    assert any("countDocuments" in command.run for command in last.commands if command.purpose.startswith("look first"))


def test_own_code_and_both_stores_have_no_steps() -> None:
    for given in ({"target": "mongodb", "up": "x", "down": "y"}, {"target": "both", "sql": RENAME, "changes": FIELD}):
        with pytest.raises(ArgumentError, match="There is no strategy"):
            request_from(description="x", strategy="expand", **given)  # type: ignore[arg-type]
