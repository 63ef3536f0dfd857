"""What methods of lists, maps, promises and statements give."""

from __future__ import annotations

from nhimbe_migrations.code_use.rows.state import State
from nhimbe_migrations.code_use.rows.values import Value

__all__ = ["BUILT_IN", "COLLECTION", "Lists"]

_EACH = frozenset({
    "map", "forEach", "filter", "find", "findLast", "some", "every", "flatMap", "reduce", "sort", "toSorted", "findIndex",
})  # fmt: skip
_ONE = frozenset({"find", "findLast", "at", "pop", "shift"})
_SAME = frozenset({"filter", "sort", "slice", "reverse", "concat", "toSorted", "flat", "splice", "values"})
COLLECTION = frozenset({"get", "set", "add", "values", "entries", "forEach", "has", "delete", "keys", "clear"})
BUILT_IN = (
    _EACH
    | _ONE
    | _SAME
    | COLLECTION
    | frozenset({
        "prepare", "exec", "batch", "bind", "first", "all", "run", "raw", "dump", "withSession", "then", "catch", "finally",
        "push", "unshift", "join", "includes", "indexOf", "fetch", "json", "text", "toString", "valueOf", "constructor",
        "apply", "call", "test", "match", "replace", "split", "trim", "log", "error", "warn", "info", "debug", "send", "close",
        "next", "on", "emit", "parse", "stringify", "put", "list", "head", "use", "post", "patch", "options", "html",
        "redirect", "status", "header", "query", "param", "req", "body", "update", "digest",
    })
)  # fmt: skip
"""Methods of the language, of D1 and of the usual frameworks: their names do not tell whose they are."""


class Lists(State):
    """Knows the methods that are not written in the repository."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.callbacks: dict[int, list[tuple[int, int, int]]] = {}
        self._made: dict[tuple[int, str], int] = {}

    def callback(self, slot: int, parameter: int, value_slot: int, result: int = -1) -> None:
        """The functions at `slot` are called with `value_slot`; what they return goes to `result`."""
        listed = self.callbacks.setdefault(slot, [])
        if (parameter, value_slot, result) in listed:
            return
        listed.append((parameter, value_slot, result))
        for value in self.held(slot):
            if value.kind == "function":
                self.give(value.of, parameter, value_slot, result)

    def give(self, function: int, parameter: int, value_slot: int, result: int) -> None:
        """Hand `value_slot` to a function, and `result` what it returns."""
        file, told = self.functions[function]
        base = self.program.offsets[file]
        if parameter < len(told.parameters):
            self.copy(value_slot, base + told.parameters[parameter])
        if result >= 0:
            self.copy(base + told.returns, result)

    def _once(self, number: int, what: str) -> tuple[int, bool]:
        """A slot of its own for a call, and whether it is new."""
        key = number, what
        new = key not in self._made
        if new:
            self._made[key] = self.slot()
        return self._made[key], new

    def method(self, number: int, value: Value) -> None:  # noqa: C901 one branch a method
        """A method of a statement, a list or a promise is called on `value`."""
        file, call = self.calls[number]
        base = self.program.offsets[file]
        result = base + call.result
        if call.method == "then" and call.arguments:
            self.copy(base + call.callee, base + call.element)
            self.callback(base + call.arguments[0], 0, base + call.element, result)
        elif call.method in {"catch", "finally"}:
            self.copy(base + call.callee, result)
        elif value.kind == "statement":
            if call.method == "bind":
                self.add(result, value)
            elif call.method == "first" and call.literal is None:
                self.add(result, value.as_kind("row"))
            elif call.method in {"all", "run"}:
                self.add(result, value.as_kind("result"))
        elif call.method == "withSession" and value.kind == "binding":
            self.add(result, value)
        elif call.method == "push" and value.kind in {"list", "tuple"}:
            for slot in call.arguments:
                self.copy(base + slot, self.lists[value.of] if value.kind == "list" else self.tuples[value.of][-1])
        elif value.kind in {"rows", "list", "tuple"}:
            self._list(number, value)

    def _list(self, number: int, value: Value) -> None:
        file, call = self.calls[number]
        base = self.program.offsets[file]
        element, result = base + call.element, base + call.result
        if call.method in _EACH and call.arguments:
            self.element(value, element)
            self._each(number, base + call.arguments[0])
        if call.method in _ONE:
            self.element(value, result)
        elif call.method in _SAME:
            self.add(result, value)
            if call.method == "concat":
                for slot in call.arguments:
                    self.copy(base + slot, result)
        elif call.method == "entries":
            self.element(value, element)
            self._pairs(number, element, result)

    def _each(self, number: int, function: int) -> None:
        """The callback of map() and its like."""
        file, call = self.calls[number]
        base = self.program.offsets[file]
        element, result = base + call.element, base + call.result
        made, new = self._once(number, "each")
        if not new:
            return
        if call.method == "map":
            self.callback(function, 0, element, made)
            self.add(result, self.list_of(made))
        elif call.method == "flatMap":
            self.callback(function, 0, element, result)
        elif call.method == "reduce":
            self.callback(function, 1, element, result)
            if len(call.arguments) > 1:
                self.callback(function, 0, base + call.arguments[1])
                self.copy(base + call.arguments[1], result)
        else:
            self.callback(function, 0, element)
            if call.method in {"sort", "toSorted"}:
                self.callback(function, 1, element)

    def _pairs(self, number: int, element: int, result: int) -> None:
        """entries(): a list of a key and an element."""
        pair, new = self._once(number, "pairs")
        if new:
            self.add(pair, self.tuple_of((-1, element)))
            self.add(result, self.list_of(pair))

    def collection(self, number: int, value: Value) -> None:
        """A method of a Map or a Set."""
        file, call = self.calls[number]
        base = self.program.offsets[file]
        item = self.objects[value.of][2].setdefault("*", self.slot())
        if call.method == "get":
            self.copy(item, base + call.result)
        elif call.method in {"set", "add"} and call.arguments:
            self.copy(base + call.arguments[-1], item)
        elif call.method == "values":
            self.add(base + call.result, self.list_of(item))
        elif call.method == "entries":
            self._pairs(number, item, base + call.result)
        elif call.method == "forEach" and call.arguments:
            self.callback(base + call.arguments[0], 0, item)

    def batch(self, number: int, value: Value) -> None:
        """`db.batch(statements)`: a result for each."""
        file, call = self.calls[number]
        to = self.program.offsets[file] + call.result
        made, new = self._once(number, f"batch {value.kind} {value.of}")
        if not new:
            return
        if value.kind == "tuple":
            items = self.tuples[value.of]
            results = self.tuple_of(tuple(self.slot() for _ in items[:-1]))
            for item, result in zip(items, self.tuples[results.of], strict=True):
                self._run(item, result)
            self.add(to, results)
        elif value.kind == "list":
            self._run(self.lists[value.of], made)
            self.add(to, self.list_of(made))

    def _run(self, statements: int, to: int) -> None:
        self.results.setdefault(statements, []).append(to)
        for value in self.held(statements):
            if value.kind == "statement":
                self.add(to, value.as_kind("result"))
