"""Which settings of the machine a migration reads (`process.env.NAME`), and what it does with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nhimbe_migrations.mongodb.code.evaluate import evaluate
from nhimbe_migrations.mongodb.code.tree import Tree, line_of, named, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Setting", "settings_read"]

Use = Literal["condition", "default", "value"]
_WRAPPERS = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})
_COMPARING = frozenset({"===", "==", "!==", "!="})
_ORDERING = frozenset({"<", ">", "<=", ">="})
_CHOOSING = frozenset({"||", "??", "&&"})
_NUMBERS = frozenset({"Number", "parseInt", "parseFloat", "Number.parseInt", "Number.parseFloat"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_MOST_STEPS = 20
"""From a setting to what it is used for; names that stand for names are followed no further."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment."""

    name: str
    """Empty where the text does not tell which."""
    line: int
    uses: frozenset[Use]
    """Asked in a condition, replaced by another value where it is not set, or taken as it is."""
    texts: tuple[str, ...]
    """What it is compared with."""


def settings_read(tree: Tree) -> tuple[Setting, ...]:
    """Return each variable that the file reads, once, in order."""
    if b"process" not in (tree.root.text or b""):
        return ()
    found: dict[str, Setting] = {}
    environments: list[Node] = []
    by_name: dict[str, list[Node]] = {}
    for node in walk(tree.root):
        if node.type in _NAMES:
            by_name.setdefault(text_of(node), []).append(node)
        elif node.type == "member_expression" and _is_environment(node):
            environments.append(node)
    for node in environments:
        for name, place in _variables(node):
            taken: set[Use] = {"value"}
            uses, texts = _used(place, by_name) if place is not None else (taken, ())
            old = found.get(name)
            found[name] = Setting(
                name,
                old.line if old else line_of(node),
                frozenset(uses) | (old.uses if old else frozenset()),
                tuple(dict.fromkeys((*(old.texts if old else ()), *texts))),
            )
    return tuple(found.values())


def _is_environment(member: Node) -> bool:
    """Whether it is `process.env`, with whatever blanks in between."""
    owner = member.child_by_field_name("object")
    names = owner is not None and owner.type == "identifier" and text_of(owner) == "process"
    return names and text_of(member.child_by_field_name("property")) == "env"


def _variables(env: Node) -> Iterator[tuple[str, Node | None]]:
    """The names read of one `process.env`, each with the node that stands for its value."""
    parent = env.parent
    if parent is None:
        return
    if parent.type == "member_expression" and parent.child_by_field_name("object") == env:
        yield text_of(parent.child_by_field_name("property")), parent
    elif parent.type == "subscript_expression":
        index = evaluate(parent.child_by_field_name("index"), {})
        yield (index if isinstance(index, str) else ""), parent
    elif parent.type == "variable_declarator" and (pattern := parent.child_by_field_name("name")) is not None:
        if pattern.type != "object_pattern":
            yield "", None
            return
        for part in named(pattern):
            inner = part.child_by_field_name("left") if part.type == "object_assignment_pattern" else part
            key = part.child_by_field_name("key")
            name = text_of(key if key is not None else inner)
            yield ("" if part.type == "rest_pattern" else name), part
    else:
        yield "", None


def _used(place: Node, by_name: Mapping[str, Sequence[Node]]) -> tuple[set[Use], tuple[str, ...]]:
    """What becomes of a value: of the expression itself, or of the name that it is given."""
    if place.type in {"shorthand_property_identifier_pattern", "pair_pattern", "object_assignment_pattern"}:
        inner = place.child_by_field_name("value") or place.child_by_field_name("left") or place
        use: set[Use] = {"default"} if place.type == "object_assignment_pattern" else set()
        further, texts = _of_name(by_name.get(text_of(inner), ()), place)
        return use | further, texts
    use_, texts, name = _of_expression(place)
    if name is None:
        return {use_}, texts
    further, more = _of_name(by_name.get(name, ()), place)
    return further | ({use_} if use_ == "default" or not further else set()), (*texts, *more)


def _of_name(named_so: Sequence[Node], declared: Node) -> tuple[set[Use], tuple[str, ...]]:
    uses: set[Use] = set()
    texts: list[str] = []
    for node in named_so:
        if declared.start_byte <= node.start_byte < declared.end_byte:
            continue
        if node.parent is not None and node.parent.child_by_field_name("name") == node:
            continue
        use, found, _ = _of_expression(node)
        uses.add(use)
        texts += found
    return uses, tuple(texts)


def _of_expression(node: Node) -> tuple[Use, tuple[str, ...], str | None]:
    """The use of one expression, the texts that it is compared with, and the name that it is given."""
    use: Use = "value"
    is_number = False
    for _ in range(_MOST_STEPS):
        parent = node.parent
        if parent is None:
            break
        asked = _asked(node, parent)
        if asked is not None:
            return "condition", asked, None
        if parent.type == "variable_declarator":
            pattern = parent.child_by_field_name("name")
            return use, (), text_of(pattern) if pattern is not None and pattern.type == "identifier" else None
        if parent.type == "binary_expression" and text_of(parent.child_by_field_name("operator")) in _CHOOSING:
            nullish = text_of(parent.child_by_field_name("operator")) == "??"
            stands_in = parent.child_by_field_name("left") == node and not (nullish and is_number)  # NaN is something
            use = "default" if stands_in else use
        elif _makes_number(parent):
            is_number = True
        elif parent.type not in _WRAPPERS:
            break
        node = parent
    return use, (), None


def _makes_number(parent: Node) -> bool:
    """Whether what stands in it becomes a number, as in `+text` and `parseInt(text, 10)`."""
    if parent.type == "unary_expression":
        return text_of(parent.child_by_field_name("operator")) == "+"
    call = parent.parent if parent.type == "arguments" else parent
    if call is None or call.type != "call_expression":
        return False
    return text_of(call.child_by_field_name("function")) in _NUMBERS


def _asked(node: Node, parent: Node) -> tuple[str, ...] | None:
    """The texts that a condition compares `node` with; None where it stands in no condition."""
    match parent.type:
        case "binary_expression":
            left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
            operator = text_of(parent.child_by_field_name("operator"))
            if operator in _COMPARING:
                other = evaluate(right if left == node else left, {})
                return (other,) if isinstance(other, str) else ()
            return () if operator in _ORDERING or (operator == "&&" and left == node) else None
        case "unary_expression":
            return () if text_of(parent.child_by_field_name("operator")) in {"!", "typeof"} else None
        case "if_statement" | "while_statement" | "ternary_expression" | "switch_statement":
            condition = parent.child_by_field_name("condition") or parent.child_by_field_name("value")
            return tuple(_cases(parent)) if condition == node else None
        case "arguments":
            return _listed(parent) or None
        case _:
            return None


def _cases(switch: Node) -> Iterator[str]:
    for case in walk(switch) if switch.type == "switch_statement" else ():
        text = evaluate(case.child_by_field_name("value"), {}) if case.type == "switch_case" else None
        if isinstance(text, str):
            yield text


def _listed(arguments: Node) -> tuple[str, ...]:
    """`["test", "ci"].includes(process.env.NAME)`: the texts of the list."""
    call = arguments.parent.child_by_field_name("function") if arguments.parent is not None else None
    if call is None or text_of(call.child_by_field_name("property")) != "includes":
        return ()
    listed = evaluate(call.child_by_field_name("object"), {})
    return tuple(item for item in listed if isinstance(item, str)) if isinstance(listed, list) else ()
