"""Which rows each place of a program may read: facts joined, values followed until nothing new comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nhimbe_migrations.code_use.rows.lists import BUILT_IN, COLLECTION, Lists
from nhimbe_migrations.code_use.rows.program import Program
from nhimbe_migrations.code_use.rows.values import Value, entered, left

__all__ = ["Flow", "Place", "follow"]

_MOST_STEPS = 4_000_000
_STEADY = {"function", "class", "object", "type", "tuple", "list"}
"""Kinds that are the same wherever they are handed on."""
_OF_ROWS = {"row", "rows", "result"}
_KNOWN = {"object", "class", "statement", "rows", "row", "result", "list", "tuple"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place that reads a member off rows."""

    file: str
    line: int
    name: str
    text: str
    queries: frozenset[int]
    declares: bool = False
    """It is a member of a type that is said of the rows."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What was found."""

    places: tuple[Place, ...]
    bindings: Mapping[int, frozenset[str]]
    """Query → names of the bindings on which its statement is prepared."""
    steps: int = 0
    """Values that were moved: what it cost."""


def follow(program: Program, texts: Mapping[tuple[str, int], Iterable[int]]) -> Flow:
    """Follow the rows of queries; `texts` are (file, byte of an argument) → the queries whose text is given there."""
    solver = _Solver(program)
    solver.load(texts, BUILT_IN)
    solver.run()
    return Flow(tuple(_places(solver)), solver.databases(), solver.steps)


class _Solver(Lists):
    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.steps = 0
        self._returns: dict[int, list[tuple[int, int]]] = {}
        self._arguments: dict[int, list[tuple[int, int]]] = {}
        self._calls_of: dict[int, set[int]] = {}
        self._connected: set[tuple[int, int]] = set()
        self._methods_called: dict[int, int] = {}
        self._prepared: list[tuple[int, int]] = []

    def run(self) -> None:
        """Move values until nothing new comes; then guess the methods of what is not known, and once more."""
        self._drain()
        for number, (file, call) in enumerate(self.calls):
            if call.method and call.method not in BUILT_IN:
                owner = self.values.get(self.program.offsets[file] + call.callee, ())
                named = self.methods.get(call.method, [])
                if len(named) == 1 and not any(value.kind in _KNOWN for value in owner):
                    self.copy(named[0], self._callee(number))
        self._drain()

    def _drain(self) -> None:
        while self.pending and self.steps < _MOST_STEPS:
            slot, value = self.pending.popleft()
            self.steps += 1
            self._spread(slot, value)

    def _spread(self, slot: int, value: Value) -> None:  # noqa: C901, PLR0912 one loop a kind of edge
        for to in self.copies.get(slot, ()):
            self.add(to, value)
        for to, call in self._returns.get(slot, ()):
            seen = left(value, call, self._calls_of[slot])
            if seen is not None:
                self.add(to, seen)
        for to, call in self._arguments.get(slot, ()):
            self.add(to, value if value.kind in _STEADY else entered(value, call))
        for name, to in self.reads.get(slot, ()):
            self.read(value, name, to)
        for to in self.elements.get(slot, ()):
            self.element(value, to)
        for name, source in self.stores.get(slot, ()):
            self.store(value, name, source)
        for number in self.called.get(slot, ()):
            self._call(number, value)
        for number in self.given.get(slot, ()):
            self._argument(number, slot, value)
        if value.kind == "function":
            for parameter, value_slot, result in tuple(self.callbacks.get(slot, ())):
                self.give(value.of, parameter, value_slot, result)
        elif value.kind == "statement":
            for to in self.results.get(slot, ()):
                self.add(to, value.as_kind("result"))
        elif value.kind == "type":
            self.type_at(slot, value.of)
        elif value.kind in _OF_ROWS:
            for kind in self.typed.get(slot, ()):
                self.say(kind, value.of)

    # Calls

    def _callee(self, number: int) -> int:
        """A slot for the functions that a call may call as a method or a constructor."""
        slot = self._methods_called.get(number)
        if slot is None:
            slot = self._methods_called[number] = self.slot()
            self.called[slot] = [~number]
        return slot

    def _call(self, number: int, value: Value) -> None:
        if number < 0:
            if value.kind == "function":
                self._connect(~number, value.of)
            return
        file, call = self.calls[number]
        if not call.method:
            if value.kind == "function":
                self._connect(number, value.of)
            elif value.kind == "class" and call.new:
                self.add(self.program.offsets[file] + call.result, Value("object", value.of))
                self.member(value.of, "constructor", self._callee(number))
            return
        if value.kind in {"object", "class"}:
            if self.objects[value.of][1].name == "Map" and call.method in COLLECTION:
                self.collection(number, value)
            else:
                self.member(value.of, call.method, self._callee(number))
        if value.kind in {"statement", "rows", "list", "tuple", "binding"} or call.method in {
            "then",
            "catch",
            "finally",
        }:
            self.method(number, value)

    def _connect(self, number: int, function: int) -> None:
        """A call calls a function: its arguments are the parameters, what it returns is the call's."""
        if (number, function) in self._connected:
            return
        self._connected.add((number, function))
        file, call = self.calls[number]
        of, told = self.functions[function]
        base, there = self.program.offsets[file], self.program.offsets[of]
        last = len(told.parameters) if told.rest < 0 else told.rest
        for slot, parameter in zip(call.arguments, told.parameters[:last], strict=False):
            to = there + parameter
            self._arguments.setdefault(base + slot, []).append((to, number))
            for value in self.held(base + slot):
                self.add(to, value if value.kind in _STEADY else entered(value, number))
        returned = there + told.returns
        siblings = self._calls_of.setdefault(returned, set())
        siblings.add(number)
        if not call.new:
            self._returns.setdefault(returned, []).append((base + call.result, number))
            for value in self.held(returned):
                seen = left(value, number, siblings)
                if seen is not None:
                    self.add(base + call.result, seen)

    def _argument(self, number: int, slot: int, value: Value) -> None:
        file, call = self.calls[number]
        base = self.program.offsets[file]
        first = slot == base + call.arguments[0]
        if call.method == "prepare" and value.kind == "sql" and first:
            self.add(base + call.result, value.as_kind("statement"))
            self._prepared.append((number, value.of))
        elif call.method == "batch" and first:
            self.batch(number, value)

    # Databases

    def databases(self) -> dict[int, frozenset[str]]:
        """Query → the bindings on which it is prepared."""
        found: dict[int, set[str]] = {}
        for number, query in dict.fromkeys(self._prepared):
            file, call = self.calls[number]
            base = self.program.offsets[file]
            texts = [item for item in self.held(base + call.arguments[0]) if item.kind == "sql" and item.of == query]
            for value in self.held(base + call.callee):
                fits = any(not value.calls or not text.calls or value.calls[0] == text.calls[0] for text in texts)
                if value.kind == "binding" and fits:
                    found.setdefault(query, set()).add(self.bindings[value.of])
        return {query: frozenset(names) for query, names in found.items()}

    # Rows

    def rows_at(self, slot: int, name: str, depth: int = 0) -> set[int]:
        """The queries whose rows have what is read as `name` at `slot`, also through `{ ...row }`."""
        found: set[int] = set()
        for value in self.values.get(slot, ()):
            if value.kind == "row":
                found.add(value.of)
            elif value.kind == "object" and depth < _SPREADS:
                file, item, _ = self.objects[value.of]
                if item.bases and not item.is_class and name not in item.members:
                    for base in item.bases:
                        found |= self.rows_at(self.program.at(file, base), name, depth + 1)
        return found


_SPREADS = 3


def _places(solver: _Solver) -> Iterator[Place]:
    for file, facts in solver.program.facts.items():
        base = solver.program.offsets[file]
        for access in facts.accesses:
            queries = frozenset(solver.rows_at(base + access.slot, access.name))
            if queries:
                yield Place(file, access.line, access.name, access.text, queries)
        for call in facts.calls:
            if call.method == "first" and call.literal is not None:
                held = solver.values.get(base + call.callee, ())
                queries = frozenset(item.of for item in held if item.kind == "statement")
                if queries:
                    yield Place(file, call.line, call.literal, call.text, queries)
    for number, known in solver.rows_of_type.items():
        file, kind = solver.types[number]
        for member in kind.members:
            yield Place(file, member.line, member.name, member.text, frozenset(known), declares=True)
