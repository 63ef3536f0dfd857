"""The wheel: the package with its templates and nothing else, the same bytes whoever builds it, and alive where it is installed."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters

ROOT = Path(__file__).parents[1]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "server", "templates")


def build(source: Path, target: Path) -> Path:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        cwd=source, check=True, capture_output=True, env=environment,
    )  # fmt: skip
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_puts_only_the_package_into_site_packages_with_the_templates_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"nhimbe_migrations"}
    assert "nhimbe_migrations/py.typed" in names
    inside = {name.removeprefix("nhimbe_migrations/templates/") for name in names if "/templates/" in name}
    templates = ROOT / "templates"
    assert inside == {path.relative_to(templates).as_posix() for path in templates.rglob("*") if path.is_file()}


def test_another_checkout_on_another_day_builds_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, other / name, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copyfile(ROOT / name, other / name)
    for path in other.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    again = build(other, tmp_path / "again")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_the_installed_wheel_answers_its_first_call_and_shows_its_page(
    wheel: Path, sample: Path, tmp_path: Path
) -> None:
    """In an environment of its own, with the packages that this Python has and without our checkout."""
    venv.create(tmp_path / "fresh", with_pip=False)
    folder = "Scripts" if os.name == "nt" else "bin"
    python = tmp_path / "fresh" / folder / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    packages = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], encoding="utf-8"
    ).strip()
    # A plain line of a .pth file is a folder to look in; our own editable install in that folder is not followed.
    Path(packages, "dependencies.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    where = [python, "-c", "import nhimbe_migrations; print(nhimbe_migrations.__file__)"]
    assert packages in subprocess.check_output(where, cwd=tmp_path, encoding="utf-8")
    environment = {"NHIMBE_MIGRATIONS_STATE": str(tmp_path / "state"), "PATH": os.environ["PATH"]}
    parameters = StdioServerParameters(
        command=str(python.with_name("nhimbe-migrations")), args=["--repo", str(sample)], env=environment, cwd=sample
    )

    async def first_calls() -> None:
        async with Client(parameters) as client:
            listed = await client.call_tool("list_migrations", {})
            assert listed.structured_content["next"] == "013"
            drafted = await client.call_tool(
                "draft_migration",
                {"description": "Towns", "target": "d1", "sql": "ALTER TABLE users ADD COLUMN town TEXT;"},
            )
            assert drafted.structured_content["draft"]
            (page,) = (await client.read_resource("ui://nhimbe-migrations/draft.html")).contents
            assert page.text.startswith("<!doctype html>")

    anyio.run(first_calls)
