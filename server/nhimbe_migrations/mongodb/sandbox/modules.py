"""A migration and the files of the repository that it imports, gathered as data: nothing is run to find them.

The harness gets texts and no file system. What lies outside the repository is not gathered, whatever an import says;
a package is not either, since it is code that nobody looked at: using one ends the run without a verdict.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.errors import UnusableFileError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.evaluate import evaluate
from nhimbe_migrations.mongodb.code.forms import Call, call_of
from nhimbe_migrations.mongodb.code.tree import Tree, line_of, named, parse, text_of, walk
from nhimbe_migrations.mongodb.sandbox.aliases import Aliases
from nhimbe_migrations.mongodb.sandbox.loop_limits import with_ticks
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
_MOST = 300


@dataclass(frozen=True, slots=True)
class Script:
    """What the harness evaluates."""

    modules: Mapping[str, Mapping[str, Any]]
    """By path from the root: `text`, `json`, and `imports` (what an import says → the path that it leads to)."""
    entry: str
    call: Mapping[str, Call]
    """How `up` and `down` are called: what each parameter is given."""

    def as_job(self) -> dict[str, Any]:
        return {
            "modules": {name: dict(module) for name, module in self.modules.items()},
            "entry": self.entry,
            "call": {name: list(call) for name, call in self.call.items()},
        }


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
    return Script(gathering.modules, file, {name: call_of(tree, name) for name in ("up", "down")})


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
        self._aliases = Aliases(root)

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
            if not self.types and _LOGGING.search(name) and _for_its_own_sake(tree, node):
                imports[name] = ""
                continue
            found = self._find(name, path)
            if found is not None:
                self._follow(found)
                if found in self.modules:
                    imports[name] = found
            elif (
                entry
                and wanted
                and not _of_runtime(name)
                and (not _is_package(name) or not self._aliases.lists(name, path))
            ):
                self.lost.append(
                    (
                        f'Could not resolve "{name}".',
                        "Import a file that is there, or a package that package.json lists.",
                        line_of(node),
                    )
                )

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
        return next((found for place in self._aliases.places(name, path) if (found := self._file(place))), None)

    def _file(self, place: Path) -> str | None:
        for candidate in _candidates(place):
            real = Path(os.path.realpath(candidate))
            if not real.is_relative_to(self.root) or not real.is_file() or "node_modules" in real.parts:
                continue
            if real.stat().st_size > _LARGEST or real.suffix not in {*_ENDINGS, ".tsx"}:
                continue
            return real.relative_to(self.root).as_posix()
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
        if node.type in {"identifier", "shorthand_property_identifier"} and not _declares_import(node)
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


def _declares_import(node: Node) -> bool:
    at = node.parent
    while at is not None and at.type in {"import_specifier", "named_imports", "namespace_import", "import_clause"}:
        at = at.parent
    return at is not None and at.type == "import_statement"


def _literal(node: Node) -> str:
    value = evaluate(node, {})
    return value if isinstance(value, str) else text_of(node)


def _for_its_own_sake(tree: Tree, statement: Node) -> bool:
    """Whether what is imported is only ever called as a statement, as a logger is: what it gives back goes nowhere."""
    if statement.type == "import_statement":
        names = {
            text_of(item)
            for item in walk(statement)
            if item.type == "identifier" and item.parent is not None and item.next_named_sibling is None
        }
    else:
        declarator = statement.parent
        name = declarator.child_by_field_name("name") if declarator is not None else None
        if name is None or name.type != "identifier":
            return False
        names = {text_of(name)}
    uses = [
        node
        for node in walk(tree.root)
        if node.type == "identifier" and text_of(node) in names and not _declares_import(node)
    ]
    return bool(names) and bool(uses) and all(_goes_nowhere(use, tree, deeper=True) for use in uses)


def _goes_nowhere(use: Node, tree: Tree, *, deeper: bool) -> bool:
    node, called = use, False
    while node.parent is not None:
        parent = node.parent
        of = parent.child_by_field_name("object") or parent.child_by_field_name("function")
        if parent.type in {"member_expression", "call_expression"} and of == node:
            called |= parent.type == "call_expression"
            node = parent
        elif parent.type == "await_expression":
            node = parent
        elif parent.type == "expression_statement":
            return called
        elif parent.type == "variable_declarator" and parent.child_by_field_name("name") == node:
            return True
        elif parent.type == "variable_declarator" and deeper and called:
            name = parent.child_by_field_name("name")
            if name is None or name.type != "identifier":
                return False
            again = [n for n in walk(tree.root) if n.type == "identifier" and text_of(n) == text_of(name) and n != name]
            return all(_goes_nowhere(later_use, tree, deeper=False) for later_use in again)
        else:
            return False
    return False
