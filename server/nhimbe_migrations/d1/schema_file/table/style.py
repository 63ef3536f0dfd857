"""How a table lays out its columns: line by line or in one, comma last or first, types in one column or not."""

from __future__ import annotations

from nhimbe_migrations.d1.schema_file.table.element_list import ElementList, NewElement
from nhimbe_migrations.d1.sql.create_table import Element

__all__ = ["Style"]


class Style:
    """How the table lays out its elements."""

    def __init__(self, listed: ElementList) -> None:
        self._list = listed
        self._text = listed.text
        leads = [item.lead.indent.of(listed.text) for item in listed.items]
        broken = [lead for lead in leads if "\n" in lead]
        self.multiline = bool(broken)
        self.indent = (broken[-1].rsplit("\n", 1)[1] if broken else "").split(",")[0]
        self._separator = self._tabs()
        self._name_width = 0 if self._separator else self._aligned_names()

    def _tabs(self) -> str:
        """The tabs between name and type, where most columns have them; empty where they do not."""
        between = [
            self._text[item.element.words[0].span.end : item.element.words[1].span.start]
            for item in self._list.items
            if item.element.is_column and len(item.element.words) > 1
        ]
        tabbed = [gap for gap in between if not gap.strip("\t")]
        return tabbed[-1] if len(tabbed) * 2 > len(between) else ""

    def _note_column(self) -> int:
        """The column, from the start of the line, in which the last two comments behind columns stand; else 0."""
        columns: list[int] = []
        for item in self._list.items:
            tail = item.tail.of(self._text)
            if tail.strip() and not tail.strip().startswith("/*"):
                place = item.tail.start + len(tail) - len(tail.lstrip(" "))
                columns.append(place - self._text.rfind("\n", 0, place) - 1)
        return columns[-1] if len(columns) > 1 and columns[-1] == columns[-2] else 0

    def _aligned_names(self) -> int:
        """The width to which names are padded, so that types stand in one column; 0 where they do not."""
        widths: set[int] = set()
        lengths: set[int] = set()
        for item in self._list.items:
            words = item.element.words
            if item.element.is_column and len(words) > 1:
                widths.add(words[1].span.start - words[0].span.start)
                lengths.add(len(words[0].text))
        return widths.pop() if len(widths) == 1 and len(lengths) > 1 else 0

    def indent_with_comma(self) -> str:
        if len(self._list.items) > 1:
            lead = self._list.items[1].lead.indent.of(self._text)
            return lead if "\n" in lead else f"\n{self.indent}{lead}"
        return f"\n{self.indent}, "

    def laid_out(self, text: str, new: NewElement, *, first: bool, last: bool, below: bool) -> str:
        """Return a new element as it is written here; `below` asks for a line of its own in any case."""
        text = self._padded(text, new.element)
        if not self.multiline:
            gap = self._list.items[-1].all_lead.of(self._text) if len(self._list.items) > 1 else " "
            lead = "\n  " if below else ("" if first else gap)
            note = f" {new.note}" if new.note.startswith("/*") else ""
            return f"{lead}{text}{note}{'' if last else ','}"
        written = f"{self.indent}{text}{'' if last else ','}"
        note = f"{' ' * max(1, self._note_column() - len(written))}{new.note}" if new.note else ""
        above = "".join(f"\n{self.indent}{line}" for line in new.comment.splitlines())
        if self._list.comma_first:
            lead = f"\n{self.indent}" if first else self.indent_with_comma()
            return f"{above}{lead}{text}{note}"
        return f"{above}\n{self.indent}{text}{'' if last else ','}{note}"

    def _padded(self, text: str, element: Element) -> str:
        words = element.words
        if not element.is_column or len(words) == 1:
            return text
        name = words[0].text
        after = text[words[1].span.start - words[0].span.start :]
        if self._name_width:
            return f"{name.ljust(max(self._name_width, len(name) + 1))}{after}"
        return f"{name}{self._separator}{after}" if self._separator else text
