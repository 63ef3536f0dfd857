"""What is known so far of each slot of a program, and the edges along which it spreads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from nhimbe_migrations.code_use.rows.facts import Call, Class, DeclaredType, Function
from nhimbe_migrations.code_use.rows.program import Program
from nhimbe_migrations.code_use.rows.values import Value

__all__ = ["State"]

_MOST_VALUES = 20_000
"""Values that one slot is given; a helper of a great program may be handed more, and then they are no help."""
_FEW = 64


class State:
    """Slots, values, edges. `Solver` moves the values until nothing new comes."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.values: dict[int, set[Value]] = {}
        self.pending: deque[tuple[int, Value]] = deque()
        self._own_slots = program.slots
        # Edges, by the slot that they start from.
        self.copies: dict[int, list[int]] = {}
        self.reads: dict[int, list[tuple[str, int]]] = {}
        self.elements: dict[int, list[int]] = {}
        self.stores: dict[int, list[tuple[str, int]]] = {}
        self.results: dict[int, list[int]] = {}
        self.called: dict[int, list[int]] = {}
        self.given: dict[int, list[int]] = {}
        self.typed: dict[int, list[int]] = {}
        self.declared: dict[int, list[tuple[int, str]]] = {}
        # What values are numbers of.
        self.functions: list[tuple[str, Function]] = []
        self.objects: list[tuple[str, Class, dict[str, int]]] = []
        self.tuples: list[tuple[int, ...]] = []
        """The slots of the items; the last is that of all that is pushed later."""
        self.lists: list[int] = []
        self.types: list[tuple[str, DeclaredType]] = []
        self.calls: list[tuple[str, Call]] = []
        self.bindings: list[str] = []
        self.methods: dict[str, list[int]] = {}
        """Method → the slots of all methods that are called so."""
        self.rows_of_type: dict[int, set[int]] = {}
        self._values_of_type: dict[int, list[tuple[int, str]]] = {}
        self._said: dict[int, set[int]] = {}
        self._binding_numbers: dict[str, int] = {}

    def slot(self) -> int:
        """A new slot, of no file."""
        self._own_slots += 1
        return self._own_slots - 1

    def add(self, slot: int, value: Value) -> None:
        """Say that `slot` may hold `value`."""
        held = self.values.setdefault(slot, set())
        if value not in held and len(held) < _MOST_VALUES:
            held.add(value)
            self.pending.append((slot, value))

    def held(self, slot: int) -> tuple[Value, ...]:
        return tuple(self.values.get(slot, ()))

    def copy(self, source: int, to: int) -> None:
        """Say that `to` holds all that `source` does, now and later."""
        if source < 0 or to < 0 or source == to:
            return
        listed = self.copies.setdefault(source, [])
        if to not in listed:
            listed.append(to)
            for value in self.held(source):
                self.add(to, value)

    # What the files say

    def load(self, texts: Mapping[tuple[str, int], Iterable[int]], built_in: frozenset[str]) -> None:
        """Take in the facts of the program; `texts` are those of `follow`."""
        for source, to in self.program.joined:
            self.copies.setdefault(source, []).append(to)
        contexts: dict[str, int] = {}
        for file in self.program.facts:
            self._edges(file, contexts)
        for file in self.program.facts:
            self._starts(file, built_in)
            base = self.program.offsets[file]
            for call in self.program.facts[file].calls:
                for slot, byte in zip(call.arguments, call.bytes, strict=True):
                    for query in texts.get((file, byte), ()):
                        self.add(base + slot, Value("sql", query))
        for slot, names in self.program.namespaces:
            self.objects.append(("", Class(slot, {}, (), is_class=False), dict(names)))
            self.add(slot, Value("object", len(self.objects) - 1))

    def _edges(self, file: str, contexts: dict[str, int]) -> None:  # noqa: C901 one loop a kind of fact
        facts, base = self.program.facts[file], self.program.offsets[file]
        for source, to in facts.copies:
            self.copies.setdefault(base + source, []).append(base + to)
        for owner, name, to in facts.properties:
            self.reads.setdefault(base + owner, []).append((name, base + to))
        for owner, to in facts.elements:
            self.elements.setdefault(base + owner, []).append(base + to)
        for owner, name, source in facts.stores:
            self.stores.setdefault(base + owner, []).append((name, base + source))
        for value, kind in facts.typed:
            self.typed.setdefault(base + value, []).append(base + kind)
        for value, kind, shape in facts.declared:
            self.declared.setdefault(base + kind, []).append((base + value, shape))
        for number, call in enumerate(facts.calls, len(self.calls)):
            self.called.setdefault(base + call.callee, []).append(number)
            for slot in call.arguments:
                self.given.setdefault(base + slot, []).append(number)
            if call.types:
                self.typed.setdefault(base + call.result, []).extend(base + kind for kind in call.types)
        self.calls.extend((file, call) for call in facts.calls)
        for key, slot, stored in facts.contexts:
            shared = contexts.setdefault(key, -1)
            if shared < 0:
                shared = contexts[key] = self.slot()
            source, to = (base + slot, shared) if stored else (shared, base + slot)
            self.copies.setdefault(source, []).append(to)

    def _starts(self, file: str, built_in: frozenset[str]) -> None:  # noqa: C901 one loop a kind of fact
        facts, base = self.program.facts[file], self.program.offsets[file]
        for function in facts.functions:
            self.functions.append((file, function))
            self.add(base + function.slot, Value("function", len(self.functions) - 1))
        for item in facts.classes:
            members = {name: base + slot for name, slot in item.members.items() if slot >= 0}
            self.objects.append((file, item, members))
            number = len(self.objects) - 1
            self.add(base + item.slot, Value("class" if item.is_class else "object", number))
            if item.is_class:
                self.add(members["this"], Value("object", number))
            for name in item.methods:
                if name in members and name not in built_in:
                    self.methods.setdefault(name, []).append(members[name])
        for slot, items in facts.tuples:
            self.add(base + slot, self.tuple_of(tuple(base + item if item >= 0 else -1 for item in items)))
        for slot, element in facts.lists:
            self.add(base + slot, self.list_of(base + element))
        for kind in facts.types:
            self.types.append((file, kind))
            self.add(base + kind.slot, Value("type", len(self.types) - 1))
        for slot, name in facts.bindings:
            number = self._binding_numbers.setdefault(name, len(self.bindings))
            if number == len(self.bindings):
                self.bindings.append(name)
            self.add(base + slot, Value("binding", number))

    def tuple_of(self, items: tuple[int, ...]) -> Value:
        self.tuples.append((*items, self.slot()))
        return Value("tuple", len(self.tuples) - 1)

    def list_of(self, element: int) -> Value:
        self.lists.append(element)
        return Value("list", len(self.lists) - 1)

    # Members

    def read(self, value: Value, name: str, to: int) -> None:
        """Give `to` what `value.name` is."""
        kind = value.kind
        if kind == "result" and name == "results":
            self.add(to, value.as_kind("rows"))
        elif kind == "rows" and name.isdigit():
            self.add(to, value.as_kind("row"))
        elif kind == "tuple" and name.isdigit():
            items = self.tuples[value.of]
            self.copy(items[min(int(name[:4]), len(items) - 1)], to)
        elif kind == "list" and name.isdigit():
            self.copy(self.lists[value.of], to)
        elif kind in {"object", "class"}:
            self.member(value.of, name, to)

    def member(self, number: int, name: str, to: int) -> None:
        """Give `to` the member `name` of an object or a class, its own or that of what it is made from."""
        file, item, members = self.objects[number]
        if name in members:
            self.copy(members[name], to)
            return
        if name == "super":
            for base in item.bases:
                self.copy(self.program.at(file, base), to)
            return
        own = members[name] = self.slot()  # for all that ask later, and for what is stored under the name
        self.copy(own, to)
        if "*" in members:
            self.copy(members["*"], own)
        for base in item.bases:
            self._through(self.program.at(file, base), name, own)

    def _through(self, slot: int, name: str, to: int) -> None:
        """Read `name` off whatever a base or a spread is."""
        listed = self.reads.setdefault(slot, [])
        if (name, to) not in listed:
            listed.append((name, to))
            for value in self.held(slot):
                self.read(value, name, to)

    def element(self, value: Value, to: int) -> None:
        """Give `to` one element of `value`."""
        kind = value.kind
        if kind == "rows":
            self.add(to, value.as_kind("row"))
        elif kind == "list":
            self.copy(self.lists[value.of], to)
        elif kind == "tuple":
            for item in self.tuples[value.of]:
                self.copy(item, to)
        elif kind == "object":
            members = self.objects[value.of][2]
            members.setdefault("*", self.slot())
            for slot in tuple(members.values()) if len(members) <= _FEW else (members["*"],):
                self.copy(slot, to)

    def store(self, value: Value, name: str, source: int) -> None:
        """`value.name = source`."""
        if value.kind in {"object", "class"}:
            self.copy(source, self.objects[value.of][2].setdefault(name, self.slot()))
        elif value.kind == "list":
            self.copy(source, self.lists[value.of])

    # Types

    def type_at(self, slot: int, number: int) -> None:
        """A type has come to `slot`."""
        for value_slot, shape in self.declared.get(slot, ()):
            listed = self._values_of_type.setdefault(number, [])
            if (value_slot, shape) not in listed:
                listed.append((value_slot, shape))
                for query in self.rows_of_type.get(number, ()):
                    self.add(value_slot, Value(shape, query))
        for query in self._said.get(slot, ()):
            self._rows_of(number, query)

    def say(self, slot: int, query: int) -> None:
        """The type at `slot` is that of the rows of `query`."""
        said = self._said.setdefault(slot, set())
        if query not in said:
            said.add(query)
            for value in self.held(slot):
                if value.kind == "type":
                    self._rows_of(value.of, query)

    def _rows_of(self, number: int, query: int) -> None:
        known = self.rows_of_type.setdefault(number, set())
        if query in known:
            return
        known.add(query)
        for slot, shape in self._values_of_type.get(number, ()):
            self.add(slot, Value(shape, query))
        file, kind = self.types[number]
        for base in kind.bases:
            self.say(self.program.at(file, base), query)
