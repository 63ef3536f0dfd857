"""From a place in the script that ran back to the line that the author wrote (source maps, ECMA-426)."""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["LineMap", "split_source_map"]

_MARK = "//# sourceMappingURL=data:application/json;base64,"
_DIGITS = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
_CONTINUES = 32
_WITH_SOURCE = 4


@dataclass(frozen=True, slots=True)
class LineMap:
    """For each line of the script, `(column, line of the migration)` in order; other files' places have line 0."""

    rows: tuple[tuple[tuple[int, int], ...], ...]

    @classmethod
    def read(cls, source_map: str, source: str) -> LineMap:
        """Read a version 3 source map, for the places of `source` only."""
        content = json.loads(source_map)
        wanted = {index for index, name in enumerate(content["sources"]) if name == source}
        rows: list[tuple[tuple[int, int], ...]] = []
        file = line = 0
        for row in content["mappings"].split(";"):
            column, places = 0, []
            for segment in row.split(",") if row else ():
                numbers = tuple(_numbers(segment))
                column += numbers[0]
                if len(numbers) >= _WITH_SOURCE:
                    file, line = file + numbers[1], line + numbers[2]
                    places.append((column, line + 1 if file in wanted else 0))
            rows.append(tuple(places))
        return cls(tuple(rows))

    def line(self, frames: Sequence[Sequence[int]]) -> int | None:
        """Return the migration's line of the innermost frame that lies in it; frames are 1-based `[line, column]`."""
        return next((line for frame in frames if (line := self._line(frame[0], frame[1]))), None)

    def _line(self, line: int, column: int) -> int:
        places = self.rows[line - 1] if line <= len(self.rows) else ()
        index = bisect_right(places, (column - 1, 1 << 31)) - 1
        return places[index][1] if index >= 0 else 0


def split_source_map(script: str) -> tuple[str, str]:
    """Return a script and the source map that esbuild put at its end."""
    code, _, encoded = script.rpartition(_MARK)
    return code, base64.b64decode(encoded.strip()).decode()


def _numbers(segment: str) -> Iterator[int]:
    value = shift = 0
    for character in segment:
        digit = _DIGITS[character]
        value |= (digit & (_CONTINUES - 1)) << shift
        if digit & _CONTINUES:
            shift += 5
            continue
        yield -(value >> 1) if value & 1 else value >> 1
        value = shift = 0
