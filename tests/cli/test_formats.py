"""`check --format` and `--save`: what a CI system is handed, judged by that system's own schema or tool where one installs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.fingerprint import fingerprinted

MIGRATIONS = "worker/src/db/migrations"
MULTITOOL = Path(__file__).parents[2] / ".tools/clients/node_modules/@microsoft/sarif-multitool-linux"
FORMATS = ("sarif", "gitlab", "rdjson", "junit")

# From GitLab's documentation of a Code Quality report: these keys, these severities.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^[^/].*"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}  # fmt: skip
# From reviewdog's specification of rdjson.
RDJSON = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "properties": {
                            "path": {"type": "string"},
                            "range": {
                                "type": "object",
                                "properties": {"start": {"type": "object", "properties": {"line": {"type": "integer", "minimum": 1}}}},
                            },
                        },
                    },
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
                },
            },
        },
    },
}  # fmt: skip


def saved(repository: Path, folder: Path) -> tuple[int, dict[str, str]]:
    """Check once, and return the exit code with what each format says."""
    asked = [part for style in FORMATS for part in ("--save", f"{style}={folder / style}")]
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", "check", *asked],
        cwd=repository, capture_output=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert not ran.stderr
    return ran.returncode, {style: (folder / style).read_text(encoding="utf-8") for style in FORMATS}


def drop_users(repository: Path, before: str = "") -> None:
    text = f"-- Migration 013: Bvisa vashandisi 🙂\n{before}\n  DROP TABLE IF EXISTS users;\n"
    (repository / MIGRATIONS / "013_drop users.sql").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def texts(sample_master: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each format says of a sample with a migration that empties tables."""
    folder = tmp_path_factory.mktemp("formats")
    broken = Path(shutil.copytree(sample_master, folder / "nhimbe", symlinks=True))
    drop_users(broken)
    code, texts = saved(broken, folder)
    assert code == 1
    return texts


def test_each_format_says_the_same_findings_and_keeps_to_its_schema(texts: dict[str, str]) -> None:
    gitlab, rdjson = json.loads(texts["gitlab"]), json.loads(texts["rdjson"])
    jsonschema.validate(gitlab, GITLAB)
    jsonschema.validate(rdjson, RDJSON)
    told = {(entry["check_name"], entry["location"]["path"]) for entry in gitlab}
    assert ("cascade-data-loss", f"{MIGRATIONS}/013_drop users.sql") in told
    assert {(entry["code"]["value"], entry["location"]["path"]) for entry in rdjson["diagnostics"]} == told
    results = json.loads(texts["sarif"])["runs"][0]["results"]
    assert {entry["ruleId"] for entry in results} == {rule for rule, _ in told}
    suites = ET.fromstring(texts["junit"])  # noqa: S314 our own
    failed = [case for case in suites.iter("testcase") if case.find("failure") is not None]
    assert int(suites.get("failures", "")) == len(failed) == sum(entry["severity"] == "critical" for entry in gitlab)
    assert any("registrations" in (case.findtext("failure") or "") for case in failed)


def test_sarif_holds_before_its_own_validator_with_githubs_rules(texts: dict[str, str], tmp_path: Path) -> None:
    if not MULTITOOL.is_dir():
        message = "the SARIF validator is not installed: `make node-tools`"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    log = tmp_path / "log.sarif"
    log.write_text(texts["sarif"], encoding="utf-8")
    schema = json.loads((MULTITOOL / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
    jsonschema.validate(json.loads(texts["sarif"]), schema)
    ran = subprocess.run(
        [str(MULTITOOL / "Sarif.Multitool"), "validate", str(log), "--rule-kind", "Sarif;Gh;Ghas"],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    assert not [line for line in ran.stdout.splitlines() if ": error " in line or ": warning " in line], ran.stdout


def test_sarif_points_at_the_text_of_the_line_and_encodes_the_path(texts: dict[str, str]) -> None:
    results = json.loads(texts["sarif"])["runs"][0]["results"]
    place = next(entry for entry in results if entry["ruleId"] == "cascade-data-loss")["locations"][0][
        "physicalLocation"
    ]
    assert place["artifactLocation"]["uri"] == f"{MIGRATIONS}/013_drop%20users.sql"
    assert place["region"] == {"startLine": 3, "startColumn": 3, "endColumn": 3 + len("DROP TABLE IF EXISTS users;")}


def test_a_fingerprint_survives_lines_that_move(texts: dict[str, str], sample: Path, tmp_path: Path) -> None:
    def prints(report: str) -> dict[str, str]:
        entries: list[dict[str, Any]] = json.loads(report)
        assert len({entry["fingerprint"] for entry in entries}) == len(entries)
        return {entry["check_name"]: entry["fingerprint"] for entry in entries if "013" in entry["location"]["path"]}

    drop_users(sample, before="\n\n-- Three lines more above it.\n")
    first = prints(texts["gitlab"])
    assert first == prints(saved(sample, tmp_path)[1]["gitlab"])
    assert first


def test_equal_lines_have_fingerprints_of_their_own() -> None:
    twice = [Finding("a-rule", "error", "x", file="a.sql", line=line) for line in (1, 9)]
    prints = [fingerprint for _, fingerprint in fingerprinted(twice, lambda _file, _line: "DROP TABLE a;")]
    assert len(set(prints)) == 2


def test_without_a_finding_every_format_is_still_whole(sample: Path, tmp_path: Path) -> None:
    code, texts = saved(sample, tmp_path)
    assert code == 0
    jsonschema.validate(json.loads(texts["gitlab"]), GITLAB)
    suites = ET.fromstring(texts["junit"])  # noqa: S314 our own
    assert int(suites.get("tests", "0")) >= 1


def test_a_format_that_is_not_there_and_a_file_that_cannot_be_written_are_told(sample: Path, tmp_path: Path) -> None:
    def run(asked: str) -> tuple[int, str]:
        ran = subprocess.run(
            [sys.executable, "-m", "nhimbe_migrations", "check", "--save", asked],
            cwd=sample, capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
        return ran.returncode, ran.stderr

    for asked in ("sarif", "pdf=x.pdf"):
        code, said = run(asked)
        assert (code, "FORMAT=FILE" in said) == (2, True)
    code, said = run(f"sarif={tmp_path}/nowhere/x.sarif")
    assert (code, "cannot be written" in said) == (2, True)


def test_markdown_shows_the_proof_and_nothing_of_the_repository_as_markup(sample: Path) -> None:
    sql = '-- Migration 013: Pipes\nDELETE FROM "users";\nCREATE TABLE IF NOT EXISTS "a|b@team<img>`*x*" (id TEXT PRIMARY KEY, "is|on" BOOLEAN DEFAULT \'true\');\n'
    (sample / MIGRATIONS / "013_pipes.sql").write_text(sql, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", "check", "--format", "markdown"],
        cwd=sample, capture_output=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    lines = ran.stdout.splitlines()
    assert lines[0] == "<!-- nhimbe-migrations -->"
    assert "error" in lines[1]
    proof = next(line for line in lines if line.startswith("| 013_pipes.sql |"))
    assert "statements met rows" in proof
    assert "users" in proof
    rows = [line for line in lines if line.startswith("|")]
    assert {line.count("|") for line in rows} == {4}
    assert "@team" not in ran.stdout
    assert "<img>" not in ran.stdout


def test_markdown_draws_the_rows_at_stake_and_what_changes(sample: Path) -> None:
    file = sample / "worker/src/db/migrations/012_goodbye.sql"
    file.write_text("-- Migration 012: Goodbye\nDROP TABLE IF EXISTS event_reviews;\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "nhimbe_migrations", "check", "--format", "markdown"],
        cwd=sample, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    pictures = re.findall(r"\n```mermaid\n(.+?)\n```\n", ran.stdout, re.DOTALL)
    assert [picture.split("\n")[0] for picture in pictures] == ["flowchart LR", "erDiagram"]
    assert 't0 -- "review_id" --> t1' in pictures[0]
    assert '"event_reviews (gone)"' in pictures[1]
