"""`--format html`: pages that stand alone, opened from a disk, in a real browser, with and without scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nhimbe_migrations.authoring.result.web_page import check_page, report_page
from nhimbe_migrations.tools.demo.story import TRAP_SQL
from view.conftest import TOOLS
from view.hostile import IMAGE, NAMES, SCRIPT, SHONA, report, stakes

MIGRATIONS = "worker/src/db/migrations"
needs_browser = [pytest.mark.browser, pytest.mark.node]


def printed(repository: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "nhimbe_migrations", *arguments, "--repo", str(repository)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=os.environ)
    assert ran.returncode < 2, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def trapped(sample_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a migration that empties thirteen tables, and a name that wants to be markup."""
    repository = Path(shutil.copytree(sample_master, tmp_path_factory.mktemp("pages") / "nhimbe", symlinks=True))
    text = f'-- Migration 012: {SHONA} {SCRIPT}\n{TRAP_SQL}\nCREATE TABLE "{IMAGE.replace(chr(34), chr(34) * 2)}" (id TEXT PRIMARY KEY);\n'
    (repository / MIGRATIONS / "012_slim_events.sql").write_text(text, encoding="utf-8")
    return repository


def open_page(watched: Any, page: str, folder: Path) -> Any:
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    watched.page.goto(file.as_uri())
    return watched.page


class TestInABrowser:
    pytestmark = needs_browser

    def test_a_check_shows_what_the_text_says(self, watch: Any, trapped: Path, tmp_path: Path) -> None:
        watched = watch()
        page = open_page(watched, printed(trapped, "check", "--format", "html"), tmp_path)
        assert "Something would fail or lose data" in page.inner_text("h1")
        assert "012_slim_events.sql" in page.inner_text("main")
        shown = {name.strip() for name in page.locator(".finding h3 code").all_inner_texts()}
        told = printed(trapped, "check")
        assert all(f"[{rule}]" in told for rule in shown)
        assert {"cascade-data-loss", "drop-column"} <= shown
        assert "registrations: 2 → 0" in page.locator("svg").first.get_attribute("aria-label")
        watched.assert_quiet()

    def test_the_only_script_that_may_run_is_the_pages_own(self, watch: Any, tmp_path: Path) -> None:
        watched = watch()
        page = open_page(watched, report_page(report(), (), title=SCRIPT, text=SCRIPT + IMAGE), tmp_path)
        assert page.title() == SCRIPT
        for name in NAMES[:9]:
            assert name in page.inner_text("main"), name
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
        page.wait_for_function("document.querySelector('img')?.complete")
        assert page.evaluate("window.ran") is None
        assert watched.dialogs == []

    @pytest.mark.parametrize("width", [360, 1200])
    def test_a_check_of_two_hundred_findings_fits(self, watch: Any, tmp_path: Path, width: int) -> None:
        watched = watch(width=width)
        findings = [
            {"rule": f"rule-{at % 3}", "severity": "error", "message": f"{NAMES[at % len(NAMES)]} {SHONA}", "help": "",
             "file": f"worker/{'n' * 80}.sql", "line": at, "text": "x" * 300}
            for at in range(200)
        ]  # fmt: skip
        proof = {"file": "a/012_x.sql", "verification": report()["verification"], "stakes": stakes()}
        data = {"counts": {"error": 200}, "findings": findings, "proofs": [proof], "root": "/" + "r" * 200}
        page = open_page(watched, check_page(data, title="Check", text=""), tmp_path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        watched.assert_quiet()

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_nobody_is_shut_out(self, browser: Any, tmp_path: Path, theme: str) -> None:
        """WCAG 2.2 AA as far as axe-core judges it, and its best practices."""
        context = browser.new_context(bypass_csp=True, color_scheme=theme)
        page = context.new_page()
        file = tmp_path / "page.html"
        file.write_text(report_page(report(), (), title="Draft", text=""), encoding="utf-8")
        page.goto(file.as_uri())
        page.add_script_tag(path=TOOLS / "node_modules/axe-core/axe.min.js")
        found = page.evaluate("axe.run(document)")["violations"]
        assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []
        context.close()

    def test_without_scripts_the_words_are_there(self, browser: Any, trapped: Path, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        file.write_text(printed(trapped, "check", "--format", "html"), encoding="utf-8")
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(file.as_uri())
        assert "error cascade-data-loss (worker/src/db/migrations/012_slim_events.sql:" in page.inner_text("noscript")
        context.close()


def test_a_draft_of_an_edited_schema_is_a_page(sample: Path) -> None:
    schema = sample / "worker/src/db/schema.sql"
    schema.write_text(
        schema.read_text(encoding="utf-8") + "\nCREATE TABLE halls (id TEXT PRIMARY KEY);\n", encoding="utf-8"
    )
    page = printed(sample, "diff", "--format", "html")
    assert page.startswith("<!doctype html>")
    assert "013_follow_schema_sql.sql" in page
    assert "CREATE TABLE IF NOT EXISTS halls" in page


def test_a_draft_that_an_assistant_made_is_shown_to_a_person(sample: Path) -> None:
    from nhimbe_migrations.authoring.compose.request import request_from
    from nhimbe_migrations.authoring.draft import draft
    from nhimbe_migrations.authoring.project.project import open_project

    asked = request_from(
        description="Goodbye", target="d1", sql="DELETE FROM events WHERE 1;",
        accept=[{"rule": rule, "reason": "asked for"} for rule in ("cascade-data-loss", "unbounded-delete", "delete-all", "latent-error")],
    )  # fmt: skip
    made = draft(open_project(str(sample), {}), asked)
    assert made.draft, made.findings
    assert f'write_migration(draft="{made.draft}")' in printed(sample, "show", made.draft)
    page = printed(sample, "show", made.draft, "--format", "html")
    assert '"table":"registrations"' in page
    assert '"depth":1' in page


def test_a_draft_that_is_not_there_is_said(sample: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from nhimbe_migrations.__main__ import main

    assert main(["show", "0123456789", "--repo", str(sample)]) == 2
    assert "0123456789" in capfd.readouterr().err


def test_a_page_is_one_file_that_asks_for_nothing_else(sample: Path) -> None:
    page = printed(sample, "check", "--format", "html")
    assert "src=" not in page.replace("<img src=x", "")
    assert "href=" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert page.count("</script>") == 2
