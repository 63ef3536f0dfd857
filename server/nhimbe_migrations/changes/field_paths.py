"""Paths of fields as the typed changes say them: `profile.city`, and `orders[].unit` for a field in each element."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from nhimbe_migrations.changes.names import field_name

__all__ = ["ElementPath", "FieldPath", "MemberPath", "OrdinaryMemberPath", "beside"]


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A path, taken apart."""

    segments: tuple[tuple[str, bool], ...]
    """Each name, and whether the path goes on into each element of the list that it holds."""

    @classmethod
    def of(cls, text: str) -> FieldPath:
        parts = text.split(".")
        return cls(tuple((part.removesuffix("[]"), part.endswith("[]")) for part in parts))

    @property
    def text(self) -> str:
        return ".".join(f"{name}[]" if is_list else name for name, is_list in self.segments)

    @property
    def dotted(self) -> str:
        """As filters and `$unset` say it, which look into lists by themselves."""
        return ".".join(name for name, _ in self.segments)

    @property
    def top(self) -> str:
        return self.segments[0][0]

    @property
    def leaf(self) -> str:
        return self.segments[-1][0]

    @property
    def parents(self) -> tuple[tuple[str, bool], ...]:
        return self.segments[:-1]

    @property
    def nested(self) -> bool:
        return len(self.segments) > 1 or self.in_lists

    @property
    def in_lists(self) -> bool:
        return any(is_list for _, is_list in self.segments)

    @property
    def ancestors(self) -> tuple[str, ...]:
        """The dotted paths above the field, outermost first."""
        names = [name for name, _ in self.segments]
        return tuple(".".join(names[:count]) for count in range(1, len(names)))


def beside(path: FieldPath, to: FieldPath) -> bool:
    """Whether both name fields of the same object."""
    return path.parents == to.parents


def _checked(text: str, *, elements: bool, of_id: bool) -> str:
    for part in text.split("."):
        name = part.removesuffix("[]")
        if not name:
            msg = f"{text!r} is not a path: write profile.city, or orders[].unit for a field in each element"
            raise ValueError(msg)
        if name.startswith("$") and "." in text:
            msg = f"{text!r} is not a path: write orders[].unit, not orders.$[].unit"
            raise ValueError(msg)
        if "[" in name or "]" in name:
            msg = f"{text!r} is not a path: [] follows a name and means each element; a single element has no path"
            raise ValueError(msg)
        if name.isdecimal() and "." in text:
            msg = f"{text!r} names a place in a list; write [] for each element, or use `run`"
            raise ValueError(msg)
        field_name(name)
    if text.endswith("[]") and not elements:
        msg = f"{text!r} names the elements themselves; name a field"
        raise ValueError(msg)
    if of_id and text.partition(".")[0].removesuffix("[]") == "_id":
        msg = "_id cannot be changed or removed"
        raise ValueError(msg)
    return text


def _checker(*, elements: bool, of_id: bool) -> Callable[[str], str]:
    return lambda text: _checked(text, elements=elements, of_id=of_id)


MemberPath = Annotated[str, AfterValidator(_checker(elements=False, of_id=False))]
"""A field, perhaps a nested one."""
OrdinaryMemberPath = Annotated[str, AfterValidator(_checker(elements=False, of_id=True))]
"""The same, but for `_id`."""
ElementPath = Annotated[str, AfterValidator(_checker(elements=True, of_id=True))]
"""A field, or each element of one (`tags[]`)."""
