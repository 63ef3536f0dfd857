"""`engine: d1` runs the repository's own wrangler, and says so where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from d1.engines.workerd import folder
from nhimbe_migrations.d1.proof.result import TableEffect
from nhimbe_migrations.d1.proof.workerd import find_wrangler, prove_on_d1
from nhimbe_migrations.d1.shadow.generations import BASELINE

SCHEMA = "CREATE TABLE p (id TEXT PRIMARY KEY);\nCREATE TABLE c (id TEXT PRIMARY KEY, p TEXT NOT NULL REFERENCES p(id) ON DELETE CASCADE);\n"


def test_without_wrangler_nothing_is_claimed(tmp_path: Path) -> None:
    verdict = prove_on_d1(tmp_path, None, SCHEMA, "DROP TABLE p;")
    assert verdict.applied is None
    assert verdict.why is not None
    assert "no wrangler" in verdict.why


def test_a_wrangler_that_does_not_start_is_not_a_verdict(tmp_path: Path) -> None:
    assert prove_on_d1(tmp_path, [str(tmp_path / "nope")], SCHEMA, "DROP TABLE p;").applied is None


def test_the_wrangler_of_a_folder_below_the_top_is_found(tmp_path: Path) -> None:
    program = tmp_path / "worker" / "node_modules" / ".bin" / "wrangler"
    program.parent.mkdir(parents=True)
    program.touch()
    assert find_wrangler(tmp_path, {"NHIMBE_MIGRATIONS_TRUST_REPOSITORY": "1"}) == [str(program)]


def test_the_wrangler_of_a_repository_is_not_run_unless_it_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NHIMBE_MIGRATIONS_TRUST_REPOSITORY", raising=False)
    monkeypatch.delenv("NHIMBE_MIGRATIONS_TOOLS", raising=False)
    program = tmp_path / "node_modules" / ".bin" / "wrangler"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
    program.chmod(0o755)
    verdict = prove_on_d1(tmp_path, None, SCHEMA, "DROP TABLE p;")
    assert verdict.applied is None
    assert "--trust-repository" in (verdict.why or "")
    assert not (tmp_path / "ran").exists()


@pytest.mark.d1
@pytest.mark.slow
def test_real_d1_loses_the_children_as_the_shadow_says(engines: None, tmp_path: Path) -> None:
    command = [str(folder(BASELINE) / "node_modules" / ".bin" / "wrangler")]
    verdict = prove_on_d1(
        tmp_path, command, SCHEMA, "CREATE TABLE q AS SELECT * FROM p;\nDROP TABLE p;\nALTER TABLE q RENAME TO p;\n"
    )
    assert verdict.applied
    assert verdict.rows == (TableEffect("p", 2, 2), TableEffect("c", 2, 0))
    assert verdict.rerunnable is not None
    assert list(tmp_path.iterdir()) == []
