"""Text of the repository is data: what a terminal, a log or a reader would obey, or not see, is shown as what it is.

Control characters move a cursor, bidirectional marks let a line read otherwise than it runs (CVE-2021-42574), and
characters without a width hide in names. Joiners stay: scripts and emoji need them.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["harmless_line", "visible"]


@cache
def _hidden() -> re.Pattern[str]:
    """Compiled when the first text is looked at: classes of such a range take milliseconds, and a server's start has no text."""
    return re.compile(_HIDDEN)


_HIDDEN = r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
_COMMAND = re.compile(r"^(\s*)::")


def visible(text: str) -> str:
    r"""Return `text` with every such character written out (`\u202e`); tabs and line endings stay."""
    return _hidden().sub(lambda found: _written(found[0]), text) if _hidden().search(text) else text


def harmless_line(line: str) -> str:
    """Return a line of output that no runner of workflows takes for a command (`::add-mask::x`, `##[group]`)."""
    return _COMMAND.sub(r"\1\\::", line).replace("##[", r"#\#[")


def _written(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 what four digits hold
