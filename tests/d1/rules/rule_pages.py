"""The pages of docs/rules/d1, read: each says a rule, and shows SQL that it finds and SQL that it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parents[3] / "docs" / "rules" / "d1"


@dataclass(frozen=True)
class Page:
    name: str
    text: str

    def block(self, label: str) -> str | None:
        """The SQL block of this label (`schema`, `bad`, `good`, `before`, `after`); None where there is none."""
        match = re.search(rf"^```sql {label}\n(.*?)\n```$", self.text, re.DOTALL | re.MULTILINE)
        return match[1] if match else None


def pages() -> tuple[Page, ...]:
    return tuple(Page(path.stem, path.read_text(encoding="utf-8")) for path in sorted(PAGES.glob("*.md")))


def page(name: str) -> Page:
    return Page(name, (PAGES / f"{name}.md").read_text(encoding="utf-8"))
