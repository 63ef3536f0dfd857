"""Old faults are written down once: from then on only new ones are told."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from nhimbe_migrations.__main__ import main
from nhimbe_migrations.authoring.result.baseline import BASELINE_NAME

OLD = "module.exports = {\n  async up(db) {\n    db.collection('a').updateMany({}, { $set: { n: 1 } });\n    db.collection('b').updateMany({}, { $set: { n: 1 } });\n  },\n};\n"


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=root, check=True, capture_output=True)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrate-mongo-config.js").write_text("module.exports = {};\n", encoding="utf-8")
    for number in (1, 2, 2, 3):
        name = f"{number}-{'abcd'[len(list((tmp_path / 'migrations').iterdir()))]}.js"
        (tmp_path / "migrations" / name).write_text(OLD, encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "all")
    return tmp_path


def check(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = main(["check", "--repo", str(root), *more])
    return code, capsys.readouterr().out


def test_old_faults_are_no_errors_and_each_kind_is_told_once_a_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = check(root, capsys)
    assert code == 0, out
    assert "[duplicate-number]" in out
    awaited = [line for line in out.splitlines() if "[missing-await]" in line]
    assert len(awaited) == 4
    assert all("The same in line 4." in line for line in awaited)


def test_a_baseline_leaves_the_old_out_and_tells_the_new(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = check(root, capsys, "--write-baseline")
    assert code == 0
    count = len(json.loads((root / BASELINE_NAME).read_text())["findings"])
    assert out.startswith(f"Wrote {count} findings to {BASELINE_NAME}")
    code, out = check(root, capsys)
    assert code == 0
    assert out.splitlines() == [
        f"{count} known findings left out ({BASELINE_NAME})",
        "ok: 0 errors, 0 warnings, 0 notes",
    ]

    (root / "migrations" / "4-e.js").write_text(
        OLD.replace("  },\n};", "  },\n  async down(db) {},\n};"), encoding="utf-8"
    )
    code, out = check(root, capsys)
    assert code == 1
    assert "4-e.js:3: error: updateMany() is not awaited. The same in line 4. [missing-await]" in out
    assert "3-d.js" not in out
    assert check(root, capsys, "--base", "main")[0] == 1


def test_lines_that_move_are_still_known(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(root, capsys, "--write-baseline")
    file = root / "migrations" / "1-a.js"
    file.write_text(f"// a note\n\n{file.read_text()}", encoding="utf-8")
    assert "missing-await" not in check(root, capsys)[1]


def test_a_number_that_a_new_file_takes_again_is_an_error(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(root, capsys, "--write-baseline")
    (root / "migrations" / "3-z.js").write_text("exports.up = async (db) => {};\n", encoding="utf-8")
    code, out = check(root, capsys)
    assert code == 1
    assert "error: 003 is carried by 2 files" in out


@pytest.mark.parametrize("text", ["", "[", "[1]", '{"version": 2, "findings": []}', '{"findings": 3}', "[" * 100_000])
def test_what_is_no_baseline_is_told_and_hides_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (root / BASELINE_NAME).write_text(text, encoding="utf-8")
    out = check(root, capsys)[1]
    assert f"{BASELINE_NAME} is not a baseline" in out
    assert "[missing-await]" in out


def test_a_baseline_that_leads_out_is_not_followed(
    root: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "file"
    outside.write_text("mine", encoding="utf-8")
    (root / BASELINE_NAME).symlink_to(outside)
    assert main(["check", "--repo", str(root), "--write-baseline"]) == 2
    assert outside.read_text() == "mine"
    assert "not a baseline" in check(root, capsys)[1]
