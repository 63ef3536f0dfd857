"""Pages for a browser: one file each, which needs no network and runs nothing but the script that it brings along.

A page holds its data as JSON, and the script makes elements of it (templates/view); what a repository says never becomes
markup. A page of its own allows that one script and style alone, by their hashes; a panel is what its host allows.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from nhimbe_migrations import __version__
from nhimbe_migrations.authoring.result.proofs import Stakes
from nhimbe_migrations.authoring.result.report import as_json
from nhimbe_migrations.authoring.result.rule_groups import all_rules
from nhimbe_migrations.rendering import render, source

__all__ = ["check_page", "panel_page", "report_page"]

_PARTS = ("dom", "picture", "diff", "findings", "report", "check")


def report_page(report: Mapping[str, Any], stakes: Stakes, *, title: str, text: str) -> str:
    """Return the page of a draft or a write.

    Args:
        report: The report as data.
        stakes: What loses rows.
        title: Of the window.
        text: The report in words, for a reader without scripts.
    """
    return _own_page({"report": report, "stakes": as_json(stakes)}, title=title, text=text)


def check_page(check: Mapping[str, Any], *, title: str, text: str) -> str:
    """Return the page of a check: `counts`, `findings`, `proofs`, and what else a check has to tell."""
    return _own_page({"check": check}, title=title, text=text)


def panel_page(*, read_only: bool) -> str:
    """Return the view that a host shows beside a draft (MCP Apps); it gets its data from the host."""
    unacceptable = sorted(rule.name for rule in all_rules().values() if not rule.acceptable)
    settings = {"version": __version__, "read_only": read_only, "unacceptable": unacceptable}
    script = _script("panel")
    # The host's policy holds there; one of ours would stand against what it adds.
    return render(
        "view/page.html.j2", title="Draft", data=settings, style=_style(), script=script, policy=None, text=None
    )


def _own_page(data: Mapping[str, Any], *, title: str, text: str) -> str:
    style, script = _style(), _script("page")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    return render("view/page.html.j2", title=title, data=data, style=style, script=script, policy=policy, text=text)


@cache
def _style() -> str:
    return source("view/view.css")


@cache
def _script(last: str) -> str:
    return "\n".join(source(f"view/{name}.js") for name in (*_PARTS, last))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
