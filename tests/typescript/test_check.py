"""Type errors before and after, by a real compiler on a real package."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from nhimbe_migrations.typescript.compile_check import TypeComparison, compare_type_errors
from nhimbe_migrations.typescript_tree import parse
from typescript.types_cases import read_cases

MODULES = Path(__file__).parents[2] / ".tools" / "mongodb" / "node_modules"
TYPES = "export interface Event { name: string }\n"

NEEDS_COMPILER = pytest.mark.skipif(
    not ((MODULES / "typescript").is_dir() and shutil.which("node")), reason="`make node-tools` installs TypeScript"
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A package below the top, with a file that uses the types and one that was wrong before."""
    source = tmp_path / "worker" / "src"
    source.mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "clock.ts").write_text("export const now = (): string => '';\n", encoding="utf-8")
    (source / "types.ts").write_text(TYPES, encoding="utf-8")
    (source / "use.ts").write_text(
        "import type { Event } from './types';\nimport { now } from '../../shared/clock';\n"
        "export const shown = (event: Event): string => event.name.trim() + now();\n",
        encoding="utf-8",
    )
    (source / "wrong.ts").write_text("export const wrong: number = 'text';\n", encoding="utf-8")
    settings = {"strict": True, "types": [], "module": "esnext", "moduleResolution": "bundler", "skipLibCheck": True}
    (tmp_path / "worker" / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": settings, "include": ["src"]}), encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def with_compiler(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (repository / "worker" / "node_modules").symlink_to(MODULES, target_is_directory=True)
    monkeypatch.setenv("NHIMBE_MIGRATIONS_TRUST_REPOSITORY", "1")
    return repository


@pytest.mark.node
@NEEDS_COMPILER
@pytest.mark.parametrize(
    "after", [TYPES + "\n// 🎉\n", TYPES.replace("name", "id: string; name")], ids=["same", "more"]
)
def test_errors_that_were_there_before_do_not_count(with_compiler: Path, after: str) -> None:
    compared = compare_type_errors(with_compiler, "worker/src/types.ts", TYPES, after)

    assert compared == TypeComparison("passed", "no new type errors")
    assert (with_compiler / "worker" / "src" / "types.ts").read_text(encoding="utf-8") == TYPES


@pytest.mark.node
@NEEDS_COMPILER
def test_a_member_that_is_gone_is_missed_where_it_is_used(with_compiler: Path) -> None:
    compared = compare_type_errors(with_compiler, "worker/src/types.ts", TYPES, TYPES.replace("name", "title"))

    assert compared == TypeComparison(
        "worse", "1 new type errors", ("src/use.ts: TS2339: Property 'name' does not exist on type 'Event'.",)
    )


@pytest.mark.node
@NEEDS_COMPILER
def test_a_file_outside_the_project_is_not_said_to_pass(with_compiler: Path) -> None:
    other = with_compiler / "worker" / "other"
    other.mkdir()
    (other / "types.ts").write_text(TYPES, encoding="utf-8")

    compared = compare_type_errors(with_compiler, "worker/other/types.ts", TYPES, TYPES)

    assert compared == TypeComparison("not checked", "the tsconfig.json does not take the types file in")


@pytest.mark.node
@NEEDS_COMPILER
def test_a_compiler_that_takes_too_long_is_stopped(with_compiler: Path) -> None:
    compared = compare_type_errors(with_compiler, "worker/src/types.ts", TYPES, TYPES, timeout=0.05)

    assert compared == TypeComparison("not checked", "the compiler took too long")


def test_without_a_compiler_nothing_is_claimed(repository: Path) -> None:
    compared = compare_type_errors(repository, "worker/src/types.ts", TYPES, TYPES)

    assert compared == TypeComparison(
        "not checked", "the repository has no TypeScript installed (node_modules/typescript)"
    )


@pytest.mark.node
@NEEDS_COMPILER
def test_the_compiler_finds_no_syntax_error_in_any_case(tmp_path: Path) -> None:
    """tree-sitter says that they parse; TypeScript itself has the last word."""
    for number, case in enumerate(read_cases()):
        if parse(case.after).faults() == 0:
            (tmp_path / f"case{number}.ts").write_bytes(case.after.encode())
    compiler = MODULES / "typescript" / "bin" / "tsc"
    files = sorted(path.name for path in tmp_path.glob("*.ts"))

    said = subprocess.run(
        ["node", compiler, "--noEmit", "--noResolve", "--pretty", "false", "--types", "", *files],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=120,
    ).stdout  # fmt: skip

    assert len(files) >= 80
    assert [line for line in said.splitlines() if "error TS1" in line and not line.startswith("error")] == []
