"""What is generated from the code: the README's table of tools and its example, the index of
the rules, the tools' schemas, the settings' reference, and what clients are handed.

`make docs` writes them; `test_documents.py` fails where they differ from what stands in the repository.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import re
import sys
import tempfile
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from artefacts import artefacts
from rooms_picture import rooms_picture
from rule_examples import EXAMPLES

ROOT = Path(__file__).parents[1]


def documents() -> dict[str, str]:
    """Return every generated document: path from the top of the repository → content."""
    tools = asyncio.run(_tools())
    return {
        "README.md": _readme(tools),
        **{f"tests/tools/schemas/{tool['name']}.json": _schema(tool) for tool in tools},
        "server/nhimbe_migrations/tools/schemas.json": _shipped(tools),
        "docs/configuration.md": _configuration(),
        "docs/rules/README.md": _rules_index(),
        "docs/how-it-works.md": _how_it_works(),
        "docs/pictures/refusal.svg": _picture(),
        "docs/pictures/rooms.svg": rooms_picture(),
        **_pages(),
        **artefacts(),
    }


async def _tools() -> list[dict[str, Any]]:
    """The tools as they are built from their functions, whatever schemas are shipped."""
    from mcp import Client
    from mcp.server import MCPServer

    from nhimbe_migrations.tools.server import all_tools
    from nhimbe_migrations.tools.server_context import ServerContext

    built = [tool.built for tool in all_tools(ServerContext())]
    async with Client(MCPServer("documents", tools=built)) as client:
        listed = await client.list_tools()
    return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed.tools]


def _shipped(tools: list[dict[str, Any]]) -> str:
    schemas = {tool["name"]: {"input": tool["inputSchema"], "output": tool["outputSchema"]} for tool in tools}
    return json.dumps(schemas, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def _schema(tool: dict[str, Any]) -> str:
    return json.dumps(tool, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _readme(tools: list[dict[str, Any]]) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = {"tools": _tools_table(tools), "example": _example()}
    for name, block in blocks.items():
        marked = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        text = marked.sub(lambda match, block=block: f"{match[1]}{block}\n{match[2]}", text)
    return text


def _tools_table(tools: list[dict[str, Any]]) -> str:
    rows = ["| tool | what it does | writes |", "|---|---|---|"]
    for tool in tools:
        writes = "" if tool["annotations"]["readOnlyHint"] else "yes"
        rows.append(f"| `{tool['name']}` | {tool['description']} | {writes} |")
    return "\n".join(rows)


def _rules_index() -> str:
    from nhimbe_migrations.authoring.result.rule_groups import rule_groups

    lines = [
        "# Rules",
        "",
        "A finding has a rule, a severity, a message and the next move. An error refuses a write: the migration would lose",
        "data or fail. A warning may; a note informs. Most can be accepted with a reason, which stays in the migration as a",
        "comment (`-- accept: rule – reason`) and is honoured by every later check.",
    ]
    groups = [group for group in rule_groups() if group.rules]
    lines += ["", "Topics:", ""]
    lines += [
        f"- [{group.title}](#{re.sub(r'[^a-z0-9 -]', '', group.title.lower()).replace(' ', '-')})" for group in groups
    ]
    for group in groups:
        lines += ["", f"## {group.title}", ""]
        lines += [group.about, ""] if group.about else []
        lines += ["| rule | severity | what it finds |", "|---|---|---|"]
        for rule in sorted(set(group.rules)):
            linked = (ROOT / "docs" / "rules" / group.folder / f"{rule.name}.md").exists()
            name = f"[`{rule.name}`]({group.folder}/{rule.name}.md)" if linked else f"`{rule.name}`"
            lines.append(f"| {name} | {rule.severity} | {rule.summary} |")
    return "\n".join(lines) + "\n"


def _pages() -> dict[str, str]:
    """Pages of the rules that a commit, a branch or the code decides."""
    from nhimbe_migrations.authoring.result.rules import rules

    return {f"docs/rules/any/{rule.name}.md": _page(rule) for rule in rules()}


def _page(rule: Any) -> str:
    wrong, right, accept = EXAMPLES[rule.name]  # tests/rule_examples.py: a new rule needs an example there
    return (
        f"# {rule.name}\n\n{rule.severity.capitalize()}\n\n{rule.summary}.\n\n## Why\n\n{rule.why}\n\n"
        f"## Incorrect\n\n{wrong}\n\n## Correct\n\n{right}\n\n## How to fix\n\n{rule.help}\n\n## When to accept\n\n{_acceptance(rule, accept)}\n"
    )


def _acceptance(rule: Any, when: str) -> str:
    """Findings over the repository are kept in a baseline; only those of a migration can be accepted in one."""
    if not rule.acceptable:
        return "It cannot be accepted: fix it."
    if when.startswith("It needs no"):
        return when
    return (
        f"{when} `nhimbe-migrations check --write-baseline` then stops reporting it. "
        "For a migration that is being drafted, pass it in `accept` with a reason."
    )


@cache
def _refusal() -> tuple[str, str]:
    """The textbook rebuild, and what a draft of it says on the sample."""
    from nhimbe_migrations.authoring.compose.request import request_from
    from nhimbe_migrations.authoring.draft import draft
    from nhimbe_migrations.authoring.project.project import open_project
    from nhimbe_migrations.authoring.project.sample import lay_out_sample
    from nhimbe_migrations.authoring.result.report_text import describe
    from nhimbe_migrations.tools.demo.story import TRAP_SQL

    with tempfile.TemporaryDirectory() as folder:
        os.environ["NHIMBE_MIGRATIONS_STATE"] = str(Path(folder, "state"))
        project = open_project(str(lay_out_sample(Path(folder, "nhimbe"))), {})
        report = draft(project, request_from(description="slim events", target="d1", sql=TRAP_SQL))
    said = [
        textwrap.shorten(line, 230, placeholder=" …")
        for line in describe(report).splitlines()
        if line.startswith(("Refused", "Proof", "error", "Next"))
    ]
    return TRAP_SQL, "\n".join(said)


def _example() -> str:
    sql, said = _refusal()
    return f"```sql\n{sql}```\n\n```text\n{said}\n```"


def _how_it_works() -> str:
    """The page with the picture of the sample's tables, drawn from its schema."""
    from nhimbe_migrations.authoring.pictures.diagram import diagram_of
    from nhimbe_migrations.d1.schema.loading import load_schema
    from nhimbe_migrations.rendering import template_root

    page = (ROOT / "docs/how-it-works.md").read_text(encoding="utf-8")
    sample = template_root().joinpath("sample", "repository", "worker", "src", "db", "schema.sql")
    drawn = diagram_of(load_schema(sample.read_text(encoding="utf-8")).schema, ["registrations", "check_ins"])
    marked = re.compile(r"(<!-- sample:begin -->\n).*?(<!-- sample:end -->)", re.DOTALL)
    return marked.sub(lambda match: f"{match[1]}```mermaid\n{drawn}```\n{match[2]}", page)


def _picture() -> str:
    """The refusal as a terminal shows it."""
    from rich.console import Console
    from rich.text import Text

    sql, said = _refusal()
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text("draft_migration", style="bold"), Text("slim events", style="dim"))
    console.print(Text(sql.rstrip(), style="cyan"))
    console.print()
    for line in said.splitlines():
        style = (
            "bold #ff9a95"
            if line.startswith("Refused")
            else "#ff9a95"
            if line.startswith("error")
            else "green"
            if line.startswith("Next")
            else ""
        )
        console.print(Text(line, style=style))
    picture = console.export_svg(title="nhimbe-migrations", unique_id="refusal")
    # A picture in a page loads nothing from elsewhere.
    return re.sub(r"@font-face \{.*?\}\n?", "", picture, flags=re.DOTALL).replace(
        "Fira Code", "ui-monospace, Menlo, Consolas"
    )


def _configuration() -> str:
    from nhimbe_migrations.workspace.repository.settings_file import settings

    rows = [
        "# nhimbe-migrations.toml",
        "",
        "A file at the top of the repository that overrides what is found by itself: paths, the database, the default target, conventions,",
        "and rules that every migration may break. Nothing needs it; every setting is optional.",
        "",
        "`nhimbe-migrations init --print` shows one for your repository, `init` writes it, and `doctor` says what was found without it.",
        "",
        "```toml",
        "[paths]",
        'migrations = "db/migrations"',
        'schema = "db/schema.sql"',
        "",
        "[conventions.d1]",
        'id_column = "_id"',
        "",
        "[accept]",
        'unguarded-seed = "seeds run once, in CI"',
        "```",
        "",
        "It cannot run anything: a `[wrangler] command` that is not a way of starting wrangler is left out of the commands. An unknown key is refused, with the",
        "nearest right one.",
        "",
        "| table | setting | default | meaning |",
        "|---|---|---|---|",
    ]
    for table, key, default, description in settings():
        shown = "" if default is None or default == {} else f"`{json.dumps(default, default=list)}`"
        rows.append(
            f"| `[{table}]` | `{key}` | {shown} | {description} |"
            if table
            else f"| `[{key}]` | any | {shown} | {description} |"
        )
    return "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the documents")
    write = parser.parse_args().write
    stale = []
    for path, content in documents().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != content:
            stale.append(path)
            if write:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(content, encoding="utf-8", newline="\n")
    sys.stdout.write("".join(f"{'wrote' if write else 'stale'} {path}\n" for path in stale))
    return 0 if write or not stale else 1


if __name__ == "__main__":
    sys.exit(main())
