"""Members of rows in code: `row.location_name`, `const { location_name } = row`, the members of the rows' types."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from nhimbe_migrations.code_use.modules import Modules
from nhimbe_migrations.code_use.rows.facts import Facts
from nhimbe_migrations.code_use.rows.flow import Flow, follow
from nhimbe_migrations.code_use.rows.program import program_of
from nhimbe_migrations.code_use.rows.reader import facts_of
from nhimbe_migrations.code_use.sources import CodeUse

__all__ = ["Member", "camel_case", "flow_of", "members_of"]


@dataclass(frozen=True, slots=True)
class Member:
    """A place that reads a column's value off a row, or a type that says that rows have it."""

    file: str
    line: int
    name: str
    text: str
    declares: bool = False


def camel_case(column: str) -> str:
    """`location_name` as code that shapes its rows calls it."""
    return re.sub(r"_+([a-zA-Z0-9])", lambda match: match[1].upper(), column.strip("_"))


def members_of(code: CodeUse, names: Mapping[int, Collection[str]], *, types: bool = False) -> Iterator[Member]:
    """Yield the places that read one of `names` (query, by its number in `code.queries` → members) off that query's rows.

    With `types` also the members of interfaces and of types in place that the code says such rows have.
    """
    if not names:
        return
    seen: set[tuple[str, int, str]] = set()
    for place in flow_of(code).places:
        if place.declares and not types:
            continue
        if any(place.name in names.get(query, ()) for query in place.queries):
            key = place.file, place.line, place.name
            if key not in seen:
                seen.add(key)
                yield Member(place.file, place.line, place.name, place.text, place.declares)


def flow_of(code: CodeUse) -> Flow:
    """Where the rows of the queries of `code` go; worked out once for each state of the code."""
    if code.key in _flows:
        _flows.move_to_end(code.key)
        return _flows[code.key]
    flow = _follow(code)
    _flows[code.key] = flow
    while len(_flows) > _KEPT:
        _flows.popitem(last=False)
    return flow


_KEPT = 6
_flows: OrderedDict[str, Flow] = OrderedDict()
_facts: OrderedDict[tuple[str, bytes], Facts] = OrderedDict()
_MOST_FACTS = 4096


def _follow(code: CodeUse) -> Flow:
    modules = Modules(code.files)
    facts: dict[str, Facts] = {}
    for path in _concerned(code, modules):
        told = _facts_of(code, path)
        if told is not None:
            facts[path] = told
    texts: dict[tuple[str, int], list[int]] = {}
    for number, query in enumerate(code.queries):
        texts.setdefault((query.file, query.at), []).append(number)
    return follow(program_of(facts, modules), texts)


def _facts_of(code: CodeUse, path: str) -> Facts | None:
    key = path, hashlib.sha256(code.files[path]).digest()
    if key not in _facts:
        try:
            _facts[key] = facts_of(code.code(path))
        except RecursionError:
            return None
        while len(_facts) > _MOST_FACTS:
            _facts.popitem(last=False)
    return _facts[key]


_IMPORTED = re.compile(rb"""(?:\bfrom\s*|\brequire\(\s*|\bimport\(\s*|\bimport\s*)['"]([^'"\n]{1,200})['"]""")


def _concerned(code: CodeUse, modules: Modules) -> list[str]:
    """The files that rows may come to: those that ask, all that import them, and what these import."""
    imports = {
        path: {
            target
            for match in _IMPORTED.finditer(data)
            for target in modules.find(path, match[1].decode("utf-8", "replace"))
        }
        for path, data in code.files.items()
    }
    importers: dict[str, set[str]] = {}
    for path, targets in imports.items():
        for target in targets:
            importers.setdefault(target, set()).add(path)
    asking = {query.file for query in code.queries}
    above = _reached(asking, importers)
    return sorted(_reached(above, imports))


def _reached(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    found, pending = set(start), list(start)
    while pending:
        for target in edges.get(pending.pop(), ()):
            if target not in found:
                found.add(target)
                pending.append(target)
    return found
