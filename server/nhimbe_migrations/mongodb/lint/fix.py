"""Small fixes that need no decision: the header, `createIndex` for `ensureIndex`, a name for an index, type imports.

Each fix is a few characters at one place, told as a note; everything else stays to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.changes.mongodb import default_index_name
from nhimbe_migrations.findings.accepted import one_line
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration, read_migration
from nhimbe_migrations.mongodb.code.tree import named, text_of, walk
from nhimbe_migrations.mongodb.code.values import quote
from nhimbe_migrations.mongodb.lint.rules.code.missing_header import RULE as MISSING_HEADER
from nhimbe_migrations.mongodb.lint.rules.code.type_import import RULE as TYPE_IMPORT
from nhimbe_migrations.mongodb.lint.rules.indexes.ensure_index import RULE as ENSURE_INDEX
from nhimbe_migrations.mongodb.lint.rules.indexes.unnamed import RULE as UNNAMED_INDEX
from nhimbe_migrations.mongodb.state.apply_calls import UnreadableError, read_indexes
from nhimbe_migrations.text import Edit, Span, apply_edits, newline_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["FixedMigration", "normalise"]

_HEADER = re.compile(r"//[ \t]*Migration[ \t]+(\d+)[ \t]*(?::[ \t]*(?P<title>[^\r\n]*))?", re.IGNORECASE)
_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class FixedMigration:
    text: str
    fixes: tuple[Finding, ...]
    """What was fixed, as notes."""


def normalise(text: str, *, number: str, description: str, file: str = "", headed: bool = True) -> FixedMigration:
    """Return `text` with what can be fixed without asking; a file that is not TypeScript stays as it is.

    Not `headed`: the history writes no `// Migration NNN: …`, and none is added.
    """
    parsed = read_migration(text, file)
    if any(error.rule == "syntax-error" for error in parsed.errors):
        return FixedMigration(text, ())
    fixes = [
        *(_header(text, number, description) if headed else ()),
        *_ensured(parsed),
        *_named_indexes(parsed),
        *_imported(parsed),
    ]
    edits = [edit for fix, _ in fixes for edit in fix]
    return FixedMigration(apply_edits(text, edits), tuple(note for _, note in fixes))


_Mend = tuple[list[Edit], Finding]


def _header(text: str, number: str, description: str) -> Iterator[_Mend]:
    start = 1 if text.startswith("\ufeff") else 0
    found = _HEADER.match(text, start)
    title = (found["title"] or "").strip() if found else ""
    wanted = f"// Migration {number}: {title or one_line(description, _TITLE_LENGTH)}"
    if found is None:
        edit = Edit(Span(start, start), wanted + newline_of(text))
        yield [edit], MISSING_HEADER.finding(f"Added the header {wanted!r}.", line=1, severity="note")
    elif found[0].rstrip() != wanted:
        yield (
            [Edit(Span(*found.span()), wanted)],
            MISSING_HEADER.finding(f"The header now says {wanted!r}.", line=1, severity="note"),
        )


def _ensured(parsed: ParsedMigration) -> Iterator[_Mend]:
    for node in walk(parsed.tree.root):
        if node.type == "property_identifier" and text_of(node) == "ensureIndex":
            note = ENSURE_INDEX.finding(
                "ensureIndex is now createIndex.", line=node.start_point.row + 1, severity="note"
            )
            yield [Edit(_span(parsed, node), "createIndex")], note


def _named_indexes(parsed: ParsedMigration) -> Iterator[_Mend]:
    """Name each index that `up` makes without a name; where `down` drops it by the server's own name, that follows.

    What `up` drops, and what `down` makes again, are indexes that databases have under the name that the server gave them.
    """
    seen: set[int] = set()
    for call in parsed.up.calls if parsed.up else ():
        if (
            call.method not in {"createIndex", "ensureIndex"}
            or not isinstance(call.collection, str)
            or call.node is None
        ):
            continue
        if call.node.start_byte in seen or call.path or not isinstance(call.argument(1), Mapping):
            continue
        seen.add(call.node.start_byte)
        edit = _name_edit(parsed, call)
        if edit is not None:
            yield edit


def _name_edit(parsed: ParsedMigration, call: Call) -> _Mend | None:
    arguments = call.node.child_by_field_name("arguments") if call.node else None
    given = named(arguments) if arguments is not None else []
    if "name" in call.options(1) or not given:
        return None
    try:
        (index,) = read_indexes(_as_create(call))
    except UnreadableError:
        return None
    name = default_index_name(str(call.collection), index.keys)
    if len(given) == 1:
        after = _span(parsed, given[0]).end
        edits = [Edit(Span(after, after), f", {{ name: {quote(name)} }}")]
    elif given[1].type == "object":
        inside = _span(parsed, given[1]).start + 1
        edits = [Edit(Span(inside, inside), f" name: {quote(name)}" + ("," if named(given[1]) else " "))]
    else:
        return None
    edits += [Edit(_span(parsed, node), quote(name)) for node in _dropped_as(parsed, str(call.collection), index.name)]
    return edits, UNNAMED_INDEX.finding(f"The index is now called {name!r}.", line=call.line, severity="note")


def _as_create(call: Call) -> Call:
    from dataclasses import replace

    return replace(call, method="createIndex")


def _dropped_as(parsed: ParsedMigration, collection: str, name: str) -> Iterator[Node]:
    for call in parsed.down.calls if parsed.down else ():
        if call.method == "dropIndex" and call.collection == collection and call.argument(0) == name and call.node:
            arguments = call.node.child_by_field_name("arguments")
            first = named(arguments)[0] if arguments is not None else None
            if first is not None and first.type == "string":
                yield first


def _imported(parsed: ParsedMigration) -> Iterator[_Mend]:
    """`import { Db }` becomes `import type { Db }` where only types are named."""
    for statement in named(parsed.tree.root):
        if statement.type != "import_statement":
            continue
        found = next((imported for imported in parsed.imports if imported.line == statement.start_point.row + 1), None)
        only_types = found is not None and found.module == "mongodb" and set(found.names) <= {"Db", "Document"}
        if found is not None and only_types and found.names and not found.type_only:
            after = _span(parsed, statement.children[0]).end
            note = TYPE_IMPORT.finding("The import is now a type import.", line=found.line, severity="note")
            yield [Edit(Span(after, after), " type")], note


def _span(parsed: ParsedMigration, node: Node) -> Span:
    """Code points, from the parser's bytes."""
    source = parsed.tree.data
    start = len(source[: node.start_byte].decode("utf-8"))
    return Span(start, start + len(text_of(node)))
