"""The wheel holds the package with its templates, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_puts_only_the_package_into_site_packages_with_the_templates_inside(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"nhimbe_migrations"}
    inside = {name.removeprefix("nhimbe_migrations/templates/") for name in names if "/templates/" in name}
    templates = ROOT / "templates"
    assert inside == {path.relative_to(templates).as_posix() for path in templates.rglob("*") if path.is_file()}
