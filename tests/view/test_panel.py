"""The panel in a real browser: in a sandboxed frame, under the policy of the specification, talking through the official host's side to a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

from nhimbe_migrations.tools.demo.story import TRAP_SQL
from view.conftest import Chat, chatting
from view.hostile import NAMES, SHONA, report, stakes

pytestmark = [pytest.mark.browser, pytest.mark.node]

TRAP = {"description": "Slim events", "target": "d1", "sql": TRAP_SQL}
DROP = {"description": "Goodbye comments", "target": "d1", "sql": "DROP TABLE event_comments;"}
GOOD = {"description": "Towns of users", "target": "d1", "sql": "ALTER TABLE users ADD COLUMN town TEXT;"}
META = "nhimbe-migrations/stakes"


@pytest.fixture(scope="module")
def looker(sample_master: Path, tmp_path_factory: pytest.TempPathFactory, portal: BlockingPortal) -> Iterator[Chat]:
    """One server for all tests that write nothing."""
    folder = tmp_path_factory.mktemp("looking")
    repository = Path(shutil.copytree(sample_master, folder / "nhimbe", symlinks=True))
    yield from chatting(repository, folder, portal)


def test_a_refused_draft_shows_the_verdict_what_is_at_stake_the_findings_and_the_diff(looker: Chat, watch: Any) -> None:
    watched = watch()
    frame = looker.show(watched, "draft_migration", TRAP)
    assert frame.inner_text("h1").endswith("Refused")
    assert "013_slim_events.sql" in frame.inner_text("header")
    picture = frame.locator("svg").first
    assert "registrations: 2 → 0, by event_id, on delete cascade" in (picture.get_attribute("aria-label") or "")
    assert picture.locator("text.table").all_text_contents()[:2] == ["events", "event_venuesby event_id"]
    frame.click("text=As a table")
    assert frame.locator("table tbody tr").first.inner_text().split() == ["event_venues", "2", "0", "▾"]
    assert "cascade-data-loss" in frame.inner_text(".findings")
    assert "+DROP TABLE IF EXISTS events;" in frame.inner_text(".diff >> nth=0")
    assert frame.locator("button.main").count() == 0, "a refused draft cannot be written"
    watched.assert_quiet()


def test_an_accepted_finding_is_drafted_again_with_its_reason_and_the_draft_can_be_written(
    chat: Chat, watch: Any, sample: Path
) -> None:
    watched = watch()
    frame = chat.show(watched, "draft_migration", DROP)
    assert frame.inner_text("h1").endswith("Refused")
    while frame.inner_text("h1").endswith("Refused"):
        group = frame.locator(".finding.error:has(button.action)").first
        rule = group.locator("h3 code").inner_text()
        group.locator("button.action").first.click()
        group.locator("input").fill(f"Comments were moved: {SHONA}")
        group.locator("text=Accept and draft again").click()
        frame.wait_for_function("rule => document.querySelector('#status').textContent.includes(rule)", arg=rule)
    calls = watched.page.evaluate("window.host.calls")
    assert calls[-1]["name"] == "draft_migration"
    assert calls[-1]["arguments"]["sql"] == DROP["sql"]
    accepted = calls[-1]["arguments"]["accept"]
    assert {item["rule"] for item in accepted} >= {"drop-table"}
    assert all(set(item) == {"rule", "reason"} and SHONA in item["reason"] for item in accepted)
    frame.click("text=Write migration 013")
    frame.wait_for_selector("h1:has-text('Written')")
    written = (sample / "worker/src/db/migrations/013_goodbye_comments.sql").read_text(encoding="utf-8")
    assert "-- accept: drop-table" in written
    assert SHONA in written
    assert "+DROP TABLE" in frame.inner_text(".diff >> nth=0"), "what the draft showed is still shown"
    assert frame.locator("button.main").count() == 0
    told = [update["content"][0]["text"] for update in watched.page.evaluate("window.host.told")]
    assert "The user accepted drop-table in the panel" in told[0]
    assert "013_goodbye_comments.sql" in told[-1]
    watched.assert_quiet()


def test_the_keyboard_alone_accepts_and_writes(chat: Chat, watch: Any, sample: Path) -> None:
    watched = watch()
    frame = chat.show(watched, "draft_migration", DROP)
    keyboard = watched.page.keyboard

    def focused() -> str:
        return frame.evaluate("(document.activeElement.textContent || document.activeElement.tagName).trim()")

    def go_to(text: str) -> None:
        for _ in range(60):
            if focused().startswith(text):
                return
            keyboard.press("Tab")
            ring = frame.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert ring == "3px", f"the focus on {focused()!r} cannot be seen"
        raise AssertionError(f"Tab does not lead to {text}")

    frame.focus("h1")
    for _ in range(10):
        if not frame.inner_text("h1").endswith("Refused"):
            break
        rule = frame.locator(".finding.error:has(button.action) h3 code").first.inner_text()
        go_to("Accept…")
        keyboard.press("Enter")
        assert focused() == "INPUT", "the reason is asked for at once"
        keyboard.press("Escape")
        assert focused().startswith("Accept…"), "Escape leads back"
        keyboard.press("Enter")
        keyboard.type("They are in the archive.")
        keyboard.press("Enter")
        frame.wait_for_function("rule => document.querySelector('#status').textContent.includes(rule)", arg=rule)
        assert frame.evaluate("document.activeElement.tagName") == "H1", "reading goes on at the verdict"
    go_to("Write migration 013")
    keyboard.press("Enter")
    frame.wait_for_selector("h1:has-text('Written')")
    assert (sample / "worker/src/db/migrations/013_goodbye_comments.sql").is_file()
    watched.assert_quiet()


def test_hostile_names_are_shown_and_nothing_of_them_runs(looker: Chat, watch: Any) -> None:
    watched = watch()
    result = {"content": [], "structuredContent": report(), "_meta": {META: stakes()}}
    frame = looker.show(watched, "draft_migration", TRAP, result)
    assert frame.locator("script").count() == 0, "the page's own script made way for what it drew"
    assert frame.locator("img, b, iframe, object, a").count() == 0
    text = frame.inner_text("main")
    for name in NAMES[:9]:
        assert name in text, name
    assert "\\u202e" in text, "marks that turn a line around are written out"
    assert "\u202e" not in text
    assert "\\u0000" in text
    frame.evaluate(
        "document.querySelectorAll('button.action, summary, button.more, button.inline').forEach((it) => it.click())"
    )
    assert frame.locator("script, img, b, iframe, object, a").count() == 0
    watched.assert_quiet()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 900])
def test_nothing_is_wider_than_the_panel_in_either_theme(looker: Chat, watch: Any, width: int, theme: str) -> None:
    watched = watch(width=width, theme=theme)
    result = {"content": [], "structuredContent": report(), "_meta": {META: stakes()}}
    frame = looker.show(watched, "draft_migration", TRAP, result, theme=theme)
    assert frame.evaluate("document.documentElement.scrollWidth") <= width
    too_faint = frame.evaluate(CONTRAST)
    assert too_faint == [], "WCAG 2.2 AA asks for 4.5:1"
    watched.assert_quiet()


def test_a_theme_that_changes_is_followed_and_the_hosts_colours_are_worn(looker: Chat, watch: Any) -> None:
    watched = watch()
    frame = looker.show(watched, "draft_migration", GOOD)
    light = frame.evaluate("getComputedStyle(document.body).backgroundColor")
    watched.page.evaluate(
        """window.bridge.setHostContext({ theme: "dark", styles: { variables: { "--color-background-primary": "rgb(1, 2, 3)" } } })"""
    )
    frame.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'")
    assert light == "rgb(255, 255, 255)"
    assert frame.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_two_hundred_findings_are_grouped_and_the_panel_says_how_high_it_is(looker: Chat, watch: Any) -> None:
    watched = watch()
    findings = [
        {"rule": f"rule-{at % 4}", "severity": "warning", "message": f"{at} {SHONA}", "help": "Look.", "line": at + 1}
        for at in range(200)
    ]
    data = {
        "number": "013",
        "file": "x.sql",
        "written": False,
        "draft": "0123456789",
        "files": [],
        "findings": findings,
    }
    frame = looker.show(watched, "draft_migration", GOOD, {"content": [], "structuredContent": data})
    assert frame.locator(".finding").count() == 4
    assert frame.locator(".places > li").count() == 20
    frame.locator("text=Show 45 more places").first.click()
    assert frame.locator(".places > li").count() == 65
    heights = "window.host.sizes.length > 1 && window.host.sizes.at(-1) > window.host.sizes[0]"
    watched.page.wait_for_function(heights)
    watched.assert_quiet()


def test_a_host_that_passes_no_calls_on_gets_a_panel_without_buttons(looker: Chat, watch: Any) -> None:
    frame = looker.show(watch(), "draft_migration", DROP, capabilities={})
    assert frame.locator("button.action").count() == 0
    assert "Refused" in frame.inner_text("h1")


def test_what_cannot_be_done_is_said_and_nothing_is_lost(chat: Chat, watch: Any, sample: Path) -> None:
    """The repository moves on under the panel: the write is refused in words, and the draft stays on the page."""
    watched = watch()
    frame = chat.show(watched, "draft_migration", GOOD)
    (sample / "worker/src/db/schema.sql").write_bytes(b"\xff\xfe")
    frame.click("text=Write migration 013")
    frame.wait_for_selector("#status.trouble")
    assert "changed since the draft" in frame.inner_text("#status")
    assert frame.inner_text("h1").endswith("Ready to write")
    assert frame.locator("button.main").is_enabled()
    assert frame.evaluate("document.activeElement.textContent") == "Write migration 013"
    assert not (sample / "worker/src/db/migrations/013_towns_of_users.sql").exists()


def test_an_argument_that_is_refused_is_shown_in_words(looker: Chat, watch: Any) -> None:
    frame = looker.show(watch(), "draft_migration", {"description": "x", "target": "d1"})
    frame.wait_for_selector("h1:has-text('This did not work')")
    assert "sql" in frame.inner_text("pre")


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const bytes = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = bytes(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    const style = getComputedStyle(node);
    const color = bytes(node.closest("svg") ? style.fill : style.color);
    const [one, other] = [light(color), light(ground(node))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push(`${node.tagName}.${node.getAttribute("class")} ${ratio.toFixed(2)} ${walker.currentNode.data.slice(0, 20)}`);
  }
  return [...new Set(faint)];
}"""
