"""What others do to the work tree between a draft and its write, and during the write."""

from __future__ import annotations

import random
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.compose.request import MigrationRequest, request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.authoring.undo import undo
from nhimbe_migrations.authoring.write import write_draft, write_request
from nhimbe_migrations.d1.proof.schema_problems import schema_of
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.workspace.changes.renameat2 import exchange
from reliability.authors import sql_of
from reliability.killing import leftovers
from reliability.trees import files

MIGRATIONS = "worker/src/db/migrations"
SCHEMA, TYPES = "worker/src/db/schema.sql", "worker/src/types.ts"


def wanted(name: str) -> MigrationRequest:
    return request_from(description=f"Add {name}", target="d1", sql=sql_of(name))


@pytest.fixture
def project(small: Path) -> Project:
    return open_project(str(small), {})


def drafted(project: Project, name: str) -> str:
    handle = draft(project, wanted(name)).draft
    assert handle
    return handle


def outcome(project: Project, handle: str) -> str:
    """Write the draft; the file and schema.sql both have it, or none has. A schema.sql that went is not made again."""
    try:
        file = write_draft(project, handle)["file"]
    except MigrationsError:
        file = None
    root = project.repository.root
    landed = [
        file is not None and (root / file).is_file(),
        "themes" in (root / SCHEMA).read_text(encoding="utf-8") if (root / SCHEMA).is_file() else file is not None,
    ]
    assert len(set(landed)) == 1, landed
    return "written" if landed[0] else "refused"


def remove(path: str) -> Callable[[Project], None]:
    return lambda project: shutil.rmtree(project.repository.root / path)


def remove_file(path: str) -> Callable[[Project], None]:
    return lambda project: (project.repository.root / path).unlink()


def lead_out(path: str) -> Callable[[Project], None]:
    def swap(project: Project) -> None:
        place, outside = project.repository.root / path, project.repository.root.parent / "outside"
        place.rename(outside)
        place.symlink_to(outside)

    return swap


def occupy(name: str) -> Callable[[Project], None]:
    return lambda project: (project.repository.root / MIGRATIONS / name).write_text(
        "-- Another\nSELECT 1;\n", encoding="utf-8"
    )


def replace_by_folder(path: str) -> Callable[[Project], None]:
    def swap(project: Project) -> None:
        (project.repository.root / path).unlink()
        (project.repository.root / path).mkdir()

    return swap


@pytest.mark.parametrize(
    ("happens", "ends"),
    [
        pytest.param(happens, ends, id=name)
        for name, happens, ends in (
            ("the migrations go", remove(MIGRATIONS), "written"),
            ("the worker goes", remove("worker"), "written"),
            ("git goes", remove(".git"), "written"),
            ("schema.sql goes", remove_file(SCHEMA), "written"),
            ("types.ts goes", remove_file(TYPES), "written"),
            ("the migrations become a link that leads out", lead_out(MIGRATIONS), "refused"),
            ("schema.sql becomes a link that leads out", lead_out(SCHEMA), "refused"),
            ("types.ts becomes a link that leads out", lead_out(TYPES), "refused"),
            ("a folder above becomes a link that leads out", lead_out("worker/src"), "refused"),
            ("schema.sql becomes a folder", replace_by_folder(SCHEMA), "refused"),
            ("the number is taken", occupy("002_other.sql"), "written"),
            ("the very name is taken", occupy("002_add_themes.sql"), "written"),
            ("the name is taken in capitals", occupy("002_ADD_THEMES.sql"), "written"),
            ("the name is taken by what is no migration", occupy("002_Add_Themes.SQL"), "refused"),
        )
    ],
)
def test_what_happens_between_draft_and_write_is_met_whole(
    project: Project, happens: Callable[[Project], None], ends: str
) -> None:
    handle = drafted(project, "themes")
    happens(project)
    found = files(project.repository.root) if project.repository.root.is_dir() else {}
    outside = project.repository.root.parent / "outside"
    seen = files(outside) if outside.is_dir() else {}
    assert outcome(project, handle) == ends
    if ends == "refused":
        assert files(project.repository.root) == found
    assert (files(outside) if outside.is_dir() else {}) == seen, "nothing is written through a link"


def test_appended_lines_are_never_lost_and_each_write_is_whole(project: Project) -> None:
    """Somebody appends to schema.sql at a random moment of each write."""
    chance, schema, written, appended = random.Random(13), project.repository.root / SCHEMA, set[str](), 0
    for turn in range(40):
        name = f"t_{turn}"

        def append(turn: int = turn) -> None:
            with schema.open("a", encoding="utf-8") as file:
                file.write(f"-- edit {turn}\n")

        editor = threading.Timer(chance.uniform(0, 0.2), append)
        editor.start()
        try:
            write_request(project, wanted(name))
            written.add(name)
        except MigrationsError:
            assert not list((project.repository.root / MIGRATIONS).glob(f"*_{name}.sql"))
        editor.join()
        appended += 1
    text = schema.read_text(encoding="utf-8")
    assert [turn for turn in range(appended) if f"-- edit {turn}\n" not in text] == []
    assert {table.name for table in schema_of(text).tables} == written | {"events"}
    assert {path.name.split("_add_")[1] for path in (project.repository.root / MIGRATIONS).glob("0*")} == {
        f"{name}.sql" for name in written
    }
    assert leftovers(project) == []
    assert written


@pytest.mark.skipif(sys.platform != "linux", reason="two names change files in one step on Linux only")
def test_a_link_that_comes_and_goes_while_writing_leads_nothing_out(project: Project) -> None:
    """The migrations folder is swapped for a link to a folder outside and back, all the time."""
    place, outside = project.repository.root / MIGRATIONS, project.repository.root.parent / "outside"
    shutil.copytree(place, outside)
    before, after_all = files(outside), threading.Event()
    link = place.with_name("link")
    link.symlink_to(outside)

    def swap() -> None:
        while not after_all.is_set():
            for _ in range(2):
                assert exchange(str(place), None, str(link), None)

    swapper = threading.Thread(target=swap)
    swapper.start()
    ends = []
    try:
        for turn in range(25):
            try:
                write_request(project, wanted(f"t_{turn}"))
                ends.append(f"t_{turn}")
            except MigrationsError:
                continue
    finally:
        after_all.set()
        swapper.join()
    assert files(outside) == before
    project = open_project(str(project.repository.root), {})
    last = write_request(project, wanted("last"))
    assert last["written"]
    assert {table.name for table in schema_of(project.schema_text()).tables} == {*ends, "events", "last"}
    assert {path.name.split("_add_")[1] for path in place.glob("0*")} == {f"{name}.sql" for name in [*ends, "last"]}
    assert leftovers(project) == []
    undo(project)
