"""One call, carried out: what it gives or why it gives nothing, as plain data that travels between processes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from mcp.types import CallToolResult, TextContent

from nhimbe_migrations.errors import ArgumentError, MigrationsError, RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.visible import visible
from nhimbe_migrations.system.limits import ANSWER_BYTES
from nhimbe_migrations.tools.worker.fitting import fit, weight

__all__ = ["DefectError", "Reply", "carry_out", "result_of"]

Reply = dict[str, Any]
"""`value` or `refused`, and the `kind` of either."""


class DefectError(MigrationsError):
    """The call ended in a way that nobody foresaw."""


def carry_out(function: Callable[..., Any], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Reply:
    """Call `function`; never raises for what the call itself does."""
    try:
        return _worded(_in_size(function, arguments, dict(named)))
    except RefusedError as error:
        return {
            "kind": "RefusedError",
            "refused": _without_secrets("\n".join([str(error), *map(_line, error.findings)])),
        }
    except MigrationsError as error:
        return {"kind": type(error).__name__, "refused": _without_secrets(str(error))}
    except RecursionError:
        what = "Something in the call, or in a file that it reads, nests too deep to be read."
        return _refused(what, "See which text nests hundreds of levels deep, and flatten it.")
    except MemoryError:
        return _refused("The call needs more memory than one may have.", "Ask for less in one call.")
    except Exception as error:  # noqa: BLE001 whatever it is, the caller hears of it
        return _engine_limit(error) or _defect(error)


def result_of(reply: Reply) -> Any:  # noqa: ANN401 what the function gave
    """Return what the call gave.

    Raises:
        ArgumentError: the call refused an argument.
        DefectError: it ended in a way that nobody foresaw.
        MigrationsError: it was refused for any other reason; the text says why.
    """
    match reply:
        case {"kind": "ArgumentError", "refused": why}:
            raise ArgumentError(why)
        case {"kind": "DefectError", "refused": why}:
            raise DefectError(why)
        case {"refused": why}:
            raise MigrationsError(why)
        case {"kind": "result", "text": text, "value": value}:
            meta = reply.get("meta")
            return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=value, _meta=meta)
        case _:
            return reply["value"]


def _in_size(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401
    value = function(*arguments, **named)
    # A page that weighs too much becomes a shorter page: what is left out of it stands on the next one.
    while isinstance(value, CallToolResult) and isinstance(named.get("limit"), int) and named["limit"] > 1:
        size = weight(value.structured_content, _text(value))
        if size <= ANSWER_BYTES:
            break
        named["limit"] = max(1, min(named["limit"] // 2, named["limit"] * ANSWER_BYTES * 3 // (size * 4)))
        value = function(*arguments, **named)
    return value


def _worded(value: Any) -> Reply:  # noqa: ANN401
    if not isinstance(value, CallToolResult):
        return {"kind": "plain", "value": value}
    fitted = fit(_shown(value.structured_content), _without_secrets(visible(_text(value))))
    if fitted is None:
        return _refused("The answer is larger than 50 KB.", "Ask for less in one call: name the tables, or one file.")
    return {"kind": "result", "value": fitted[0], "text": fitted[1], "meta": value.meta}


def _text(value: CallToolResult) -> str:
    return "\n".join(block.text for block in value.content if isinstance(block, TextContent))


def _shown(value: Any, name: str = "") -> Any:  # noqa: ANN401 JSON
    """The same data with what people read in it made visible; statements and names stay what they are."""
    match value:
        case str():
            return _without_secrets(visible(value) if name in _READ else value)
        case list():
            return [_shown(item, name) for item in value]
        case dict():
            return {key: _shown(item, str(key)) for key, item in value.items()}
        case _:
            return value


def _without_secrets(text: str) -> str:
    """`text` without the address of the person's own server, which may hold a password."""
    address = os.environ.get("MONGODB_VERIFY_URI", "")
    if not address:
        return text
    found = re.match(r"mongodb(?:\+srv)?://(?:(?P<who>[^@/]*)@)?(?P<hosts>[^/?]*)", address)
    parts = [address, *((found["who"], (found["who"] or "").partition(":")[2]) if found else ())]
    for part in parts:
        if part and len(part) >= _SHORTEST_SECRET:
            text = text.replace(part, "…").replace(unquote(part), "…")
    return text


_READ = frozenset(
    {"diff", "message", "help", "summary", "why", "title", "text", "not_checked", "manual_steps", "purpose"}
)
_SHORTEST_SECRET = 4


def _refused(what: str, way_out: str) -> Reply:
    return {"kind": "MigrationsError", "refused": str(MigrationsError(what, way_out=way_out))}


def _engine_limit(error: Exception) -> Reply | None:
    """What SQLite says when it is stopped, outside a proof."""
    match type(error).__name__:
        case "InterruptError":
            what = "Reading the schema was stopped, since a statement of it takes too long."
            return _refused(what, "Look for a view, a trigger or a generated column that never ends.")
        case "NoMemError":
            return _refused("SQLite needs more memory than it may have.", "Look for values or joins that grow.")
        case _:
            return None


def _defect(error: Exception) -> Reply:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{at.tb_frame.f_globals.get('__name__', '?')}:{at.tb_lineno}" if at else "?"
    message = _without_secrets(str(error))[:300]
    what = f"This is a defect of nhimbe-migrations: {type(error).__name__}: {message} ({where})."
    way_out = "Nothing is half done. Try the call in another form, and report this with the arguments."
    return {"kind": "DefectError", "refused": str(MigrationsError(what, way_out=way_out))}


def _line(finding: Finding) -> str:
    where = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
    return f"- {finding.severity} {finding.rule}{f' ({where})' if where else ''}: {finding.message} {finding.help}".rstrip()
