"""Functions that D1 does not have, or does not allow."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.shadow.functions import ALLOWED_FUNCTIONS, ALLOWED_ON_LATEST
from nhimbe_migrations.d1.sql.syntax_tree import calls
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="unknown-function",
    severity="error",
    summary="A function that D1 does not have or does not allow",
    why="In a view, a trigger or a default D1 may accept it and fail later, on every use.",
    help="Use one of SQLite's functions that D1 allows (sqlite.org/lang_corefunc.html).",
    target="d1",
)

_INSTEAD = {
    "now": "datetime('now')", "getdate": "datetime('now')", "sysdate": "datetime('now')", "curdate": "date('now')",
    "utc_timestamp": "datetime('now')", "gen_random_uuid": "a UUID made by the application",
    "uuid": "a UUID made by the application", "uuid_generate_v4": "a UUID made by the application",
    "newid": "a UUID made by the application", "to_char": "strftime(format, value)", "date_format": "strftime(format, value)",
    "to_timestamp": "datetime(value, 'unixepoch')", "unix_timestamp": "unixepoch(value)", "date_trunc": "strftime(format, value)",
    "extract": "strftime(format, value)", "power": "pow", "ceiling": "ceil", "log10": "log", "if": "iif",
    "left": "substr(value, 1, n)", "right": "substr(value, -n)", "len": "length", "char_length": "length",
    "isnull": "ifnull", "nvl": "coalesce", "least": "min(a, b)", "greatest": "max(a, b)", "array_agg": "json_group_array",
    "json_agg": "json_group_array", "jsonb_agg": "json_group_array", "json_build_object": "json_object",
    "jsonb_build_object": "json_object", "listagg": "group_concat", "charindex": "instr(text, part)", "locate": "instr(text, part)",
    "strpos": "instr(text, part)", "json_pretty": "json", "regexp": "LIKE or GLOB", "md5": "a digest made by the application",
    "sha1": "a digest made by the application", "truncate": "trunc", "rand": "random()",
}  # fmt: skip


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look up every function that is called, also inside bodies, defaults and checks."""
    for statement in reading.statements:
        for name in dict.fromkeys(str(call["func_name"]).lower() for call in calls(statement.tree)):
            if name in ALLOWED_FUNCTIONS:
                continue
            only_new = name in ALLOWED_ON_LATEST
            message = (
                f"Only the newer D1 allows {name}()." if only_new else f"D1 has no function {name}() that SQL may call."
            )
            instead = _INSTEAD.get(name)
            yield RULE.finding(message, help=f"Use {instead}." if instead else "", line=statement.line_of(name))
