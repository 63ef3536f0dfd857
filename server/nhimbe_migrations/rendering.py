"""Templates → text. The only door to `templates/`; quoting lives in the filters, never in a template by hand."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = [
    "line_comment",
    "load_templates",
    "markdown_text",
    "render",
    "script_data",
    "source",
    "sql_identifier",
    "sql_literal",
    "template_root",
    "ts_literal",
]


def template_root() -> Traversable:
    """Return `templates/`: inside the package when installed, beside `server/` in a checkout."""
    packaged = files("nhimbe_migrations") / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"


def render(name: str, /, **values: Any) -> str:  # noqa: ANN401 a template takes whatever its page names
    """Render the template `name` (a path below `templates/`).

    Raises:
        jinja2.UndefinedError: the template uses a value that was not given.
    """
    return _environment().get_template(name).render(**values)


def load_templates(folder: str) -> None:
    """Compile the templates that stand in `folder` (below `templates/`), which is most of what the first rendering costs."""
    for page in template_root().joinpath(*folder.split("/")).iterdir():
        if page.name.endswith(".j2"):
            _environment().get_template(f"{folder}/{page.name}")


def source(name: str) -> str:
    """Return the text of `name` (a path below `templates/`) as it stands, for pages that hold it whole."""
    return template_root().joinpath(*name.split("/")).read_text(encoding="utf-8")


def sql_identifier(name: str) -> str:
    """Quote a SQLite identifier with double quotes where it needs them (sqlite.org/lang_keywords.html)."""
    return (
        name
        if name.isascii() and name.isidentifier() and name.upper() not in _KEYWORDS
        else f'"{name.replace(chr(34), chr(34) * 2)}"'
    )


def sql_literal(value: str | float | bytes | None) -> str:
    """Write a value as a SQLite literal."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(int(value))
        case int() | float():
            return repr(value)
        case bytes():
            return f"x'{value.hex()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"


def ts_literal(value: Any) -> str:  # noqa: ANN401 JSON values
    """Write a JSON value as a TypeScript literal; U+2028/9 are escaped, as in any string of that language."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def script_data(value: Any) -> str:  # noqa: ANN401 JSON values
    """Write a JSON value as the inside of an HTML script element: nothing in it can end the element, or begin another."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", text)


def line_comment(text: str) -> str:
    """Fold text to one line that can stand behind `--` or `//`: no line break or control character survives."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def markdown_text(text: str) -> str:
    """Write text so that Markdown shows it as it is, on one line, also in a table; nobody is mentioned by it."""
    folded = line_comment(text)
    return re.sub(r"[\\`*\[\]<>|~@&]|(?<!\w)_|_(?!\w)", lambda found: f"&#{ord(found[0])};", folded)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    root = template_root()

    def load(name: str) -> str | None:
        page = root.joinpath(*name.split("/"))
        return page.read_text(encoding="utf-8") if page.is_file() else None

    environment = Environment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        # SQL and TypeScript quote by their filters.
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False, default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "identifier": sql_identifier,
        "literal": sql_literal,
        "json": ts_literal,
        "comment": line_comment,
        "markdown": markdown_text,
        "script_data": script_data,
    }
    return environment


_KEYWORDS = frozenset(
    """ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN BY CASCADE
    CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME
    CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE
    EXCEPT EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP GROUPS
    HAVING IF IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LAST
    LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER
    PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY RAISE RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE
    RESTRICT RETURNING RIGHT ROLLBACK ROW ROWS SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER
    UNBOUNDED UNION UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHIN WITHOUT""".split()  # noqa: SIM905 a list would be 147 lines
)
