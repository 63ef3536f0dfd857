"""A real browser, and in it a chat client with one panel, which is wired to a real server process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.client.extension import advertise
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".tools" / "view"
HOST = TOOLS / "host.js"
HERE = "http://host.test/"
"""Where the client's page stands; no request leaves the browser."""


def chromium() -> str | None:
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def missing() -> str | None:
    if chromium() is None:
        return "no Chromium"
    return None if HOST.is_file() else "the host's side of MCP Apps is not bundled"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = missing()
    for item in items:
        if item.get_closest_marker("browser"):
            # A browser is dear: all tests of a worker share one.
            item.add_marker(pytest.mark.xdist_group(f"browser {item.path.stem}"))
            if reason and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason=f"NOT CHECKED: {reason}; `make browser` installs it"))


@contextmanager
def launched() -> Iterator[Any]:
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright

    quiet = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=quiet)
        yield running
        running.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """No test of such a module runs in an event loop, since Playwright has its own."""
    assert not missing(), missing()
    with launched() as running:
        yield running


@dataclass
class Watched:
    """A page, and what it did that nobody wants."""

    page: Any
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        """Nothing of the data was run, nothing was fetched, nothing broke."""
        assert self.dialogs == []
        assert self.errors == []
        assert self.requests == []


@pytest.fixture
def watch(browser: Any) -> Iterator[Any]:
    """Make pages of a width and a theme that are watched."""
    contexts: list[Any] = []

    def make(*, width: int = 900, theme: str = "light") -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        watched = Watched(context.new_page())

        def dialog(shown: Any) -> None:
            watched.dialogs.append(shown.message)
            shown.dismiss()

        def console(message: Any) -> None:
            if message.type == "error":
                watched.errors.append(message.text)

        def request(asked: Any) -> None:
            if asked.url not in {HERE, "about:srcdoc"} and not asked.url.startswith(("file:", "data:")):
                watched.requests.append(asked.url)

        watched.page.on("dialog", dialog)
        watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
        watched.page.on("console", console)
        watched.page.on("request", request)
        return watched

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as opened:
        yield opened


@dataclass
class Chat:
    """A client of a real server over stdio, as a chat client is one; `show` opens the panel of a tool's answer."""

    portal: BlockingPortal
    client: Client
    panel: str

    def call(self, tool: str, given: dict[str, Any]) -> dict[str, Any]:
        """The result as it stands on the wire."""
        result = self.portal.call(self.client.call_tool, tool, given)
        return result.model_dump(mode="json", by_alias=True, exclude_none=True)

    def show(
        self, watched: Watched, tool: str, given: dict[str, Any], result: dict[str, Any] | None = None, **changed: Any
    ) -> Any:
        """Open the panel; return its frame once the result is in it. `changed` replaces parts of what the host is."""
        page = watched.page
        result = self.call(tool, given) if result is None else result
        page.expose_binding("relay", lambda _source, name, arguments: self.call(name, arguments))
        page.route(HERE, lambda route: route.fulfill(content_type="text/html", body=_CLIENT))
        page.goto(HERE)
        page.add_script_tag(path=HOST)
        theme = changed.pop("theme", "light")
        settings = {
            "html": self.panel,
            "tool": tool,
            "given": given,
            "result": result,
            "context": {"theme": theme, "toolInfo": {"tool": {"name": tool, "inputSchema": {"type": "object"}}}},
            "capabilities": {"serverTools": {}, "updateModelContext": {"text": {}}},
            **changed,
        }
        page.evaluate("given => window.showPanel(given)", settings)
        page.wait_for_function("window.host.ready")
        frame = page.frames[1]
        frame.wait_for_selector("main")
        return frame


_CLIENT = """<!doctype html><html lang="en"><title>A chat client</title>
<style>body { margin: 0 } iframe { display: block; width: 100%; height: 300px; border: 0 }</style><body></body></html>"""


@pytest.fixture
def chat(sample: Path, tmp_path: Path, portal: BlockingPortal) -> Iterator[Chat]:
    yield from chatting(sample, tmp_path, portal)


def chatting(repository: Path, tmp_path: Path, portal: BlockingPortal, *arguments: str) -> Iterator[Chat]:
    """A client with MCP Apps."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "nhimbe_migrations", "--repo", str(repository), *arguments],
        env={"NHIMBE_MIGRATIONS_STATE": str(tmp_path / "state"), "PATH": os.environ["PATH"]},
        cwd=repository,
    )
    opened = Client(parameters, extensions=[advertise(EXTENSION_ID, {"mimeTypes": [APP_MIME_TYPE]})])
    with portal.wrap_async_context_manager(opened) as client:
        tools = {tool.name: tool for tool in portal.call(client.list_tools).tools}
        uri = (tools["draft_migration"].meta or {})["ui"]["resourceUri"]
        (page,) = portal.call(client.read_resource, uri).contents
        assert page.mime_type == APP_MIME_TYPE
        yield Chat(portal, client, page.text)
