"""How the files of a migrations folder are called, and what a new one is called so that it sorts after all of them.

Runners take files by the number in front (wrangler: `parseInt` of what stands before the first `_`, measured) or by name.
So the file that comes last sets the form: a number before timestamps would run first and break every fresh database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

__all__ = ["NameForm", "form_of", "stamp_of"]

Kind = Literal["number", "seconds", "minutes", "date", "iso", "epoch", "epoch milliseconds", "flyway", "version"]

_LEADING = re.compile(r"(?P<v>[Vv])?(?P<digits>[0-9]+)(?P<separator>__|[_\-. ])(?P<words>.*)", re.DOTALL)
_ISO = re.compile(r"(?P<day>[0-9]{4}-[01][0-9]-[0-3][0-9])(?P<separator>[_\-. ])(?P<words>.*)", re.DOTALL)
_MOMENT = re.compile(
    r"(?P<year>[0-9]{4})(?P<a>[-_.])[01][0-9](?P=a)[0-3][0-9](?P<t>[-_.T])[0-2][0-9](?P<b>[-_.:]?)[0-5][0-9](?P<seconds>(?P=b)[0-5][0-9])?"
    r"(?=(?P<separator>[_\-. ])(?P<words>[^0-9].*))",
    re.DOTALL,
)
"""A day with a time of day: `2024-01-02-10-20-`, `2024.01.02T10.20.30.`, `2024_01_02_102030_`."""
_VERSION = re.compile(
    r"(?P<v>[Vv]?)(?P<parts>[0-9]+(?P<dot>[._])[0-9]+(?:(?P=dot)[0-9]+)*)(?P<separator>__|[_\-. ])(?P<words>.*)",
    re.DOTALL,
)
_FORMATS: dict[Kind, str] = {"seconds": "%Y%m%d%H%M%S", "minutes": "%Y%m%d%H%M", "date": "%Y%m%d", "iso": "%Y-%m-%d"}
_STEPS: dict[Kind, timedelta] = {
    "seconds": timedelta(seconds=1), "minutes": timedelta(minutes=1), "date": timedelta(days=1), "iso": timedelta(days=1),
}  # fmt: skip
_EPOCHS: dict[int, Kind] = {10: "epoch", 13: "epoch milliseconds"}
_LENGTHS: dict[int, Kind] = {14: "seconds", 12: "minutes", 8: "date"}


@dataclass(frozen=True, slots=True)
class NameForm:
    """The form of the file that sorts last. The default is this project's own: `013_words`."""

    kind: Kind = "number"
    separator: str = "_"
    between: str = "_"
    """What stands between the words."""
    last: str = ""
    """The prefix of the file that sorts last; empty where there is none."""
    extra: int = 0
    """Digits behind the time: parts of a second, or a count."""
    prefix: str = ""
    """`V` in front of the number."""
    pattern: str = ""
    """How a day with a time of day is written, as strftime says it; empty for the usual way of the kind."""
    inside: str = ""
    """The file's name where each migration has a folder of its own (`migration.sql`); empty where it has none."""

    @property
    def is_numbered(self) -> bool:
        return self.kind in ("number", "flyway")

    def name(self, number: str, words: str, ending: str, *, now: datetime, after: str = "") -> str:
        """Return the name of a new file.

        Args:
            number: the next number, as wide as its neighbours; not used where files carry a point in time.
            words: the description in snake_case.
            ending: with its dot.
            now: a moment in UTC.
            after: a name that the new one has to sort after, where both carry one point in time.
        """
        title = words.replace("_", self.between)
        ending = f"/{self.inside}" if self.inside else ending
        if self.kind == "version":
            return f"{self.prefix}{self._next_version()}{self.separator}{title}{ending}"
        if self.is_numbered:
            return f"{self.prefix}{number}{self.separator}{title}{ending}"
        stamp = self._stamp(now)
        made = f"{stamp}{self.separator}{title}{ending}"
        return made if made > after or stamp != self.last else f"{self._later()}{self.separator}{title}{ending}"

    def _next_version(self) -> str:
        """The next version that also sorts after the last one as text: 1.0.9 is followed by 1.1.0."""
        parts = re.split(r"([._])", self.last)
        for place in range(len(parts) - 1, -1, -2):
            bumped = [*parts[:place], str(int(parts[place]) + 1).zfill(len(parts[place]))]
            rest = [part if part in "._" else "0".zfill(len(part)) for part in parts[place + 1 :]]
            made = "".join([*bumped, *rest])
            if made > self.last:
                return made
        return f"{self.last}{parts[1] if len(parts) > 1 else '.'}1"

    @property
    def _format(self) -> str:
        return self.pattern or _FORMATS[self.kind]

    def _stamp(self, now: datetime) -> str:
        if self.kind in _EPOCHS.values():
            tick = int(now.timestamp()) if self.kind == "epoch" else int(now.timestamp() * 1000)
            return str(max(tick, int(self.last) + 1))
        stamp = now.strftime(self._format) + "0" * self.extra
        if stamp > self.last:
            return stamp
        return self.last if self.kind in ("date", "iso") and not self.extra and not self.pattern else self._later()

    def _later(self) -> str:
        if self.extra:
            return str(int(self.last) + 1)
        step = (
            _STEPS[self.kind]
            if not self.pattern
            else timedelta(seconds=1)
            if "%S" in self.pattern
            else timedelta(minutes=1)
        )
        moment = datetime.strptime(self.last, self._format).replace(tzinfo=UTC) + step
        return moment.strftime(self._format)


def form_of(names: Iterable[str]) -> NameForm:
    """Return the form of the file that a runner takes last; this project's own where no name begins with a number."""
    last: tuple[tuple[int, str], NameForm] | None = None
    for name in names:
        found = _read(name)
        if found is not None and (last is None or found[0] > last[0]):
            last = found
    return last[1] if last else NameForm()


def stamp_of(name: str) -> str | None:
    """Return the point in time that a file name begins with, as digits that sort; None where it begins with none."""
    found = _read(name)
    if found is None or found[1].is_numbered:
        return None
    if found[1].kind == "version":
        return None
    return re.sub(r"\D", "", found[1].last).ljust(14, "0")


def _read(name: str) -> tuple[tuple[int, str], NameForm] | None:
    """The runner's key of a name, and its form."""
    folder, _, inside = name.rpartition("/")
    found = _read_stem(folder.rpartition("/")[2], name) if folder else _read_stem(name.rpartition(".")[0] or name, name)
    return (found[0], replace(found[1], inside=inside)) if found and folder else found


def _read_stem(stem: str, name: str) -> tuple[tuple[int, str], NameForm] | None:
    if (moment := _MOMENT.match(stem)) and _is_date(moment[0], "iso", _pattern(moment)):
        form = NameForm("iso", moment["separator"], _between(moment["words"]), moment[0], pattern=_pattern(moment))
        return (int(re.sub(r"\D", "", moment[0])[:8]), name), form
    if (iso := _ISO.match(stem)) and _is_date(iso["day"], "iso"):
        key = (int(iso["day"].replace("-", "")), name)
        return key, NameForm("iso", iso["separator"], _between(iso["words"]), iso["day"])
    version = _VERSION.match(stem)
    if version and (version["v"] or version["dot"] == "."):
        form = NameForm("version", version["separator"], _between(version["words"]), version["parts"], 0, version["v"])
        return (int(re.split(r"[._]", version["parts"])[0]), name), form
    match = _LEADING.match(f"{stem}_" if stem.isdigit() else stem)
    if match is None:
        return None
    digits = match["digits"]
    kind: Kind
    kind, extra = ("flyway", 0) if match["v"] else _kind(digits)
    form = NameForm(kind, match["separator"], _between(match["words"]), digits, extra, match["v"] or "")
    return (int(digits), name), form


def _kind(digits: str) -> tuple[Kind, int]:
    """What the digits in front are, and how many stand behind the point in time."""
    if digits[0] == "1" and (epoch := _EPOCHS.get(len(digits))):
        return epoch, 0
    for length, kind in _LENGTHS.items():
        if len(digits) >= length and _is_date(digits[:length], kind):
            return kind, len(digits) - length
    return "number", 0


def _pattern(moment: re.Match[str]) -> str:
    day, time = moment["a"], moment["b"]
    return f"%Y{day}%m{day}%d{moment['t']}%H{time}%M{f'{time}%S' if moment['seconds'] else ''}"


def _is_date(text: str, kind: Kind, pattern: str = "") -> bool:
    try:
        moment = datetime.strptime(text, pattern or _FORMATS[kind]).replace(tzinfo=UTC)
    except ValueError:
        return False
    return 1990 <= moment.year <= 2100  # noqa: PLR2004 eight digits may as well be a number


def _between(words: str) -> str:
    return "-" if "-" in words and "_" not in words else "_"
