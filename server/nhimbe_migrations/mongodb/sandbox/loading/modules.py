"""A migration and the files of the repository that it imports, gathered as data: nothing is run to find them.

The harness gets texts and no file system. What lies outside the repository is not gathered, whatever an import says;
a package is not either, since it is code that nobody looked at: something stands in for it.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.errors import UnusableFileError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.evaluate import evaluate
from nhimbe_migrations.mongodb.code.forms import Call, call_of
from nhimbe_migrations.mongodb.code.tree import Tree, line_of, named, parse, text_of, walk
from nhimbe_migrations.mongodb.sandbox.loading.aliases import Aliases
from nhimbe_migrations.mongodb.sandbox.loading.loop_limits import with_ticks
from nhimbe_migrations.mongodb.sandbox.loading.own_sake import declares_import, for_its_own_sake
from nhimbe_migrations.mongodb.sandbox.loading.packages import shipped
from nhimbe_migrations.system.files import read_regular

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Script", "gather", "type_sources"]

_ENDINGS = (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json")
_WRITTEN_AS = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
"""TypeScript names the file that will be; the one that is has another ending."""
_PROVIDED = frozenset({"mongodb", "bson"})
_BUILTIN = frozenset(
    {
        "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram", "diagnostics_channel",
        "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net", "os", "path", "perf_hooks", "process",
        "punycode", "querystring", "readline", "repl", "stream", "string_decoder", "sys", "timers", "tls", "tty", "url", "util", "v8",
        "vm", "wasi", "worker_threads", "zlib",
    }
)  # fmt: skip
"""Node.js's own modules: some do no harm and are there, the use of the others is refused when it happens."""
_LOGGING = re.compile(
    r"(?i)(?:^|[/@_-])(?:\w*logg(?:er|ing)s?|log|debug|sentry|winston|pino|bunyan|chalk|signale|consola|ora)(?:$|[/._-])"
)
"""Modules that tell people what happens; whether that is all that is made of one is looked at."""
_LARGEST = 2_000_000
_LARGEST_READ = 4_000_000
_MOST = 300


@dataclass(frozen=True, slots=True)
class Script:
    """What the harness evaluates."""

    modules: Mapping[str, Mapping[str, Any]]
    """By path from the root: `text`, `json`, and `imports` (what an import says → the path that it leads to)."""
    entry: str
    call: Mapping[str, Call]
    """How `up` and `down` are called: what each parameter is given."""
    folder: str = ""
    """Where a runner is started: the folder of the nearest package.json, from the root."""
    driver: int | None = None
    """The major version of the driver that the repository asks for; it is called as that one is, as far as may be."""
    files: Mapping[str, str | None] = field(default_factory=dict)
    """What it reads of the repository, in base64, by path from the root; None for what is not there or may not be read."""

    def as_job(self) -> dict[str, Any]:
        return {
            "modules": {name: dict(module) for name, module in self.modules.items()},
            "entry": self.entry,
            "call": {name: list(call) for name, call in self.call.items()},
            "folder": self.folder,
            "driver": self.driver,
            "files": dict(self.files),
        }

    def with_files(self, wanted: Iterable[str], root: Path) -> Script:
        """Return it with the content of files that it reads; only plain files inside the repository are handed over."""
        return replace(self, files={**self.files, **{path: _content(root, path) for path in wanted}})


def gather(text: str, file: str, root: Path) -> Script | tuple[Finding, ...]:
    """Return the migration with the modules that it leads to, or say which import leads nowhere.

    Args:
        text: The migration as it stands, or would stand, in `file`.
        file: Path from `root`.
        root: The repository.
    """
    tree = parse(text)
    for node in tree.broken():
        near = text_of(node).strip().split("\n")[0][:40]
        message = f"{node.type!r} is missing here." if node.is_missing else f"This is not TypeScript, near {near!r}."
        return (Finding("does-not-compile", "error", message, "", file, line_of(node)),)
    gathering = _Gathering(root.resolve())
    gathering.add(file, text, tree)
    if gathering.lost:
        return tuple(Finding("import-not-found", "error", m, h, file, line) for m, h, line in gathering.lost)
    call = {name: call_of(tree, name) for name in ("up", "down")}
    driver = gathering.aliases.driver(file, calls_back="callback" in call["up"])
    return Script(gathering.modules, file, call, gathering.aliases.started_in(file), driver)


def type_sources(text: str, file: str, root: Path) -> dict[str, str]:
    """Return the texts of the files that the migration imports, for their types too, by path from the root."""
    gathering = _Gathering(root.resolve(), types=True)
    gathering.add(file, text, parse(text))
    return {path: str(module["source"]) for path, module in gathering.modules.items()}


class _Gathering:
    """Follows imports from file to file, each once."""

    def __init__(self, root: Path, *, types: bool = False) -> None:
        self.root = root
        self.types = types
        self.modules: dict[str, dict[str, Any]] = {}
        self.lost: list[tuple[str, str, int]] = []
        self.aliases = Aliases(root)

    def add(self, path: str, text: str, tree: Tree) -> None:
        entry = not self.modules
        imports: dict[str, str] = {}
        if self.types:
            self.modules[path] = {"source": text}
        else:
            self.modules[path] = {
                "text": with_ticks(text),
                "typed": not path.endswith((".js", ".mjs", ".cjs")),
                "imports": imports,
            }
        for name, node, wanted in _imports(tree, types=self.types):
            if name in imports or re.sub(r"^npm:|@.*", "", name) in _PROVIDED:
                continue
            if not self.types and _LOGGING.search(name) and for_its_own_sake(tree, node):
                imports[name] = ""
                continue
            found = self._find(name, path)
            if found is not None:
                self._follow(found)
                if found in self.modules:
                    imports[name] = found
            elif _of_runtime(name) or (not entry and not _is_package(name)):
                continue
            elif not entry or not wanted or (_is_package(name) and self.aliases.lists(name, path)):
                self._package(name, imports, tree, node)
            else:
                self.lost.append(
                    (
                        f'Could not resolve "{name}".',
                        "Import a file that is there, or a package that package.json lists.",
                        line_of(node),
                    )
                )

    def _package(self, name: str, imports: dict[str, str], tree: Tree, node: Node) -> None:
        """Packages are not run but for those that come with this program; what is called for its own sake is only noted."""
        if self.types:
            return
        modules = shipped(name)
        if modules:
            self.modules.update(modules)
            imports[name] = next(iter(modules))
        elif for_its_own_sake(tree, node):
            imports[name] = "quiet"

    def _follow(self, path: str) -> None:
        if path in self.modules or len(self.modules) >= _MOST:
            return
        try:
            text = read_regular(self.root / path, within=self.root, most=_LARGEST).decode("utf-8", "replace")
        except (OSError, UnusableFileError):
            return
        if path.endswith(".json"):
            self.modules[path] = {"source": text} if self.types else {"text": text, "json": True, "imports": {}}
            return
        self.add(path, text, parse(text))

    def _find(self, name: str, path: str) -> str | None:
        """The file of the repository that an import in `path` means; None for a package, or nothing."""
        if name.startswith("."):
            return self._file(self.root / PurePosixPath(path).parent / name)
        if name.startswith("/"):
            return None
        return next((found for place in self.aliases.places(name, path) if (found := self._file(place))), None)

    def _file(self, place: Path) -> str | None:
        for candidate in _candidates(place):
            real = Path(os.path.realpath(candidate))
            if not real.is_relative_to(self.root) or not real.is_file() or "node_modules" in real.parts:
                continue
            if real.stat().st_size > _LARGEST or real.suffix not in {*_ENDINGS, ".tsx"}:
                continue
            return real.relative_to(self.root).as_posix()
        return None


def _content(root: Path, path: str) -> str | None:
    parts = PurePosixPath(path).parts
    if ".." in parts or "node_modules" in parts or any(part.startswith(".") for part in parts):
        return None
    try:
        return base64.b64encode(read_regular(root / path, within=root, most=_LARGEST_READ)).decode("ascii")
    except (OSError, UnusableFileError):
        return None


def _candidates(place: Path) -> Iterator[Path]:
    yield place
    for ending in _WRITTEN_AS.get(place.suffix, ()):
        yield place.with_suffix(ending)
    for ending in _ENDINGS:
        yield place.with_name(place.name + ending)
    for ending in _ENDINGS:
        yield place / f"index{ending}"


def _of_runtime(name: str) -> bool:
    return name.startswith("node:") or name.partition("/")[0] in _BUILTIN


def _is_package(name: str) -> bool:
    """Whether `name` could be of node_modules or of the runtime; what it holds is not known, and using it is not judged."""
    return not name.startswith(("/", ".", "~", "#", "@/"))


def _imports(tree: Tree, *, types: bool) -> Iterator[tuple[str, Node, bool]]:
    """Every module that the text names to load it, where, and whether a value of it is used."""
    used = {
        text_of(node)
        for node in walk(tree.root)
        if node.type in {"identifier", "shorthand_property_identifier"} and not declares_import(node)
    }
    for node in walk(tree.root):
        match node.type:
            case "import_statement":
                if any(child.type == "type" for child in node.children) and not types:
                    continue
                names = [text_of(item) for item in walk(node) if item.type == "identifier"]
                source = node.child_by_field_name("source")
                if source is not None:
                    yield _literal(source), node, not names or any(name in used for name in names)
                else:
                    yield from _required(node)
            case "export_statement" if (source := node.child_by_field_name("source")) is not None:
                yield _literal(source), node, True
            case "call_expression":
                function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
                given = named(arguments) if arguments is not None else []
                if text_of(function) in {"require", "import"} and given and given[0].type == "string":
                    yield _literal(given[0]), node, True
            case _:
                pass


def _required(node: Node) -> Iterator[tuple[str, Node, bool]]:
    """`import fs = require("fs")`."""
    for clause in named(node):
        if clause.type == "import_require_clause" and (source := clause.child_by_field_name("source")) is not None:
            yield _literal(source), node, True


def _literal(node: Node) -> str:
    value = evaluate(node, {})
    return value if isinstance(value, str) else text_of(node)
