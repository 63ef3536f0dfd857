"""Folders that a killed process left: the next one takes them away, and no other."""

import os
import subprocess
import sys
import time

from nhimbe_migrations.system import process_guard


def test_folders_of_processes_that_are_gone_are_taken_away_a_day_later(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    made = {}
    for name in (f"mig-types-{gone.pid}-abc_d1", f"mig-types-{os.getpid()}-abcd2", "mig-types-kept", "other"):
        made[name] = tmp_path / name
        (made[name] / "inner").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    link = tmp_path / f"mig-mongod-{gone.pid}-link"
    link.symlink_to(outside)
    process_guard._sweep(tmp_path, time.time())
    assert all(folder.exists() for folder in made.values()), "what is new may be about to be used"
    process_guard._sweep(tmp_path, time.time() + 25 * 60 * 60)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*[*made][1:], "outside", link.name])


def test_a_folder_is_named_by_its_process_and_is_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(process_guard.tempfile, "tempdir", str(tmp_path))
    folder = process_guard.guarded_folder("types")
    assert process_guard._OURS.fullmatch(folder.name)[1] == str(os.getpid())
    assert folder.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
