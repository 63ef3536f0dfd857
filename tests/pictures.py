"""Pictures of the panel for the documentation, from a real server's answer, and the icon, in a real Chromium (`make pictures`).

They are looked at, not compared: fonts differ from machine to machine.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from anyio.from_thread import start_blocking_portal

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from view.conftest import Watched, chatting, launched, missing  # noqa: E402 the folder of the tests is found now

WIDTH, HEIGHT = 720, 1180


def main() -> int:
    """Take the pictures; return the exit code."""
    if reason := missing():
        sys.stderr.write(f"No pictures: {reason}; `make browser` installs it.\n")
        return 1
    from nhimbe_migrations.authoring.project.sample import lay_out_sample
    from nhimbe_migrations.tools.demo.story import TRAP_SQL

    asked = {"description": "Slim events", "target": "d1", "sql": TRAP_SQL}
    with tempfile.TemporaryDirectory() as folder, start_blocking_portal() as portal, launched() as browser:
        repository = lay_out_sample(Path(folder, "nhimbe"))
        with contextlib.contextmanager(chatting)(repository, Path(folder), portal) as chat:
            for theme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme, device_scale_factor=1.5
                )
                chat.show(Watched(page), "draft_migration", asked, theme=theme)
                page.wait_for_function("window.host.sizes.length > 0")
                page.wait_for_timeout(300)
                target = ROOT / "docs" / "pictures" / f"panel-{theme}.png"
                page.screenshot(path=target)
                page.close()
                sys.stdout.write(f"wrote {target.relative_to(ROOT)}\n")
        _take_icon(browser)
    return 0


def _take_icon(browser: Any) -> None:
    """The icon as the bundle and the registry want it: PNG, 512 pixels."""
    page = browser.new_page(viewport={"width": 512, "height": 512})
    page.set_content(
        f"<style>body {{ margin: 0 }}</style>{(ROOT / 'clients' / 'icon.svg').read_text(encoding='utf-8')}"
    )
    page.screenshot(path=ROOT / "clients" / "icon.png", omit_background=True)
    sys.stdout.write("wrote clients/icon.png\n")


if __name__ == "__main__":
    sys.exit(main())
