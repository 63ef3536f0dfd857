"""What a repository may call things and say, on a page that must show it and obey none of it."""

from __future__ import annotations

from typing import Any

SCRIPT = "</script><script>alert('script')</script>"
IMAGE = '<img src=x onerror="alert(1)">'
NAMES = [
    SCRIPT, IMAGE, "<svg onload=alert(2)>", "javascript:alert(3)", '"><b>bold</b>', "{{constructor.constructor('alert(4)')()}}",
    "<!--<script>", "]]>", "&lt;script&gt;", "rtl \u202egnp.exe", "شهادات", "אירועים", "🎪 chiitiko 🎟️", "zita\u200brisingaonekwi",
    "a\u0000b", "line\nbreak", "x" * 300, "kurongeka-kwezviitiko-zvemumusha", "\u2028\u2029", "`${alert(5)}`", "\\u003cscript>",
]  # fmt: skip
SHONA = "Tafura iyi inorasikirwa nemitsara: ita kopi yemitsara yose usati wadzima chero chinhu 🧺."


def report(names: list[str] = NAMES) -> dict[str, Any]:
    """A report in which every text is hostile."""
    return {
        "number": "013",
        "file": f"worker/{names[0]}.sql",
        "written": False,
        "refused": True,
        "files": [
            {"path": name, "change": "create", "diff": f"@@ -0,0 +1,2 @@\n+{name}\n-{name}\n {name}\n"}
            for name in names
        ],
        "findings": [
            {
                "rule": name,
                "severity": severity,
                "message": f"{name} {SHONA}",
                "help": name,
                "file": name,
                "line": at + 1,
            }
            for at, name in enumerate(names)
            for severity in ("error", "warning", "note")
        ],
        "verification": {
            "engine": names[0],
            "level": "executed",
            "applied": False,
            "error": names[1],
            "rows": [{"table": name, "before": 12, "after": 0} for name in names],
            "not_checked": names,
            "databases": [{"name": names[0], "applied": True}],
        },
        "uses": [{"file": name, "line": 1, "text": name, "effect": "breaks", "why": name} for name in names],
        "deploy": {"order": names[0], "why": names[1]},
        "cost": {
            "rows_read": 1,
            "rows_written": 1,
            "per_row": [{"table": name, "rows_read": 1, "rows_written": 1} for name in names],
            "note": names[1],
        },
        "commands": [{"purpose": name, "run": name} for name in names],
        "manual_steps": names,
    }


def stakes(names: list[str] = NAMES) -> list[dict[str, Any]]:
    return [
        {"table": name, "depth": at % 5, "before": at + 1, "after": at % 3, "through": name}
        for at, name in enumerate(names)
    ]
