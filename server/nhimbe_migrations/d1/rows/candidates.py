"""Values that look like what a column is for: an e-mail address in `email`, an ISO time in `starts_at`.

Only the look matters: migrations that cast, split or compare values should meet rows as production has them. A value is
made from the column's name and type and a serial number, and is different for every serial number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

__all__ = ["Value", "affinity", "plausible", "pool", "takes_bytes"]

Value = str | int | float | bytes | None

_FIRST_NAMES = ("Tariro", "Rudo", "Farai", "Chipo", "Tendai", "Nyasha", "Kuda", "Ama")
_PLACES = ("Harare", "Bulawayo", "Mutare", "Gweru", "Masvingo", "Kariba")
_COUNTRIES = ("ZW", "ZA", "KE", "GH", "NG", "TZ")


def affinity(declared: str) -> str:
    """Return SQLite's affinity of a declared type, by its rules: INTEGER, TEXT, BLOB, REAL or NUMERIC."""
    folded = declared.upper()
    if "INT" in folded:
        return "INTEGER"
    if any(word in folded for word in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if "BLOB" in folded or not folded:
        return "BLOB"
    return "REAL" if any(word in folded for word in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


def takes_bytes(declared: str) -> bool:
    """Return whether an application writes blobs into a column of this type: never into one of texts or numbers, though SQLite lets it."""
    return affinity(declared) == "BLOB" or any(word in declared.upper() for word in _OF_BYTES)


_OF_BYTES = ("BINARY", "BYTE", "IMAGE", "UUID", "GUID", "ANY")


def plausible(column: str, declared: str, default: str | None, serial: int) -> Value:
    """Return the value of `column` in row `serial` (from 0 on)."""
    kind, folded, words = affinity(declared), declared.upper(), _words(column)
    if "BOOL" in folded or words[0] in ("is", "has", "can", "allow", "allows"):
        return serial % 2
    if "JSON" in folded or (default or "").strip("'") in ("[]", "{}"):
        return _json(default, serial)
    if folded in ("DATE", "DATETIME", "TIMESTAMP", "TIMESTAMPTZ") or (kind == "TEXT" and _is_time(words)):
        return _moment(words, serial, date_only=folded == "DATE")
    if kind in ("INTEGER", "REAL", "NUMERIC"):
        return _number(words, kind, serial)
    if kind == "TEXT" and default and default[0] == "'" and serial % 2 == 0 and len(default) > len("''"):
        return default[1:-1].replace("''", "'")
    if kind == "BLOB" and declared:
        return b"\x00blob" + bytes([serial % 256])
    return _text(column, words, serial)


def pool(serial: int) -> tuple[Value, ...]:
    """Return values of many shapes, for a column whose constraint none of the plausible values meets."""
    number = serial + 1
    return (
        number, 0, 1, 2, 5, 10, 50, 100, 1000, -1, 0.5, 1.5, f"value-{number}", f"v{number}", f"V{number}", "a", "A", "1", "", "x@y.zw",
        f"2026-03-{number % 28 + 1:02}", f"2026-03-{number % 28 + 1:02}T10:00:00Z", f"2026-03-{number % 28 + 1:02} 10:00:00", "10:00",
        "{}", "[]", f'{{"n":{number}}}', f"https://example.com/{number}", "en", "ZW", "USD", "#0f8a5f",
        f"00000000-0000-4000-8000-{number:012}", b"\x00", None,
    )  # fmt: skip


@lru_cache(maxsize=2048)
def _words(column: str) -> list[str]:
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", column).lower()
    return [word for word in re.split(r"[^a-z0-9]+", spaced) if word] or [column.lower()]


def _is_time(words: list[str]) -> bool:
    return words[-1] in ("at", "date", "on", "timestamp", "datetime", "until", "expires", "deadline") or (
        words[0] in ("date", "timestamp", "created", "updated", "modified", "deleted")
    )


_LATE = frozenset(
    {"end", "ends", "ended", "until", "expires", "expiry", "updated", "modified", "close", "closes", "to"}
)


def _moment(words: list[str], serial: int, *, date_only: bool) -> str:
    day = serial % 14 + (15 if _LATE & set(words) else 1)
    month = serial // 14 % 12 + 1
    date = f"{2026 + serial // 168}-{month:02}-{day:02}"
    return date if date_only or words[-1] == "date" else f"{date} 10:{serial % 60:02}:00"


def _number(words: list[str], kind: str, serial: int) -> int | float:
    for word in words:
        if word in _NUMBERS:
            value = _NUMBERS[word](serial)
            return float(value) if kind == "REAL" else value
    if words[-1] == "id":
        return 1001 + serial  # beyond the keys that a migration's own seeds are likely to claim
    if kind == "INTEGER" and _is_time(words):
        return 1_767_225_600 + 86_400 * serial + (1_000_000 if _LATE & set(words) else 0)
    return (serial + 1) * 10 if kind == "INTEGER" else (serial + 1) * 1.5


_NUMBERS: dict[str, Callable[[int], Any]] = {
    "lat": lambda serial: -17.83 + serial / 100,
    "latitude": lambda serial: -17.83 + serial / 100,
    "lng": lambda serial: 31.05 + serial / 100,
    "lon": lambda serial: 31.05 + serial / 100,
    "longitude": lambda serial: 31.05 + serial / 100,
    "rating": lambda serial: serial % 5 + 1,
    "stars": lambda serial: serial % 5 + 1,
    "year": lambda serial: 2020 + serial,
    "month": lambda serial: serial % 12 + 1,
    "percent": lambda serial: serial % 100 + 1,
    "age": lambda serial: 20 + serial,
    "min": lambda serial: serial + 1,
    "max": lambda serial: (serial + 1) * 100,
    "capacity": lambda serial: (serial + 1) * 50,
    "price": lambda serial: (serial + 1) * 500,
    "port": lambda serial: 8000 + serial,
    "position": lambda serial: serial,
}


def _json(default: str | None, serial: int) -> str:
    return f'["item-{serial + 1}"]' if (default or "").strip("'") == "[]" else f'{{"key":"value-{serial + 1}"}}'


def _text(column: str, words: list[str], serial: int) -> str:
    for word in reversed(words):
        if word in _TEXTS:
            return _TEXTS[word](serial)
    return f"{column}-{serial + 1}"


def _slug(serial: int) -> str:
    return f"harare-jazz-night-{serial + 1}"


def _person(serial: int) -> str:
    return f"{_FIRST_NAMES[serial % len(_FIRST_NAMES)]} {serial + 1}"


def _url(serial: int) -> str:
    return f"https://example.com/{serial + 1}"


_TEXTS: dict[str, Callable[[int], str]] = {
    "id": lambda serial: f"6f1d2a7c-0000-4000-8000-{serial + 1:012}",
    "uuid": lambda serial: f"6f1d2a7c-0000-4000-8000-{serial + 1:012}",
    "email": lambda serial: f"{_FIRST_NAMES[serial % len(_FIRST_NAMES)].lower()}{serial + 1}@example.com",
    "mail": lambda serial: f"tariro{serial + 1}@example.com",
    "slug": _slug,
    "handle": lambda serial: f"tariro{serial + 1}",
    "username": lambda serial: f"tariro{serial + 1}",
    "name": _person,
    "title": lambda serial: f"Harare jazz night {serial + 1}",
    "description": lambda serial: f"An evening of music, number {serial + 1}.",
    "body": lambda serial: f"Text number {serial + 1}.",
    "url": _url,
    "link": _url,
    "website": _url,
    "image": lambda serial: f"https://example.com/{serial + 1}.jpg",
    "phone": lambda serial: f"+26377{serial + 1:07}",
    "city": lambda serial: f"{_PLACES[serial % len(_PLACES)]}",
    "country": lambda serial: f"{_COUNTRIES[serial % len(_COUNTRIES)]}",
    "currency": lambda serial: ("USD", "ZAR", "KES")[serial % 3],
    "locale": lambda serial: ("en", "sn", "nd")[serial % 3],
    "language": lambda serial: ("en", "sn", "nd")[serial % 3],
    "timezone": lambda _: "Africa/Harare",
    "color": lambda serial: f"#{serial + 1:06x}",
    "colour": lambda serial: f"#{serial + 1:06x}",
    "ip": lambda serial: f"10.0.{serial // 250 % 250}.{serial % 250 + 1}",
    "time": lambda serial: f"{serial % 24:02}:00",
    "hash": lambda serial: f"{serial + 1:064x}",
    "token": lambda serial: f"tok{serial + 1:029x}",
    "code": lambda serial: f"CODE{serial + 1}",
}
