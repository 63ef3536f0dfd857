"""Where lines start and end in a text (LF, CRLF and a lone CR end one), and how they are indented."""

from __future__ import annotations

__all__ = ["indentation_at", "line_end", "line_start", "next_line"]


def line_start(text: str, offset: int) -> int:
    """Return where the line that holds `offset` starts (LF, CRLF and lone CR end a line)."""
    start = text.rfind("\n", 0, offset) + 1
    return max(start, text.rfind("\r", start, offset) + 1)


def line_end(text: str, offset: int) -> int:
    """Return where the line that holds `offset` ends, before its line ending."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    carriage = text.find("\r", offset, end)
    return end if carriage < 0 else carriage


def next_line(text: str, offset: int) -> int:
    """Return where the line after the one that holds `offset` starts; the end of the text when there is none."""
    end = line_end(text, offset)
    return end + (2 if text.startswith("\r\n", end) else 1) if end < len(text) else end


def indentation_at(text: str, offset: int) -> str:
    """Return the white space at the start of the line that holds `offset`."""
    start = line_start(text, offset)
    line = text[start : line_end(text, offset)].removeprefix("\ufeff")
    return line[: len(line) - len(line.lstrip())]
