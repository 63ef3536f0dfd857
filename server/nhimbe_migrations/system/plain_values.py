"""Frozen values as JSON and back, told by their types: what is read is built field by field, and nothing else can come of it.

A value that does not have the shape is refused, whoever wrote it: no name of a class, and no code, is in the data.
"""

from __future__ import annotations

import collections.abc
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

__all__ = ["ShapeError", "from_plain", "to_plain"]

_Value = TypeVar("_Value")
_Turn = Callable[[Any], Any]
_PLAIN = (str, int, float, bool)


class ShapeError(ValueError):
    """Data that is not of the shape."""


def to_plain(shape: Any, value: Any) -> Any:  # noqa: ANN401 a type, its value, JSON
    """Return `value`, which is of the type `shape`, as JSON."""
    return _turns(shape)[0](value)


def from_plain(shape: type[_Value], data: Any) -> _Value:  # noqa: ANN401 JSON
    """Return the value of the type `shape` that `to_plain` made `data` of.

    Raises:
        ShapeError: it made no such data.
    """
    return cast("_Value", _turns(cast("Any", shape))[1](data))


@cache
def _turns(shape: Any) -> tuple[_Turn, _Turn]:  # noqa: ANN401 a type
    """What writes and what reads values of a type."""
    origin, arguments = get_origin(shape), get_args(shape)
    if shape in _PLAIN:
        return _same, _only(shape)
    if shape is types.NoneType:
        return _same, _only(types.NoneType)
    if origin is Literal:
        return _same, _one_of(frozenset(arguments))
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is tuple and arguments[-1:] != (...,):
        return _row(tuple(_turns(item) for item in arguments), tuple)
    if origin in (tuple, list, frozenset):
        return _many(_turns(arguments[0]), origin)
    if origin in (dict, collections.abc.Mapping):
        return _pairs(_turns(arguments[0]), _turns(arguments[1]))
    if isinstance(shape, type) and is_dataclass(shape):
        return _record(shape)
    raise TypeError(f"{shape} has no plain form")


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


def _only(kind: type) -> _Turn:
    def read(data: Any) -> Any:  # noqa: ANN401
        if type(data) is not kind:
            raise ShapeError
        return data

    return read


def _one_of(allowed: frozenset[Any]) -> _Turn:
    def read(data: Any) -> Any:  # noqa: ANN401
        if not isinstance(data, str) or data not in allowed:
            raise ShapeError
        return data

    return read


def _union(arguments: tuple[Any, ...]) -> tuple[_Turn, _Turn]:
    """Plain values, and one type besides at most, which is then told from them by being a list."""
    others = [item for item in arguments if item not in (*_PLAIN, types.NoneType)]
    plain = tuple(item for item in arguments if item not in others)
    if len(others) > 1:
        raise TypeError(f"{arguments} cannot be told apart")
    write_other, read_other = _turns(others[0]) if others else (_same, _refuse)
    literal = bool(others) and get_origin(others[0]) is Literal

    def write(value: Any) -> Any:  # noqa: ANN401
        return value if type(value) in plain else write_other(value)

    def read(data: Any) -> Any:  # noqa: ANN401
        return data if type(data) in plain and not (literal and type(data) is str) else read_other(data)

    return write, read


def _refuse(_data: Any) -> Any:  # noqa: ANN401
    raise ShapeError


def _many(item: tuple[_Turn, _Turn], kind: Any) -> tuple[_Turn, _Turn]:  # noqa: ANN401
    write_one, read_one = item

    def write(value: Any) -> Any:  # noqa: ANN401
        return [write_one(one) for one in (sorted(value) if kind is frozenset else value)]

    def read(data: Any) -> Any:  # noqa: ANN401
        if type(data) is not list:
            raise ShapeError
        return kind([read_one(one) for one in data])

    return write, read


def _row(items: tuple[tuple[_Turn, _Turn], ...], make: Callable[[list[Any]], Any]) -> tuple[_Turn, _Turn]:
    writes, reads = tuple(item[0] for item in items), tuple(item[1] for item in items)

    def write(value: Any) -> Any:  # noqa: ANN401
        return [turn(one) for turn, one in zip(writes, value, strict=True)]

    def read(data: Any) -> Any:  # noqa: ANN401
        if type(data) is not list or len(data) != len(reads):
            raise ShapeError
        return make([turn(one) for turn, one in zip(reads, data, strict=True)])

    return write, read


def _pairs(key: tuple[_Turn, _Turn], value: tuple[_Turn, _Turn]) -> tuple[_Turn, _Turn]:
    write, read = _many(_row((key, value), tuple), list)

    def write_mapping(mapping: Any) -> Any:  # noqa: ANN401
        return write(mapping.items())

    def read_mapping(data: Any) -> Any:  # noqa: ANN401
        return dict(read(data))

    return write_mapping, read_mapping


def _record(shape: type) -> tuple[_Turn, _Turn]:
    hints = get_type_hints(shape)
    names = tuple(item.name for item in fields(shape) if item.init)
    write_row, read = _row(tuple(_turns(hints[name]) for name in names), lambda values: shape(*values))

    def write(value: Any) -> Any:  # noqa: ANN401
        if type(value) is not shape:
            raise TypeError(f"{value!r} is no {shape.__name__}")
        return write_row([getattr(value, name) for name in names])

    return write, read
