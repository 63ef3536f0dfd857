"""A types file on the table: its tree, its declarations, its habits, read once and as late as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.text import Edit
from nhimbe_migrations.typescript.edit.imports import INLINE, is_module, object_id_import
from nhimbe_migrations.typescript.edit.type_text import literal_aliases, uses_object_id
from nhimbe_migrations.typescript.syntax.declarations import Body, Declaration, bodies, declarations
from nhimbe_migrations.typescript.syntax.style import SAMPLE, FileStyle, Style, body_style, file_style
from nhimbe_migrations.typescript_tree import Source, parse

__all__ = ["EditStep", "TypesFile"]


@dataclass(frozen=True, slots=True)
class EditStep:
    """What one change comes to."""

    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()


OF_A_PROGRAM = (
    "Bindings", "Config", "Context", "Env", "Error", "Input", "Options", "Output", "Params", "Payload", "Props", "Request",
    "Response", "Result", "State", "Variables",
)  # fmt: skip
"""How the names of types end that describe a Worker and its calls."""


@dataclass(frozen=True)
class TypesFile:
    """One state of the file."""

    text: str

    @classmethod
    def of(cls, text: str) -> TypesFile:
        """Return the file of a text; the same one again for a text that was just read."""
        return _remembered(text) if len(text) <= _KEPT_LENGTH else cls(text)

    @cached_property
    def source(self) -> Source:
        return parse(self.text)

    @cached_property
    def declared(self) -> list[Declaration]:
        return declarations(self.source)

    @cached_property
    def file(self) -> FileStyle:
        return file_style(self.source, self.declared)

    @cached_property
    def with_members(self) -> list[Declaration]:
        """The declarations that have a body of their own."""
        return [item for item in self.declared if bodies(self.source, item)]

    @cached_property
    def records(self) -> list[Declaration]:
        """The declarations that look like rows: they have an id."""
        return [
            declaration
            for declaration in self.declared[:SAMPLE]
            if any(
                item.name in {"id", "_id", "uuid"} for body in bodies(self.source, declaration) for item in body.items
            )
        ]

    @cached_property
    def holds_only_others(self) -> bool:
        """Whether all that is declared here are types of a program (its bindings, its requests), and none a row's."""
        names = [item.name for item in self.with_members[:SAMPLE]]
        return bool(names) and not self.records and all(name.endswith(OF_A_PROGRAM) for name in names)

    @cached_property
    def aliases(self) -> dict[frozenset[str], str]:
        return literal_aliases(self.source, self.declared)

    @cached_property
    def _plain_style(self) -> Style:
        return body_style(self.file, None)

    def style(self, body: Body | None) -> Style:
        """Return the habits for `body`, or for a body to be written; an ObjectId has a way to be said."""
        style = self._plain_style if body is None else body_style(self.file, body)
        if style.identity:
            return style
        known = self.file.object_id or is_module(self.source)
        return replace(style, identity="ObjectId" if known else INLINE)

    def imports(self, texts: Sequence[str], style: Style) -> tuple[Edit, ...]:
        """Return the edits that make known what the type texts name."""
        wanted = any(uses_object_id(text) and INLINE not in text for text in texts)
        if not wanted or self.file.object_id or not is_module(self.source):
            return ()
        return object_id_import(self.source, style)


_KEPT_LENGTH = 262_144


@lru_cache(maxsize=4)
def _remembered(text: str) -> TypesFile:
    return TypesFile(text)
