"""How a file writes its members: quotes, endings, case, what it makes of a nullable column.

Each habit is read from the interface that is edited; where that one shows nothing, from the file's other
records; where these show nothing either, from the usual TypeScript style.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from nhimbe_migrations.text import newline_of
from nhimbe_migrations.typescript.syntax.declarations import Body, Declaration, Item, bodies
from nhimbe_migrations.typescript.syntax.lines import indentation_at
from nhimbe_migrations.typescript.syntax.naming import camel, case_of, snake
from nhimbe_migrations.typescript_tree import Source

__all__ = ["SAMPLE", "FileStyle", "Style", "body_style", "file_style", "most"]

SAMPLE = 200
"""Declarations that are read for the file's habits; enough to vote, few enough for a file of any size."""

FLAG = re.compile(r"(?:is|has|can|was|allow|allows|should|needs|requires)(?:_|(?=[A-Z]))|.*(?:_enabled|Enabled)$")
ID = re.compile(r"_id|id|.*(?:_id|_ids|[a-z]Ids?|[a-z]ID)$")


@dataclass(frozen=True, slots=True)
class Style:
    """The habits that a new or changed member follows."""

    newline: str
    unit: str
    """One level of indentation."""
    terminator: str
    """`;`, `,` or nothing."""
    quote: str
    case: str
    """`camel`, or `snake` where the file spells names of several words so."""
    nullable: str
    """`optional`, `null`, `both` (`x?: T | null`) or `undefined` (`x: T | undefined`)."""
    readonly: bool
    array: str
    """`[]` or `Array`."""
    flag: str
    """What a boolean is: `boolean`, or the `number` or `0 | 1` that D1 really answers."""
    identity: str
    """What an ObjectId is: `ObjectId`, `string`, or empty where the file shows neither."""
    json: str
    """`string` where the interface holds JSON as the text that D1 answers; else empty."""
    comments: str
    """`jsdoc`, `line` (behind the member) or empty."""

    def cased(self, name: str) -> str:
        """Return a database name as this style spells it."""
        return {"camel": camel, "snake": snake}.get(self.case, str)(name)


@dataclass(frozen=True, slots=True)
class FileStyle:
    """What a sample of the file shows, read once for all its bodies."""

    source: Source
    items: tuple[Item, ...]
    bodies: tuple[Body, ...]
    quote: str
    object_id: bool
    """`ObjectId` is a name that this file knows."""


def file_style(source: Source, declared: Sequence[Declaration]) -> FileStyle:
    """Read the habits of a file from its first declarations."""
    sample = tuple(chain.from_iterable(bodies(source, declaration) for declaration in declared[:SAMPLE]))
    items = tuple(chain.from_iterable(body.items for body in sample))
    start = source.text[:20_000]
    quote = "'" if start.count("'") > start.count('"') else '"'
    strings = most(_quotes(source, items)) or most(re.findall(r"""\bfrom\s*(['"])""", start)) or quote
    return FileStyle(source, items, sample, strings, object_id=bool(re.search(r"\bObjectId\b", source.text)))


def body_style(file: FileStyle, body: Body | None) -> Style:
    """Return the habits for `body`; for a body that is still to be written when None."""
    source = file.source
    own = body.items if body else ()

    def vote(read: Callable[[Source, Iterable[Item]], Iterable[str]], default: str) -> str:
        return most(read(source, own)) or most(read(source, file.items)) or default

    readonly = [item.readonly for item in own or file.items if item.name is not None]
    return Style(
        newline=newline_of(source.text),
        unit=_unit(source, file.bodies if body is None else (body, *file.bodies)),
        terminator=vote(_terminators, _ending(file.items)).strip(),
        quote=most(_quotes(source, own)) or file.quote,
        case=vote(_cases, "camel"),  # a file of one-word members decides nothing
        nullable=vote(_nullables, "optional"),
        readonly=bool(readonly) and all(readonly),
        array=vote(_arrays, "[]"),
        flag=vote(_flags, "boolean"),
        identity=vote(_identities, ""),
        json=most(_json(source, own)),
        comments=vote(_comments, ""),
    )


def most(votes: Iterable[str]) -> str:
    """Return the most frequent vote, the earliest of equals; an empty string when nobody votes."""
    counted = Counter(votes).most_common(1)
    return counted[0][0] if counted else ""


def _terminators(_source: Source, items: Iterable[Item]) -> Iterable[str]:
    """The last member may go without, so only a member that another line follows tells.

    A blank stands for "none", since an empty vote is no vote.
    """
    known = list(items)
    for item, following in zip(known, [*known[1:], None], strict=False):
        if item.terminator or following is not None:
            yield item.terminator or " "


def _ending(items: Sequence[Item]) -> str:
    """Where every interface has one member, its own ending has to tell."""
    return " " if items and not any(item.terminator for item in items) else ";"


def _quotes(source: Source, items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        if item.type is not None:
            yield from re.findall(r"""(["'])(?:\\.|(?!\1).)*\1""", item.type.of(source.text))


def _cases(_source: Source, items: Iterable[Item]) -> Iterable[str]:
    return filter(None, (case_of(item.name) for item in items if item.name))


def _nullables(source: Source, items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        kind = source.text[item.type.start : item.type.end] if item.type else ""
        null = bool(re.search(r"(?:\|\s*null\s*$|^null\s*\|)", kind))
        if item.optional or null:
            yield "both" if item.optional and null else "null" if null else "optional"
        elif re.search(r"\|\s*undefined\s*$", kind):
            yield "undefined"


def _arrays(source: Source, items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        kind = item.type.of(source.text) if item.type else ""
        if re.match(r"Array<\s*\w+\s*>", kind):
            yield "Array"
        elif re.match(r"\w+\[\]", kind):
            yield "[]"


def _flags(source: Source, items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        if item.name and item.type and FLAG.match(item.name):
            kind = re.sub(r"\s*\|\s*(?:null|undefined)", "", item.type.of(source.text))
            if kind in {"boolean", "number", "0 | 1"}:
                yield kind


def _identities(source: Source, items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        if item.name and item.type and ID.match(item.name):
            kind = item.type.of(source.text)
            if written := re.search(r"(?:[\w$]+\.)*\bObjectId\b", kind):
                yield written[0]
            elif re.match(r"string\b", kind):
                yield "string"


def _json(source: Source, items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        about = [*item.leading[-1:], *((item.comment,) if item.comment else ())]
        if item.type and item.type.of(source.text).startswith("string") and not item.type.of(source.text).endswith("]"):
            yield from ("string" for comment in about if re.search(r"\bJSON\b", comment.of(source.text)))


def _comments(source: Source, items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        if item.leading and item.leading[-1].of(source.text).startswith("/**"):
            yield "jsdoc"
        if item.comment:
            yield "line"


def _unit(source: Source, seen: Iterable[Body]) -> str:
    for body in seen:
        if not body.items:
            continue
        outer = indentation_at(source.text, body.span.start)
        inner = indentation_at(source.text, body.items[0].span.start)
        if len(inner) > len(outer) and inner.startswith(outer):
            return inner.removeprefix(outer)
    return "  "
