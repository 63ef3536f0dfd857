"""What a migration did to a database, from two readings of it: nothing here knows how the migration was judged by a tool."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from judge.sqltext import Said, said

__all__ = ["Effect", "effects"]

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, order=True)
class Effect:
    """One thing that came of it."""

    cause: str
    """`fails` (later told apart: `refused`, `stopped-by-rows`), `rows-lost`, `links-nulled`, `values-lost`, `rows-multiplied`,
    `dangling`, `null-keys`, `object-broken`, `code-broken`, `forgotten`; with `declared-` before it where the migration's own
    words say that it goes; `nothing` where the database is what it was."""
    what: str
    """Where: a table, a column, an object, an error."""


def effects(sql: str, answer: Mapping[str, Any], probes: Sequence[str], queries: int) -> list[Effect]:
    """Return what the migration did, by one engine's answer; the first `queries` probes are the code's, the others objects'."""
    if answer["error"] is not None:
        return [Effect("fails", answer["error"])]
    before, after = answer["before"], answer["after"]
    words = said(sql, [*before["tables"]])
    found = [
        *_of_tables(words, before, after),
        *_of_objects(words, before, after),
        *_constant_indexes(before, after),
        *_of_keys(words, before, after),
        *_dangling(before, after),
        *_null_keys(before, after),
        *_of_probes(before, after, probes, queries),
    ]
    if not found and _same_database(before, after):
        return [Effect("nothing", "the database is what it was")]
    return sorted(set(found))


def _same_database(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return all(before[part] == after[part] for part in ("tables", "objects", "keys"))


def _null_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    """More rows without a key than before, where their table says that it has one."""
    if sum(_keyless(before).values()) < sum(_keyless(after).values()):
        yield Effect("null-keys", ", ".join(table for table, count in _keyless(after).items() if count))


def _keyless(reading: Mapping[str, Any]) -> dict[str, int]:
    found = {}
    for name, table in reading["tables"].items():
        places = [at for at, column in enumerate(table["columns"]) if column[4]]
        found[name] = sum(any(row[at] is None for at in places) for row in table["rows"])
    return found


def _of_tables(words: Said, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    kept = _Kept(before, after)
    names = {name.lower(): name for name in after["tables"]}
    for table, old in before["tables"].items():
        if "rows" not in old:
            continue
        lower = table.lower()
        name = names.get(words.path.get(lower, "")) or (names.get(lower) if lower in words.dropped else None)
        if name is None:
            if any(not kept.has(value, row) for row in old["rows"] for value in row if value is not None):
                yield Effect("declared-rows-lost" if lower in words.dropped else "rows-lost", table)
            yield from _poured(table, old, after)
            continue
        new = after["tables"][name]
        rebuilt = lower not in words.path
        yield from _of_rows(words, before, table, old, new, kept, rebuilt=rebuilt)


def _poured(table: str, old: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    """Values of a table that is gone and whose rows went into another of the same columns, under the wrong ones."""
    columns = [column[0].lower() for column in old["columns"]]
    for new in after["tables"].values():
        places = {column[0].lower(): at for at, column in enumerate(new.get("columns", ()))}
        if not set(columns) <= set(places):
            continue
        for first, second in _matched(old, new, {}, whole_only=False)[0]:
            for at, column in enumerate(columns):
                value, now = first[at], second[places[column]]
                swapped = _plain(value) != _plain(now) and _plain(now) in {_plain(item) for item in first}
                if (
                    value is not None
                    and now is not None
                    and swapped
                    and _plain(value) in {_plain(item) for item in second}
                ):
                    yield Effect("values-lost", f"{table}.{column}")
                    return


def _of_rows(
    words: Said,
    before: Mapping[str, Any],
    table: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    kept: _Kept,
    *,
    rebuilt: bool,
) -> Iterator[Effect]:
    lower = table.lower()
    asked_for = lower in words.deleted or words.path.get(lower, lower) in words.deleted
    renames = {key[1]: value for key, value in words.columns_renamed.items()}
    pairs, lost = _matched(old, new, renames, whole_only=asked_for)
    if lost:
        yield Effect("declared-rows-lost" if asked_for else "rows-lost", table)
    if rebuilt and len(new["rows"]) > len(old["rows"]):
        yield Effect("rows-multiplied", table)
    columns = [column[0] for column in old["columns"]]
    places = {column[0].lower(): at for at, column in enumerate(new["columns"])}
    defaults = {column[0].lower(): _plain(_literal(column[3])) for column in new["columns"]}
    links = {key[2].lower() for key in before["keys"].get(table, ())}
    for at, column in enumerate(columns):
        low = column.lower()
        renamed = next((to for (owner, name), to in words.columns_renamed.items() if name == low and owner), None)
        # A column of that name in another table was not renamed.
        renamed = None if low in places else renamed
        place = places.get(renamed or low)
        all_default = place is not None and all(
            _plain(second[place]) == defaults[renamed or low] for _, second in pairs
        )
        updated = next(
            (
                value
                for (owner, name), value in words.updated.items()
                if name in {low, renamed} and _same(owner, lower, words)
            ),
            None,
        )
        for first, second in pairs:
            value = first[at]
            if value is None:
                continue
            if place is None:
                if not kept.has(value, first):
                    said_so = any(name == low for _, name in words.columns_dropped) or rebuilt
                    yield Effect("declared-values-lost" if said_so else "values-lost", f"{table}.{column}")
                    break
                continue
            if low in links and updated is None and not rebuilt:
                # A key that follows its parent's (ON UPDATE CASCADE) is no loss; one that is emptied is.
                if second[place] is None:
                    # A row that is written anew without its reference loses a value by its own table's statement.
                    yield Effect("values-lost" if lower in words.replaced else "links-nulled", f"{table}.{column}")
                    break
                continue
            cause = _of_value(
                value,
                second[place],
                first,
                second,
                kept,
                updated,
                rebuilt=rebuilt,
                casts=words.casts,
                all_default=all_default,
            )
            if cause is None:
                continue
            yield Effect(cause, f"{table}.{column}")
            break


def _of_value(
    value: Any,
    now: Any,
    first: Row,
    second: Row,
    kept: _Kept,
    updated: list[str] | None,
    *,
    rebuilt: bool,
    casts: bool,
    all_default: bool,
) -> str | None:
    """What became of one value that was there; None where it is there still, in whatever form."""
    if _plain(value) == _plain(now):
        return None
    if now is None:
        if kept.has(value, first):
            return None
        return "declared-values-lost" if updated == ["null"] else "values-lost"
    if _cast_away(value, now, casts=casts):
        return None if kept.has(value, first) else "values-lost"
    if updated is not None:
        return None  # another value was asked for
    if not rebuilt:
        return None if kept.has(value, first) else "values-lost"
    moved = _plain(value) in {_plain(item) for item in second} and _plain(now) in {_plain(item) for item in first}
    if moved or (all_default and not kept.has(value, first)):
        return "values-lost"
    return None


def _matched(
    old: Mapping[str, Any], new: Mapping[str, Any], renamed: Mapping[str, str], *, whole_only: bool
) -> tuple[list[tuple[Row, Row]], int]:
    """Pairs of a row before and the same row after; how many rows of before have none.

    With `whole_only`, a row without a key is the same one only if all of it is.
    """
    old_names = [column[0].lower() for column in old["columns"]]
    new_names = [column[0].lower() for column in new["columns"]]
    key = [column[0].lower() for column in sorted(old["columns"], key=lambda column: column[4]) if column[4]]
    there = [renamed.get(name, name) for name in key]
    rest_old, rest_new = [tuple(row) for row in old["rows"]], [tuple(row) for row in new["rows"]]
    pairs: list[tuple[Row, Row]] = []
    if key and all(name in new_names for name in there):
        index = {tuple(_plain(row[new_names.index(name)]) for name in there): row for row in rest_new}
        left = []
        for row in rest_old:
            match = index.pop(tuple(_plain(row[old_names.index(name)]) for name in key), None)
            if match is None:
                left.append(row)
            else:
                pairs.append((row, match))
        taken = Counter(second for _, second in pairs)
        rest_old, rest_new = left, [*(Counter(rest_new) - taken).elements()]
    # Without a common key: rows that share most of their values, each taken once, in the order in which they stand.
    common = [
        (old_names.index(name), new_names.index(renamed.get(name, name)))
        for name in old_names
        if renamed.get(name, name) in new_names and name not in key
    ]
    for row in [*rest_old]:
        best = max(rest_new, key=lambda other: _alike(row, other, common), default=None)
        if best is None or (common and _alike(row, best, common) < (len(common) if whole_only else len(common) / 2)):
            continue
        pairs.append((row, best))
        rest_old.remove(row)
        rest_new.remove(best)
    return pairs, len(rest_old)


def _alike(row: Row, other: Row, common: list[tuple[int, int]]) -> int:
    return sum(_plain(row[one]) == _plain(other[two]) for one, two in common)


def _plain(value: Any) -> Any:
    """A value as it is compared: 1, 1.0, '1' and ' 1 ' are one, and so are texts that differ in case and blanks around."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str):
        text = " ".join(value.split()).casefold()
        try:
            return float(text) if text and len(text) < 18 else text
        except ValueError:
            return text
    return float(value) if isinstance(value, (int, float)) else value


class _Kept:
    """What stands in the database afterwards, in a place where it did not stand before.

    What another row or column held all along is there by chance, and keeps nothing of what went.
    """

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self._rows: list[tuple[frozenset[Any], frozenset[Any]]] = []
        """Of each row: the values that are new in their place, and all of them."""
        texts: list[str] = []
        for name, table in after["tables"].items():
            old = _by_column(before["tables"].get(name, {}))
            for row in table.get("rows", ()):
                new = []
                for column, value in zip(table["columns"], row, strict=True):
                    held = old.get(column[0].lower(), Counter())
                    if held[_plain(value)] > 0:
                        held[_plain(value)] -= 1
                    elif value is not None:
                        new.append(_plain(value))
                        texts += [value] if isinstance(value, str) else []
                self._rows.append((frozenset(new), frozenset(map(_plain, row))))
        self._values = frozenset().union(*(new for new, _ in self._rows), _inside_json(texts))

    def has(self, value: Any, row: Row) -> bool:
        """Whether a value that stood in `row` is there still.

        A word counts wherever it came to. A number or a short text is found by chance, so it has to stand beside
        another value of its row: in practice its key.
        """
        plain = _plain(value)
        if isinstance(plain, str) and len(plain) > 2:
            return plain in self._values
        others = {_plain(item) for item in row if item is not None} - {plain}
        return any(plain in new and (not others or others & whole) for new, whole in self._rows)


def _by_column(table: Mapping[str, Any]) -> dict[str, Counter[Any]]:
    """How often each value stands in each column."""
    names = [column[0].lower() for column in table.get("columns", ())]
    return {name: Counter(_plain(row[at]) for row in table.get("rows", ())) for at, name in enumerate(names)}


def _inside_json(texts: Sequence[str]) -> set[Any]:
    """Values inside texts that look like JSON, or like several values joined: what was gathered is kept."""
    found: set[Any] = set()
    for value in texts:
        if re.search(r"[{\[,;| ]", value):
            found |= {_plain(part) for part in re.split(r"[{}\[\]\",;:|]+|\s+", value) if part}
            found |= {_plain(part) for part in re.findall(r'"((?:[^"\\]|\\.)*)"', value)}
            found |= {_plain(part) for part in re.split(r"\s*[,;|]\s*", value)}
    return found


def _cast_away(before: Any, now: Any, *, casts: bool) -> bool:
    """Text that became the number with which it begins (where the migration casts), or became empty."""
    if now == "":
        return True
    if isinstance(now, str) and isinstance(_plain(now), float):
        now = float(_plain(now))
    if not isinstance(before, str) or not isinstance(now, (int, float)):
        return isinstance(before, float) and isinstance(now, int) and before != now and int(before) == now
    start = re.match(r"\s*[-+]?\d+(\.\d*)?|", before)
    number = float(start[0]) if start and start[0].strip() else 0.0
    return (
        casts and _plain(before) != float(now) and (float(now) in {number, float(int(number))}) and abs(now) < 100_000
    )


def _literal(text: str | None) -> str | None:
    return text[1:-1].replace("''", "'") if text and text[0] == "'" else text


def _same(owner: str, table: str, words: Said) -> bool:
    return owner in {table, words.path.get(table, table)}


def _of_objects(words: Said, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    """Indexes and triggers that went with a table that is still there, and were not named; a renamed one counts by what it covers."""
    names = {name.lower() for name in after["tables"]}
    now = {(kind, name.lower()) for kind, name, _, _ in after["objects"]}
    bodies = {_body(sql) for _, _, _, sql in after["objects"]}
    for kind, name, table, sql in before["objects"]:
        if kind not in {"index", "trigger"} or (kind, name.lower()) in now or _body(sql) in bodies:
            continue
        where = words.path.get(table.lower(), table.lower())
        if where in names and name.lower() not in words.objects_dropped:
            yield Effect("forgotten", f"{kind} {name}")


def _constant_indexes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    """New indexes of which a term is a name in double quotes that D1 took for a string: they hold the same for every row."""
    for kind, name, table, sql in after["objects"]:
        cids = after["terms"].get(name, ())
        if kind != "index" or name in before["terms"] or -2 not in cids:
            continue
        body = re.search(r"\(([^()]*)\)", (sql or "").partition(f"{table}")[2] or "")
        words = [word.strip() for word in body[1].split(",")] if body else []
        if len(words) == len(cids) and any(
            cid == -2 and re.fullmatch(r'"\w+"', word) for cid, word in zip(cids, words, strict=True)
        ):
            yield Effect("object-broken", f"the index {name} holds a constant")


def _body(sql: str | None) -> str:
    """An index or trigger without its own name."""
    return re.sub(
        r"^create(unique)?(index|trigger)(ifnotexists)?\S*?(?=on|after|before|insteadof)",
        r"\1\2 ",
        re.sub(r"[\s\"`\[\]]+", "", (sql or "").lower()),
    )


def _of_keys(words: Said, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    """Foreign keys whose action went, though the column is there and still refers to the same table."""
    names = {name.lower(): name for name in after["tables"]}
    for table, keys in before["keys"].items():
        name = names.get(words.path.get(table.lower(), table.lower()))
        if name is None:
            continue
        columns = {column[0].lower() for column in after["tables"][name].get("columns", ())}
        now = {key[2].lower(): key for key in after["keys"].get(name, ())}
        for _, parent, column, _, action in keys:
            renamed = words.columns_renamed.get((table.lower(), column.lower()), column.lower())
            if renamed not in columns:
                continue
            if renamed not in now:
                yield Effect("declared-forgotten", f"foreign key {table}.{column}")
            elif now[renamed][4] != action and action.upper() != "NO ACTION":
                yield Effect("declared-forgotten", f"ON DELETE {action} of {table}.{column}")
            elif now[renamed][1].lower() not in names:
                yield Effect("dangling", f"{table}.{column} refers to {now[renamed][1]}, was {parent}")


def _dangling(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    new = Counter(tuple(item) for item in after["dangling"]) - Counter(tuple(item) for item in before["dangling"])
    for table, parent in new:
        yield Effect("dangling", f"{table} → {parent}")


def _of_probes(
    before: Mapping[str, Any], after: Mapping[str, Any], probes: Sequence[str], queries: int
) -> Iterator[Effect]:
    there = {name.lower() for _, name, _, _ in after["objects"]}
    old = {name.lower() for _, name, _, _ in before["objects"]}
    for at, (probe, was, now) in enumerate(zip(probes, before["probes"], after["probes"], strict=True)):
        if now is None:
            continue
        if at < queries:
            if was is None:
                yield Effect("code-broken", now)
            continue
        # An object's own probe says nothing once the object, or the column that the probe names, went by that very name.
        own = re.findall(r'"(\w+)"', probe)
        worked = was is None or own[0].lower() not in old
        if worked and own[0].lower() in there and not any(f"no such column: {name}" in now for name in own[1:]):
            yield Effect("object-broken", now)
