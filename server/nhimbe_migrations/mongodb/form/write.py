"""Puts a migration that is written in this project's own form into the form of a history: module, parameters, types, layout.

Only the frame changes. The bodies keep every call; a text of which that cannot be shown is left in this project's form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from nhimbe_migrations.mongodb.code.migration_file import ParsedFunction, ParsedMigration, body_text, read_migration
from nhimbe_migrations.mongodb.code.tree import text_of, walk
from nhimbe_migrations.mongodb.form.first import plain_model
from nhimbe_migrations.mongodb.form.skeleton import Skeleton, skeleton_of
from nhimbe_migrations.mongodb.form.style import laid_out, renamed, without_types

if TYPE_CHECKING:
    from nhimbe_migrations.mongodb.form.pieces import Piece

__all__ = ["in_form"]


def in_form(text: str, skeleton: Skeleton, *, file: str, description: str, headed: bool) -> str:
    """Return `text`, a migration with `export async function up(db: Db)`, in the form of a history.

    Args:
        text: the migration as this project writes it.
        skeleton: the form.
        file: the path that it will have.
        description: what it does, for forms that say so in a value of their own.
        headed: keep the line `// Migration NNN: …`.
    """
    parsed = read_migration(text, file)
    if parsed.up is None or parsed.down is None:
        return text
    made = "\n".join(filter(None, _parts(parsed, skeleton, file, description, headed=headed)))
    if skeleton.runner == "migrate-mongo":
        made = _with_client(made, parsed)
    if not skeleton.is_typed:
        made = without_types(made)
    made = laid_out(made, skeleton.layout)
    if _same_calls(parsed, read_migration(made, file)):
        return made
    ending = f".{file.rpartition('.')[2]}"
    plain = skeleton_of([plain_model(ending, is_module=skeleton.is_module)])
    if skeleton.is_typed or plain is None or skeleton.model == plain.model:
        return text
    return in_form(text, plain, file=file, description=description, headed=headed)


_DECLARES_CLIENT = re.compile(r"\b(?:const|let|var)\s+(?:\{\s*)?client\b|\(\s*client\s*\)\s*=>")


def _with_client(made: str, parsed: ParsedMigration) -> str:
    """Add the second parameter, which this runner hands over and transactions need, where a body speaks of it and the model has none."""
    for name in ("up", "down"):
        function = parsed.up if name == "up" else parsed.down
        if function is not None and _speaks_of_client(function) and not _DECLARES_CLIENT.search(text_of(function.node)):
            head = rf"(\b{name}\s*(?:[:=]\s*)?(?:async\s*)?(?:function\s*(?:{name}\s*)?)?)\(\s*(\w+)\s*\)(?=\s*(?:=>\s*)?\{{)"
            made = re.sub(head, r"\1(\2, client)", made, count=1)
    return made


def _speaks_of_client(function: ParsedFunction) -> bool:
    """Whether it uses the name; a field or a collection that is called so is no client."""
    names = (node for node in walk(function.node) if node.type in {"identifier", "shorthand_property_identifier"})
    return any(text_of(node) == "client" for node in names)


def _same_calls(before: ParsedMigration, after: ParsedMigration) -> bool:
    """Whether every member that the bodies call is called in the new text as often, and `up` and `down` are found there."""
    if after.up is None or after.down is None or any(error.rule == "syntax-error" for error in after.errors):
        return False
    return not _called(before) - _called(after)


def _called(parsed: ParsedMigration) -> Counter[str]:
    functions = [
        node.child_by_field_name("function")
        for function in parsed.functions
        for node in walk(function.node)
        if node.type == "call_expression"
    ]
    members = [node for node in functions if node is not None and node.type == "member_expression"]
    return Counter(text_of(node.child_by_field_name("property")) for node in members)


def _parts(parsed: ParsedMigration, skeleton: Skeleton, file: str, description: str, *, headed: bool) -> Iterator[str]:
    lines = parsed.text.lstrip("\ufeff").splitlines()
    header = [line for line in lines[:1] if line.startswith("// Migration ")] if headed else []
    accepted = [line for line in lines if re.match(r"//\s*accept\s*:", line)]
    yield "\n".join([*([skeleton.first_line] if skeleton.first_line else []), *header, *accepted])
    frame = "".join(_framed(piece, parsed, skeleton, file, description) for piece in skeleton.pieces)
    imports = [*_imports(parsed, skeleton, frame)]
    yield "\n".join(imports) + ("\n" if imports else "")
    yield frame


def _framed(piece: Piece, parsed: ParsedMigration, skeleton: Skeleton, file: str, description: str) -> str:
    stem = file.rpartition("/")[2].rpartition(".")[0]
    model = skeleton.model.rpartition("/")[2].rpartition(".")[0]
    match piece.role:
        case "up" | "down":
            return _block(parsed, piece, skeleton)
        case "name":
            return stem if piece.text == model else _words(stem)
        case "description":
            return description.replace("\\", " ").replace("'", "’").replace('"', "”").replace("`", "’")
        case "class":
            return _class_name(piece.text, stem, model)
        case _:
            return _with_parameter(piece.text, skeleton) if skeleton.access.parameter else piece.text


def _words(stem: str) -> str:
    return re.sub(r"^[Vv]?[0-9][0-9T.\-_]*?[-_.]+(?=[A-Za-z])", "", stem) or stem


def _class_name(name: str, stem: str, model: str) -> str:
    """`AddIndexes`, `addIndexes1585933701415`, `Migration1585933701415`: words and stamp as the model has them."""
    stamps = [stamp for stamp in re.findall(r"[0-9]{8,}", model) if stamp in name]
    own = "".join(re.findall(r"[0-9]{8,}", stem)[:1])
    words = "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", _words(stem)) if word)
    bare = name.replace(stamps[0], "") if stamps else name
    if stamps and re.fullmatch(r"[Mm]igration_?", bare):
        return f"{bare}{own}"
    words = words if words[:1].isalpha() else f"Migration{words}"
    cased = words[:1].lower() + words[1:] if name[:1].islower() else words
    if "_" in bare:
        cased = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cased).lower() if bare.islower() else cased
    return f"{cased}{own if stamps else ''}"


_EMPTY_PARAMETERS = re.compile(r"\(\s*\)(?=\s*(?::[^={]*)?(?:=>\s*)?$)")


_PARAMETER_TYPES = {"db": "Db", "connection": "Connection", "{ context: db }": "{ context: Db }"}


def _with_parameter(text: str, skeleton: Skeleton) -> str:
    """Give a function without parameters the database that its runner hands in."""
    parameter = skeleton.access.parameter
    typed = f"{parameter}: {_PARAMETER_TYPES[parameter]}" if skeleton.is_typed else parameter
    return _EMPTY_PARAMETERS.sub(f"({typed})", text)


def _block(parsed: ParsedMigration, piece: Piece, skeleton: Skeleton) -> str:
    name: Literal["up", "down"] = "up" if piece.role == "up" else "down"
    body = body_text(parsed, name) or ""
    if not skeleton.says_types:
        body = _untyped(body)
    access = skeleton.access
    statements = [
        *access.prologue,
        *([renamed(body, "db", access.name) if access.name != "db" else body] if body.strip() else []),
    ]
    if name == "down" and not re.sub(r"//[^\n]*|\s", "", body):
        statements = [body] if body.strip() else []
    inner = "\n".join(statements)
    depth = len(piece.margin) // 2
    if access.callback:
        inner = f"(async () => {{\n{_shifted(inner, 1)}\n}})().then(() => {access.callback}(), {access.callback});"
    closing = "  " * depth
    return f"{{\n{_shifted(inner, depth + 1)}\n{closing}}}" if inner.strip() else "{}"


def _untyped(body: str) -> str:
    """A body without types: of a database that nobody typed no method takes type arguments."""
    opening, closing = "async function body() {\n", "\n}"
    return without_types(f"{opening}{body}{closing}").removeprefix(opening).removesuffix(closing)


def _shifted(text: str, depth: int) -> str:
    from nhimbe_migrations.mongodb.code.formatting import shift

    return shift(text, 2 * depth)


def _imports(parsed: ParsedMigration, skeleton: Skeleton, frame: str) -> Iterator[str]:
    """What the model brings in and the frame still names, and what the bodies need of the driver."""
    values: list[str] = []
    types: list[str] = []
    for item in parsed.imports:
        if item.module == "mongodb":
            (types if item.type_only else values).extend(item.names)
    types = [name for name in types if name != "Db" or re.search(r"(?<![.\w])Db\b", frame)] if skeleton.is_typed else []
    bodies = " ".join(text_of(function.node) for function in parsed.functions)
    types = [name for name in types if name == "Db" or (skeleton.says_types and re.search(rf"\b{name}\b", bodies))]
    for statement in skeleton.imports:
        driver = re.match(
            r"import\s+(type\s+)?\{([^}]*)\}\s*from\s*['\"]mongodb['\"]|(?:const|let|var)\s*\{([^}]*)\}\s*=\s*require\(['\"]mongodb['\"]\)",
            statement,
        )
        if driver is None:
            yield statement
            continue
        own = [name.strip() for name in (driver[2] or driver[3] or "").split(",") if name.strip()]
        if driver[1]:
            types = [*own, *(name for name in types if name not in own)]
        elif driver[2] is not None:
            # `import { Db } from "mongodb"`: the history names types as values, and its compiler takes that.
            own += [name for name in types if name not in own]
            values, types = [*own, *(name for name in values if name not in own)], []
        else:
            values = [*own, *(name for name in values if name not in own)]
    if skeleton.access.parameter == "connection" and skeleton.is_typed:
        yield 'import type { Connection } from "mongoose";'
    if types:
        yield f'import type {{ {", ".join(types)} }} from "mongodb";'
    values = [name for name in values if re.search(rf"(?<![.\w]){re.escape(name.split()[-1])}\b", frame)]
    if values:
        names = ", ".join(dict.fromkeys(values))
        is_import = skeleton.is_module or skeleton.is_typed
        yield f'import {{ {names} }} from "mongodb";' if is_import else f'const {{ {names} }} = require("mongodb");'
