"""schema.sql and types.ts by either route: with a draft, and by update_schema and update_types for the same file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from edit_cases import EditCase, read_edit_cases
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.sync import update_schema, update_types
from nhimbe_migrations.authoring.write import write_request
from nhimbe_migrations.errors import ArgumentError

SCHEMA, TYPES = "worker/src/db/schema.sql", "worker/src/types.ts"
FOLDER = "worker/src/db/migrations"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))


def laid_out(folder: Path, schema: str, types: str) -> Path:
    for name, text in ((SCHEMA, schema), (TYPES, types), ("worker/wrangler.toml", 'name = "w"\n')):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    first = folder / FOLDER / "001_start.sql"
    first.parent.mkdir(parents=True)
    first.write_text("-- Migration 001: start\nSELECT 1;\n", encoding="utf-8")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "start")):
        subprocess.run(("git", "-c", "user.name=n", "-c", "user.email=n@example.org", *command), cwd=folder, check=True)
    return folder


def on_disk(folder: Path) -> tuple[bytes, bytes]:
    return (folder / SCHEMA).read_bytes(), (folder / TYPES).read_bytes()


def opened(folder: Path) -> Project:
    return open_project(str(folder), {})


def spread(cases: list[EditCase], step: int) -> list[EditCase]:
    return [case for case in cases[::step] if not case.refused]


SAMPLES = [
    *spread(read_edit_cases("types_edits"), 5),
    *(case for case in spread(read_edit_cases("schema_edits"), 9)),
]


@pytest.mark.parametrize("case", SAMPLES, ids=lambda case: case.name)
def test_both_routes_write_the_same_bytes(case: EditCase, tmp_path: Path) -> None:
    schema, types = (case.schema, case.before) if case.schema else (case.before, "export interface Nothing {}\n")
    drafted = laid_out(tmp_path / "drafted", schema, types)
    by_hand = Path(shutil.copytree(drafted, tmp_path / "by_hand"))
    accept = [{"rule": rule, "reason": "a test"} for rule in ACCEPTED]
    written = write_request(
        opened(drafted), request_from(description="The edit", target="d1", sql=case.migration, accept=accept)
    )
    shutil.copy(drafted / written["file"], by_hand / written["file"])
    update_types(opened(by_hand), file="002", interface=None, fields=None, preview=False)
    update_schema(opened(by_hand), file="002", preview=False)
    assert on_disk(by_hand) == on_disk(drafted)
    # once schema.sql has it, types.ts can still be brought along
    (by_hand / TYPES).write_bytes(types.encode())
    update_types(opened(by_hand), file="002", interface=None, fields=None, preview=False)
    assert on_disk(by_hand) == on_disk(drafted)


ACCEPTED = (
    "drop-table", "drop-column", "rename-column", "rename-table", "depends-on-rows", "create-table-id", "add-unique",
    "loses-rows", "cascade", "tighten-not-null", "index-name", "id-type", "table-name", "column-name", "breaks-code",
)  # fmt: skip


def test_the_type_of_a_nested_object_is_taken(tmp_path: Path) -> None:
    types = "export interface User {\n  _id: string;\n  displayName: string;\n}\n"
    folder = laid_out(tmp_path / "r", "", types)
    change = {"kind": "add_field", "collection": "users", "field": {"name": "preferences.theme", "type": "string"}}
    write_request(
        opened(folder),
        request_from(
            description="Theme", target="mongodb", changes=[change], types={"users.preferences": '{ theme: "a" | "b" }'}
        ),
    )
    assert '  preferences?: { theme: "a" | "b" };\n' in (folder / TYPES).read_text(encoding="utf-8")


def test_the_type_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = laid_out(
        tmp_path / "r", "CREATE TABLE users (id TEXT PRIMARY KEY);\n", "export interface User { id: string }\n"
    )
    with pytest.raises(ArgumentError) as refused:
        write_request(
            opened(folder),
            request_from(
                description="Theme",
                target="d1",
                sql="ALTER TABLE users ADD COLUMN theme TEXT;",
                types={"users.colour": "string"},
            ),
        )
    assert "'users.colour'" in str(refused.value)
    assert "users.theme" in str(refused.value)
