"""What one file says of the flow of values: slots, and how values get from one to another.

A slot is a number for a name or an expression. Facts hold no nodes of a tree and know no other file, so they are kept for as
long as the file's bytes stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Access", "Call", "Class", "DeclaredType", "Facts", "Function", "Import", "TypeMember"]


@dataclass(frozen=True, slots=True)
class Access:
    """A place that reads a member off something."""

    slot: int
    name: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call; `arguments` are slots and the bytes where they start."""

    callee: int
    """Slot of the function; of the object whose method it is, where there is a `method`."""
    method: str
    arguments: tuple[int, ...]
    bytes: tuple[int, ...]
    result: int
    element: int
    """Slot for one element of the list that the method is called on."""
    line: int
    text: str
    literal: str | None = None
    """The first argument, where it is a string."""
    new: bool = False
    types: tuple[int, ...] = ()
    """Slots of the types in `f<Row>()`."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function: slots of its parameters, and of what it returns."""

    slot: int
    parameters: tuple[int, ...]
    returns: int
    rest: int = -1
    """Which parameter takes the rest; -1 for none."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class or an object that is written out: its members by name, and what else it has members of."""

    slot: int
    members: dict[str, int]
    bases: tuple[int, ...]
    is_class: bool
    name: str = ""
    methods: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TypeMember:
    name: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class DeclaredType:
    """An interface, or a type that lists its members."""

    slot: int
    members: tuple[TypeMember, ...]
    bases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """A name of another file: `name` is `default`, `*` or what it is called there."""

    slot: int
    module: str
    name: str


@dataclass(slots=True)
class Facts:
    """The facts of one file."""

    slots: int = 0
    copies: list[tuple[int, int]] = field(default_factory=list)
    """(from, to)."""
    properties: list[tuple[int, str, int]] = field(default_factory=list)
    """(object, name, to)."""
    elements: list[tuple[int, int]] = field(default_factory=list)
    """(list, to): one element of it."""
    stores: list[tuple[int, str, int]] = field(default_factory=list)
    """(object, name or `*`, from)."""
    tuples: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    """(slot, items): an array that is written out."""
    lists: list[tuple[int, int]] = field(default_factory=list)
    """(slot, element): an array of which any element may be that."""
    bindings: list[tuple[int, str]] = field(default_factory=list)
    """(slot, name): a member called as bindings are (`DB`)."""
    typed: list[tuple[int, int]] = field(default_factory=list)
    """(value, type): the code says that the value has the type."""
    declared: list[tuple[int, int, str]] = field(default_factory=list)
    """(value, type, shape): a name declared with a type; `row` or `rows` of it."""
    accesses: list[Access] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    types: list[DeclaredType] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    exports: dict[str, int] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    """Modules all of whose names are exported again."""
    contexts: list[tuple[str, int, bool]] = field(default_factory=list)
    """(key, slot, stored): what a request's context is given (`c.set("user", x)`) and asked for (`c.get("user")`)."""
