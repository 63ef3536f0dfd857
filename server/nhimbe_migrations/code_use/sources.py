"""The files of code in a set of texts, each read once while it stays as it is, and what they ask of the databases."""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nhimbe_migrations.code_use.builders import builder_of
from nhimbe_migrations.code_use.modules import CODE_SUFFIXES, COMPONENTS, Modules
from nhimbe_migrations.code_use.queries import PassedOn, calls_of, passes_on, queries_of
from nhimbe_migrations.code_use.query import Query
from nhimbe_migrations.code_use.syntax import CodeFile, parse_code, walk
from nhimbe_migrations.code_use.templates import Template, queries_at
from nhimbe_migrations.code_use.texts.folder import Folder
from nhimbe_migrations.system.disk_cache import load, name_of, save
from nhimbe_migrations.system.kept import Kept
from nhimbe_migrations.system.plain_values import from_plain, to_plain

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["CodeFiles", "CodeUse", "is_code", "is_test", "read_code"]

_TEST = re.compile(r"(?:^|/)(?:__tests__|__mocks__|tests?|e2e|spec)/|\.(?:test|spec|e2e)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$")
_ASKS = re.compile(rb"\b(?:prepare|exec|batch)\b|\bcollection\s*[<(]|drizzle|kysely|prisma|knex", re.IGNORECASE)
_ROUNDS = 3
"""How many functions a text may pass through on its way to prepare()."""


@dataclass(frozen=True, slots=True)
class CodeUse:
    """What the code asks for."""

    queries: tuple[Query, ...]
    builders: tuple[tuple[str, str], ...]
    """File and the query builder whose queries are not read there."""
    files: Mapping[str, bytes]
    """Path → bytes of the files that were read."""
    too_deep: tuple[str, ...] = ()
    """Files that nest too deep to be looked at."""
    key: str = ""
    """The same for the same files."""

    def code(self, path: str) -> CodeFile:
        return _parsed(path, self.files[path])


def is_code(path: str) -> bool:
    """Whether a path names TypeScript or JavaScript, or a component with some in it."""
    return path.endswith((*CODE_SUFFIXES, *COMPONENTS)) and not path.endswith(".min.js")


def is_test(path: str) -> bool:
    """Whether a path is a test's, or a declaration file's: neither runs against a database that lives."""
    return _TEST.search(path) is not None


class CodeFiles(dict[str, bytes]):
    """Path → bytes of files that were read together; nothing is changed in it."""

    @cached_property
    def key(self) -> str:
        """The same for the same files."""
        return _key(self)


def read_code(files: Mapping[str, bytes]) -> CodeUse:
    """Read the queries of `files` (path → bytes); kept while they stay as they are."""
    key = files.key if isinstance(files, CodeFiles) else _key(files)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    use = _saved(files, key) or _read_and_saved(files, key)
    _kept[key] = use
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return use


@dataclass(frozen=True, slots=True)
class _Saved:
    """What the cache on disk has of a set of files."""

    queries: tuple[Query, ...]
    builders: tuple[tuple[str, str], ...]
    too_deep: tuple[str, ...]


def _name(key: str) -> str:
    from importlib.metadata import version

    return name_of("code", (key, version("tree-sitter"), version("tree-sitter-typescript")))


def _saved(files: Mapping[str, bytes], key: str) -> CodeUse | None:
    data = load(_name(key))
    if data is None:
        return None
    try:
        found = from_plain(_Saved, json.loads(data))
    except (ValueError, TypeError, RecursionError):
        return None
    return CodeUse(found.queries, found.builders, files, found.too_deep, key)


def _read_and_saved(files: Mapping[str, bytes], key: str) -> CodeUse:
    use = _read(files, key)
    save(_name(key), json.dumps(to_plain(_Saved, _Saved(use.queries, use.builders, use.too_deep))).encode())
    return use


_KEPT = 6
_kept: OrderedDict[str, CodeUse] = OrderedDict()
_trees: OrderedDict[tuple[str, bytes], CodeFile] = OrderedDict()
_MOST_TREES = 2048


def _key(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode("utf-8", "surrogateescape") + b"\0" + _digest(files[path]))
    return digest.hexdigest()


def _digest(data: bytes) -> bytes:
    return _digests.get(data, lambda: (hashlib.sha256(data).digest(), len(data)))[0]


_DIGESTED_BYTES = 48_000_000
_digests: Kept[bytes, tuple[bytes, int]] = Kept(_DIGESTED_BYTES, lambda kept: kept[1] + 200)
"""By the bytes themselves, which are the same object while a file stays as it is; with their number."""


def _parsed(path: str, data: bytes) -> CodeFile:
    key = path, _digest(data)
    if key not in _trees:
        _trees[key] = parse_code(path, data)
        while len(_trees) > _MOST_TREES:
            _trees.popitem(last=False)
    return _trees[key]


def _read(files: Mapping[str, bytes], key: str) -> CodeUse:
    asking = {path: data for path, data in files.items() if _ASKS.search(data)}
    helpers: frozenset[PassedOn] = frozenset()
    sources = {path: _parsed(path, data) for path, data in asking.items()}
    for _ in range(_ROUNDS):
        more = frozenset(item for code in sources.values() for item in passes_on(code, helpers)) | helpers
        if more == helpers:
            break
        helpers = more
        names = re.compile(rb"\b(?:" + b"|".join(re.escape(item.name.encode()) for item in helpers) + rb")\s*[<(]")
        for path, data in files.items():
            if path not in sources and names.search(data):
                sources[path] = _parsed(path, data)
    lookup = _Lookup(files, Modules(files))
    queries: list[Query] = []
    templates: list[Template] = []
    too_deep = {path for path, code in sources.items() if code.deep}
    for path in sorted(sources):
        try:
            found, more_templates = queries_of(sources[path], Folder(sources[path], lookup.find), helpers)
        except RecursionError:
            too_deep.add(path)
            continue
        queries.extend(found)
        templates.extend(more_templates)
    queries.extend(_at_calls(templates, files, lookup))
    queries.sort(key=lambda query: (query.file, query.line))
    builders = tuple((path, name) for path, data in sorted(files.items()) if (name := builder_of(data)))
    return CodeUse(tuple(queries), builders, files, tuple(sorted(too_deep)), key)


def _at_calls(templates: list[Template], files: Mapping[str, bytes], lookup: _Lookup) -> Iterator[Query]:
    """The queries of `templates`: one for each call that tells the table; where none does, what can be read of it."""
    for _ in range(_ROUNDS):
        if not templates:
            return
        named: dict[str, list[Template]] = {}
        for template in templates:
            named.setdefault(template.name, []).append(template)
        names = re.compile(rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in named) + rb")\s*[<(]")
        told: set[int] = set()
        further: list[Template] = []
        for path, data in files.items():
            if names.search(data) is None:
                continue
            code = _parsed(path, data)
            folder = Folder(code, lookup.find)
            for name, call in calls_of(code, named):
                for template in named[name]:
                    found = queries_at(template, code, folder, call)
                    if isinstance(found, Query):
                        told.add(id(template))
                        yield found
                    elif found is not None:
                        told.add(id(template))
                        further.append(found)
        yield from (item.query for item in templates if id(item) not in told and not item.fragments)
        templates = further[:_MOST_TEMPLATES]


_MOST_TEMPLATES = 500


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Finds constants that another file exports."""

    files: Mapping[str, bytes]
    modules: Modules

    def find(self, path: str, module: str, name: str) -> tuple[CodeFile, Node] | None:
        for target in self.modules.find(path, module):
            code = _parsed(target, self.files[target])
            value = _exported(code, name)
            if value is not None:
                return code, value
        return None


def _exported(code: CodeFile, name: str) -> Node | None:
    for statement in code.root.named_children:
        if statement.type not in {"export_statement", "lexical_declaration"}:
            continue
        for node in walk(statement):
            if node.type == "variable_declarator":
                called = node.child_by_field_name("name")
                if called is not None and code.of(called) == name:
                    return node.child_by_field_name("value")
    return None
