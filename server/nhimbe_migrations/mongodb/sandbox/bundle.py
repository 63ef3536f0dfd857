"""The scripts that a proof runs: our harness with the driver in it, and the migration, each made one file by esbuild."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.sandbox.loop_limits import with_ticks
from nhimbe_migrations.mongodb.sandbox.source_map import LineMap, split_source_map
from nhimbe_migrations.mongodb.sandbox.tools import Driver
from nhimbe_migrations.system.programs import Ran, run_program

__all__ = ["Script", "bundle_harness", "bundle_migration"]

_SECONDS = 30.0
_COMMON = ("--bundle", "--platform=node", "--format=cjs", "--target=node20", "--color=false", "--log-limit=20")
# The harness keeps what it later takes away from the migration.
_BANNER = "--banner:js=const process = globalThis.process;"
_ERROR = re.compile(
    r"\[ERROR\] (?P<message>.+?)(?: \[plugin .*\])?\n\n\s+(?P<file>[^\n]*?):(?P<line>\d+):\d+:", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Script:
    """A migration that can be evaluated, and where its lines come from."""

    code: str
    lines: LineMap


def bundle_harness(esbuild: Path, driver: Driver, into: Path) -> Path:
    """Write the harness and the driver as one script, so that nothing else has to be read when it runs.

    Raises:
        ToolMissingError: esbuild or the driver is broken.
    """
    output = into / "harness.cjs"
    with _harness_folder() as folder:
        ran = _run(
            [
                *(str(esbuild), str(folder / "main.js"), *_COMMON, _BANNER, f"--outfile={output}", "--log-level=error"),
                *(f"--alias:mongodb={driver.path}", "--main-fields=main", "--tsconfig-raw={}"),
            ],
            into,
        )
    if ran.code != 0:
        raise ToolMissingError("The test harness could not be built.", why=ran.complaint.strip()[:600])
    return output


def bundle_migration(esbuild: Path, text: str, file: str, root: Path) -> Script | tuple[Finding, ...]:
    """Make `text` one script: types gone, local imports in it, the driver left out. Or say why it cannot be.

    Args:
        esbuild: The binary.
        text: The migration as it stands, or would stand, in `file`.
        file: Path from `root`; its folder is where relative imports start.
        root: The repository.
    """
    folder = (root / file).parent
    while not folder.is_dir():
        folder = folder.parent
    ran = _run(
        [
            *(str(esbuild), *_COMMON, "--loader=ts", f"--sourcefile={Path(file).name}", "--sourcemap=inline"),
            # Settings of the repository (verbatimModuleSyntax) would keep type names as values.
            *("--tsconfig-raw={}", "--sources-content=false", "--log-level=error", "--charset=utf8"),
            *("--external:mongodb", "--external:bson", "--supported:dynamic-import=false"),
        ],
        folder,
        with_ticks(text),
    )
    if ran.code != 0:
        return _errors(ran.complaint, file)
    code, source_map = split_source_map(ran.text)
    return Script(code, LineMap.read(source_map, Path(file).name))


def _run(command: Sequence[str], folder: Path, given: str | None = None) -> Ran:
    try:
        return run_program(
            command, folder=folder, seconds=_SECONDS, given=None if given is None else given.encode("utf-8", "replace")
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolMissingError("The migration was not run.", why=f"esbuild did not do its work: {error}") from error


def _errors(said: str, file: str) -> tuple[Finding, ...]:
    name = Path(file).name
    found = tuple(
        Finding(
            "import-not-found" if "Could not resolve" in match["message"] else "does-not-compile",
            "error",
            match["message"] if match["file"] == name else f"{match['message']} (in {match['file']})",
            "Import what is installed, or a file that is there." if "resolve" in match["message"] else "",
            file,
            int(match["line"]) if match["file"] == name else None,
        )
        for match in _ERROR.finditer(said)
    )
    return found or (Finding("does-not-compile", "error", said.strip()[:400], "", file),)


@contextmanager
def _harness_folder() -> Iterator[Path]:
    packaged = files("nhimbe_migrations") / "templates"
    if not packaged.is_dir():
        yield Path(__file__).resolve().parents[4] / "templates" / "mongodb" / "harness"
        return
    with as_file(packaged / "mongodb" / "harness") as folder:
        yield folder
