"""A mapping of which every state is kept while statements change it, in memory that grows with the changes alone.

The rules look at what each statement found and left: thousands of copies of thousands of names, were each a `dict`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

__all__ = ["Versions"]

_Object = TypeVar("_Object")
_Entry = tuple[int, _Object | None, int]
"""From which version on, what the key stands for (None: it is not there), and its place in the order."""


class _Store(Generic[_Object]):
    """All states of one line of changes."""

    def __init__(self, items: Mapping[str, _Object], tables_of: Callable[[_Object], Iterable[str]]) -> None:
        self.tables_of = tables_of
        self.newest = 0
        self.places = 0
        self.entries: dict[str, list[_Entry[_Object]]] = {}
        self.about: dict[str, dict[str, None]] = {}
        """By table: the keys of what has ever stood on it."""
        for key, item in items.items():
            self.put(key, item, 0)

    def put(self, key: str, item: _Object | None, version: int) -> None:
        entries = self.entries.setdefault(key, [])
        place = entries[-1][2] if entries and entries[-1][1] is not None else self.places
        self.places += place == self.places
        entries.append((version, item, place))
        for table in self.tables_of(item) if item is not None else ():
            self.about.setdefault(table, {})[key] = None


class Versions(Mapping[str, _Object]):
    """One state, in the order in which the keys came. A value: what changes it gives another one."""

    def __init__(
        self, items: Mapping[str, _Object], tables_of: Callable[[_Object], Iterable[str]] = lambda _: ()
    ) -> None:
        """Hold `items`; `tables_of` names, folded, the tables on which an item stands (see `on`)."""
        self._items = dict(items)
        self._tables_of = tables_of
        self._store: _Store[_Object] | None = None
        self._version = 0
        self._count = len(self._items)

    def with_item(self, key: str, item: _Object) -> Versions[_Object]:
        """Return the state in which `key` stands for `item`; a key that is there keeps its place."""
        return self._changed({key: item})

    def without(self, keys: Iterable[str]) -> Versions[_Object]:
        """Return the state without these keys."""
        gone = dict.fromkeys(key for key in keys if key in self)
        return self._changed(gone) if gone else self

    def replaced(self, items: Mapping[str, _Object]) -> Versions[_Object]:
        """Return a state that holds `items`, and nothing else."""
        return Versions(items, self._tables_of)

    def on(self, table: str) -> tuple[_Object, ...]:
        """Return what stands on `table`, whose name is folded, in the order of the keys."""
        store = self._read()
        found = [(entry[2], entry[1]) for key in store.about.get(table, ()) if (entry := self._entry(key)) is not None]
        return tuple(
            item
            for _, item in sorted(found, key=lambda pair: pair[0])
            if item is not None and table in store.tables_of(item)
        )

    def __getitem__(self, key: str) -> _Object:
        if self._store is None:
            return self._items[key]
        entry = self._entry(key)
        if entry is None or entry[1] is None:
            raise KeyError(key)
        return entry[1]

    def __contains__(self, key: object) -> bool:
        if self._store is None:
            return key in self._items
        entry = self._entry(key) if isinstance(key, str) else None
        return entry is not None and entry[1] is not None

    def __iter__(self) -> Iterator[str]:
        if self._store is None:
            return iter(self._items)
        live = ((entry[2], key) for key in self._store.entries if (entry := self._entry(key)) and entry[1] is not None)
        return iter([key for _, key in sorted(live)])

    def __len__(self) -> int:
        return self._count

    def _read(self) -> _Store[_Object]:
        """Return the store in which this state is; one that is read off a schema has its own, which nobody changes."""
        if self._store is None:
            self._store = _Store(self._items, self._tables_of)
            self._store.newest = -1
        return self._store

    def _entry(self, key: str) -> _Entry[_Object] | None:
        store = self._read()
        entries = store.entries.get(key)
        if entries is None:
            return None
        if entries[-1][0] <= self._version:
            return entries[-1]
        at = bisect_right(entries, self._version, key=lambda entry: entry[0]) - 1
        return entries[at] if at >= 0 else None

    def _changed(self, changes: Mapping[str, _Object | None]) -> Versions[_Object]:
        store = self._store
        if store is None or store.newest != self._version:  # what comes after a state twice takes a line of its own
            store, version = _Store(dict(self), self._tables_of), 0
        else:
            version = self._version
        count = self._count
        for key, item in changes.items():
            count += (item is not None) - (key in self)
            store.put(key, item, version + 1)
        store.newest = version + 1
        changed: Versions[_Object] = Versions({}, self._tables_of)
        changed._store, changed._version, changed._count = store, version + 1, count
        return changed
