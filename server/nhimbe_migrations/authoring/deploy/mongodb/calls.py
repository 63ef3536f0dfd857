"""Driver calls of the application with what they ask for and what they write, as far as that stands in the code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.code_use.driver_calls import DriverCall, located_calls
from nhimbe_migrations.mongodb.code.evaluate import evaluate
from nhimbe_migrations.mongodb.code.values import Dynamic, is_static

if TYPE_CHECKING:
    from tree_sitter import Node

    from nhimbe_migrations.code_use.syntax import CodeFile

__all__ = ["AppCall", "app_calls", "conditions"]

_DOCUMENT = {"insertOne": 0, "replaceOne": 1, "findOneAndReplace": 1}
_UPDATES = {"updateOne", "updateMany", "findOneAndUpdate"}
_FILTERED = _UPDATES | {
    "find", "findOne", "countDocuments", "count", "deleteOne", "deleteMany", "replaceOne", "findOneAndReplace",
    "findOneAndDelete",
}  # fmt: skip
_GATHERED = {"$and", "$or", "$nor"}
_ABSENT = {"$exists", "$ne", "$nin", "$not"}


@dataclass(frozen=True, slots=True)
class AppCall:
    """One call of the application; values that it has only when it runs are `Dynamic`."""

    call: DriverCall
    arguments: tuple[Any, ...]
    hint: Any = None
    """What hint() behind it was given: the name of an index, or its keys."""

    @property
    def place(self) -> str:
        return f"{self.call.file}:{self.call.line}"

    @property
    def documents(self) -> tuple[Mapping[str, Any], ...]:
        """The whole documents that it writes."""
        method = self.call.method
        given = self._at(_DOCUMENT[method]) if method in _DOCUMENT else None
        if method == "insertMany" and isinstance(listed := self._at(0), list):
            return tuple(item for item in listed if isinstance(item, Mapping))
        return (given,) if isinstance(given, Mapping) else ()

    @property
    def fields_set(self) -> dict[str, Any]:
        """The fields that an update sets: path → value."""
        update = self._at(1) if self.call.method in _UPDATES else None
        found: dict[str, Any] = {}
        for stage in update if isinstance(update, list) else [update]:
            for operator in ("$set", "$setOnInsert", "$addFields"):
                given = stage.get(operator) if isinstance(stage, Mapping) else None
                found |= given if isinstance(given, Mapping) else {}
        return found

    @property
    def upserts_by(self) -> frozenset[str]:
        """The fields by which an upsert finds the document that is there; none where it is no upsert."""
        options = self._at(2)
        is_upsert = isinstance(options, Mapping) and options.get("upsert") is True
        return frozenset(path for path, _ in conditions(self._at(0))) if is_upsert else frozenset()

    @property
    def asked(self) -> tuple[tuple[str, Any], ...]:
        """The conditions on the documents that are there: path and value."""
        if self.call.method in _FILTERED:
            return tuple(conditions(self._at(0)))
        return tuple(item for stage in self._stages() for item in conditions(stage.get("$match")))

    @property
    def computed_from(self) -> frozenset[str]:
        """Paths that a pipeline's stages or distinct() read."""
        if self.call.method == "distinct" and isinstance(name := self._at(0), str):
            return frozenset({name})
        return frozenset(path for stage in self._stages() for path in _paths(stage))

    def operators(self) -> frozenset[str]:
        """Every operator that it names."""
        return frozenset(name for argument in self.arguments for name in _operators(argument))

    def _stages(self) -> list[Mapping[str, Any]]:
        stages = self._at(0) if self.call.method == "aggregate" else None
        return [stage for stage in stages if isinstance(stage, Mapping)] if isinstance(stages, list) else []

    def _at(self, place: int) -> Any:  # noqa: ANN401 a value as it stands in the code
        return self.arguments[place] if place < len(self.arguments) else None


def app_calls(files: Mapping[str, bytes]) -> tuple[AppCall, ...]:
    """Return the calls in `files` (path → bytes) on collections that are named by a text."""
    scopes = _Scopes()
    return tuple(_read(call, node, scopes.of(code)) for call, code, node in located_calls(files))


@dataclass(slots=True)
class _Scopes:
    """The constants at the top of each file."""

    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, code: CodeFile) -> dict[str, Any]:
        if code.path not in self._known:
            self._known[code.path] = dict(_constants(code.root))
        return self._known[code.path]


def _constants(root: Node) -> Iterator[tuple[str, Any]]:
    for statement in root.named_children:
        inner = statement.named_children[-1:] if statement.type == "export_statement" else [statement]
        for declaration in inner:
            if declaration.type != "lexical_declaration":
                continue
            for item in declaration.named_children:
                name, value = item.child_by_field_name("name"), item.child_by_field_name("value")
                if name is None or value is None or name.text is None:
                    continue
                known = evaluate(value, {})
                if is_static(known):
                    yield name.text.decode("utf-8", "replace"), known


def _read(call: DriverCall, node: Node, scope: Mapping[str, Any]) -> AppCall:
    given = node.child_by_field_name("arguments")
    values = tuple(evaluate(item, scope) for item in _arguments(given))
    hint = next((arguments[0] for name, arguments in _chained(node, scope) if name == "hint" and arguments), None)
    options = values[-1] if len(values) > 1 and isinstance(values[-1], Mapping) else {}
    return AppCall(call, values, hint if hint is not None else options.get("hint"))


def _arguments(given: Node | None) -> list[Node]:
    return [item for item in given.named_children if item.type != "comment"] if given is not None else []


def _chained(node: Node, scope: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """The methods that are called on the result, with what they are given."""
    while node.parent is not None and node.parent.type == "member_expression":
        member, call = node.parent, node.parent.parent
        method = member.child_by_field_name("property")
        if call is None or call.type != "call_expression" or method is None or method.text is None:
            return
        yield (
            method.text.decode("utf-8", "replace"),
            [evaluate(item, scope) for item in _arguments(call.child_by_field_name("arguments"))],
        )
        node = call


def conditions(filter_: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 a value as it stands in the code
    """Yield path and value of each condition that a document meets only by having the field."""
    if not isinstance(filter_, Mapping):
        return
    for name, value in filter_.items():
        if name in _GATHERED and isinstance(value, list):
            for item in value:
                yield from conditions(item)
        elif not name.startswith("$"):
            operators = [key for key in value if str(key).startswith("$")] if isinstance(value, Mapping) else []
            if value is None or (_ABSENT & set(operators) and value.get("$exists") is not True):
                continue
            if not operators:
                yield name, value
            for operator in operators:
                given = value[operator]
                for item in given if operator == "$in" and isinstance(given, list) else [given]:
                    yield name, item if operator in {"$eq", "$in"} else Dynamic(operator)


def _paths(value: Any) -> Iterator[str]:  # noqa: ANN401 likewise
    if isinstance(value, str):
        if value.startswith("$") and not value.startswith("$$"):
            yield value[1:]
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _paths(item)
    elif isinstance(value, list):
        for item in value:
            yield from _paths(item)


def _operators(value: Any) -> Iterator[str]:  # noqa: ANN401 likewise
    if isinstance(value, Mapping):
        for name, item in value.items():
            if str(name).startswith("$"):
                yield str(name)
            yield from _operators(item)
    elif isinstance(value, list):
        for item in value:
            yield from _operators(item)
