"""The developer's own database: proved on a copy, counts told, values never."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from authoring.drifted import HISTORY, SECOND, lay_out, project_at
from d1.engines.conftest import engines
from d1.engines.workerd import folder
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.result.report import Report, as_json
from nhimbe_migrations.d1.shadow.generations import GENERATIONS
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.states.local import FOLDER, file_names

__all__ = ["engines"]

SECRET = "mandy@private.example"
NOT_CHECKED = "no local database"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return lay_out(tmp_path / "shop")


@pytest.fixture
def local(root: Path) -> Iterator[Path]:
    """As wrangler leaves it: in write-ahead mode, open elsewhere, with the log not yet in the file."""
    place = root / "worker" / FOLDER
    place.mkdir(parents=True)
    path = place / file_names(["1"])[0]
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(";".join((SECOND, *HISTORY.values())))
    connection.execute("INSERT INTO people VALUES ('1', ?), ('2', 'x'), ('3', 'y')", (SECRET,))
    connection.commit()
    yield path
    connection.close()


def drafted(root: Path, sql: str) -> Report:
    return draft(project_at(root), request_from(description="Change", target="d1", sql=sql, engine="local"))


def applied(report: Report) -> dict[str, bool | None]:
    assert report.verification is not None
    return {item.name: item.applied for item in report.verification.databases}


def test_the_name_is_the_one_that_wrangler_gives() -> None:
    assert file_names(["the-id"]) == ("03371d8a8feee73b71cb38a1734a91a8fcece8b1ea1d146376c1b2da4d2b8bbf.sqlite",)


def test_it_is_proved_on_a_copy_and_left_as_it_is(root: Path, local: Path) -> None:
    before = {file.name: file.read_bytes() for file in local.parent.iterdir()}
    report = drafted(root, "ALTER TABLE people ADD COLUMN phone TEXT;")
    assert applied(report)["local"] is True
    assert {file.name: file.read_bytes() for file in local.parent.iterdir()} == before


def test_what_fails_on_its_rows_is_told_without_a_value(root: Path, local: Path) -> None:
    trigger = (
        "CREATE TABLE kept (mail TEXT CHECK (mail NOT LIKE '%private%'));"
        "INSERT INTO kept (mail) SELECT mail FROM people;"
    )
    report = drafted(root, trigger)
    assert applied(report)["local"] is False
    assert any(finding.message.startswith("On your local database: CHECK") for finding in report.findings)
    assert SECRET not in str(as_json(report))


def test_a_repository_without_one_says_so(root: Path) -> None:
    report = drafted(root, "ALTER TABLE people ADD COLUMN phone TEXT;")
    assert report.verification is not None
    assert any(NOT_CHECKED in why for why in report.verification.not_checked)


def test_rows_that_stop_it_are_counted(root: Path, local: Path) -> None:
    sql = "CREATE TABLE kept (mail TEXT CHECK (mail NOT LIKE '%private%'));INSERT INTO kept (mail) SELECT mail FROM people;"
    (finding,) = [f for f in drafted(root, sql).findings if f.message.startswith("On your local database")]
    assert "(1 such)" in finding.message
    assert finding.help.startswith("Count them first: ")


def test_values_that_it_takes_are_counted_and_not_named(root: Path, local: Path) -> None:
    report = drafted(root, "UPDATE people SET mail = substr(mail, 1, 5);")
    told = [f.message for f in report.findings if f.rule == "values-lost"]
    assert any("On your local database: people.mail is cut short in 1 row." in message for message in told)
    assert SECRET not in str(as_json(report))
    assert "mandy" not in str(as_json(report))


def test_a_statement_that_meets_none_of_its_rows_is_told(root: Path, local: Path) -> None:
    report = drafted(root, "UPDATE people SET mail = 'z' WHERE mail = 'nobody has this';")
    assert report.verification is not None
    assert "local: 1 of 1 statements met no row of it" in report.verification.not_checked


def test_one_that_is_ahead_or_behind_warns_and_refuses_nothing(root: Path, local: Path) -> None:
    with sqlite3.connect(local) as connection:
        connection.execute("ALTER TABLE people ADD COLUMN phone TEXT")
    connection.close()
    ahead = drafted(root, "ALTER TABLE people ADD COLUMN phone TEXT;")
    assert [f.severity for f in ahead.findings if f.message.startswith("On your local database")] == ["warning"]
    with sqlite3.connect(local) as connection:
        connection.execute("DROP TABLE people")
    connection.close()
    behind = drafted(root, "ALTER TABLE people ADD COLUMN phone TEXT;")
    assert [f.severity for f in behind.findings if f.message.startswith("On your local database")] == ["warning"]
    assert not ahead.refused
    assert not behind.refused


HELD_OPEN = """
const { createRequire } = require("node:module");
const { join } = require("node:path");
const need = createRequire(join(process.env.ENGINE, "package.json"));
const { Miniflare, convertV4MiniflareOptions = (options) => options } = need("miniflare");
(async () => {
  const worker = new Miniflare(convertV4MiniflareOptions({
    modules: true, script: "", d1Databases: { DB: "1" }, d1Persist: process.env.PERSIST,
  }));
  const database = await worker.getD1Database("DB");
  await database.batch(process.env.SQL.split(";;").map((sql) => database.prepare(sql)));
  console.log("open");
  process.stdin.on("data", async () => { await worker.dispose(); process.exit(0); });
})();
"""


@pytest.mark.d1
@pytest.mark.slow
def test_it_is_read_while_the_real_engine_has_it_open(root: Path, engines: None) -> None:
    persist = root / "worker" / ".wrangler" / "state" / "v3" / "d1"
    sql = ";".join((SECOND, *HISTORY.values(), f"INSERT INTO people VALUES ('1', '{SECRET}')"))
    environment = {
        **os.environ,
        "ENGINE": str(folder(GENERATIONS[0])),
        "PERSIST": str(persist),
        "SQL": ";;".join(statement.text for statement in Script.of(sql).statements),
    }
    with subprocess.Popen(
        ["node", "-e", HELD_OPEN], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "open"
        report = drafted(root, "ALTER TABLE people ADD COLUMN phone TEXT; UPDATE people SET phone = mail;")
        process.communicate("stop")
    assert applied(report)["local"] is True
    assert report.verification is not None
    assert not any("met no row" in why for why in report.verification.not_checked)
